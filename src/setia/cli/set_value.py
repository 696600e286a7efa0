"""`setia program set`: one value of a document becomes another, and no other line changes.

The whole document is checked as it would be; only what could be published is written, and whole or
not at all. A document that is wrong can be mended so, where one value mends all of it.
"""

from pathlib import Path
from typing import Annotated

import typer

from setia.cli.context import MISTYPED, fail
from setia.cli.documents import (
    Document,
    InLanguage,
    language_named,
    tell,
    told,
    what_differs,
)
from setia.cli.files import read_as_written, replace_file
from setia.core.program.edit import CannotEdit, replace_value
from setia.core.program.places import nearest_to, steps_to
from setia.core.program.read import BadProgram, read_program
from setia.core.program.source import Unreadable, Value, load
from setia.platform.languages.side import side_of
from setia.programs.check_program import check_program


def set_value(
    document: Document,
    path: Annotated[
        str,
        typer.Argument(help="Which one, as problems name it: earning.base.give.", metavar="PATH"),
    ],
    value: Annotated[str, typer.Argument(help="What it becomes.", metavar="VALUE")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say it, and write nothing.")] = False,
    language: InLanguage = "en",
) -> None:
    """Change one value of a document; every other line stays as it is.

    The whole document is checked first, its own tests included: with a problem, nothing is written.
    """
    language_named(language)
    before = read_as_written(document)
    after = _changed(document, before, path, value)
    try:
        check_program(after)
    except BadProgram as error:
        raise told(document, error, "; nothing was written") from None
    if after == before:
        tell(f"{document.name}: {path} is {value!r} already; nothing was written")
        return
    sentences = _in_words(before, after, language, f"{path} is {value!r} now.")
    if not dry_run:
        replace_file(document, after)
    for sentence in sentences:
        tell(sentence)
    tell(f"{document.name}: " + ("a dry run; nothing was written" if dry_run else "written"))


def _changed(document: Path, text: str, path: str, value: str) -> str:
    """The text with the one value changed, or a message and exit."""
    try:
        tree = load(text)
        steps = steps_to(tree, path)
        if steps is None:
            raise _nothing_there(document, tree, path)
        return replace_value(text, steps, value)
    except Unreadable as error:
        raise told(document, BadProgram((error.problem,)), "; nothing was written") from None
    except CannotEdit as error:
        raise fail(f"{document}: {error}", MISTYPED) from None


def _nothing_there(document: Path, tree: Value, path: str) -> typer.Exit:
    near = nearest_to(tree, path)
    remedy = f"did you mean {near}?" if near else "name it as problems do: earning.base.give"
    return fail(f"{document}: {path} is not there; {remedy}", MISTYPED)


def _in_words(before: str, after: str, language: str, plainly: str) -> list[str]:
    """What is another, in a person's words; plainly where the document before can't be read."""
    chosen = language_named(language)
    try:
        old = side_of(chosen, read_program(before), load(before))
    except BadProgram:
        return [plainly]
    return [*what_differs(old, side_of(chosen, read_program(after), load(after)))]
