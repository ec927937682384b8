import django.db.models.deletion
import handrail.ledger.ids
import handrail.ledger.scope
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0003_control"),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftEdit",
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
                ("number", models.PositiveIntegerField()),
                ("edit", models.JSONField()),
                ("words", models.CharField(max_length=200)),
                ("step", models.CharField(blank=True, max_length=61)),
                ("by_id", models.UUIDField(null=True)),
                ("by", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("done", "Done"), ("undone", "Undone"), ("gone", "Written over")],
                        default="done",
                        max_length=8,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="edits", to="procedures.revision"
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("revision", "number"), name="one_edit_a_number")],
            },
        ),
    ]
