"""Program documents: what a good one means, and what a bad one is told, line by line.

`programs/bad` holds documents as people get them wrong; `programs/problems.txt` holds every problem
that each must be told, in order: where, the cause and the remedy.
"""

from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from setia.core.engine.book import Book, Happened, version_after
from setia.core.expressions.fields import Vocabulary
from setia.core.expressions.parse import parse_condition
from setia.core.program.currencies import decimals_of
from setia.core.program.document import (
    Budget,
    Expiry,
    Fixed,
    Limit,
    Multiply,
    PerAmount,
    Problem,
    Program,
    Span,
)
from setia.core.program.names import named
from setia.core.program.read import (
    BadProgram,
    read_program,
)
from setia.core.program.source import MAX_CHARS, MAX_EVENTS
from setia.platform.languages.plurals import forms_of
from tests.core.zones import table

HERE = Path(__file__).parent / "programs"
GOOD = (HERE / "good.yaml").read_text(encoding="utf-8")
BAD = {path.stem: path.read_text(encoding="utf-8") for path in sorted(HERE.glob("bad/*.yaml"))}
LEAST = "setia: 1\nprogram: p\ncurrency: MYR\nwallets:\n  a: {}\n"
AT_ONCE = timedelta(seconds=10)
ZONES = available_timezones()


