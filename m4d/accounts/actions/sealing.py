"""Second factors under the present secret key of the site, so that the older one can be taken away."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from .. import gateways, queries
from ..choices import Seal


def seal_again() -> int:
    """Seal with the present key what an older one sealed, and what never was; how many second factors that were.

    One that no key opens stays as it is. It may be stopped and run again at any time, also while people sign in.
    """
    numbers = list(queries.second_factors_with_secrets().values_list("pk", flat=True))
    return sum(_seal_again(number) for number in numbers)


@transaction.atomic
def _seal_again(number: int) -> bool:
    # A recovery code may be used at this moment: whoever comes second reads what the first one wrote.
    factor = Authenticator.objects.select_for_update().filter(pk=number).first()
    if factor is None or not queries.seals_of(factor.data) & {Seal.OLDER, Seal.NONE}:
        return False
    for name in queries.SECRETS:
        if name in factor.data:
            factor.data[name] = _sealed(factor.data[name])
    factor.save(update_fields=["data"])
    return True


def _sealed(value):
    if isinstance(value, list):
        return [_sealed(text) for text in value]
    is_open = gateways.seal_of(value) in (Seal.OLDER, Seal.NONE)
    return gateways.sealed(gateways.opened(value)) if is_open else value
