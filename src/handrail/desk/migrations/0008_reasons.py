import django.db.models.deletion
import handrail.ledger.ids
import handrail.ledger.scope
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0007_counsel"),
        ("procedures", "0010_replies"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReasonCode",
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
                ("name", models.CharField(max_length=60)),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reasons",
                        to="procedures.entry",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="case",
            name="reason",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="desk.reasoncode"
            ),
        ),
        migrations.AddIndex(
            model_name="reasoncode",
            index=models.Index(fields=["organization_id", "retired_at", "name"], name="reasons_by_name"),
        ),
    ]
