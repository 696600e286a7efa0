"""Amounts are read exactly or not at all (I17): no float, no rounding, no guess."""

from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from setia.core.engine.limits import MAX_AMOUNT
from setia.imports.amounts import Bad, Numbers, NumberStyle

PLAIN = Numbers(NumberStyle())
EUROPEAN = Numbers(NumberStyle(mark=",", thousands="."))

units = st.integers(-MAX_AMOUNT, MAX_AMOUNT)
places = st.integers(0, 6)


def _shown(number: int, decimals: int, padding: int) -> str:
    digits = f"{abs(number):0{decimals + 1}d}"
    whole, part = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    part += "0" * padding
    return ("-" if number < 0 else "") + whole + (f".{part}" if part else "")


@settings(deadline=None)
@given(units, places, st.integers(0, 8))
def test_what_is_written_is_what_is_read(number: int, decimals: int, padding: int) -> None:
    assert PLAIN.read(_shown(number, decimals, padding), decimals) == number


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_a_number_is_exact_or_refused(number: Decimal) -> None:
    text = str(number)
    exact = Fraction(number) * 100
    read = PLAIN.read(text, 2)
    if len(text) > 60 or ("E-1" in text and len(text.partition("E-")[2]) > 3):
        assert isinstance(read, Bad)
    elif exact.denominator == 1:
        assert read == exact
    else:
        assert read == Bad(f"{read_short(text)} has more than 2 decimals")


def read_short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


@settings(deadline=None)
@given(units.filter(lambda number: abs(number) < 2**53))
def test_a_double_of_a_parquet_file_is_the_amount_that_was_meant(number: int) -> None:
    """What two decimals name is found again through the shortest text of their double."""
    double = float(Decimal(number).scaleb(-2))
    (text,) = pc.cast(pa.array([double]), pa.string()).to_pylist()
    assert PLAIN.read(text, 2) == number
    assert Decimal(text) == Decimal(repr(double))


@settings(deadline=None)
@given(st.integers(0, 10**11), st.integers(0, 99))
def test_thousands_and_the_mark_of_another_country(whole: int, cents: int) -> None:
    text = f"{whole:,}".replace(",", ".") + f",{cents:02d}"
    expected = whole * 100 + cents
    read = EUROPEAN.read(text, 2)
    assert read == expected if expected <= MAX_AMOUNT else isinstance(read, Bad)


@pytest.mark.parametrize(
    ("text", "decimals", "units_read"),
    [
        ("11.77", 2, 1177),
        ("12.0", 2, 1200),
        ("12.500", 2, 1250),
        (".5", 2, 50),
        ("5.", 2, 500),
        ("+7", 2, 700),
        ("-0.01", 2, -1),
        ("1e-1", 2, 10),
        ("1.5E+3", 2, 150_000),
        ("0e999", 2, 0),
        ("1000", 0, 1000),
        ("0.001", 3, 1),
    ],
)
def test_forms_that_are_numbers(text: str, decimals: int, units_read: int) -> None:
    assert PLAIN.read(text, decimals) == units_read


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "-", "nan", "inf", "1_000", "1,5", "1 000", "0x10", "١٢", "12.5.0", "$12"),
        *("1e1e1", "12.5 ", "1e1000", "9" * 61, "--1"),
    ],
)
def test_forms_that_are_not(text: str) -> None:
    read = PLAIN.read(text, 2)
    assert isinstance(read, Bad)
    assert "is not a number" in read.reason


def test_a_group_sign_that_parts_no_thousands_is_no_number() -> None:
    for text in ("1.50", "12.34,00", "1.0000", ".500", "1.000.00"):
        assert isinstance(EUROPEAN.read(text, 2), Bad), text


def test_bounds_one_below_at_and_one_above() -> None:
    assert PLAIN.read(str(MAX_AMOUNT - 1), 0) == MAX_AMOUNT - 1
    assert PLAIN.read(str(-MAX_AMOUNT), 0) == -MAX_AMOUNT
    beyond = PLAIN.read(str(MAX_AMOUNT + 1), 0)
    assert isinstance(beyond, Bad)
    assert "out of range" in beyond.reason
    assert isinstance(PLAIN.read("1e999", 6), Bad)


@pytest.mark.parametrize(
    ("style", "text", "hint"),
    [
        (NumberStyle(), "18,50", "; if , stands before decimals, say format: {decimal_mark: ','}"),
        (
            NumberStyle(","),
            "18.50",
            "; if . stands before decimals, say format: {decimal_mark: '.'}",
        ),
        (NumberStyle(), "18,50,20", ""),
        (NumberStyle(), "eighteen", ""),
    ],
)
def test_a_number_of_the_other_style_says_what_to_write(
    style: NumberStyle, text: str, hint: str
) -> None:
    assert Numbers(style).read(text, 2) == Bad(f"{text!r} is not a number{hint}")
