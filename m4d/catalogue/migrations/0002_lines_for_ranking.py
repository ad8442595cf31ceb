"""Ranking reads short rows of its own, so that a search touches a tenth of the pages."""

import django.db.models.deletion
import m4d.catalogue.models.card
from django.db import migrations, models

COLUMNS = "card_id, sort, newest, titles, summaries, tags"


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchLine",
            fields=[
                (
                    "card",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_line",
                        serialize=False,
                        to="catalogue.card",
                    ),
                ),
                ("sort", m4d.catalogue.models.card.KeyField(max_length=80)),
                ("newest", models.IntegerField(default=0)),
                ("titles", models.TextField(blank=True)),
                ("summaries", models.TextField(blank=True)),
                ("tags", models.TextField(blank=True)),
            ],
            options={"verbose_name": "line of a card in a search"},
        ),
        migrations.RunSQL(
            f"INSERT INTO catalogue_searchline ({COLUMNS}) SELECT {COLUMNS} FROM catalogue_searchtext",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField("searchtext", "sort"),
        migrations.RemoveField("searchtext", "newest"),
        migrations.RemoveField("searchtext", "titles"),
        migrations.RemoveField("searchtext", "summaries"),
        migrations.RemoveField("searchtext", "tags"),
    ]
