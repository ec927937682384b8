import handrail.ledger.ids
import handrail.ledger.scope
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0012_scoring"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReminderTimes",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=handrail.ledger.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "organization_id",
                    models.UUIDField(db_index=True, default=handrail.ledger.scope.current, editable=False),
                ),
                ("minutes", models.JSONField(default=dict)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("organization_id",), name="one_reminder_times")],
            },
        ),
    ]
