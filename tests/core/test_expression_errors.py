"""A condition that can't be read says where, what and how to mend it; nothing else ever comes out.

The table is what people write by habit; after it come texts that try to reach something behind the
language, and whatever Hypothesis thinks of. All must end in an `ExpressionError`, and at once.
"""

from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from setia.core.engine.limits import MAX_AMOUNT
from setia.core.expressions.nodes import AllOf, Compare, Constant, Not, Read
from setia.core.expressions.parse import (
    MAX_CHARS,
    MAX_DEPTH,
    MAX_PARTS,
    ExpressionError,
    parse_condition,
)
from tests.core.naive_expressions import FIELDS
from tests.core.naive_expressions import WORDS as VOCABULARY

AT_ONCE = timedelta(seconds=2)

BAD = [
    ('chanel == "app"', 1, "no field is named chanel", "did you mean channel?"),
    ('amount > 1 and brand == "red"', 16, "no field is named brand", "known: amount, fee"),
    ('weekday == "sut"', 12, 'weekday is never "sut"', "did you mean sun?"),
    ('tier == "platinum"', 9, "tier is never", "known: regular, silver, gold"),
    ("channel == app", 12, "no field is named app", "known:"),
    ("channel == 3", 12, "channel is compared with text", 'put it in "quotes"'),
    ('amount == "12"', 11, "amount is compared with a number", "write a number here"),
    ("amount == 12.505", 11, "12.505 has too many decimals", "at most 2 for amount"),
    ("hour == 9.5", 9, "9.5 has too many decimals", "at most 0 for hour"),
    ("amount > 1e9", 10, "1e9 is not a plain number", "write digits"),
    ("amount > 1_000", 10, "1_000 is not a plain number", "write digits"),
    ("amount > 0x10", 10, "0x10 is not a plain number", "write digits"),
    ("amount > .5", 10, ".5 is not a plain number", "write digits"),
    ("amount > 5.", 10, "5. is not a plain number", "write digits"),
    ("amount > 10000000000.01", 10, "10000000000.01 is too large", "at most 1000000000000"),
    ('channel = "app"', 9, "= has no meaning here", "compare with =="),
    ("amount > 1 && hour < 12", 12, "& has no meaning here", "write and"),
    ("amount > 1 || hour < 12", 12, "| has no meaning here", "write or"),
    ("amount > 1 AND hour < 12", 12, "AND has capitals", "write and"),
    ("!(amount > 1)", 1, "! has no meaning here", "write not"),
    ("channel == “app”", 12, "“ has no meaning here", "use plain quotes"),
    ('channel == "app', 12, "this text has no end", 'close it with "'),
    ('channel == "a\tb"', 12, "this text has no end", 'close it with "'),
    ('"a\tb" in tags', 1, "this text has no end", 'close it with "'),
    ("amount / 2 > 10", 8, "/ has no meaning here", "write * 0.1 for a tenth"),
    ("amount * 5% > 10", 11, "% has no meaning here", "* 0.05 for 5%"),
    ("amount ≥ 10", 8, "≥ has no meaning here", "write >="),
    ('channel in ("app" "web")', 19, "two texts side by side", "put a comma between them"),
    ('channel in "app"', 12, "in needs a list of values", "for one value write =="),
    ('channel in ("app")', 13, "in needs a list of values", 'put a comma behind it: ("app",)'),
    ("channel in ()", 12, "in needs a list of values", 'channel in ("app", "web")'),
    ('"app" in channel', 10, "channel is a text", 'compare it: channel == "app"'),
    ('channel < "b"', 1, "channel has no order", "use ==, != or in"),
    ('weekday > "mon"', 1, "weekday has no order", "use ==, != or in"),
    ("amount == hour", 11, "amount and hour can't be compared", "use a value"),
    ("channel == item.department", 12, "item.department is an item's", "ask the items"),
    ("channel == member.language", 12, "can't be compared", "use a value"),
    ("1 == 1", 1, "1 is not a field", "start with a field's name"),
    ("amount", 1, "amount is not a condition", "compare a field"),
    ("gfit", 1, "no field is named gfit", "did you mean gift?"),
    ("not gfit", 5, "no field is named gfit", "did you mean gift?"),
    ("True", 1, "True is not a condition", "compare a field"),
    ("hour < 12 and channel", 15, "channel is not a condition", "compare a field"),
    ("fee is None", 8, "is can't ask for None", "write: field is set"),
    ("fee is set is set", 8, "can't be chained", "join two conditions with and"),
    ("hour > 9 hour < 12", 10, "can't be read here", "write it like"),
    ("(amount > 1", 1, "can't be read here", "write it like"),
    ("amount > 1)", 11, "can't be read here", "write it like"),
    ("", 1, "is empty", "or leave it out"),
    ("   ", 1, "is empty", "or leave it out"),
    ("amount > 1 # big", 12, "# has no meaning here", "a comment can't stand here"),
    ("amount > +1", 10, "+1 has a + in front", "leave it out"),
    # Types, units and ranges.
    ("gift == 1", 1, "gift is yes or no", "write it alone"),
    ("gift in (1, 0)", 1, "gift is yes or no", "write it alone"),
    ("gift > 0", 1, "gift is yes or no", "write it alone"),
    ('tags == "app"', 1, "tags is a list of texts", 'write: "vip" in tags'),
    ('tags in ("app",)', 1, "tags is a list of texts", 'write: "vip" in tags'),
    ("channel in tags", 1, "tags holds texts", 'put it in "quotes"'),
    ('due == "2026-13-01"', 8, '"2026-13-01" is not a date', 'like "2026-12-25"'),
    ('due == "20261225"', 8, '"20261225" is not a date', 'like "2026-12-25"'),
    ("due == 5", 8, "due is compared with a date", 'like "2026-12-25"'),
    ("due in (5,)", 9, "due is compared with a date", 'like "2026-12-25"'),
    ("weight > 1.2345", 10, "1.2345 has too many decimals", "at most 3 for weight"),
    ("amount * 2 > 1.005", 14, "1.005 has too many decimals", "at most 2 for money"),
    ("amount + units > 5", 1, "money and number can't be added", "make both the same"),
    ("min(amount, units) > 5", 1, "money and number can't be compared", "make both the same"),
    ("amount > units * 2", 10, "amount is money, units * 2 is number", "like with like"),
    ("amount * fee > 5", 1, "money times money means nothing", "multiply money by a number"),
    ("due + today > due", 1, "two dates can't be added", "take one from the other"),
    ("due * 2 > today", 1, "dates can't be multiplied", "subtract two dates"),
    ("5 - due > today", 1, "a date can't be taken from a number", "write the date first"),
    ("due + 1.5 > today", 1, "only whole days can be added", "whole number of days"),
    ("due + fee > today", 1, "only whole days can be added", "whole number of days"),
    ("channel + 1 > 2", 1, "channel is a text", "calculate with money, numbers and dates"),
    ("amount * units * units * 99 > 1", 1, "could reach 10^20, beyond 2^62", "narrower bounds"),
    ("total(item.amount * 99999) > 1", 1, "could reach 10^19, beyond 2^62", "narrower bounds"),
    ("weight * 0.00000000001 * 0.0000000001 > 1", 1, "beyond 2^62", "narrower bounds"),
    ("2 ** 3 > hour", 1, "2 ** 3 is not a number", "calculate with fields, numbers"),
    # Personal fields, lists, items.
    ('email == "a@b.c"', 1, "email is personal, and no expression may read it", "declare"),
    ("emial is set", 1, "no field is named emial", "known: amount, fee"),
    ('channel in list("nera")', 17, 'no list is named "nera"', "did you mean near?"),
    ("channel in list(near)", 12, "in needs a list", 'write: item.sku in list("excluded")'),
    ('channel in set("near")', 12, "in needs a list", 'write: item.sku in list("excluded")'),
    ('units in list("near")', 1, "units is a number", "a named list holds texts"),
    ("item.amount > 1", 1, "item.amount is an item's", "ask the items: any(item.amount …)"),
    ("any(any(item.fresh))", 5, "the items are asked already", "ask each thing by itself"),
    ("count(total(item.amount) > 1) > 1", 7, "the items are asked already", "by itself"),
    ("any(item.fresh, gift)", 1, "any takes one condition", "write: any(item.brand"),
    ("any() and gift", 1, "any takes one condition", "write: any(item.brand"),
    ("count(item.fresh, gift) > 1", 1, "count takes one condition", "join them with and"),
    ("count(item.fresh)", 1, "count(…) is a number, not a condition", "count(item.fresh) >= 2"),
    ("any(item.fresh) > 2", 1, "any(…) is a condition, not a number", "count(…) or total(…)"),
    ("sum(item.amount) > 2", 1, "sum(…) is not known here", "write total"),
    ("len(tags) > 2", 1, "len(…) is not known here", "write count"),
    ("mix(amount, fee) > 2", 1, "mix(…) is not known here", "did you mean m"),
    ("item.amount.total() > 2", 1, "item.amount.total(…) is not known here", "known: any, all"),
    ("total() > 2", 1, "total takes a value", "write: total(item.amount)"),
    ("total(5) > 2", 7, "5 is no field", "name an item's field"),
    ("min(amount) > 2", 1, "min needs two values", "write: min(amount, 50.00)"),
    ("min(amount, *fee) > 2", 1, "min takes plain values", "leave the names and stars out"),
    # The column counts characters, whatever they weigh, from the first of the text as given.
    ('channel == "é日本" and brand == 1', 22, "no field is named brand", "known:"),
    ("  chanel == 1", 3, "no field is named chanel", "did you mean"),
    ("amount > 1\n  and brand > 1", 18, "no field is named brand", "known:"),
]