def _expected() -> dict[str, list[str]]:
    expected: dict[str, list[str]] = {}
    found: list[str] = []
    for line in (HERE / "problems.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            found = expected.setdefault(line.strip("[]"), [])
        elif line:
            found.append(line)
    return expected


EXPECTED = _expected()


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(BadProgram) as caught:
        read_program(text, ZONES, forms_of)
    return caught.value.problems


# A good one


def test_a_good_program_means_what_it_says() -> None:
    program = read_program(GOOD)
    assert (program.id, program.currency, program.decimals) == ("kopi-club", "MYR", 2)
    assert program.time_zone == "Asia/Kuala_Lumpur"
    assert program.names == {"en": "Kopi Club", "ms": "Kelab Kopi"}
    beans, stars = program.wallets
    assert (beans.id, beans.rounding, beans.expiry) == (
        "beans",
        "nearest",
        Expiry(Span(months=12, to="month")),
    )
    assert (stars.id, stars.rounding, stars.expiry) == ("stars", "down", None)
    assert program.budgets == (Budget("launch", "beans", 50_000),)
    base, deli, weekend, gift, star = program.rules
    words = Vocabulary(program.fields, 2)
    assert base.gives == PerAmount(Fraction(1), 100, whole=True)
    assert deli.gives == PerAmount(Fraction(3, 2), 1000, whole=False)
    assert deli.items == parse_condition(
        'item.department == "DELI" and item.amount > 0', words, of_item=True
    )
    assert (weekend.gives, weekend.limits) == (
        Multiply(Fraction(3, 2)),
        (Limit(200, "points", "day"),),
    )
    assert weekend.when == parse_condition('weekday in ("sat", "sun") and channel == "app"', words)
    assert (gift.gives, gift.wallet, gift.budget) == (Fixed(20), "beans", "launch")
    assert (star.gives, star.wallet) == (Fixed(1), "stars")
    assert [rule.id for rule in program.ordered_rules][-1] == "star"
    status, plus = program.tiers
    assert (status.window_months, status.keep) == (12, Span(months=12))
    assert [level.least for level in status.levels] == [0, 20_000, 60_000]
    assert [level.least for level in plus.levels] == [0, 5_050]
    assert program.fields["tier_status"].values == ("member", "silver", "gold")


def test_the_least_program() -> None:
    program = read_program(LEAST)
    assert (program.time_zone, program.names) == ("UTC", {"en": "p"})
    assert (program.rules, program.tiers, program.budgets) == ((), (), ())


def test_with_one_tier_set_its_field_is_called_tier() -> None:
    levels = "{measure: spend in 1 month, keep: 1 month, levels: [{tier: x, from: 0}]}"
    assert "tier" in read_program(LEAST + f"tiers: {{only-one: {levels}}}").fields
    two = read_program(LEAST + f"tiers: {{first-set: {levels}, b: {levels}}}").fields
    assert {"tier_first_set", "tier_b"} <= two.keys()
    assert "tier" not in two


def test_a_name_is_found_in_a_language_or_the_nearest() -> None:
    assert named({"en": "Beans", "ms": "Biji"}, "ms") == "Biji"
    assert named({"en": "Beans", "ms": "Biji"}, "de") == "Beans"
    assert named({"ms": "Biji"}, "de") == "Biji"


@pytest.mark.parametrize(
    ("currency", "decimals"), [("MYR", 2), ("IDR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4)]
)
def test_a_currency_has_its_decimals(currency: str, decimals: int) -> None:
    assert decimals_of(currency) == decimals


@pytest.mark.parametrize(
    "change",
    [
        ("currency: MYR", 'currency: "MYR"'),
        ("currency: MYR", "currency: IDR"),
        ("keep: 1 year", "keep: 12 months"),
        ("expires: never", "expires: 20 years"),
        ("expires: never", "expires: 240 months"),
        ("multiply: 3/2", "multiply: 1.5"),
        ("multiply: 3/2", "multiply: 1"),
        ("multiply: 3/2", "multiply: 1000"),
        ("multiply: 3/2", "multiply: 1.001"),
        ("give: 20\n    wallet: beans", "give: 20 beans"),
        ("give: 20\n    wallet: beans", "give: 20 beans\n    wallet: beans"),
        ("give: 20\n", "give: 1000000000000\n"),
        ("give: 20\n", "give: >\n      20\n"),
        ("give: 20\n", "give: |\n      20\n\n"),
        ("1 beans per whole 1.00", "0.01 beans per 0.01"),
        ("1 beans per whole 1.00", "1 beans per 1"),
        ("at most: 200 beans per day", "at most: 200 per day"),
        ("channel: text", "channel_2: text, channel: text"),
        ("quantity: number", "amounts: number"),
        ("silver, from: 200.00", "silver, from: 0.01"),
        ("silver, from: 200.00", "silver, from: 599.99"),
        ("rule: base", "rule: a"),
        ("rule: base", f"rule: {'a' * 40}"),
        ("name: Stars", "name: ⭐"),
        ("- rule: base", "- rule: base # as always\n    # said again"),
        ("events:\n  purchase:\n", "\n\nevents:\n\n  purchase:\n"),
        ("setia: 1", "%YAML 1.2\n---\nsetia: 1"),
        ("# Everything", "\ufeff# Everything"),
    ],
    ids=lambda change: change[1][:40],
)
def test_a_near_miss_passes(change: tuple[str, str]) -> None:
    assert change[0] in GOOD
    assert isinstance(read_program(GOOD.replace(*change, 1)), Program)


# Bad ones


def test_every_bad_document_has_its_problems_written_down() -> None:
    assert BAD.keys() == EXPECTED.keys()
    assert len(BAD) >= 20
    assert all(EXPECTED.values())


@pytest.mark.parametrize("name", BAD)
def test_a_bad_document_is_told_everything_at_once(name: str) -> None:
    found = problems_of(BAD[name])
    assert [str(problem) for problem in found] == EXPECTED[name]
    places = [(problem.line, problem.column) for problem in found]
    assert places == sorted(places)
    lines = BAD[name].splitlines()
    assert all(1 <= line <= len(lines) + 1 for line, _ in places)
    assert all(problem.cause and problem.remedy and problem.path for problem in found)


def test_the_error_says_all_of_it() -> None:
    with pytest.raises(BadProgram) as caught:
        read_program(BAD["many-at-once"])
    assert str(caught.value).splitlines() == EXPECTED["many-at-once"]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("a: \x00", "unacceptable character"),
        ("a: \x07", "unacceptable character"),
        ("a: \ud800", "unacceptable character"),
        ("\ud800", "unacceptable character"),
        ("a: &x 1\nb: *x", "an anchor or alias"),
        ("a: &x [*x]", "an anchor or alias"),
        ("&a [*a]", "an anchor or alias"),
        ("a: *x", "an anchor or alias"),
        ("a: !!python/object/apply:os.system [true]", "a tag"),
        ("!!binary aGk=", "a tag"),
        ("a: !x y", "a tag"),
        ("<<: [a]\n<<: b", "<< stands twice"),
        ("'a': 1\n\"a\": 2", "a stands twice"),
        ("{a: 1, a: 2}", "a stands twice"),
        ("? [a]\n: b", "a key that is not text"),
        ("? {a: b}\n: b", "a key that is not text"),
        ("a: 1\n---\nb: 2", "a second document"),
        ("'a", "end of stream"),
        ("a: [", "expected"),
        ("@a", "cannot start"),
        ("%a", "expected"),
        ("", "is empty"),
        ("# only a comment", "is empty"),
        ("[" * 14 + "]" * 14, "nested deeper"),
        ("[" * 20_000, "nested deeper"),
        ("{" * 20_000, "a key that is not text"),
        ("- " * 10_000, "nested deeper"),
        ("- a\n" * MAX_EVENTS, "more than 20000"),
        ("a\n" * (MAX_CHARS // 2 + 1), "longer than 200000"),
    ],
    ids=lambda text: repr(text)[:30],
)
def test_what_is_not_plain_yaml_is_refused(text: str, cause: str) -> None:
    (problem,) = problems_of(text)
    assert cause in problem.cause


@pytest.mark.parametrize("kind", ["{}", "{a: b}", "[a]", "''"])
def test_a_wrong_kind_of_value_anywhere_is_a_problem_or_fits(kind: str) -> None:
    """Every value of the good document, one after another, is replaced by another kind of value."""
    lines = GOOD.splitlines()
    for number, line in enumerate(lines):
        head, colon, value = line.partition(": ")
        if colon and value:
            changed = "\n".join([*lines[:number], f"{head}: {kind}", *lines[number + 1 :]])
            _read_or_refuse(changed)


# Anything at all


def _read_or_refuse(text: str) -> None:
    problems: tuple[Problem, ...] | None = None
    try:
        assert read_program(text).wallets
    except BadProgram as error:
        problems = error.problems
    if problems is not None:
        assert problems
        assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)


KEYS = [
    "setia", "program", "name", "currency", "wallets", "rounding", "expires", "events", "purchase",
    "attributes", "items", "budgets", "points", "earning", "rule", "on", "give", "multiply",
    "when", "at most", "budget", "wallet", "tiers", "measure", "keep", "levels", "tier", "from",
    "en", "beans", "text", "number", "money", "base", "gold", "status",
]  # fmt: skip
VALUES = [
    "1", "2", "MYR", "JPY", "beans", "down", "nearest", "never", "12 months", "text", "number",
    "1 year, to month end", "purchase", "1 per whole 1.00", "20", "20 beans", "3/2", "3/00",
    "200 per day", "amount > 1", 'tier == "gold"', "0", "100.00", "1e999", "spend in 12 months",
    "gold", "", "[", "é",
]  # fmt: skip


def _flow(tree: object) -> str:
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{key}: {_flow(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(_flow, tree)) + "]"
    return '"' + str(tree).replace("\\", "\\\\").replace('"', '\\"') + '"'


LEAVES = st.sampled_from(VALUES) | st.text(max_size=12)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(KEYS), TREES, max_size=10))
@settings(max_examples=60, deadline=AT_ONCE, suppress_health_check=[HealthCheck.too_slow])
def test_any_tree_is_a_program_or_a_bad_one(tree: dict[str, object]) -> None:
    whole = {"setia": "1", "program": "p", "currency": "MYR", "wallets": {"beans": {}}}
    _read_or_refuse(_flow(tree))
    _read_or_refuse(_flow({**whole, **tree}))


@given(st.text(max_size=200) | st.text(alphabet="ab:-[]{}&*!|>'\"%@#?,\n \t0", max_size=60))
@example("a: |\n\tb")
@settings(max_examples=200, deadline=AT_ONCE)
def test_any_text_is_a_program_or_a_bad_one(text: str) -> None:
    _read_or_refuse(text)


@given(st.data())
@settings(max_examples=50, deadline=AT_ONCE)
def test_a_damaged_program_is_a_program_or_a_bad_one(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 40)))
    _read_or_refuse(GOOD[:start] + data.draw(st.text(max_size=5)) + GOOD[end:])


