from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "handrail.people"
    label = "people"

    def ready(self) -> None:
        """A notice that somebody kept is never changed, and never denied."""
        from handrail.ledger.triggers import Refused, refuse

        for table in ("people_notice", "people_noticekept"):
            refuse(Refused(table, "UPDATE"), Refused(table, "DELETE"))
