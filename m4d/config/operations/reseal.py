"""`m4d reseal`: second factors sealed with an older SECRET_KEY are sealed with the present one."""

from m4d.accounts import actions as accounts
from m4d.accounts import queries
from m4d.accounts.choices import Seal
from m4d.config.operations.progress import say


def run(options) -> int:
    """Seal again, say how many, and what no key opens."""
    say(f"Second factors sealed with the present SECRET_KEY: {accounts.seal_again()}")
    if lost := queries.second_factors_by_seal()[Seal.LOST]:
        say(f"No key of this site opens {lost}. Put the older key into SECRET_KEY_FALLBACKS and run this again.")
        return 1
    return 0
