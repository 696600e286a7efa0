"""Commands on programs: check, test and change a document, say it in words, publish it.

A document with a problem is never published; all of its problems are told at once, by line.
"""

from pathlib import Path
from typing import Annotated

import typer

from setia.cli.context import MISTYPED, OPERATOR, fail, installation
from setia.cli.decide import decide
from setia.cli.documents import (
    Document,
    InLanguage,
    language_named,
    tell,
    told,
    what_differs,
)
from setia.cli.files import read_text
from setia.cli.fold import fold
from setia.cli.set_value import set_value
from setia.cli.words import counted
from setia.core.engine.zones import UTC
from setia.core.program.names import named
from setia.core.program.read import BadProgram, read_program
from setia.core.program.schema import schema_text
from setia.core.program.source import load
from setia.platform.connection import raw_cursor
from setia.platform.languages.conditions import Teller
from setia.platform.languages.side import side_of
from setia.platform.languages.voice import voice_of
from setia.programs.actions.publish_program import publish_program
from setia.programs.check_program import check_program
from setia.programs.queries import newest_number

app = typer.Typer(help="Check and publish programs.", no_args_is_help=True)

app.command("set")(set_value)
app.command("decide")(decide)
app.command("fold")(fold)


@app.command("check")
def check(document: Document) -> None:
    """Say everything that is wrong with a document, by line."""
    try:
        program = check_program(read_text(document))
    except BadProgram as error:
        raise told(document, error) from None
    tell(
        f"{document.name}: {named(program.names, 'en')}: "
        f"{counted(len(program.wallets), 'wallet')}, {counted(len(program.rules), 'rule')}, "
        f"{counted(len(program.tiers), 'tier set')}; nothing is wrong"
    )


@app.command("test")
def test(document: Document) -> None:
    """Play a document's own tests; say what did not come out."""
    try:
        program = check_program(read_text(document))
    except BadProgram as error:
        raise told(document, error) from None
    if not program.scenarios:
        raise fail(f"{document.name} brings no tests; write them under tests:")
    for one in program.scenarios:
        tell(f"passed  {one.name}")
    steps = sum(len(one.steps) for one in program.scenarios)
    passed = f"{counted(len(program.scenarios), 'test')}, {counted(steps, 'step')}"
    tell(f"{passed}: all as expected")


@app.command("rules")
def rules(
    document: Document,
    language: InLanguage = "en",
) -> None:
    """Say in words when each earning rule of a document applies."""
    chosen = language_named(language)
    try:
        program = check_program(read_text(document))
    except BadProgram as error:
        raise told(document, error) from None
    teller = Teller(voice_of(chosen, program, UTC), program)
    for rule in program.rules:
        tell(f"{named(rule.names, chosen)}: {teller.of_rule(rule)}")


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of a document, for editors."""
    typer.echo(schema_text(), nl=False)


@app.command("diff")
def diff(
    old: Annotated[Path, typer.Argument(help="The document before.", show_default=False)],
    new: Annotated[Path, typer.Argument(help="The document after.", show_default=False)],
    language: InLanguage = "en",
) -> None:
    """Say in words what differs between two documents."""
    chosen = language_named(language)
    sides = []
    for document in (old, new):
        text = read_text(document)
        try:
            sides.append(side_of(chosen, read_program(text), load(text)))
        except BadProgram as error:
            told(document, error)
            raise typer.Exit(MISTYPED) from None
    before, after = sides
    for sentence in what_differs(before, after):
        tell(sentence)


@app.command("publish")
def publish(document: Document) -> None:
    """Publish a document as the next version."""
    text = read_text(document)
    with installation():
        with raw_cursor() as cursor:
            newest = newest_number(cursor)
        try:
            number = publish_program(text, acting=OPERATOR)
        except BadProgram as error:
            raise told(document, error, "; nothing was published") from None
    said = f"published {document.name} as version {number}"
    if number == newest:
        said = f"{document.name} is version {number} already, word for word; nothing was published"
    tell(said)
