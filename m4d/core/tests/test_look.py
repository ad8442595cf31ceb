"""The style sheet is whole, small, allowed by its hash, and sent once."""

import base64
import hashlib
import re

import brotli
import pytest
from django.test import RequestFactory

from m4d.core.ui import look

VISITS = RequestFactory()


def test_every_file_of_the_folder_is_joined_once_and_face_stands_apart():
    files = {file.stem for file in look.FOLDER.glob("*.css")}
    assert files == {*look.PARTS, "face"}
    assert len(look.PARTS) == len(set(look.PARTS))


def test_minify_keeps_the_meaning():
    css = """
    /* a note; with: signs { } */
    .a > .b :hover,
    .c::before { content: "a  > b; /* not a note */"; margin: calc(1px + 2px) ; }
    @media (min-width: 60rem) { .d { color: red; & .e:is(a, b) { --x: 1px; } } }
    """
    assert look.minify(css) == (
        '.a>.b :hover,.c::before{content:"a  > b; /* not a note */";margin:calc(1px + 2px)}'
        "@media (min-width: 60rem){.d{color:red;& .e:is(a,b){--x:1px}}}"
    )


def test_braces_balance_and_only_logical_sides_are_used():
    text = look.sheet_for(True).text
    bare = re.sub(r'"[^"]*"', '""', text)
    assert bare.count("{") == bare.count("}")
    physical = re.findall(
        r"[{;](?:(?:margin|padding|border|inset)-)?(?:left|right|top|bottom):|[{;](?:width|height):", bare
    )
    assert physical == []
    assert "text-align:left" not in bare
    assert "float:left" not in bare


def test_the_inlined_text_fits_its_budget():
    assert len(look.sheet_for(True).brotli) <= 11 * 1024


@pytest.mark.django_db
@pytest.mark.parametrize("face", [True, False])
def test_the_policy_hash_is_that_of_the_exact_inlined_text(face, client):
    headers = {} if face else {"save-data": "on"}
    page = client.get("/en/gallery/", headers=headers).content.decode()
    inlined = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = "sha256-" + base64.b64encode(hashlib.sha256(inlined.encode()).digest()).decode()
    assert digest in look.style_hashes()
    assert ("Anek M4D" in inlined.rsplit("@font-face", 1)[-1] and "@font-face" in inlined) is face


@pytest.mark.django_db
def test_a_first_visit_carries_the_sheet_and_a_later_one_links_it(client):
    first = client.get("/en/gallery/").content.decode()
    later = client.get("/en/gallery/", headers={"sec-fetch-site": "same-origin"}).content.decode()
    assert "<style>" in first and 'rel="stylesheet"' not in first
    assert "<style>" not in later
    assert later.count('rel="stylesheet"') == 1
    address = re.search(r'href="(/look/[0-9a-f]+\.css)"', later)[1]
    sheet = client.get(address, headers={"accept-encoding": "br"})
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert brotli.decompress(sheet.content) == look.stylesheet()


def test_an_address_of_yesterday_still_gets_a_sheet_but_not_for_keeping(client):
    sheet = client.get("/look/0123456789abcdef.css")
    assert sheet.status_code == 200
    assert sheet.headers["Cache-Control"] == "no-cache"
    assert sheet.content == look.stylesheet(face=False)


@pytest.mark.parametrize(
    ("language", "headers", "cookies", "face"),
    [
        ("en", {}, {}, True),
        ("ar", {}, {}, False),
        ("en", {"HTTP_SAVE_DATA": "on"}, {}, False),
        ("en", {}, {"m4d_light": "1"}, False),
        ("fr", {}, {"m4d_light": "0"}, True),
    ],
)
def test_who_gets_the_display_face(language, headers, cookies, face):
    request = VISITS.get("/", **headers)
    request.COOKIES.update(cookies)
    assert look.wants_face(request, language) is face


def test_a_static_file_says_its_own_hash():
    assert re.fullmatch(r"/static/core/js/drafts\.js\?v=[0-9a-f]{10}", look.asset_url("core/js/drafts.js"))
    with pytest.raises(FileNotFoundError):
        look.asset_url("core/js/nothing.js")


def test_our_scripts_are_short():
    for file in (look.FOLDER.parent / "js").glob("*.js"):
        assert len(file.read_text(encoding="utf-8").splitlines()) < 100, file.name


def test_the_sheet_holds_no_rule_for_what_no_page_has():
    """Every first visit carries the sheet, so a class without a page costs everybody."""
    house = look.FOLDER.parents[3]
    sources = [file for kind in ("html", "py", "js") for file in house.rglob(f"*.{kind}") if "tests" not in file.parts]
    words = set(re.findall(r"[A-Za-z][\w-]*", " ".join(file.read_text(encoding="utf-8") for file in sources)))
    bare = re.sub(r'"[^"]*"|url\([^)]*\)', "", look.sheet_for(True).text)
    classes = set(re.findall(r"\.([A-Za-z][\w-]*)", bare))
    numbered = {name for name in classes if re.fullmatch(r"[bl]\d", name)}  # shares of a bar, levels of an arc
    assert classes - numbered - words == set()
