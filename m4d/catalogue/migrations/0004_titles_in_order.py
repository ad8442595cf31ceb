"""Titles by language: lists are ordered by what their reader reads, and a title is found by how it begins."""

import django.db.models.deletion
import m4d.catalogue.models.card
from django.db import migrations, models

from m4d.catalogue.gateways.analysis import beginnings, title_key

#: The kinds whose titles were kept from the beginning, and those of them that lists order by title.
KEPT, ORDERED = ("territory", "organization", "project", "page"), ("territory", "project")
LANGUAGES = ("en", "fr", "es", "ar")
#: What comes first among titles that begin alike: a country, another territory, anything else.
WEIGHT = {"territory": 1}
AT_ONCE = 1000


def fill(apps, editor):
    """From the titles as the cards hold them, so that no list is empty until the cards are written again."""
    card, key = apps.get_model("catalogue", "Card"), apps.get_model("catalogue", "TitleKey")
    cards = card.objects.filter(kind__in=KEPT).select_related("search_text").defer("search_text__terms")
    rows = []
    for one in cards.order_by("pk").iterator(chunk_size=AT_ONCE):
        titles = {code: texts[0] for code, texts in one.search_text.texts.items() if texts[0]}
        original = titles.get(one.language) or titles.get("en") or next(iter(titles.values()), "")
        keys = [("", found) for found in sorted(set().union(*map(beginnings, titles.values())))]
        if one.kind in ORDERED:
            keys += [(code, title_key(titles.get(code) or original)) for code in LANGUAGES]
        is_country = one.kind == "territory" and one.data.get("kind") == "country"
        weight = 0 if is_country else WEIGHT.get(one.kind, 2)
        kept = {"card": one, "kind": one.kind, "audience": one.audience, "weight": weight}
        rows += [key(language=code, key=text, **kept) for code, text in keys]
        if len(rows) > AT_ONCE:
            key.objects.bulk_create(rows)
            rows = []
    key.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_rendering")]

    operations = [
        migrations.CreateModel(
            name="TitleKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", m4d.catalogue.models.card.KeyField(max_length=20)),
                (
                    "audience",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Everybody"),
                            (1, "Visitors who are not signed in"),
                            (2, "Members who are signed in"),
                        ]
                    ),
                ),
                ("language", m4d.catalogue.models.card.KeyField(blank=True, max_length=10)),
                ("key", m4d.catalogue.models.card.KeyField(max_length=80)),
                ("weight", models.PositiveSmallIntegerField(default=2)),
                (
                    "card",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="title_keys",
                        to="catalogue.card",
                    ),
                ),
            ],
            options={
                "verbose_name": "title of a card in its order",
                "indexes": [
                    models.Index(fields=["kind", "audience", "language", "key", "card"], name="catalogue_title_by_key")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("card", "language", "key"), name="catalogue_title_once")
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
