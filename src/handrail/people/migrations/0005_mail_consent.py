from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_mail_by_token'),
    ]

    operations = [
        migrations.AddField('mailserver', 'consent_at', models.CharField(blank=True, max_length=200, default=''), preserve_default=False),
        migrations.AddField('mailserver', 'scope', models.CharField(blank=True, max_length=400, default=''), preserve_default=False),
        migrations.AddField('mailserver', 'consented_at', models.DateTimeField(null=True)),
    ]
