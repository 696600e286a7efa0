"""How fast the engine decides: interpreted beside compiled, and what compiling costs.

Events of a made-up member base under the airline's whole program are folded from the same rows,
interpreted on lists and compiled on int64 arrays; both must give the same states. Ten million of
them are folded at once. Ten rules are decided by the generated functions, and their expressions
worked out by walking their trees. Programs of more and more rules are compiled from nothing; and
one late event is folded in among 300.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Final, cast
from zoneinfo import available_timezones

from rich.console import Console
from rich.table import Table

from bench.machine import computer
from setia.core.engine.book import Book, Happened, Version, version_after
from setia.core.engine.build import compiled
from setia.core.engine.bulk import Rows
from setia.core.expressions.evaluate import Facts, Known, holds, value
from setia.core.expressions.fields import WEEKDAYS, Field
from setia.core.program.read import read_program
from setia.platform.zone_table import zone_table

DAY_US: Final = 86_400_000_000
START_US: Final = 1_700_000_000_000_000
SEED: Final = 20_261_122
HOLDERS: Final = 5_000
EVENTS_EACH: Final = 40
INTERPRETED_HOLDERS: Final = 250
LATE_AMONG: Final = 300
RULES: Final = (5, 25, 100)
WHOLE_EVENTS: Final = 10_000_000
TREE_RULES: Final = 10
TREE_EVENTS: Final = 2_000


def main(console: Console, rounds: int, _: float) -> None:
    """Print the ratios, the machine and the seed."""
    with tempfile.TemporaryDirectory() as folder:
        program = files("setia.core.program").joinpath("examples/airline.yaml")
        version = _version(program.read_text("utf-8"))
        console.print(_speeds(version, Path(folder), rounds))
        console.print(_trees(rounds))
        console.print(_compiling(Path(folder)))
        console.print(_late(version, rounds))
    console.print(f"{computer()}; seed {SEED}", highlight=False)


def _version(text: str) -> Version:
    program = read_program(text, available_timezones())
    return version_after(None, 1, 0, program, zone_table(program.time_zone))


def _history(chance: random.Random, count: int) -> list[Happened]:
    """One member's flights, purchases, reviews and spends over some years."""
    at_us = START_US
    events: list[Happened] = []
    for number in range(count):
        at_us += chance.randrange(1, 20 * DAY_US)
        kind = chance.choice(("flight", "flight", "purchase", "review", "spend"))
        payloads: dict[str, dict[str, object]] = {
            "flight": {
                "distance": chance.randrange(100, 12_000),
                "cabin": chance.choice(("economy", "premium", "business")),
            },
            "purchase": {"amount": chance.randrange(100, 9_000), "tax": 50},
            "review": {"stars": 5},
            "spend": {"points": chance.randrange(10, 9_000), "wallet": "miles"},
        }
        events.append(Happened(at_us, kind, "bench", f"{number:05}", payloads[kind], ()))
    return events


def _rows(version: Version, holders: int) -> Rows:
    chance, rows = random.Random(SEED), Rows(Book((version,)))
    for _ in range(holders):
        rows.add(_history(chance, EVENTS_EACH), START_US + 4_000 * DAY_US)
    return rows


