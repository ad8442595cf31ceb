"""Which wording and templates the stored faces were rendered with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_lines_for_ranking")]

    operations = [
        migrations.CreateModel(
            name="Rendering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("rendered_at", models.DateTimeField()),
            ],
            options={"verbose_name": "rendering of cards"},
        ),
    ]
