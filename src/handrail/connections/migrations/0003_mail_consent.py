from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('connections', '0002_mail_by_token'),
    ]

    operations = [
        migrations.AddField('connection', 'consent_at', models.CharField(blank=True, max_length=200, default=''), preserve_default=False),
        migrations.AddField('connection', 'scope', models.CharField(blank=True, max_length=400, default=''), preserve_default=False),
        migrations.AddField('connection', 'consented_at', models.DateTimeField(null=True)),
    ]
