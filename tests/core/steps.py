"""Plays written-down scenarios: a program, what happens, and the sum that each row must show.

A row reads ``when | what | points | balance``. Points are written as the sum that a person would
make (``18 + 9``); the row says what happens, the engine must come to the same. What is due by then
is applied first and shown by rows of its own (``2025-01-16 00:00 | due | -18 | 0``).

What happens is ``due``, an act (``spend``, ``hold``, ``adjust``, ``tier-grant``, or ``capture`` and
``cancel``, which name a row as ``of=1``), ``opening``, ``profile``,
``return`` or a kind of the program, with a word for each field
(``amount=12.50 tags=new+vip country=nl``; ``country=-`` takes it away). Items are
``DELI:12.40*3;fresh=yes`` (a department, a quantity, other fields), with ``,`` between them. A
return names the row that it takes from (``of=1``), and lines as ``items=2`` or ``items=2:5.00``.
What is known of stores, products and uploaded lists stands under ``known``, an entry each.
Other words are checked: ``outcome=refused`` (or its reason), ``tier=gold``, ``pending=5``,
``held=5``, and a wallet (``stars=3``).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML

from setia.core.engine.book import Book, Decision, Happened, balances, version_after
from setia.core.engine.kinds import ACTS
from setia.core.engine.layout import pending_of
from setia.core.engine.memory import Memory
from setia.core.engine.postings import FIELDS, Account, Posting
from setia.core.engine.readers import Unfit
from setia.core.engine.reference import NOTHING_KNOWN, Entry, Reference, Value, with_entries
from setia.core.program.currencies import decimals_of
from setia.core.program.document import TIME_ZONE, Program, tier_field
from setia.core.program.read import read_program
from tests.core.zones import at, table

SUM: Final = re.compile(r"-?\d+( [+-] \d+)*")


SOMEBODY: Final = "0198a0de-7c00-7000-8000-00000000000a"
"""Whom a row that transfers points calls A."""


@dataclass(frozen=True)
class Row:
    """One line of a scenario, taken apart."""

    line: str
    when_us: int
    what: str
    words: Mapping[str, str]
    points: int
    balance: int


@dataclass
class Scenario:
    """A program, what is in its budgets, and the rows."""

    name: str
    book: Book
    budgets: dict[str, int]
    rows: list[Row]
    wallet: str

    @property
    def program(self) -> Program:
        return self.book.newest.program


@dataclass(frozen=True)
class Done:
    """What one row did: the states before and after, its decision, and all that was posted.

    own: the postings that the row shows; earlier: of what fell due since the row before.
    """

    row: Row
    before: list[int]
    after: list[int]
    decision: Decision | None
    earlier: list[Posting]
    own: list[Posting]


@dataclass
class Run:
    """What has happened so far."""

    scenario: Scenario
    state: list[int]
    left: dict[str, int]
    events: dict[int, Happened]
    memory: Memory
    done: list[Done] = field(default_factory=list)


def scenarios(folder: Path) -> dict[str, Scenario]:
    return {path.stem: load_scenario(path) for path in sorted(folder.glob("*.yaml"))}


def load_scenario(path: Path) -> Scenario:
    data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    program = read_program(data["program"])
    zone = program.time_zone
    known = _known(zone, data.get("known", ()))
    book = Book((version_after(None, 1, 0, program, table(zone), known),))
    wallet = str(data.get("wallet", program.wallets[0].id))
    budgets = {f"budget:{budget.id}": budget.points for budget in program.budgets}
    return Scenario(path.stem, book, budgets, [_row(zone, line) for line in data["rows"]], wallet)


def _known(zone: str, entries: Iterable[Sequence[object]]) -> Reference:
    """Reference data, known from the beginning: ``[table, key, from when, values or gone]``."""
    rows, zones = [], set()
    for name, key, start, told in entries:
        values: dict[str, Value] | None = None
        if isinstance(told, dict):
            values = {one: v if isinstance(v, list) else _word(v) for one, v in told.items()}
            zones |= {str(values[TIME_ZONE])} if TIME_ZONE in values else set()
        rows.append((str(name), str(key), Entry(at(zone, f"{start} 00:00"), 0, values)))
    return with_entries(NOTHING_KNOWN, rows, {one: table(one) for one in zones})


def _word(value: object) -> str:
    """A value as people write it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _row(zone: str, line: str) -> Row:
    when, what, points, balance = (part.strip() for part in line.split("|"))
    if not SUM.fullmatch(points) or not re.fullmatch(r"-?\d+", balance):
        raise ValueError(f"{line}: points are a sum, the balance is a number")
    kind, *words = what.split()
    pairs = dict(word.partition("=")[::2] for word in words)
    total = sum(int(part) for part in re.sub(r"([+-]) (\d)", r"\1\2", points).split())
    return Row(line, at(zone, when), kind, pairs, total, int(balance))


