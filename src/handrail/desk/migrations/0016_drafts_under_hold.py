from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0015_answer_times"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="draft",
            name="one_draft_a_case",
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["member", "case"], name="drafts_by_member"),
        ),
    ]
