"""Approvers, signatures, comments, withdrawals, retirement on a day, and blocks carried into their callers."""

import django.db.models.deletion
from django.db import migrations, models

import handrail.ledger.ids
import handrail.ledger.scope


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_mail_server"),
        ("procedures", "0002_reviews"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="names_approvers",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="entry",
            name="retires_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="entry",
            name="retires_why",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="revision",
            name="material",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="revision",
            name="writers",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="revision",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("review", "In review"),
                    ("approved", "Approved"),
                    ("published", "In force"),
                    ("superseded", "Superseded"),
                    ("retired", "Retired"),
                    ("declined", "Declined"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Approver",
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
                ("entry", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="procedures.entry")),
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
            },
        ),
        migrations.CreateModel(
            name="Carried",
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
                ("on", models.DateField()),
                (
                    "because",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procedures.revision"
                    ),
                ),
                ("bundle", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="procedures.bundle")),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="carried", to="procedures.revision"
                    ),
                ),
            ],
            options={
                "ordering": ("on", "id"),
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Remark",
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
                ("step", models.CharField(blank=True, max_length=61)),
                ("kind", models.CharField(max_length=10)),
                ("text", models.CharField(max_length=2000)),
                ("by", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                ("resolved_by", models.CharField(blank=True, max_length=120)),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "answers",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answered",
                        to="procedures.remark",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="procedures.revision"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Signature",
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
                ("member_id", models.UUIDField(null=True)),
                ("name", models.CharField(max_length=120)),
                ("role", models.CharField(max_length=20)),
                ("intent", models.CharField(max_length=20)),
                ("words", models.TextField()),
                ("hash", models.CharField(max_length=64)),
                ("identified", models.JSONField(default=dict)),
                ("copy", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="procedures.revision"
                    ),
                ),
            ],
            options={
                "ordering": ("at",),
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
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
                ("hash", models.CharField(max_length=64)),
                ("urgent", models.BooleanField()),
                ("why", models.CharField(max_length=1000)),
                ("by", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="withdrawals", to="procedures.entry"
                    ),
                ),
            ],
            options={
                "ordering": ("-at",),
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.AddConstraint(
            model_name="approver",
            constraint=models.UniqueConstraint(fields=("entry", "member"), name="one_approver_a_name"),
        ),
    ]
