from django.db import migrations, models


def starter_statements_were_read(apps, schema_editor):
    """What came with the site carried the day on which its source was read, as if that were the source's own date."""
    statements = apps.get_model("places", "EvidenceStatement")
    statements.objects.filter(series="").exclude(code="").update(is_day_read=True)
    # The pages that show them are written anew when the starter content is loaded, which the next start does.
    loaded = apps.get_model("places", "LoadedFile")
    loaded.objects.filter(name="starter corridors").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0004_indexes_for_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidencestatement",
            name="is_day_read",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(starter_statements_were_read, migrations.RunPython.noop, elidable=True),
    ]
