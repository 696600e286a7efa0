"""Numbers of payment cards are recognised however they are grouped; other numbers are left alone.

The card numbers are those that the networks and payment providers publish for tests.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.platform.vault import carries_payment_card
from setia.platform.vault.payment_cards import luhn_holds

PUBLISHED = {
    "Visa": "4111111111111111",
    "Visa of 13": "4222222222222",
    "Mastercard": "5555555555554444",
    "Mastercard of the 2 series": "2223003122003222",
    "American Express": "378282246310005",
    "Discover": "6011111111111117",
    "Diners Club": "30569309025904",
    "JCB": "3530111333300000",
    "UnionPay": "6200000000000005",
    "Maestro": "6759649826438453",
}


@pytest.mark.parametrize("number", PUBLISHED.values(), ids=PUBLISHED)
def test_published_test_numbers_are_recognised(number: str) -> None:
    grouped = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    for text in (
        number,
        grouped,
        grouped.replace(" ", "-"),
        f"card {grouped}, 12/28",
        f"x{number}y",
    ):
        assert carries_payment_card(text), text


@pytest.mark.parametrize("number", PUBLISHED.values(), ids=PUBLISHED)
def test_one_wrong_digit_is_no_payment_card(number: str) -> None:
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not carries_payment_card(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00004",
        "23570",
        "+31 20 123 4567",
        "2001234567893",  # an EAN-13 of a shop's own range, as loyalty cards have
        "634004020800000006",  # a loyalty card of 18 digits outside the networks' ranges
        "c0ffee4111-1111-nope",
        "41111111111111111111",  # 20 digits
    ],
)
def test_what_is_no_payment_card_is_left_alone(text: str) -> None:
    assert not carries_payment_card(text)


@given(st.integers(0, 10**12 - 1))
def test_no_number_of_twelve_digits_or_fewer_is_a_payment_card(number: int) -> None:
    assert not carries_payment_card(str(number))


@given(st.text("0123456789", min_size=1, max_size=18))
def test_exactly_one_digit_completes_a_luhn_number(body: str) -> None:
    assert sum(luhn_holds(body + digit) for digit in "0123456789") == 1


@given(st.text("0123456789 -x", max_size=60))
def test_an_inserted_card_is_always_found(noise: str) -> None:
    assert carries_payment_card(f"{noise}x4111 1111 1111 1111x{noise}")
