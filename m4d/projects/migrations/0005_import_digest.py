from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0004_sheet_tags"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="digest",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