@pytest.mark.parametrize(("text", "column", "cause", "remedy"), BAD, ids=[row[0] for row in BAD])
def test_a_bad_condition_says_where_what_and_how(
    text: str, column: int, cause: str, remedy: str
) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_condition(text, VOCABULARY)
    found = caught.value
    assert found.column == column, str(found)
    assert cause in found.cause
    assert remedy in found.remedy
    assert str(found) == f"column {found.column}: {found.cause}; {found.remedy}"


ESCAPES = [
    "item.__class__",
    "item.__class__ == 1",
    "amount.real > 1",
    "item.amount.real > 1",
    "().__class__.__bases__[0].__subclasses__()",
    "__import__('os').system('true')",
    "__builtins__ == 1",
    "open('x') == 1",
    "print(1)",
    "lambda: 1",
    "(lambda: amount)() > 1",
    "f'{amount}' == 'x'",
    "channel == f'{amount}'",
    "channel == b'app'",
    "channel == u'app'",
    "channel == r'app'",
    "channel == 'a\\x70p'",
    "channel == '''app'''",
    'channel == """a\nb"""',
    "(x := 1) == 1",
    "[x for x in amount]",
    "any(x for x in channel)",
    "{1: 2}",
    "{amount}",
    "amount if hour else fee",
    "amount > 1 if hour else True",
    "amount > 1; import os",
    "amount > 1\nimport os",
    "await amount",
    "yield amount",
    "*amount",
    "amount[0] > 1",
    "amount[0:1] == 1",
    "amount > 9**9**9",
    "amount > 1e999999999",
    "amount > -1e999999999",
    "amount > 1e-999999999",
    "amount > " + "9" * 480,
    "amount > 0." + "0" * 480 + "1",
    "amount > 1j",
    "amount > inf",
    "amount > nan",
    "amount > ١٢",
    "amount > １２",
    "ａmount > 1",
    "amoսnt > 1",
    "amount \u200b> 1",
    "amount\u00a0> 1",
    "amount > 1\x00",
    "\x00",
    "\ud800",
    "channel == '\ud800\\'",
    "\ufeffamount > 1",
    "amount > 1 \\\n and hour < 2",
    "..." * 50,
    "... == 1",
    "None == None",
    "not " * 120 + "amount > 1",
    "(" * 240 + "amount > 1" + ")" * 240,
    "(" * 499,
    "[" * 499,
    "-" * 490 + "1",
    "amount > " + "-" * 480 + "1",
    "not" * 160,
    "item." * 99,
    "amount > 1 and " * 33,
    "1 < " * 120 + "amount",
    "fee < " * 83 + "x",
    "'" * 499,
    "@amount",
    "amount > 1 or True",
    "set is set",
    "item is set",
    "is is set",
    "amount is",
    "not",
    "in",
    "and",
]


