from typing import Any

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "handrail.ledger"
    label = "ledger"

    def ready(self) -> None:
        connection_created.connect(watch, dispatch_uid="ledger.watch")
        post_migrate.connect(protect, sender=self, dispatch_uid="ledger.protect")


def watch(connection: BaseDatabaseWrapper, **_: Any) -> None:
    from handrail.ledger.guarding import guard

    if guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(guard)


def protect(using: str, **_: Any) -> None:
    from django.db import connections

    from handrail.ledger import triggers

    triggers.install(connections[using])
