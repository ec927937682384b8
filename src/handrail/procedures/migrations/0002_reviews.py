"""Who read a version, when, and what they said."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("procedures", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField("revision", "reviewed_by", models.CharField(blank=True, default="", max_length=120), preserve_default=False),
        migrations.AddField("revision", "reviewed_on", models.DateField(null=True)),
        migrations.AddField("revision", "review_words", models.CharField(blank=True, default="", max_length=300), preserve_default=False),
    ]  # fmt: skip
