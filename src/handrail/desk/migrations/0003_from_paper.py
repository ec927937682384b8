from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0002_customer_and_law"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="paper",
            field=models.CharField(blank=True, default="", max_length=12),
            preserve_default=False,
        ),
    ]
