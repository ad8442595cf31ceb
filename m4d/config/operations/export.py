"""`m4d export all DIR`: the whole instance as CSV, JSON lines and files, so that a community can leave with its data.

What is public, what the house needs besides, and what is personal lie in three folders, so that each can be
handed on under its own rules. Sign-in secrets, sessions, queues and whatever can be computed again stay behind.
"""

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from m4d.accounts import actions as accounts
from m4d.accounts.choices import AccessPurpose
from m4d.catalogue.choices import Audience
from m4d.catalogue.models import Card, registry
from m4d.config.operations import Trouble
from m4d.config.operations.backup import stored_files
from m4d.config.operations.progress import say, step
from m4d.core.text import no_formula

LEFT_BEHIND = {
    "sessions": "sessions",
    "usersessions": "sessions",
    "mfa": "second factors",
    "django_tasks_database": "queues",
    "jobs": "queues",
    "catalogue": "the search index, which is computed from the other tables; its public rows are in datasets",
}
COMPUTED = {
    "auth.permission",
    "auth.group_permissions",
    "wagtailcore.referenceindex",
    "places.sheet",
    "places.loadedfile",
    "projects.projectsheet",
}
"""Tables that the program fills by itself."""

PASSING = {"activity.mail"}
"""Tables whose rows are on their way out, with links that let whoever reads them into an account."""

COMMON_ROOMS = ("front", "places", "projects", "vocabulary")
PERSONAL_ROOMS = ("account", "accounts", "activity", "moderation", "socialaccount")
COMMON_TABLES = ("people.organization", "people.seat")
STAFF_RECORDS = {
    "comment",
    "commentreply",
    "editingsession",
    "formstate",
    "modellogentry",
    "pagelogentry",
    "pagesubscription",
    "revision",
    "taskstate",
    "uploadedfile",
    "userprofile",
    "workflowstate",
}
"""Tables of the staff side whose rows are what one person did, wrote or set there."""
DERIVED = {"sheet", "texts"}
"""Columns prepared for pages out of other tables, with names and numbers of people in them."""
_SECRET = re.compile(r"password|secret|token|credential|digest|session_key|^key$|_key$")


@dataclass
class Written:
    """One table of the export, for the README and the description of the columns."""

    path: str
    about: str
    rows: int
    columns: dict[str, str]
    licence: str = ""


