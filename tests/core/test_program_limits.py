"""How much of everything a document may have: one below, at, and one above."""

import pytest

from setia.core.engine.book import Book, Happened, version_after
from setia.core.program.phrases import MAX_DAYS, MAX_MONTHS
from setia.core.program.read import MAX_BUDGETS, MAX_LOOKED_FOR, read_program
from setia.core.program.read_counters import MAX_COUNTERS
from setia.core.program.read_events import MAX_FIELDS, MAX_KINDS
from setia.core.program.read_exits import MAX_CHARITIES
from setia.core.program.read_fields import MAX_CHOICES
from setia.core.program.read_gives import MAX_STEPS
from setia.core.program.read_lists import MAX_LISTED, MAX_LISTED_CHARS, MAX_LISTS
from setia.core.program.read_rules import MAX_RULES
from setia.core.program.read_tiers import MAX_LEVELS, MAX_TIER_SETS
from setia.core.program.read_wallets import MAX_WALLETS
from setia.core.program.source import MAX_CHARS, MAX_NESTING, Listed, Unreadable, load
from tests.core.test_programs import LEAST, problems_of
from tests.core.zones import table


def _many() -> dict[str, tuple[str, ...]]:
    """Documents with one less than the most, the most, and one more."""

    def listed(count: int, one: str) -> str:
        return ", ".join(one.format(number) for number in range(count))

    tier_set = "t{}: {{measure: spend in 1 month, keep: 1 month, levels: [{{tier: x, from: 0}}]}}"
    level = "{{tier: l{0}, from: {0}}}"
    body = {
        "wallets": ("wallets: {{{}}}", "w{}: {{}}", MAX_WALLETS),
        "wallets.a.donates to": (
            "wallets: {{a: {{donates to: [{}]}}}}",
            "c{}",
            MAX_CHARITIES,
        ),
        "earning": ("earning: [{}]", "{{rule: r{}, give: 1}}", MAX_RULES),
        "budgets": ("budgets: {{{}}}", "b{}: {{points: 1}}", MAX_BUDGETS),
        "tiers": ("tiers: {{{}}}", tier_set, MAX_TIER_SETS),
        "events": ("events: {{purchase: {{attributes: {{{}}}}}}}", "f{}: text", MAX_FIELDS),
        "counters": ("counters: {{{}}}", "c{}: {{count: purchase}}", MAX_COUNTERS),
        "earning.a.steps": (
            "earning: [{{rule: a, steps: [{}]}}]",
            "{{from: {0}, give: 1}}",
            MAX_STEPS,
        ),
        "earning.a.brackets": (
            "earning: [{{rule: a, brackets: [{}]}}]",
            "{{from: {0}, give: 1 per 1.00}}",
            MAX_STEPS,
        ),
        "events ": ("events: {{purchase: {{}}, {}}}", "k{}: {{}}", MAX_KINDS - 1),
        "tiers.t.levels": (
            "tiers: {{t: {{measure: spend in 1 month, keep: 1 month, levels: [{}]}}}}",
            level,
            MAX_LEVELS,
        ),
    }
    return {
        name: tuple(frame.format(listed(size, one)) for size in (limit - 1, limit, limit + 1))
        for name, (frame, one, limit) in body.items()
    }


@pytest.mark.parametrize("name", _many())
def test_everything_has_a_limit(name: str) -> None:
    *fit, too_many = _many()[name]
    head = LEAST if not name.startswith("wallets") else LEAST.replace("wallets:\n  a: {}\n", "")
    for one in fit:
        assert read_program(f"{head}{one}\n").id == "p"
    (problem,) = problems_of(f"{head}{too_many}\n")
    assert problem.path == name.strip()


def test_the_longest_and_the_deepest_document() -> None:
    padding = MAX_CHARS - len(LEAST)
    assert read_program(f"{LEAST}{'#' * padding}").id == "p"
    (problem,) = problems_of(f"{LEAST}{'#' * (padding + 1)}")
    assert problem.cause == "longer than 200000 characters"
    assert isinstance(load("[" * MAX_NESTING + "a" + "]" * MAX_NESTING), Listed)
    with pytest.raises(Unreadable):
        load("[" * (MAX_NESTING + 1) + "a" + "]" * (MAX_NESTING + 1))


@pytest.mark.parametrize("texts", [MAX_LOOKED_FOR - 1, MAX_LOOKED_FOR, MAX_LOOKED_FOR + 1])
@pytest.mark.parametrize("counted", [0, 20, 40])
def test_so_many_texts_are_looked_for_in_one_list(texts: int, counted: int) -> None:
    """By rules and counters together: each text has a bit of its own in one integer."""
    asked = [f"'\"t{k}\" in tags'" for k in range(texts)]
    counters = "".join(
        f"  c{k}: {{count: purchase, when: {one}}}\n" for k, one in enumerate(asked[:counted])
    )
    rules = "".join(
        f"  - {{rule: r{k}, when: {one}, give: 1}}\n" for k, one in enumerate(asked[counted:])
    )
    text = f"{LEAST}events: {{purchase: {{attributes: {{tags: list}}}}}}\n"
    text += f"counters:\n{counters}" if counted else ""
    text += f"earning:\n{rules}"
    if texts > MAX_LOOKED_FOR:
        (problem,) = problems_of(text)
        assert problem.cause == "63 texts are looked for in tags"
        return
    program = read_program(text)
    book = Book((version_after(None, 1, 0, program, table(program.time_zone)),))
    payload = {"amount": 0, "tags": [f"t{counted}", f"t{texts - 1}", "other"]}
    decision = book.decide(book.fresh(), Happened(0, "purchase", "till", "k", payload), {})
    assert decision.why[0] == 2


