"""How much of everything a document may have: one below, at, and one above."""

import pytest

from setia.core.engine.book import Book, Happened, version_after
from setia.core.program.read import MAX_BUDGETS, read_program
from setia.core.program.read_events import MAX_FIELDS
from setia.core.program.read_fields import MAX_CHOICES
from setia.core.program.read_lists import MAX_LISTED, MAX_LISTED_CHARS, MAX_LISTS
from setia.core.program.read_rules import MAX_LOOKED_FOR, MAX_RULES
from setia.core.program.read_tiers import MAX_LEVELS, MAX_TIER_SETS
from setia.core.program.read_wallets import MAX_WALLETS
from setia.core.program.source import MAX_CHARS, MAX_NESTING, Listed, Unreadable, load
from tests.core.test_programs import LEAST, problems_of
from tests.core.zones import table


def _many(most: int) -> dict[str, tuple[str, str]]:
    def listed(count: int, one: str) -> str:
        return ", ".join(one.format(number) for number in range(count))

    tier_set = "t{}: {{measure: spend in 1 month, keep: 1 month, levels: [{{tier: x, from: 0}}]}}"
    level = "{{tier: l{0}, from: {0}}}"
    body = {
        "wallets": ("wallets: {{{}}}", "w{}: {{}}", MAX_WALLETS),
        "earning": ("earning: [{}]", "{{rule: r{}, give: 1}}", MAX_RULES),
        "budgets": ("budgets: {{{}}}", "b{}: {{points: 1}}", MAX_BUDGETS),
        "tiers": ("tiers: {{{}}}", tier_set, MAX_TIER_SETS),
        "events": ("events: {{purchase: {{attributes: {{{}}}}}}}", "f{}: text", MAX_FIELDS),
        "tiers.t.levels": (
            "tiers: {{t: {{measure: spend in 1 month, keep: 1 month, levels: [{}]}}}}",
            level,
            MAX_LEVELS,
        ),
    }
    return {
        name: (frame.format(listed(limit, one)), frame.format(listed(limit + most, one)))
        for name, (frame, one, limit) in body.items()
    }


@pytest.mark.parametrize("name", _many(1))
def test_everything_has_a_limit(name: str) -> None:
    fits, too_many = _many(1)[name]
    head = LEAST if name != "wallets" else LEAST.replace("wallets:\n  a: {}\n", "")
    assert read_program(f"{head}{fits}\n").id == "p"
    (problem,) = problems_of(f"{head}{too_many}\n")
    assert problem.path == name


def test_the_longest_and_the_deepest_document() -> None:
    padding = MAX_CHARS - len(LEAST)
    assert read_program(f"{LEAST}{'#' * padding}").id == "p"
    (problem,) = problems_of(f"{LEAST}{'#' * (padding + 1)}")
    assert problem.cause == "longer than 200000 characters"
    assert isinstance(load("[" * MAX_NESTING + "a" + "]" * MAX_NESTING), Listed)
    with pytest.raises(Unreadable):
        load("[" * (MAX_NESTING + 1) + "a" + "]" * (MAX_NESTING + 1))


@pytest.mark.parametrize("texts", [MAX_LOOKED_FOR - 1, MAX_LOOKED_FOR, MAX_LOOKED_FOR + 1])
def test_so_many_texts_are_looked_for_in_one_list(texts: int) -> None:
    rules = "".join(
        f"  - {{rule: r{k}, when: '\"t{k}\" in tags', give: 1}}\n" for k in range(texts)
    )
    text = f"{LEAST}events: {{purchase: {{attributes: {{tags: list}}}}}}\nearning:\n{rules}"
    if texts > MAX_LOOKED_FOR:
        (problem,) = problems_of(text)
        assert problem.cause == "63 texts are looked for in tags"
        return
    program = read_program(text)
    book = Book((version_after(None, 1, 0, program, table(program.time_zone)),))
    payload = {"amount": 0, "tags": ["t0", f"t{texts - 1}", "other"]}
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