@pytest.mark.parametrize("escape", ["\\0", "\\ud800", "\\x1b[2J", "\\x7f", "a\\r\\nb"])
def test_no_text_holds_what_no_text_can_hold(escape: str) -> None:
    (problem,) = problems_of(LEAST.replace("program: p", f'program: p\nname: "{escape}"'))
    assert (problem.line, problem.column) == (3, 7)
    assert problem.cause.startswith("the character 0x")


def test_an_attribute_may_have_a_name_that_the_language_got_later() -> None:
    """A document of 0.1.0 means its own: such a name is a field, and a call stays a call."""
    names = [
        "today",
        "day",
        "month",
        "any",
        "all",
        "count",
        "total",
        "min",
        "max",
        "list",
        "member",
    ]
    attributes = ", ".join(f"{name}: number" for name in names)
    rules = "".join(
        f"  - {{rule: r{k}, when: {name} == 3 and count() == 0, give: {2**k}}}\n"
        for k, name in enumerate(names)
    )
    program = read_program(
        f"{LEAST}events: {{purchase: {{attributes: {{{attributes}}}}}}}\nearning:\n{rules}"
    )
    book = Book((version_after(None, 1, 0, program, table(program.time_zone)),))
    for k, name in enumerate(names):
        event = Happened(0, "purchase", "till", "k", {"amount": 0, name: 3})
        assert book.decide(book.fresh(), event, {}).why[0] == 2**k


def test_a_step_may_stand_as_high_as_the_highest_of_several_kinds() -> None:
    text = (
        "setia: 1\nprogram: p\ncurrency: MYR\nwallets: {beans: {}}\n"
        "events:\n"
        "  walk: {attributes: {n: {type: number, from: 0, to: 1000000}}, basis: n}\n"
        "  run: {attributes: {n: {type: number, from: 0, to: 1000000}}, basis: n * 1000000000}\n"
        "earning:\n"
        "  - rule: far\n    on: KINDS\n"
        "    steps: [{from: 1, give: 1}, {from: 1000000000000000, give: 2}]\n"
    )
    # A million times a thousand million is the farthest that a run can be.
    for kinds in ("[walk, run]", "[run, walk]", "run"):
        assert read_program(text.replace("KINDS", kinds)).rules
        beyond = text.replace("KINDS", kinds).replace("{from: 10000", "{from: 10001")
        assert [one.path for one in problems_of(beyond)] == ["earning.far.steps[2].from"]
    assert problems_of(text.replace("KINDS", "walk"))
