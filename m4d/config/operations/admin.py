"""`m4d admin EMAIL`: somebody runs the network from now on; the way to the first administrator."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from m4d.accounts import actions as accounts
from m4d.config.operations import Trouble
from m4d.config.operations.progress import say
from m4d.core.verdicts import Refusal


def run(options) -> int:
    """Make an existing or a new person administrator and say what comes next."""
    email = options.email.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Trouble(f"{email} is not an e-mail address.") from error
    language = settings.LANGUAGE_CODE.split("-")[0]
    try:
        person, is_new = accounts.make_administrator(email, name=options.name, language=language, at=timezone.now())
    except Refusal as refusal:
        raise Trouble(" ".join(str(reason) for reason in refusal.reasons)) from refusal
    say(f"{person.email} is an administrator now.")
    if is_new:
        say(f"The account is new: set its password at {settings.SITE_URL}/accounts/password/reset/")
    return 0