def mismatches(scenario: Scenario) -> Iterator[str]:
    """Play a scenario; every row whose points or balance are not as written."""
    for done in played(scenario):
        row, version = done.row, scenario.book.newest
        points = _change(scenario, done.own)
        balance = balances(done.after, version.layout)[scenario.wallet]
        if (points, balance) != (row.points, row.balance):
            yield f"{row.line}  ← the engine says {points} and {balance}"


def played(scenario: Scenario) -> Iterator[Done]:
    """Play a scenario, row by row; an AssertionError where a check does not hold."""
    rows, book = scenario.rows, scenario.book
    happens = [(place, row) for place, row in enumerate(rows) if row.what != "due"]
    events = {place: _event(row, place, scenario.program) for place, row in happens}
    memory = Memory(book, events.values())
    run = Run(scenario, book.fresh(), dict(scenario.budgets), events, memory)
    for row in scenario.rows:
        run.done.append(_play(run, row))
        _check(run, row)
        yield run.done[-1]


def _play(run: Run, row: Row) -> Done:
    book, before, decision = run.scenario.book, run.state[:], None
    earlier, reason = book.advanced(run.state, row.when_us - 1, run.memory), ""
    if row.what == "due":
        own, outcome = book.advanced(run.state, row.when_us, run.memory), "accepted"
    else:
        try:
            decision = book.decide(run.state, run.events[len(run.done)], run.left, run.memory)
            own, outcome = decision.postings, decision.outcome
            reason = decision.reason
        except Unfit:
            own, outcome = [], "unfit"
    if row.words.get("outcome", "accepted") not in (outcome, reason or outcome):
        raise AssertionError(f"{row.line}: the outcome is {reason or outcome}")
    return Done(row, before, run.state[:], decision, _postings(earlier), _postings(own))


def checked(scenario: Scenario) -> dict[str, str]:
    """What a row can say of the state after it, by its word: a level or a number."""
    program = scenario.program
    tiers = {tier_field(program.tiers, one.id): f"tier:{one.id}" for one in program.tiers}
    shown = next(one for one in program.wallets if one.id == scenario.wallet)
    pending = {"pending": f"sum:{pending_of(shown.id)}"} if shown.pending else {}
    wallets = {one.id: f"sum:{one.id}" for one in program.wallets if len(program.wallets) > 1}
    return {**tiers, **pending, "held": f"held:{shown.id}", **wallets}


def _check(run: Run, row: Row) -> None:
    version = run.scenario.book.newest
    for word, slot in checked(run.scenario).items():
        if word not in row.words:
            continue
        found = str(run.state[version.layout.slot(slot)])
        if slot.startswith("tier:"):
            found = version.layout.ladders[slot.removeprefix("tier:")].levels[int(found)]
        if row.words[word] != found:
            raise AssertionError(f"{row.line}: the {word} is then {found}")


