import django.db.models.deletion
import handrail.ledger.ids
import handrail.ledger.scope
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0013_reminders"),
        ("people", "0003_notice_terms_and_duty"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarAddress",
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
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.member"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("member",), name="one_calendar_address"
                    )
                ],
            },
        ),
    ]
