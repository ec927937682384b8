from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('connections', '0001_mail_and_forms'),
    ]

    operations = [
        migrations.AddField('connection', 'signs_in', models.CharField(default='password', max_length=10)),
        migrations.AddField('connection', 'token_at', models.CharField(blank=True, max_length=200, default=''), preserve_default=False),
        migrations.AddField('connection', 'client_id', models.CharField(blank=True, max_length=200, default=''), preserve_default=False),
        migrations.AddField('connection', 'client_locked', models.TextField(blank=True, default=''), preserve_default=False),
    ]
