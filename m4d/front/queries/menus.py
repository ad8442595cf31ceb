"""Menus as every page shows them: read once, kept in the process until an editor changes something."""

from m4d.core.pages.memory import Memory
from m4d.core.ui.navigation import Group, Line

from ..choices import SECTIONS, MenuPlace
from ..models import Menu, StandardPage

_memory = Memory("front-menus")


def main_lines(language: str) -> list[Line] | None:
    """The lines of the main menu, or None where no editor arranged one."""
    return _memory.get((MenuPlace.MAIN, language), lambda: _arranged(MenuPlace.MAIN, language, _main))


def footer_groups(language: str) -> list[Group] | None:
    """The titled lists of the footer, or None where no editor arranged any."""
    return _memory.get((MenuPlace.FOOTER, language), lambda: _arranged(MenuPlace.FOOTER, language, _footer))


def _arranged(place, language, read):
    menu = Menu.objects.filter(place=place).first()
    return read(menu, language) if menu else None


def _main(menu: Menu, language: str) -> list[Line]:
    titles = _titles(menu, language)
    return [line for block in menu.lines if (line := _line(block, language, titles))]


def _footer(menu: Menu, language: str) -> list[Group]:
    titles = _titles(menu, language)
    groups = []
    for block in menu.lines:
        if block.block_type == "group":
            lines = tuple(line for one in block.value["lines"] if (line := _line(one, language, titles)))
            groups.append(Group(block.value[language] or block.value["en"], lines))
    return [group for group in groups if group.lines]


def _line(block, language: str, titles: dict) -> Line | None:
    if block.block_type == "section" and block.value in SECTIONS:
        section = SECTIONS[block.value]
        return Line(section.label, section.path)
    if block.block_type == "page" and block.value and block.value.specific.translation_key in titles:
        slug, title = titles[block.value.specific.translation_key]
        return Line(title, f"{slug}/")
    if block.block_type == "link" and block.value[language]:
        return Line(block.value[language], block.value["address"])
    return None


def _titles(menu: Menu, language: str) -> dict:
    """{translation key: (address, title)} of the live pages in the menu, if possible in the reader's language."""
    blocks = [
        *menu.lines,
        *(one for group in menu.lines if group.block_type == "group" for one in group.value["lines"]),
    ]
    keys = {block.value.translation_key for block in blocks if block.block_type == "page" and block.value}
    if not keys:
        return {}
    pages = StandardPage.objects.live().public().filter(translation_key__in=keys).select_related("locale")
    ordered = sorted(
        pages, key=lambda page: (page.locale.language_code == language, page.locale.language_code == "en")
    )
    return {page.translation_key: (page.slug, page.title) for page in ordered}
