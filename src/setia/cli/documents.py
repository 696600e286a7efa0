"""What the commands on program documents share: how problems are told, and how differences.

A document is named as it was typed. Nothing is decided here about what a document may say.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from setia.cli.context import MISTYPED, err, fail, out
from setia.cli.words import counted
from setia.core.program.differences import differences
from setia.core.program.read import BadProgram
from setia.platform.languages.differences import sentences
from setia.platform.languages.language import LANGUAGES, Language, is_language
from setia.platform.languages.side import Side

Document: TypeAlias = Annotated[
    Path, typer.Argument(help="The program document (YAML).", show_default=False)
]
InLanguage: TypeAlias = Annotated[str, typer.Option(help=f"One of {', '.join(LANGUAGES)}.")]


def language_named(language: str) -> Language:
    """The language of an option, or a message and exit."""
    if not is_language(language):
        raise fail(f"no language {language!r}; use one of {', '.join(LANGUAGES)}", MISTYPED)
    return language


def told(document: Path, error: BadProgram, so: str = "") -> typer.Exit:
    """Print every problem of a document; raise what this returns. so: what it kept from being."""
    for problem in error.problems:
        err.print(f"{document}: {problem}", highlight=False, soft_wrap=True, markup=False)
    return fail(counted(len(error.problems), "problem") + so)


def what_differs(before: Side, after: Side) -> Sequence[str]:
    """The differences of two versions in words, one sentence each; one that says so for none."""
    said = sentences(before, after, differences(before.tree, after.tree))
    return said or (after.voice.say("change.none"),)


def tell(sentence: str) -> None:
    """Print one sentence of or about a document, with nothing of it taken for markup."""
    out.print(sentence, highlight=False, markup=False, soft_wrap=True)
