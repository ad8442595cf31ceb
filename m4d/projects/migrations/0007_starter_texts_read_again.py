from django.db import migrations


def read_starter_projects_again(apps, schema_editor):
    """Their translations said that people had made them; the next start reads them again and says what is so."""
    apps.get_model("projects", "Project").objects.filter(origin="starter").update(content_hash="")


class Migration(migrations.Migration):
    dependencies = [
        ("languages", "0002_versions_of_this_site"),
        ("projects", "0006_partners_by_name"),
    ]

    operations = [
        migrations.RunPython(read_starter_projects_again, migrations.RunPython.noop, elidable=True),
    ]