@pytest.mark.parametrize("text", ESCAPES, ids=[repr(text)[:40] for text in ESCAPES])
@pytest.mark.filterwarnings("error")
def test_nothing_behind_the_language_is_reached(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_condition(text, VOCABULARY)
    assert 1 <= caught.value.column <= max(1, len(text))
    assert len(str(caught.value)) < 600


WORDS = [
    *FIELDS, "and", "or", "not", "in", "is", "set", "==", "!=", "<", ">=", "(", ")", "[", "]", ",",
    '"app"', "'sat'", "12.50", "7", "-", ".", "item", "__class__", "lambda", "if", "else", "for",
    "True", "None", "...", "*", ":", "=", "{", "}", "1e9", "é", "\n", "\x00", "#", "\\",
]  # fmt: skip


def _ends_well(text: str) -> None:
    try:
        node = parse_condition(text, VOCABULARY)
    except ExpressionError as error:
        assert 1 <= error.column <= max(1, len(text))  # noqa: PT017  # either end is right
        return
    assert node == parse_condition(text, VOCABULARY)


@given(st.text(max_size=80))
@example("a" * 501)
@settings(max_examples=300, deadline=AT_ONCE)
def test_any_text_is_read_or_refused(text: str) -> None:
    _ends_well(text)


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
@settings(max_examples=600, deadline=AT_ONCE)
def test_any_words_of_the_language_are_read_or_refused(text: str) -> None:
    _ends_well(text)


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
@settings(max_examples=300, deadline=AT_ONCE)
def test_words_without_blanks_are_read_or_refused(text: str) -> None:
    _ends_well(text)


# Limits: one below, at, one above.


def test_the_longest_condition() -> None:
    text = "amount > 1"
    assert parse_condition(text + " " * (MAX_CHARS - len(text)), VOCABULARY) == parse_condition(
        text, VOCABULARY
    )
    with pytest.raises(ExpressionError, match="longer than 500"):
        parse_condition(text + " " * (MAX_CHARS + 1 - len(text)), VOCABULARY)


def test_the_most_parts() -> None:
    # One for each comparison of the chain, and one for the chain itself.
    def chain(comparisons: int) -> str:
        return "<".join(["1", *["fee"] * comparisons])

    node = parse_condition(chain(MAX_PARTS - 1), VOCABULARY)
    assert isinstance(node, AllOf)
    assert len(node.parts) == MAX_PARTS - 1
    with pytest.raises(ExpressionError, match="more than 100 parts"):
        parse_condition(chain(MAX_PARTS), VOCABULARY)


def test_the_deepest_nesting() -> None:
    assert type(parse_condition("not " * MAX_DEPTH + "fee > 1", VOCABULARY)) is Not
    with pytest.raises(ExpressionError, match="nested deeper"):
        parse_condition("not " * (MAX_DEPTH + 1) + "fee > 1", VOCABULARY)


def test_the_largest_number() -> None:
    for number in (MAX_AMOUNT - 1, MAX_AMOUNT, -MAX_AMOUNT):
        assert parse_condition(f"units > {number}", VOCABULARY) == Compare(
            Read(FIELDS["units"]), ">", Constant(number, "number")
        )
    for number in (MAX_AMOUNT + 1, -MAX_AMOUNT - 1):
        with pytest.raises(ExpressionError, match="too large"):
            parse_condition(f"units > {number}", VOCABULARY)
