"""Run inside the house by the benchmark: words as people type them, how many cards there are, and which counters
an edit raises.

    python -m bench.inside COUNT      prints {"cards": n, "queries": [...], "edited": [slot, ...]}
"""

import json
import os
import random
import sys
from urllib.parse import quote_plus

import django

#: What the actions of the rooms touch when somebody edits a profile, a project, a place, a corridor or a page.
EDITED = ("catalogue", "projects", "places", "corridors", "front")


def main(count: int) -> None:
    """One to three words of a public card each, so that common words come as often as people write them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "m4d.config.settings")
    django.setup()
    # The tables exist only after the line above.
    from m4d.catalogue.models import CardFace, registry  # noqa: PLC0415
    from m4d.core.pages.versions import EVERY_PAGE, slots_of  # noqa: PLC0415

    die = random.Random(20081)
    last = CardFace.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    queries = set()
    for _ in range(count * 20):
        if len(queries) >= count or not last:
            break
        face = CardFace.objects.filter(pk__gte=die.randint(1, last)).values_list("title", "summary").first()
        words = [word.strip(".,;:()\"'") for word in " ".join(face or ()).split()]
        words = [word for word in words if len(word) > 2]
        if words:
            queries.add(quote_plus(" ".join(die.sample(words, min(len(words), die.choice((1, 1, 2, 2, 3)))))))
    asked = sorted(queries)
    die.shuffle(asked)
    edited = slots_of((EVERY_PAGE, *EDITED, *(f"catalogue:{kind}" for kind in registry.kinds)))
    sys.stdout.write(json.dumps({"cards": CardFace.objects.count(), "queries": asked, "edited": edited}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
