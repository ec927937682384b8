import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0003_from_paper'),
        ('records', '0003_keeping'),
    ]

    operations = [
        migrations.AddField(
            model_name='erasureasked',
            name='request',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.case'),
        ),
    ]
