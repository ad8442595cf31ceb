from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_access_concerns_many")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="time_zone",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="time zone"),
            preserve_default=False,
        ),
    ]
