import django.db.models.deletion
import handrail.ledger.ids
import handrail.ledger.scope
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0006_imports"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperRun",
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
                ("printed_at", models.DateTimeField()),
                ("printed_by", models.CharField(max_length=120)),
                ("entered_at", models.DateTimeField(null=True)),
                ("entered_by", models.CharField(blank=True, max_length=120)),
                ("entered_as", models.CharField(blank=True, max_length=20)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_runs",
                        to="procedures.revision",
                    ),
                ),
            ],
            options={
                "ordering": ("-number",),
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("organization_id", "number"), name="one_paper_a_number"),
                ],
            },
        ),
    ]
