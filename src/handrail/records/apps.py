from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "handrail.records"
    label = "records"

    def ready(self) -> None:
        """A personal value that goes takes its record out of the index of words, whoever deletes it."""
        from handrail.ledger.triggers import Follows, follow

        mark = (
            "UPDATE records_indexed SET length = 0 "
            "WHERE chain_id = (SELECT chain_id FROM ledger_event WHERE id = OLD.event_id);"
        )
        forget = (
            "DELETE FROM records_words WHERE {} IN (SELECT i.id FROM records_indexed i "
            "JOIN ledger_event e ON e.chain_id = i.chain_id WHERE e.id = OLD.event_id);"
        )
        does = {"sqlite": f"{forget.format('rowid')} {mark}", "postgresql": f"{forget.format('id')} {mark}"}
        follow(Follows("ledger_personalvalue", "DELETE", "forget_words", does, needs="records_indexed"))
