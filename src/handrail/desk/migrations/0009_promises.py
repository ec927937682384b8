import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0008_reasons"),
        ("people", "0003_notice_terms_and_duty"),
    ]

    operations = [
        migrations.AddField(
            model_name="open",
            name="person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.member"
            ),
        ),
    ]
