"""Two indexes of events go: others begin with the same column, and each costs a page of the log at every step. Only they
are dropped; the table is left as it is, with its triggers and its rows."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import handrail.ledger.scope

TABLE, COLUMNS = "ledger_event", (["organization_id"], ["chain_id"])


def drop(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        there = editor.connection.introspection.get_constraints(cursor, TABLE)
    for name, row in there.items():
        if row["index"] and not row["unique"] and row["columns"] in COLUMNS:
            editor.execute(f"DROP INDEX {editor.quote_name(name)}")


def make(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for (column,) in COLUMNS:
        name = editor.quote_name(f"{TABLE}_{column}_again")
        editor.execute(f"CREATE INDEX {name} ON {TABLE} ({column})")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_checkpoints")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "event", "organization_id",
                    models.UUIDField(default=handrail.ledger.scope.current, editable=False),
                ),
                migrations.AlterField(
                    "event", "chain",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="events",
                        to="ledger.chain",
                    ),
                ),
            ],
            database_operations=[migrations.RunPython(drop, make)],
        ),
    ]  # fmt: skip
