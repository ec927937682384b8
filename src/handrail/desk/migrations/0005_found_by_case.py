from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_initial"),
        ("desk", "0004_contacts_and_known_events"),
        ("people", "0002_mail_server"),
        ("procedures", "0010_replies"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organization_id", "agent", "status"], name="cases_by_agent"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organization_id", "contact", "status"], name="cases_by_contact"),
        ),
        migrations.AddIndex(
            model_name="open",
            index=models.Index(fields=["organization_id", "case", "closed_at"], name="open_by_case"),
        ),
    ]
