"""A look of the staff may concern many people: they move to a table of their own, and the purpose gets a code."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: What the column `what` held, and the code that says the same.
PURPOSES = {"role": "role", "verification": "verification", "report": "report", "journal": "journal_search"}


def move_people(apps, schema_editor):
    Access, Concern = apps.get_model("accounts", "AccessLog"), apps.get_model("accounts", "AccessConcern")
    for row in Access.objects.all().iterator(1000):
        Concern.objects.create(access=row, person_id=row.about_id)
        row.purpose = PURPOSES.get(row.what, "role")
        # Looks have a sentence of their own now; only words that somebody typed for a change stay.
        row.reason = row.reason if row.kind == "changed" else ""
        row.save(update_fields=["purpose", "reason"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_purposes_of_consent")]

    operations = [
        migrations.CreateModel(
            name="AccessConcern",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "access",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="concerns",
                        to="accounts.accesslog",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("access", "person"), name="accounts_access_concern_once")
                ]
            },
        ),
        migrations.AddField("accesslog", "role", models.CharField(blank=True, default="", max_length=24), False),
        migrations.AddField("accesslog", "everybody", models.BooleanField(default=False)),
        migrations.AddField(
            "accesslog", "purpose", models.CharField(default="role", max_length=24), preserve_default=False
        ),
        migrations.AddField("accesslog", "thing", models.CharField(blank=True, default="", max_length=120), False),
        migrations.AddField("accesslog", "hour", models.DateTimeField(null=True)),
        migrations.RunPython(move_people, migrations.RunPython.noop),
    ]
