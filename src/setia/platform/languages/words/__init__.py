"""All words of all pages, by key; each area of the product has a module of its own."""

from typing import Final

from setia.platform.languages.message import Words
from setia.platform.languages.words.acts import ACTS
from setia.platform.languages.words.conditions import CONDITIONS
from setia.platform.languages.words.differences import DIFFERENCES
from setia.platform.languages.words.explanation import EXPLANATION
from setia.platform.languages.words.holds import HOLDS
from setia.platform.languages.words.home import HOME
from setia.platform.languages.words.live import LIVE
from setia.platform.languages.words.movements import MOVEMENTS
from setia.platform.languages.words.parts import PARTS
from setia.platform.languages.words.phrases import PHRASES
from setia.platform.languages.words.returns import RETURNS
from setia.platform.languages.words.shell import SHELL
from setia.platform.languages.words.statement import STATEMENT
from setia.platform.languages.words.transfers import TRANSFERS

WORDS: Final[Words] = {
    **SHELL,
    **HOME,
    **LIVE,
    **STATEMENT,
    **EXPLANATION,
    **MOVEMENTS,
    **RETURNS,
    **ACTS,
    **TRANSFERS,
    **HOLDS,
    **CONDITIONS,
    **PHRASES,
    **PARTS,
    **DIFFERENCES,
}
