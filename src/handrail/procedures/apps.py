from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "handrail.procedures"
    label = "procedures"

    def ready(self) -> None:
        """What the database itself refuses of versions and signatures, whoever asks."""
        from handrail.ledger.triggers import Refused, refuse

        signed, version = "procedures_signature", "procedures_revision"
        refuse(
            Refused(signed, "UPDATE"),
            Refused(signed, "DELETE"),
            Refused(version, "DELETE", when="OLD.state <> 'draft'"),
            Refused(
                version,
                "UPDATE",
                "change",
                "OLD.state <> 'draft' AND (OLD.text <> NEW.text OR OLD.number <> NEW.number)",
            ),
            Refused(
                version, "UPDATE", "unsigned", "NEW.state IN ('approved', 'published') AND NEW.approved_at IS NULL"
            ),
            Refused(version, "INSERT", "shortcut", "NEW.state IN ('approved', 'published')"),
        )
