"""From the text of a document to a checked program, or to all of its problems at once.

Each section is read by one function; a section that is broken leaves a problem and a stand-in, so
that the sections after it are still read and their own problems found in the same pass. It reads
the text alone: which time zones there are it is told, and whether all amounts of a wallet together
stay in range is for whoever publishes.
"""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import replace

from setia.core.expressions.fields import Field, Vocabulary
from setia.core.program import phrases
from setia.core.program.currencies import CODE, decimals_of
from setia.core.program.document import Budget, Level, Problem, Program, TierSet, Wallet
from setia.core.program.read_fields import read_fields
from setia.core.program.read_lists import read_lists
from setia.core.program.read_rules import Known, read_rules, wallet_named
from setia.core.program.read_scenarios import read_scenarios
from setia.core.program.shape import ID, MAX_NAME_CHARS, Problems, Shape
from setia.core.program.source import Unreadable, load

MAX_WALLETS = 20
MAX_TIER_SETS = 10
MAX_LEVELS = 30
MAX_BUDGETS = 100


class BadProgram(ValueError):
    """A document with problems; carries every one of them, by line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def read_program(text: str, zones: Collection[str] | None = None) -> Program:
    """Read and check a whole document. Raises BadProgram with all problems, by line.

    zones: the names of time zones that there are; None: any name is taken.
    """
    problems = Problems()
    try:
        root = Shape(load(text), "document", problems)
    except Unreadable as error:
        raise BadProgram((error.problem,)) from None
    program = None if problems.found else _program(root, zones)
    if program is None or problems.found:
        raise BadProgram(tuple(sorted(problems.found, key=lambda p: (p.line, p.column))))
    return program


def _program(root: Shape, zones: Collection[str] | None) -> Program:
    if root.text("setia") not in ("1", ""):
        root.wrong("setia", "is not a known form", "write: setia: 1")
    identity = root.text("program")
    if identity and not ID.fullmatch(identity):
        root.wrong("program", f"{identity!r} is not an id", "use a-z, 0-9 and -, a letter first")
    currency = root.text("currency")
    if currency and not CODE.fullmatch(currency):
        root.wrong("currency", f"{currency!r} is no currency", "use three capitals: MYR")
    decimals = decimals_of(currency)
    wallets = tuple(_wallets(root))
    tiers = tuple(_tiers(root, decimals))
    fields: Mapping[str, Field] = read_fields(root, tiers, decimals)
    budgets = tuple(_budgets(root, wallets))
    lists = read_lists(root)
    words = Vocabulary(fields, decimals, tuple(lists))
    rules = tuple(read_rules(root, Known(wallets, budgets, words)))
    program = Program(
        id=identity,
        names=root.names("name", identity),
        currency=currency,
        decimals=decimals,
        time_zone=_time_zone(root, zones),
        wallets=wallets,
        fields=fields,
        lists=lists,
        rules=rules,
        budgets=budgets,
        tiers=tiers,
    )
    program = replace(program, scenarios=read_scenarios(root, program))
    root.close()
    return program


def _time_zone(root: Shape, zones: Collection[str] | None) -> str:
    name = root.text("time zone", default="UTC")
    if zones is not None and name not in zones:
        near = difflib.get_close_matches(name, zones, n=1)
        remedy = f"did you mean {near[0]}?" if near else "write it like Asia/Kuala_Lumpur"
        root.wrong("time zone", f"{name[:MAX_NAME_CHARS]!r} is not known", remedy)
    return name


def _wallets(root: Shape) -> list[Wallet]:
    wallets: list[Wallet] = []
    before = len(root.problems.found)
    for name, shape in root.parts("wallets"):
        rounding = shape.text("rounding", default="down")
        if rounding not in ("down", "nearest"):
            shape.wrong("rounding", f"{rounding!r} is not known", "write down or nearest")
        wallets.append(
            Wallet(
                id=name,
                names=shape.names("name", name),
                rounding="nearest" if rounding == "nearest" else "down",
                expiry=shape.read("expires", phrases.expiry),
            )
        )
        shape.close()
    if len(root.problems.found) == before and not 1 <= len(wallets) <= MAX_WALLETS:
        root.wrong("wallets", f"{len(wallets)} of them", f"declare from 1 to {MAX_WALLETS}")
    return wallets


def _budgets(root: Shape, wallets: tuple[Wallet, ...]) -> list[Budget]:
    budgets: list[Budget] = []
    for name, shape in root.parts("budgets"):
        points, unit = shape.read("points", phrases.points, needed=True) or (1, None)
        budgets.append(Budget(name, wallet_named(shape, "points", unit, wallets), points))
        shape.close()
    if len(budgets) > MAX_BUDGETS:
        root.wrong("budgets", f"{len(budgets)} of them", f"{MAX_BUDGETS} at most")
    return budgets


def _tiers(root: Shape, decimals: int) -> list[TierSet]:
    tiers: list[TierSet] = []
    for name, shape in root.parts("tiers"):
        window = shape.read("measure", phrases.spend_window, needed=True) or 12
        keep = shape.read("keep", phrases.months, needed=True) or 12
        tiers.append(TierSet(name, window, keep, tuple(_levels(shape, decimals))))
        shape.close()
    if len(tiers) > MAX_TIER_SETS:
        root.wrong("tiers", f"{len(tiers)} of them", f"{MAX_TIER_SETS} at most")
    return tiers


def _levels(shape: Shape, decimals: int) -> list[Level]:
    levels: list[Level] = []
    before = len(shape.problems.found)
    for name, row in shape.rows("levels", "tier"):
        least = row.read("from", lambda text: phrases.money(text, decimals), needed=True)
        if least is not None and not _rises(levels, least):
            row.wrong("from", "does not rise", "start at 0 and go up")
        levels.append(Level(name, row.names("name", name), least or 0))
        row.close()
    if len(shape.problems.found) == before and not 1 <= len(levels) <= MAX_LEVELS:
        shape.wrong("levels", f"{len(levels)} of them", f"from 1 to {MAX_LEVELS}")
    return levels


def _rises(levels: list[Level], least: int) -> bool:
    return least > levels[-1].least_minor if levels else least == 0
