"""What Django and allauth say to members: in every language of the site, theirs or ours."""

from io import BytesIO
from pathlib import Path

import allauth
import django
import pytest
from babel.messages import extract
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import trans_real

from m4d.config import messages

DJANGO, ALLAUTH = Path(django.__file__).parent, Path(allauth.__file__).parent
#: Forms, what they check, how passwords are judged, and what a model says of a row that is there already.
OF_DJANGO = ("forms/*.py", "core/validators.py", "contrib/auth/password_validation.py", "db/models/base.py")
#: Sign-in, second factor, sessions and accounts elsewhere; the names of its tables reach nobody.
OF_ALLAUTH = [
    f"{room}/**/{name}.py"
    for room in ("account", "mfa", "socialaccount", "usersessions")
    for name in ("forms", "adapter", "views", "flows", "decorators", "stages")
]


def said():
    """Every message of these files, as our own catalogues know messages."""
    files = [path for pattern in OF_DJANGO for path in DJANGO.glob(pattern)]
    files += [path for pattern in OF_ALLAUTH for path in ALLAUTH.glob(pattern)]
    for path in files:
        for _line, message, _comments, context in extract.extract(
            "python", BytesIO(path.read_bytes()), messages.KEYWORDS
        ):
            text = message if isinstance(message, str) else message[0]
            if text and text.strip():
                yield context, text, isinstance(message, str)


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_what_libraries_say_to_members_is_there_in_every_language(language):
    messages.compile_all()
    trans_real._translations.pop(language, None)
    known = trans_real.translation(language)._catalog
    found = list(said())
    assert len(found) > 150
    missing = []
    for context, text, is_single in found:
        key = f"{context}\x04{text}" if context else text
        if not (known.get(key) if is_single else known.get((key, 0))):
            missing.append(text)
    assert missing == []


@pytest.mark.parametrize(("language", "words"), [("fr", "8 caractères"), ("es", "8 caracteres"), ("ar", "8 رموز")])
def test_a_short_password_is_refused_in_the_language_of_the_page(language, words):
    messages.compile_all()
    with translation.override(language), pytest.raises(ValidationError) as refused:
        MinimumLengthValidator(8).validate("short")
    assert words in refused.value.messages[0]
    assert "password" not in refused.value.messages[0]
