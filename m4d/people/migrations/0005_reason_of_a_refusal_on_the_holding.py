from django.db import migrations, models


def move_reasons(apps, schema_editor):
    """Reasons stood in the journal, which keeps its rows when a person leaves."""
    Entry = apps.get_model("activity", "Entry")
    Holding = apps.get_model("people", "SeatHolding")
    for entry in Entry.objects.filter(verb="people.holding_refused"):
        refused = Holding.objects.filter(seat_id=entry.about_id, ended_at=entry.at, end_reason="refused")
        refused.exclude(person=None).update(end_note=entry.data.get("reason", ""))
        Entry.objects.filter(pk=entry.pk).update(data={})


class Migration(migrations.Migration):
    dependencies = [("activity", "0001_initial"), ("people", "0004_refused_mandates")]

    operations = [
        migrations.AddField(
            model_name="seatholding",
            name="end_note",
            field=models.TextField(blank=True, max_length=2000),
        ),
        migrations.RunPython(move_reasons, migrations.RunPython.noop),
    ]
