"""How many subjects one thing may carry."""

import pytest

from m4d.catalogue import policies


@pytest.mark.parametrize(
    ("facet", "codes", "reasons"),
    [
        ("sdg", ["8.7", "10.7", "17.3"], []),
        ("sdg", ["8.7", "10.7", "17.3", "1.5"], ["Choose the 3 that matter most."]),
        ("sdg", ["8.7", "8.7", "8.7", "8.7"], []),
        ("gcm", [str(n) for n in range(1, 24)], ["Choose the 3 that matter most."]),
        ("theme", ["rights"] * 9, []),
        ("theme", ["a", "b", "c", "d", "e"], ["Choose the 4 that matter most."]),
        ("country", ["SN"] + [str(n) for n in range(40)], []),
    ],
)
def test_may_carry(facet, codes, reasons):
    assert list(policies.may_carry(facet, codes).reasons) == reasons
