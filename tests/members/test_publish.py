"""What a new version may not change: what members hold keeps its meaning."""

import pytest

from setia.core.program.read import BadProgram
from setia.platform.access.principal import SYSTEM
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls

HEAD = "setia: 1\nprogram: p\ncurrency: {currency}\nwallets:\n"
FIRST = HEAD.format(currency="MYR") + "  beans: {decimals: 2}\n  stars: {}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD.format(currency="MYR") + "  beans: {decimals: 2}\n", "wallets.stars: is gone"),
        (FIRST.replace("decimals: 2", "decimals: 1"), "wallets.beans: had 2 decimals"),
        (FIRST.replace("MYR", "SGD"), "currency: was MYR"),
    ],
)
def test_a_version_that_would_change_what_members_hold_is_refused(
    database: DatabaseUrls, text: str, said: str
) -> None:
    assert publish_program(FIRST, acting=SYSTEM) == 1
    with pytest.raises(BadProgram, match=said):
        publish_program(text, acting=SYSTEM)
    assert publish_program(FIRST + "  moons: {}\n", acting=SYSTEM) == 2
