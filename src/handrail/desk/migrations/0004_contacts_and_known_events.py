import django.db.models.deletion
from django.db import migrations, models

import handrail.ledger.ids
import handrail.ledger.scope


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_initial"),
        ("desk", "0003_from_paper"),
        ("people", "0002_mail_server"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="brought",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="case",
            name="contact",
            field=models.UUIDField(db_index=True, null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="merged_into",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merged", to="desk.case"
            ),
        ),
        migrations.CreateModel(
            name="KnownEvent",
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
                ("title", models.CharField(max_length=120)),
                ("answer", models.TextField()),
                ("reply", models.CharField(blank=True, max_length=80)),
                ("offer", models.CharField(blank=True, max_length=200)),
                ("offer_by", models.DateTimeField(null=True)),
                ("begun_at", models.DateTimeField()),
                ("offered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ending", models.TextField(blank=True)),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="known_events", to="people.member"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Attached",
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
                ("channel", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("told", models.CharField(blank=True, max_length=12)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="attached", to="desk.case"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attached",
                        to="customers.customer",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attached", to="people.member"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attached", to="desk.knownevent"
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
            name="known_event",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="desk.knownevent"
            ),
        ),
        migrations.CreateModel(
            name="Draft",
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
                ("place", models.CharField(max_length=120)),
                ("locked", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="desk.case"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="people.member"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("member", "case"), name="one_draft_a_case")],
            },
        ),
        migrations.AddIndex(
            model_name="knownevent",
            index=models.Index(fields=["organization_id", "ended_at", "-begun_at"], name="known_events"),
        ),
        migrations.AddIndex(
            model_name="attached",
            index=models.Index(fields=["organization_id", "event", "at"], name="attached_by_event"),
        ),
    ]