@dataclass
class Export:
    """The folder in the making, and what was written into it."""

    folder: Path
    tables: list[Written] = field(default_factory=list)
    files: int = 0

    def write(self, name: str, rows: Iterable[dict], columns: dict[str, str], about: str, licence: str = "") -> None:
        """The same rows as CSV and as JSON lines; nothing for a table without rows."""
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        count = 0
        lines, table = place.with_name(place.name + ".jsonl"), place.with_name(place.name + ".csv")
        with (
            open(lines, "w", encoding="utf-8") as jsonl,
            open(table, "w", encoding="utf-8-sig", newline="") as flat,
        ):
            writer = csv.writer(flat)
            writer.writerow(columns)
            for row in rows:
                count += 1
                jsonl.write(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n")
                writer.writerow([cell(row.get(column)) for column in columns])
        if not count:
            lines.unlink()
            table.unlink()
            return
        self.tables.append(Written(name, about, count, columns, licence))


def run(options) -> int:
    """Write everything into a folder that is empty or does not exist yet."""
    folder = Path(options.directory).resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Trouble(f"{folder} is not empty. Choose another folder.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    export = Export(folder)
    # Before anything is read, so that the copy says of itself that it was made.
    accounts.log_access_to_everything(purpose=AccessPurpose.EXPORT)
    with step("Public datasets"):
        write_datasets(export)
    with step("Tables"):
        for model in exported_models():
            write_model(export, model)
    with step("Files"):
        write_files(export)
    write_descriptions(export)
    say(f"Wrote {len(export.tables)} tables and {export.files} files to {folder}. Read README.md there first.")
    return 0


def cell(value) -> str:
    """A value as a spreadsheet shows it: lists as JSON, and no text that a spreadsheet would run as a formula."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return no_formula(text) if isinstance(value, str) else text


def write_datasets(export: Export) -> None:
    """What anybody may see, as the site's own downloads have it."""
    for kind in registry.kinds.values():
        columns = dict.fromkeys(kind.columns, "") if not isinstance(kind.columns, dict) else dict(kind.columns)
        columns = {"address": "page on the site", **{name: str(label) for name, label in columns.items()}}
        public = (Audience.EVERYBODY, Audience.VISITORS)
        cards = Card.objects.filter(kind=kind.code, audience__in=public).order_by("sort", "pk")
        rows = (
            {"address": f"{settings.SITE_URL}/{card.language if card.language in LANGUAGES else 'en'}/{card.path}"}
            | card.data
            for card in cards.iterator(2000)
        )
        folder = "personal/public" if is_personal(kind.model) else "datasets"
        export.write(f"{folder}/{kind.code}", rows, columns, str(kind.plural), kind.licence)
    for dataset in registry.datasets.values():
        rows = dataset.rows(AnonymousUser(), {})
        export.write(
            f"datasets/{dataset.code}", rows, dict.fromkeys(dataset.columns, ""), str(dataset.label), dataset.licence
        )


LANGUAGES = {code for code, _name in settings.LANGUAGES}


def exported_models() -> Iterator[type[models.Model]]:
    """Every table that holds something a community would miss."""
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.label_lower):
        meta = model._meta
        if meta.proxy or not meta.managed or meta.app_label in LEFT_BEHIND:
            continue
        if meta.label_lower in COMPUTED | PASSING:
            continue
        yield model


def is_common(model) -> bool:
    """What is about the world and not about a person, though its rows remember who touched them.

    Those columns stay behind; who did what stands in the journal, in the personal folder.
    """
    meta = model._meta
    if meta.app_label.startswith(("wagtail", "taggit")) or meta.app_label in ("auth", "contenttypes"):
        return meta.model_name not in STAFF_RECORDS
    return meta.app_label in COMMON_ROOMS or meta.label_lower in COMMON_TABLES


def names_a_person(field_) -> bool:
    """Whether a column leads to a person."""
    return (
        field_.is_relation
        and field_.related_model is not None
        and (field_.related_model._meta.label == settings.AUTH_USER_MODEL)
    )


def is_personal(model, seen: frozenset = frozenset()) -> bool:
    """Whether rows of this table are about, by or of a person, or belong to such a row. When in doubt they are."""
    meta = model._meta
    if is_common(model) or model in seen:
        return False
    if meta.label == settings.AUTH_USER_MODEL or meta.app_label in PERSONAL_ROOMS:
        return True
    fields = meta.local_fields
    return any(names_a_person(each) or isinstance(each, models.EmailField) for each in fields) or any(
        is_personal(each.related_model, seen | {model}) for each in fields if each.is_relation and each.related_model
    )


def exported_fields(model) -> list:
    """The columns, without secrets, and in common tables without the persons who touched or appear in a row."""
    fields = [each for each in model._meta.local_fields if not _SECRET.search(each.name)]
    return (
        [each for each in fields if not names_a_person(each) and not is_derived(each)] if is_common(model) else fields
    )


def is_derived(field_) -> bool:
    """Whether a column only repeats what other tables hold, prepared for a page."""
    return isinstance(field_, models.JSONField) and field_.name in DERIVED


def write_model(export: Export, model) -> None:
    """One table, in the folder that fits it."""
    fields = exported_fields(model)
    names = [each.attname for each in fields]
    folder = "personal" if is_personal(model) else "tables"
    columns = {each.attname: _about_column(each) for each in fields}
    rows = (
        dict(zip(names, map(_plain, row), strict=True))
        for row in model._base_manager.order_by("pk").values_list(*names).iterator(2000)
    )
    about = str(model._meta.verbose_name_plural)
    export.write(f"{folder}/{model._meta.app_label}.{model._meta.model_name}", rows, columns, about)


def _about_column(each) -> str:
    target = f", refers to {each.related_model._meta.label_lower}" if each.is_relation else ""
    help_text = f": {each.help_text}" if each.help_text else ""
    return f"{each.get_internal_type()}{target}{help_text}"


def _plain(value):
    """Values that JSON has no form for, as text."""
    simple = str | int | float | bool | dict | list | None
    if isinstance(value, simple) or hasattr(value, "isoformat"):
        return value
    return str(value)


def write_files(export: Export) -> None:
    """Every stored file; those that belong to personal tables lie in the personal folder."""
    personal = set()
    for model in exported_models():
        if is_personal(model):
            for each in model._meta.local_fields:
                if isinstance(each, models.FileField):
                    personal |= set(model._base_manager.exclude(**{each.name: ""}).values_list(each.name, flat=True))
    for name in stored_files():
        place = export.folder / ("personal/files" if name in personal else "files") / name
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            with default_storage.open(name) as source, open(place, "wb") as target:
                shutil.copyfileobj(source, target)
        except FileNotFoundError:
            continue
        export.files += 1


README = """# Everything this site holds

Written on {made_on} by M4D Net from {site}. Text is UTF-8. Each table comes twice: as CSV for spreadsheets and as
JSON lines (one object a row) for programs. `columns.json` says what each column is and to which table it refers,
`checksums.sha256` lets you find out whether every file arrived whole (`sha256sum -c checksums.sha256`).

| folder | what it holds | who may have it |
|---|---|---|
| `datasets/` | what anybody may see on the site | everybody, under the licence named for each |
| `tables/` | the other tables without personal data, and what editors wrote | the community that takes the site over |
| `files/` | pictures and documents of the site | as the site itself; licences stand with each picture and document |
| `personal/` | people, what they wrote, what was done for them | only who may handle it by law; delete it in the end |

A cell that begins with an apostrophe and then =, +, - or @ is text that a spreadsheet would have run as a formula;
the JSON lines have it as it was written.

Left behind on purpose: passwords and second factors, sessions, queues, the outbox (mails on their way, some of
which let their reader into an account), and the search index, which is computed from the other tables. Texts by
members stay theirs: what a member wrote for the public may be shown further with the name that stands on it,
everything else only with their consent.

## The tables

| file | what it is | rows | licence |
|---|---|---|---|
{tables}
"""


def write_descriptions(export: Export) -> None:
    """README, columns and checksums."""
    lines = [f"| `{table.path}` | {table.about} | {table.rows} | {table.licence} |" for table in export.tables]
    text = README.format(
        made_on=datetime.now(UTC).strftime("%Y-%m-%d"), site=settings.SITE_URL, tables="\n".join(lines)
    )
    (export.folder / "README.md").write_text(text, encoding="utf-8")
    columns = {table.path: table.columns for table in export.tables}
    (export.folder / "columns.json").write_text(json.dumps(columns, indent=1, ensure_ascii=False), encoding="utf-8")
    sums = []
    for path in sorted(inner for inner in export.folder.rglob("*") if inner.is_file()):
        with open(path, "rb") as file:
            sums.append(
                f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.relative_to(export.folder).as_posix()}"
            )
    (export.folder / "checksums.sha256").write_text("\n".join(sums) + "\n", encoding="utf-8")
