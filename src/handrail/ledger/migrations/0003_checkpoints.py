"""Checkpoints that gather what grew, where their copies went, and the keys a business signed with.

No version before this one wrote a checkpoint: its table is made anew."""

import django.db.models.deletion
import handrail.ledger.ids
import handrail.ledger.scope
from django.db import migrations, models

OPTIONS = {"abstract": False, "base_manager_name": "objects", "default_manager_name": "objects"}


def kept() -> list[tuple[str, models.Field]]:  # type: ignore[type-arg]
    return [
        ("id", models.UUIDField(default=handrail.ledger.ids.new_id, editable=False, primary_key=True, serialize=False)),
        ("organization_id", models.UUIDField(db_index=True, default=handrail.ledger.scope.current, editable=False)),
    ]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_outbox")]

    operations = [
        migrations.AddField("chain", "gathered", models.PositiveIntegerField(default=0)),
        migrations.AddField("chain", "gathered_in", models.PositiveIntegerField(default=0)),
        migrations.DeleteModel("Checkpoint"),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                *kept(),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("business", models.CharField(max_length=200)),
                ("previous", models.CharField(max_length=64)),
                ("root", models.CharField(max_length=64)),
                ("heads", models.JSONField()),
                ("events", models.PositiveBigIntegerField()),
                ("key", models.CharField(max_length=64)),
                ("fingerprint", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=128)),
            ],
            options={
                **OPTIONS,
                "constraints": [
                    models.UniqueConstraint(fields=("organization_id", "number"), name="one_checkpoint_a_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                *kept(),
                ("public", models.CharField(max_length=64)),
                ("fingerprint", models.CharField(max_length=64)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("ended", models.CharField(blank=True, max_length=10)),
                ("handover", models.JSONField(null=True)),
            ],
            options={
                **OPTIONS,
                "constraints": [
                    models.UniqueConstraint(fields=("organization_id", "fingerprint"), name="one_key_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckpointCopy",
            fields=[
                *kept(),
                ("way", models.CharField(max_length=12)),
                ("to", models.CharField(blank=True, max_length=254)),
                ("at", models.DateTimeField()),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="ledger.checkpoint"
                    ),
                ),
                (
                    "outgoing",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="ledger.outgoing"),
                ),
            ],
            options=OPTIONS,
        ),
    ]
