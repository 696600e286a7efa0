"""From the text of a document to a checked program, or to all of its problems at once.

Each section is read by one function; a section that is broken leaves a problem and a stand-in, so
that the sections after it are still read and their own problems found in the same pass. It reads
the text alone: which time zones there are, and which plural forms a language has, it is told;
whether all amounts of a wallet together stay in range is for whoever publishes.
"""

import difflib
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from setia.core.expressions.walk import looked_for
from setia.core.program import phrases
from setia.core.program.currencies import CODE, decimals_of
from setia.core.program.document import (
    Budget,
    Problem,
    Program,
    Wallet,
)
from setia.core.program.read_counters import read_counters
from setia.core.program.read_currencies import read_currencies
from setia.core.program.read_events import read_events
from setia.core.program.read_exits import with_exits
from setia.core.program.read_lists import read_lists
from setia.core.program.read_returns import read_returns
from setia.core.program.read_rules import Known, read_rules, read_stacking, wallet_named
from setia.core.program.read_scenarios import read_scenarios
from setia.core.program.read_tables import tables_of
from setia.core.program.read_tiers import levels_of, read_tiers
from setia.core.program.read_units import FormsOf, any_form
from setia.core.program.read_wallets import check_activity, places_of, read_wallets, with_tiers
from setia.core.program.shape import ID, MAX_NAME_CHARS, Problems, Shape
from setia.core.program.source import Unreadable, load

MAX_BUDGETS: Final = 100
MAX_LOOKED_FOR: Final = 62
"""Most texts that a whole program may look for in one list: a bit each, in one integer."""


class BadProgram(ValueError):
    """A document with problems; carries every one of them, by line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def read_program(
    text: str, zones: Collection[str] | None = None, forms_of: FormsOf = any_form
) -> Program:
    """Read and check a whole document. Raises BadProgram with all problems, by line.

    zones: the names of time zones that there are; None: any name is taken. forms_of: the plural
    forms that a language has; any is taken if left out.
    """
    problems = Problems()
    try:
        root = Shape(load(text), "document", problems)
    except Unreadable as error:
        raise BadProgram((error.problem,)) from None
    program = None if problems.found else _program(root, zones, forms_of)
    if program is None or problems.found:
        raise BadProgram(tuple(sorted(problems.found, key=lambda p: (p.line, p.column))))
    return program


def _program(root: Shape, zones: Collection[str] | None, forms_of: FormsOf) -> Program:
    if root.text("setia") not in ("1", ""):
        root.wrong("setia", "is not a known form", "write: setia: 1")
    identity = root.text("program")
    if identity and not ID.fullmatch(identity):
        root.wrong("program", f"{identity!r} is not an id", "use a-z, 0-9 and -, a letter first")
    currency = root.text("currency")
    if currency and not CODE.fullmatch(currency):
        root.wrong("currency", f"{currency!r} is no currency", "use three capitals: MYR")
    decimals = decimals_of(currency)
    placed = with_exits(read_wallets(root, forms_of))
    wallets = tuple(wallet for wallet, _ in placed)
    lists, uploaded = read_lists(root)
    words = read_events(root, levels_of(root), decimals, (*lists, *uploaded))
    check_activity(placed, words)
    counters = read_counters(root, words, wallets)
    tiers = read_tiers(root, counters, words.fields, decimals)
    wallets = with_tiers(placed, tiers)
    budgets = tuple(_budgets(root, wallets))
    stacking = read_stacking(root)
    rules = tuple(read_rules(root, Known(wallets, budgets, words, stacking)))
    program = Program(
        id=identity,
        names=root.names("name", identity),
        currency=currency,
        decimals=decimals,
        time_zone=_time_zone(root, zones),
        wallets=wallets,
        kinds=words.kinds,
        fields=words.fields,
        lists=lists,
        uploaded=uploaded,
        currencies=read_currencies(root, currency),
        tables=tables_of(root),
        rules=rules,
        budgets=budgets,
        tiers=tiers,
        counters=counters,
        stacking=stacking,
        returns=read_returns(root, rules, words.kinds),
    )
    _check_looked_for(root, program)
    program = replace(program, scenarios=read_scenarios(root, program, zones))
    root.close()
    return program


def _check_looked_for(root: Shape, program: Program) -> None:
    for field, texts in looked_for(program.asks).items():
        if len(texts) > MAX_LOOKED_FOR:
            cause = f"{len(texts)} texts are looked for in {field}"
            root.wrong(
                "earning", cause, f"{MAX_LOOKED_FOR} at most for one list, counters included"
            )


def _time_zone(root: Shape, zones: Collection[str] | None) -> str:
    name = root.text("time zone", default="UTC")
    if zones is not None and name not in zones:
        near = difflib.get_close_matches(name, zones, n=1)
        remedy = f"did you mean {near[0]}?" if near else "write it like Asia/Kuala_Lumpur"
        root.wrong("time zone", f"{name[:MAX_NAME_CHARS]!r} is not known", remedy)
    return name


def _budgets(root: Shape, wallets: tuple[Wallet, ...]) -> list[Budget]:
    budgets: list[Budget] = []
    places = places_of(wallets)

    def read(text: str) -> tuple[int, str]:
        return phrases.points(text, places)

    for name, shape in root.parts("budgets"):
        points, unit = shape.read("points", read, needed=True) or (1, None)
        budgets.append(Budget(name, wallet_named(shape, "points", unit, wallets), points))
        shape.close()
    if len(budgets) > MAX_BUDGETS:
        root.wrong("budgets", f"{len(budgets)} of them", f"{MAX_BUDGETS} at most")
    return budgets