@pytest.mark.parametrize("values", [MAX_CHOICES - 1, MAX_CHOICES, MAX_CHOICES + 1])
def test_a_choice_has_so_many_values(values: int) -> None:
    listed = ", ".join(f"v{k}" for k in range(values))
    text = f"{LEAST}events: {{purchase: {{attributes: {{size: [{listed}]}}}}}}\n"
    if values > MAX_CHOICES:
        (problem,) = problems_of(text)
        assert problem.cause == "has 101 values"
    else:
        assert len(read_program(text).fields["size"].values) == values


@pytest.mark.parametrize(
    ("most", "lists", "cause"),
    [
        (MAX_LISTED, "a: [{0}]", "5001 texts"),
        (MAX_LISTS, "{1}", "51 of them"),
        (MAX_LISTED_CHARS, "a: [{2}]", "a text is empty or too long"),
    ],
)
def test_lists_have_limits(most: int, lists: str, cause: str) -> None:
    for size in (most - 1, most, most + 1):
        texts = ", ".join(f"t{k}" for k in range(size)) if "{0}" in lists else ""
        named = ", ".join(f"l{k}: []" for k in range(size)) if "{1}" in lists else ""
        said = lists.format(texts, named, "x" * size)
        text = f"{LEAST}lists: {{{said}}}\n"
        if size > most:
            (problem,) = problems_of(text)
            assert problem.cause == cause
        else:
            assert read_program(text).lists


@pytest.mark.parametrize(("decimals", "fits"), [("0", True), ("6", True), ("7", False)])
def test_a_number_has_so_many_decimals(decimals: str, *, fits: bool) -> None:
    attribute = f"{{weight: {{type: number, decimals: {decimals}}}}}"
    text = f"{LEAST}events: {{purchase: {{attributes: {attribute}}}}}\n"
    if fits:
        assert read_program(text).fields["weight"].decimals == int(decimals)
    else:
        assert problems_of(text)[0].remedy == "from 0 to 6"


@pytest.mark.parametrize(("decimals", "fits"), [("0", True), ("6", True), ("7", False)])
def test_points_have_so_many_decimals(decimals: str, *, fits: bool) -> None:
    text = LEAST.replace("a: {}", f"a: {{decimals: {decimals}}}")
    if fits:
        assert read_program(text).wallets[0].decimals == int(decimals)
    else:
        assert problems_of(text)[0].remedy == "from 0 to 6"


@pytest.mark.parametrize(("unit", "most"), [("days", 366), ("hours", 8784), ("minutes", 527040)])
def test_a_rule_rests_so_long(unit: str, most: int) -> None:
    def written(count: int) -> str:
        return f"{LEAST}earning: [{{rule: a, give: 1, again after: {count} {unit}}}]\n"

    for count in (1, most - 1, most):
        assert read_program(written(count)).rules[0].rests_us > 0
    for wrong in (0, most + 1):
        (problem,) = problems_of(written(wrong))
        assert problem.remedy == "from 1 minute to 366 days"


SPANS = [
    ("days", MAX_DAYS, "from 1 to 3660 days"),
    ("months", MAX_MONTHS, "from 1 to 240 months"),
    ("years", MAX_MONTHS // 12, "from 1 to 240 months"),
]
LIVES = [
    "wallets: {{a: {{expires: {0}}}}}",
    "wallets: {{a: {{expires: '{0}, to month end'}}}}",
    "wallets: {{a: {{expires: {0} without purchase}}}}",
    "wallets: {{a: {{pending: {0}}}}}",
    "earning: [{{rule: a, give: 1, expires: {0}}}]",
]
KEPT = "tiers: {{t: {{measure: spend in 1 month, keep: {0}, levels: [{{tier: x, from: 0}}]}}}}"


@pytest.mark.parametrize(
    ("place", "unit", "most", "remedy"),
    [(place, *span) for place in LIVES for span in SPANS] + [(KEPT, *span) for span in SPANS[1:]],
)
def test_a_span_is_so_long(place: str, unit: str, most: int, remedy: str) -> None:
    head = LEAST.replace("wallets:\n  a: {}\n", "") if place.startswith("wallets") else LEAST
    for count in (1, most - 1, most):
        assert read_program(f"{head}{place.format(f'{count} {unit}')}\n").id == "p"
    for wrong in (0, most + 1):
        (problem,) = problems_of(f"{head}{place.format(f'{wrong} {unit}')}\n")
        assert problem.remedy == remedy
