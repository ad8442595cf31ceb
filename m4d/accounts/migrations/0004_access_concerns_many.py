"""Nothing asks any more about the one person of a look, and one look an hour is one row.

A migration of its own: PostgreSQL changes no table that the same transaction has just filled.
"""

import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_who_looked_at_whose_data")]

    operations = [
        migrations.RemoveIndex("accesslog", "accounts_access_about_at"),
        migrations.RemoveField("accesslog", "about"),
        migrations.RemoveField("accesslog", "what"),
        migrations.AddField(
            model_name="accesslog",
            name="concerned",
            field=models.ManyToManyField(
                related_name="accesses", through="accounts.AccessConcern", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="accesslog",
            name="at",
            field=models.DateTimeField(db_index=True, default=django.utils.timezone.now),
        ),
        migrations.AlterField(
            model_name="accesslog",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("roles", "Your name, address and roles, in the list of those who hold a role"),
                    ("role", "Your roles"),
                    ("approval", "Your new account, to let it in"),
                    ("erasure", "Your account, to close it as you asked"),
                    ("report", "A report that you sent, to decide about it"),
                    ("reported", "Something of yours that was reported, to decide about it"),
                    ("hidden", "Your profile, which a moderator has hidden"),
                    ("verification", "What you wrote to have an organization verified"),
                    ("standing", "Your seat or your place in an organization, and what you wrote about it, to confirm it"),
                    ("journal", "The journal of the site, in which stands what you did or what was done about you"),
                    ("journal_search", "What you did, looked up in the journal of the site by your name or address"),
                    ("staff_side", "Your name on the staff side, beside what you wrote or changed there"),
                    ("export", "Everything on this site, handed over as open formats"),
                    ("backup", "Everything on this site, saved so that nothing is lost"),
                ],
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="accesslog",
            name="reason",
            field=models.CharField(blank=True, max_length=240),
        ),
        migrations.AddConstraint(
            model_name="accesslog",
            constraint=models.UniqueConstraint(
                fields=("by", "kind", "purpose", "thing", "hour"), name="accounts_access_once_an_hour"
            ),
        ),
    ]
