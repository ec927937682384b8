import django.db.models.deletion
import handrail.ledger.ids
import handrail.ledger.scope
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0005_found_by_case"),
        ("people", "0003_notice_terms_and_duty"),
    ]

    operations = [
        migrations.CreateModel(
            name="EscalationTimes",
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
                "constraints": [models.UniqueConstraint(fields=("organization_id",), name="one_escalation_times")],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
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
                ("severity", models.CharField(max_length=10)),
                ("to", models.CharField(max_length=20)),
                ("asked_at", models.DateTimeField()),
                ("state", models.CharField(max_length=10)),
                ("taken_at", models.DateTimeField(null=True)),
                ("warned_at", models.DateTimeField(null=True)),
                ("late_at", models.DateTimeField(null=True)),
                ("declined", models.JSONField(default=list)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "asked",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="people.member",
                    ),
                ),
                (
                    "asker",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.member"
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="escalation", to="desk.open"
                    ),
                ),
                (
                    "named",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.member"
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.member"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["organization_id", "state", "-asked_at"], name="escalations_by_state"),
                    models.Index(fields=["organization_id", "asked", "state"], name="escalations_by_asked"),
                ],
            },
        ),
    ]
