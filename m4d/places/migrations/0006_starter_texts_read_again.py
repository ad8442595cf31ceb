from django.db import migrations


def read_starter_corridors_again(apps, schema_editor):
    """Their translations said that people had made them; the next start reads them again and says what is so."""
    apps.get_model("places", "LoadedFile").objects.filter(name="starter corridors").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("languages", "0002_versions_of_this_site"),
        ("places", "0005_day_read"),
    ]

    operations = [
        migrations.RunPython(read_starter_corridors_again, migrations.RunPython.noop, elidable=True),
    ]
