from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_notice_terms_and_duty'),
    ]

    operations = [
        migrations.AddField('mailserver', 'signs_in', models.CharField(default='password', max_length=10)),
        migrations.AddField('mailserver', 'token_at', models.CharField(blank=True, max_length=200, default=''), preserve_default=False),
        migrations.AddField('mailserver', 'client_id', models.CharField(blank=True, max_length=200, default=''), preserve_default=False),
        migrations.AddField('mailserver', 'client_locked', models.TextField(blank=True, default=''), preserve_default=False),
    ]