def _speeds(version: Version, folder: Path, rounds: int) -> Table:
    many, few = _rows(version, HOLDERS), _rows(version, INTERPRETED_HOLDERS)
    machine = compiled(version.source, folder)
    states = few.fold([machine], arrays=True)
    if states != few.fold([version.functions], arrays=False):
        raise RuntimeError("compiled and interpreted give different states (I20)")
    small, large = few.laid_out(arrays=False), many.laid_out(arrays=True)
    fast: list[float] = []
    slow: list[float] = []
    for _ in range(rounds):
        took = _took(partial(small.run, [version.functions]))
        slow.append(INTERPRETED_HOLDERS * EVENTS_EACH / took)
        fast.append(HOLDERS * EVENTS_EACH / _took(partial(large.run, [machine])))
    table = _table("fold, the airline's program", "how", "events/s", "lowest - highest", "ratio")
    # The same members again and again: what a fold costs does not depend on who they are.
    again = WHOLE_EVENTS // (HOLDERS * EVENTS_EACH)

    def whole_base() -> None:
        for _ in range(again):
            large.run([machine])

    took = _took(whole_base)
    rate = [again * HOLDERS * EVENTS_EACH / took]
    ten = f"compiled, {WHOLE_EVENTS:,} events in {took:.2f} s"
    for name, found in (("interpreted", slow), ("compiled", fast), (ten, rate)):
        ratio = statistics.median(found) / statistics.median(slow)
        spread = f"{min(found):,.0f} - {max(found):,.0f}"
        table.add_row(name, f"{statistics.median(found):,.0f}", spread, f"{ratio:.1f}")
    return table


def _trees(rounds: int) -> Table:
    """Ten rules: decided whole by generated functions, and their expressions alone by trees."""
    version = _version(_ruled(TREE_RULES))
    chance, rows = random.Random(SEED), Rows(Book((version,)))
    events = [
        Happened(START_US, "purchase", "bench", "0", {"amount": chance.randrange(100, 9_000)}, ())
        for _ in range(TREE_EVENTS)
    ]
    for event in events:
        rows.add([event], START_US)
    laid, zone = rows.laid_out(arrays=False), version.zone
    weekday = WEEKDAYS[(zone.local_us(START_US) // DAY_US + 3) % 7]

    def known(event: Happened, field: Field) -> Known:
        return cast("int", event.payload["amount"]) if field.name == "amount" else weekday

    def by_tree() -> None:
        for event in events:
            facts = Facts(partial(known, event))
            for rule in version.program.rules:
                if rule.when is None or holds(rule.when, facts):
                    basis = version.program.basis(rule, "purchase")
                    value(basis, facts) if basis is not None else None

    generated = [TREE_EVENTS / _took(partial(laid.run, [version.functions])) for _ in range(rounds)]
    trees = [TREE_EVENTS / _took(by_tree) for _ in range(rounds)]
    table = _table(f"{TREE_RULES} rules, interpreted", "how", "events/s", "ratio")
    slow = statistics.median(trees)
    table.add_row("trees, the expressions alone", f"{slow:,.0f}", "1.0")
    fast = statistics.median(generated)
    table.add_row("generated, the whole decision", f"{fast:,.0f}", f"{fast / slow:.1f}")
    return table


def _ruled(count: int) -> str:
    """A program of so many rules with a condition each."""
    rules = "".join(
        f"  - {{rule: r{number}, give: {number + 1} per whole 1.00,"
        f' when: \'amount > {number}.00 and weekday in ("sat", "sun", "tue")\'}}\n'
        for number in range(count)
    )
    head = "setia: 1\nprogram: p\ncurrency: MYR\nwallets: {beans: {expires: 12 months}}\n"
    return f"{head}earning:\n{rules}"


def _compiling(folder: Path) -> Table:
    table = _table("compiling from nothing", "rules", "lines of source", "seconds")
    for count in RULES:
        version = _version(_ruled(count))
        took = _took(partial(compiled, version.source, folder))
        table.add_row(f"{count}", f"{len(version.source.splitlines()):,}", f"{took:.1f}")
    return table


def _late(version: Version, rounds: int) -> Table:
    """A late event is folded in with the whole history of its member."""
    history = _history(random.Random(SEED), LATE_AMONG)
    book = Book((version,))
    fold = partial(book.fold, history, history[-1].at_us)
    found = [1e3 * _took(fold) for _ in range(rounds)]
    table = _table(f"a late event among {LATE_AMONG}", "milliseconds", "lowest - highest")
    table.add_row(f"{statistics.median(found):.1f}", f"{min(found):.1f} - {max(found):.1f}")
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title)
    for name in columns:
        table.add_column(name, justify="right")
    return table


def _took(run: Callable[[], object]) -> float:
    """The seconds that a call takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
