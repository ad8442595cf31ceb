"""How many files hang on a contribution, so that a page without files asks for none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("discussions", "0001_e_discussions")]

    operations = [
        migrations.AddField(
            model_name="contribution",
            name="file_count",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
    ]
