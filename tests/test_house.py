"""The rules of the house that import-linter cannot see: doors, foreign keys, templates, READMEs, records."""

import ast
import configparser
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "m4d"
OPEN_DOORS = {"models", "queries", "policies", "actions", "choices"}
PARTLY_OPEN = {"templatetags"}


def staircase() -> dict[str, int]:
    """Each room with its step, the highest number at the top, as .importlinter declares it."""
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    lines = config["importlinter:contract:staircase"]["layers"].split("\n")
    steps = [line.split("|") for line in lines if line.strip()]
    return {room.strip(): len(steps) - step for step, rooms in enumerate(steps) for room in rooms}


STEPS = staircase()
ROOMS = sorted(room for room in STEPS if room != "core")


def python_files(*, tests: bool = False):
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE).parts
        if "migrations" in parts or (not tests and ("tests" in parts or parts[-1] == "factories.py")):
            continue
        if parts[0] in STEPS:
            yield parts[0], path


def imported(path: Path):
    """Every module of the house that a file imports, by its full name, with the line."""
    package = ["m4d", *path.relative_to(HOUSE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield f"{module}.{alias.name}", node.lineno


def test_rooms_enter_neighbours_only_by_their_doors():
    """Other rooms are used through models, queries, policies, actions and choices; everything else is private."""
    wrong = []
    for room, path in python_files():
        for name, line in imported(path):
            parts = name.split(".")
            if parts[0] != "m4d" or len(parts) < 3 or parts[1] in (room, "core", "config") or parts[1] not in STEPS:
                continue
            if parts[2] not in OPEN_DOORS:
                wrong.append(f"{path.relative_to(ROOT)}:{line} {name}")
    assert wrong == []


def test_no_room_knows_the_configuration():
    """`config` stands above the staircase; only the command line and the settings may use the rooms."""
    wrong = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for _room, path in python_files()
        for name, line in imported(path)
        if name.startswith("m4d.config")
    ]
    assert wrong == []


def test_foreign_keys_point_down_the_staircase():
    """A table refers to tables of its own room or of rooms below it; string references are invisible to imports."""
    wrong = []
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            for field in model._meta.get_fields():
                target = field.related_model if field.is_relation and not field.auto_created else None
                if target is None or isinstance(target, str):
                    continue
                other = target._meta.app_label
                if other in STEPS and other != room and STEPS[other] >= STEPS[room]:
                    wrong.append(f"{model.__name__}.{field.name} -> {other}")
    assert wrong == []


def template_files():
    for path in sorted(HOUSE.rglob("*.html")) + sorted(HOUSE.rglob("*.txt")):
        parts = path.relative_to(HOUSE).parts
        if "templates" in parts and parts[0] in STEPS:
            yield parts[0], path


def test_templates_and_addresses_do_not_climb_the_staircase():
    """A template uses templates and {% url %} names of its own room or of rooms below it."""
    wrong = []
    used = re.compile(r"""{%\s*(?:extends|include)\s+["']([a-z_]+)/|{%\s*url\s+["']([a-z_]+):""")
    for room, path in template_files():
        for found in used.finditer(path.read_text(encoding="utf-8")):
            other = found[1] or found[2]
            if other in STEPS and other != room and STEPS[other] >= STEPS[room]:
                wrong.append(f"{path.relative_to(ROOT)}: {found[0]}")
    assert wrong == []


def test_templates_hold_no_inline_script_style_or_handler():
    """The content policy would silently drop them; on the staff side Wagtail's own are allowed, ours are not."""
    wrong = []
    bad = re.compile(r"""<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)|\sstyle=|\son[a-z]+=["']""")
    for _room, path in template_files():
        if {"mail", "email", "emails"} & set(path.parts):
            continue
        for found in bad.finditer(path.read_text(encoding="utf-8")):
            wrong.append(f"{path.relative_to(ROOT)}: {found[0]}")
    assert wrong == []


def test_style_sheets_use_logical_properties_only():
    """Arabic needs no second sheet: no left and no right in a property."""
    wrong = []
    physical = re.compile(
        r"(?<![\w-])(?:margin|padding|border)-(?:left|right)|(?<![\w-])(?:left|right)\s*:|text-align\s*:\s*(?:left|right)"
    )
    for path in sorted(HOUSE.rglob("static/**/*.css")):
        for found in physical.finditer(path.read_text(encoding="utf-8")):
            wrong.append(f"{path.relative_to(ROOT)}: {found[0]}")
    assert wrong == []


@pytest.mark.parametrize("room", ["core", *ROOMS])
def test_each_room_has_a_readme_and_stands_on_the_map(room):
    readme = HOUSE / room / "README.md"
    assert readme.exists(), f"m4d/{room}/README.md is missing"
    assert 8 <= len(readme.read_text(encoding="utf-8").splitlines()) <= 60
    assert f"## {room}\n" in (ROOT / "docs" / "map.md").read_text(encoding="utf-8")


def test_every_installed_room_has_a_step():
    installed = {app.label for app in apps.get_app_configs() if app.name.startswith("m4d.")}
    assert installed == set(STEPS)


def test_migrations_say_what_they_do():
    """No name that a machine gave: 0007_application_withdrawn_at, not 0007_auto_20261122_1200."""
    auto = re.compile(r"\d{4}_(?:auto_.*|alter_.*_and_more|.*_and_more|alter_\w+_options)$")
    wrong = [str(path.relative_to(ROOT)) for path in HOUSE.glob("*/migrations/0*.py") if auto.match(path.stem)]
    assert wrong == []


def test_words_for_people_do_not_hide_in_f_strings():
    """Nothing collects a gettext call inside an f-string: it would stay English for ever."""
    hidden = re.compile(r"\{(?:_|n?p?gettext)\(")
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for _room, path in python_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if hidden.search(line)
    ]
    assert wrong == []


