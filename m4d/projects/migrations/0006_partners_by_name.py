from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("projects", "0005_import_digest"),
    ]

    operations = [
        migrations.AddField(
            model_name="importproblem",
            name="organization",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.SET_NULL,
                related_name="+",
                to="people.organization",
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="refusal_column",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="participation",
            name="is_chosen",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="importproblem",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("kept", "Kept as it is"),
                    ("as_text", "Kept as text"),
                    ("skipped_value", "Left out this value"),
                    ("skipped_activity", "Left out this activity"),
                    ("shortened", "Shortened"),
                    ("attached", "Attached by its name. Look whether it is the same organization:"),
                    ("new_namesake", "Taken in as a new organization. Look whether it doubles this one:"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="importproblem",
            name="problem",
            field=models.CharField(
                choices=[
                    ("schema", "Does not follow the IATI schema"),
                    ("code", "The code is not on the list"),
                    ("date", "Not a date"),
                    ("number", "Not a number"),
                    ("currency", "No currency is given"),
                    ("point", "Not a point on the map"),
                    ("address", "Not a web address"),
                    ("no_identifier", "The activity has no identifier"),
                    ("twice", "The same identifier comes twice in the file"),
                    ("other_publisher", "Another publisher reported this activity before"),
                    ("older", "The activity is older than what this site holds"),
                    ("too_long", "The text is longer than a line of this kind can be"),
                    ("language", "No language is given"),
                    ("namesake", "Only the name says which organization this is"),
                ],
                max_length=16,
            ),
        ),
    ]
