from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("languages", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="version", name="languages_version_provenance_known"),
        migrations.AlterField(
            model_name="version",
            name="provenance",
            field=models.CharField(
                choices=[
                    ("original", "Original"),
                    ("human", "Translated by people"),
                    ("site", "Translated for this site, not yet checked by a native speaker"),
                    ("machine", "Machine translation"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(("provenance__in", ["original", "human", "site", "machine"])),
                name="languages_version_provenance_known",
            ),
        ),
    ]