def test_deferred_imports_carry_their_reason():
    """An import inside a function is a cost to every reader; the line says why it is worth it."""
    wrong = []
    for _room, path in python_files():
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef):
                continue
            for inner in ast.walk(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    line = lines[inner.lineno - 1]
                    above = lines[inner.lineno - 2].strip()
                    if "noqa: PLC0415" not in line and not above.startswith("#"):
                        wrong.append(f"{path.relative_to(ROOT)}:{inner.lineno}")
    assert wrong == []


def test_what_other_rooms_call_is_annotated():
    """Public functions of actions, policies and queries say what they take and give (house rule 9)."""
    wrong = []
    for _room, path in python_files():
        parts = path.relative_to(HOUSE).with_suffix("").parts
        if len(parts) < 2 or parts[1] not in ("actions", "policies", "queries"):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                if node.returns is None:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} gives what?")
                if ast.get_docstring(node) is None:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} means what?")
    assert wrong == []


def test_capabilities_name_tests_that_exist():
    """docs/capabilities.md: one row for each capability that is done; its tests are really there."""
    text = (ROOT / "docs" / "capabilities.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith(("| id", "| ---"))]
    assert rows
    wrong = []
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        tests = re.findall(r"`([^`]+\.py)(?:::(\w+))?`", cells[-1])
        if not tests:
            wrong.append(f"{cells[0]}: no test named")
        for file, name in tests:
            path = ROOT / file
            if not path.exists() or (
                name and not re.search(rf"^\s*def {name}\(", path.read_text("utf-8"), re.MULTILINE)
            ):
                wrong.append(f"{cells[0]}: {file}::{name}")
    assert wrong == []
    ids = [row.strip("|").split("|")[0].strip() for row in rows]
    assert len(ids) == len(set(ids))


def test_decision_records_are_numbered_and_say_what_was_given_up():
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert records
    numbers = [path.name[:4] for path in records]
    assert numbers == [f"{number:04d}" for number in range(1, len(records) + 1)]
    for path in records:
        text = path.read_text(encoding="utf-8").lower()
        assert "gave up" in text or "given up" in text or "give up" in text, path.name


def test_nothing_names_a_package_host_or_a_place_on_one_machine():
    """The project speaks of itself alone: no registry address, no path of the machine it was written on."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    hosts = re.compile(r"(?:pypi\.(?:org|python)|files\.pythonhosted|registry\.npmjs|deb\.debian|/(?:work|root)/)")
    wrong = []
    for name in listed:
        path = ROOT / name
        if (
            path.suffix in {".woff2", ".webp", ".png", ".gz", ".avif", ".jpg", ".xlsx", ".pdf"}
            or name == "tests/test_house.py"
        ):
            continue
        if path.is_file() and (found := hosts.search(path.read_text(encoding="utf-8", errors="replace"))):
            wrong.append(f"{name}: {found[0]}")
    assert wrong == []
