"""Seeing who is behind a pseudonym is a purpose of its own in the log of looks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_person_time_zone")]

    operations = [
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
                    ("unveiling", "Who is behind your pseudonym in an e-discussion, after two moderators agreed"),
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
    ]
