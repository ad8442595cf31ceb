from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("vocabulary", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="term", options={"verbose_name": "term", "verbose_name_plural": "terms"}
        ),
    ]