def _event(row: Row, number: int, program: Program) -> Happened:
    aside = {"outcome", "pending", "held", "given", *(one.id for one in program.wallets)}
    aside |= {tier_field(program.tiers, one.id) for one in program.tiers}
    words = {name: text for name, text in row.words.items() if name not in aside}
    decimals = decimals_of(words.get("currency", program.currency))
    given = row.words.get("given")
    facts = None if given is None else [int(given == "yes")]
    payload: dict[str, object] = {}
    for name, text in words.items():
        if name == "of":
            payload[name] = f"{int(text) - 1:04}"
        elif name == "lots":
            payload[name] = [_lot(program, one) for one in text.split(",")]
        elif (row.what, name, text) == ("transfer", "to", "A"):
            payload[name] = SOMEBODY
        elif row.what in (*ACTS, "opening"):
            payload[name] = int(text) if name in ("points", "minutes") else text
        elif name == "currency":
            payload[name] = text
        elif row.what == "return" and name == "items" and "of" in words:
            payload[name] = [_line(program, one, decimals) for one in text.split(",")]
        elif name == "items":
            payload[name] = [_item(program, one, decimals) for one in text.split(",") if one]
        else:
            whole = f"member.{name}" if row.what == "profile" else name
            payload[name] = _said(program, whole, text, decimals)
    return Happened(row.when_us, row.what, "scenario", f"{number:04}", payload, facts)


def _item(program: Program, text: str, decimals: int) -> dict[str, object]:
    """``DELI:12.40``, or ``DELI:12.40*3;fresh=yes`` where an item has more fields."""
    head, *more = text.split(";")
    department, _, rest = head.rpartition(":")
    amount, _, quantity = rest.partition("*")
    words = {"amount": amount, "quantity": quantity, "department": department}
    words |= dict(one.partition("=")[::2] for one in more)
    return {
        name: _said(program, f"item.{name}", one, decimals) for name, one in words.items() if one
    }


def _lot(program: Program, text: str) -> dict[str, object]:
    """``20/2023-12/2024-03-02/brand-x``: points, month, the day on which they are over, payer."""
    points, earned, ends, funder, *_ = [*text.split("/"), "", ""]
    said: dict[str, object] = {"points": int(points), "earned": earned}
    if ends:
        over = at(program.time_zone, f"{ends} 00:00")
        said["ends"] = f"{datetime.fromtimestamp(over // 10**6, UTC):%Y-%m-%dT%H:%M:%S}.000000Z"
    return {**said, "funder": funder} if funder else said


def _line(program: Program, text: str, decimals: int) -> dict[str, object]:
    """``2``: the whole second item; ``2:5.00;quantity=1``: so much of it."""
    head, *more = text.split(";")
    line, _, amount = head.partition(":")
    words = {"amount": amount, **dict(one.partition("=")[::2] for one in more)}
    said = {
        name: _said(program, f"item.{name}", one, decimals) for name, one in words.items() if one
    }
    return {"line": int(line), **said}


def _said(program: Program, name: str, text: str, decimals: int) -> object:
    """What an event says of a field, from the word in the row. decimals: of its currency."""
    one = program.fields[name]
    if text == "-":
        return None
    match one.type:
        case "money":
            return _parts(text, decimals)
        case "number":
            return _parts(text, one.decimals)
        case "bool":
            return text == "yes"
        case "list":
            return text.split("+")
        case _:
            return text


def _parts(text: str, decimals: int) -> int:
    found = Decimal(text).scaleb(decimals)
    if found != int(found):
        raise ValueError(f"{text}: has more than {decimals} decimals")
    return int(found)


def _postings(flat: list[int]) -> list[Posting]:
    return [Posting._make(flat[k : k + FIELDS]) for k in range(0, len(flat), FIELDS)]


def _change(scenario: Scenario, postings: list[Posting]) -> int:
    series = scenario.book.newest.layout.series.index(scenario.wallet)
    own = (Account.AVAILABLE, Account.DEBT)
    return sum(
        one.amount * ((one.target in own) - (one.source in own))
        for one in postings
        if one.wallet == series
    )
