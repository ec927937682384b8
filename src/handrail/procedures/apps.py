from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "handrail.procedures"
    label = "procedures"

    def ready(self) -> None:
        """What the database itself refuses of versions and signatures, whoever asks; and what keeps a reply that is
        brought in."""
        from handrail.ledger.triggers import Refused, refuse
        from handrail.procedures.bringing.actions import REPLIES
        from handrail.procedures.replies.brought import keep

        REPLIES[:] = [keep]

        for signed, version in (
            ("procedures_signature", "procedures_revision"),
            ("procedures_replysignature", "procedures_replyversion"),
        ):
            changed = "OLD.state <> 'draft' AND (OLD.text <> NEW.text OR OLD.number <> NEW.number)"
            stands = "NEW.state IN ('approved', 'published')"
            refuse(
                Refused(signed, "UPDATE"),
                Refused(signed, "DELETE"),
                Refused(version, "DELETE", when="OLD.state <> 'draft'"),
                Refused(version, "UPDATE", "change", changed),
                Refused(version, "UPDATE", "unsigned", f"{stands} AND NEW.approved_at IS NULL"),
                Refused(version, "INSERT", "shortcut", stands),
            )
