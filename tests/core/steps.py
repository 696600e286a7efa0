"""Plays written-down scenarios: a program, what happens, and the sum that each row must show.

A row reads ``when | what | points | balance``. Points are written as the sum that a person would
make (``18 + 9``); the row says what happens, the engine must come to the same. What is due by then
is applied first and shown by rows of its own (``2025-01-16 00:00 | due | -18 | 0``).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML

from setia.core.engine.book import Book, Decision, Happened, balances, version_after
from setia.core.engine.postings import FIELDS, Account, Posting
from setia.core.engine.readers import Payload
from setia.core.expressions.fields import Field, Fields
from setia.core.program.read import read_program
from tests.core.zones import at, table

SUM: Final = re.compile(r"-?\d+( [+-] \d+)*")


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


@dataclass
class Run:
    """What has happened so far."""

    scenario: Scenario
    state: list[int]
    left: dict[str, int]
    decided: list[Decision] = field(default_factory=list)


def scenarios(folder: Path) -> dict[str, Scenario]:
    return {path.stem: load_scenario(path) for path in sorted(folder.glob("*.yaml"))}


def load_scenario(path: Path) -> Scenario:
    data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    program = read_program(data["program"])
    zone = program.time_zone
    book = Book((version_after(None, 1, 0, program, table(zone)),))
    wallet = str(data.get("wallet", program.wallets[0].id))
    budgets = {f"budget:{budget.id}": budget.points for budget in program.budgets}
    return Scenario(path.stem, book, budgets, [_row(zone, line) for line in data["rows"]], wallet)


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
    run = Run(scenario, scenario.book.fresh(), dict(scenario.budgets))
    for row in scenario.rows:
        points = _play(run, row)
        balance = balances(run.state, scenario.book.newest.layout)[scenario.wallet]
        if (points, balance) != (row.points, row.balance):
            yield f"{row.line}  ← the engine says {points} and {balance}"


def _play(run: Run, row: Row) -> int:
    """What one row does to the balance of the wallet, by the postings."""
    book = run.scenario.book
    if row.what == "due":
        postings = book.advanced(run.state, row.when_us)
    else:
        book.advanced(run.state, row.when_us - 1)
        fields = book.newest.program.fields
        event = _event(row, len(run.decided), fields)
        decision = book.decide(run.state, event, run.left)
        run.decided.append(decision)
        postings = decision.postings
        if row.words.get("outcome", "accepted") != decision.outcome:
            raise AssertionError(f"{row.line}: the outcome is {decision.outcome}")
    if "tier" in row.words and row.words["tier"] != _tier(run):
        raise AssertionError(f"{row.line}: the tier is then {_tier(run)}")
    return _change(run, postings)


def _event(row: Row, number: int, fields: Fields) -> Happened:
    words = dict(row.words)
    words.pop("outcome", None)
    words.pop("tier", None)
    given = words.pop("given", None)
    facts = None if given is None else [int(given == "yes")]
    payload: dict[str, object] = {"wallet": words.pop("wallet")} if "wallet" in words else {}
    if row.what == "purchase":
        payload["amount"] = int(words.pop("amount").replace(".", ""))
        payload["items"] = [_item(one) for one in words.pop("items", "").split(",") if one]
    elif row.what == "spend":
        payload["points"] = int(words.pop("points"))
    said = {name: _said(fields[name], text) for name, text in words.items()}
    return _happened(row, number, {**payload, **said}, facts)


def _item(text: str) -> Payload:
    """``DELI:12.40``, or ``DELI:12.40*3`` where an item has a quantity."""
    department, _, rest = text.partition(":")
    amount, _, quantity = rest.partition("*")
    item: dict[str, object] = {"amount": int(amount.replace(".", ""))}
    if quantity:
        item["quantity"] = int(quantity)
    return {**item, "department": department} if department else item


def _said(field: Field, text: str) -> object:
    """What an event says of a field, from the word in the row."""
    match field.type:
        case "money" | "number":
            return int(text.replace(".", ""))
        case "bool":
            return text == "yes"
        case "list":
            return text.split("+")
        case _:
            return text


def _happened(row: Row, number: int, payload: Payload, facts: list[int] | None) -> Happened:
    return Happened(row.when_us, row.what, "scenario", f"{number:04}", payload, facts)


def _change(run: Run, flat: list[int]) -> int:
    series = run.scenario.book.newest.layout.series.index(run.scenario.wallet)
    own = (Account.AVAILABLE, Account.DEBT)
    change = 0
    for k in range(0, len(flat), FIELDS):
        one = Posting._make(flat[k : k + FIELDS])
        if one.wallet == series:
            change += one.amount * ((one.target in own) - (one.source in own))
    return change


def _tier(run: Run) -> str:
    version = run.scenario.book.newest
    (tier_set,) = version.program.tiers
    code = run.state[version.layout.slot(f"tier:{tier_set.id}")]
    return version.layout.ladders[tier_set.id].levels[code]
