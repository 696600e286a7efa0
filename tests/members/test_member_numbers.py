"""A member number catches each wrong digit and each swap of neighbours."""

from hypothesis import given
from hypothesis import strategies as st

from setia.members.member_numbers import (
    check_digit,
    grouped,
    is_member_number,
    new_member_number,
)
from setia.platform.vault import carries_payment_card

bodies = st.integers(10**10, 10**11 - 1).map(str)
numbers = bodies.map(lambda body: body + str(check_digit(body)))


@given(numbers, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_found(number: str, place: int, change: int) -> None:
    assert is_member_number(number)
    wrong = str((int(number[place]) + change) % 10)
    assert not is_member_number(number[:place] + wrong + number[place + 1 :])


@given(numbers, st.integers(0, 10))
def test_two_swapped_neighbours_are_found(number: str, place: int) -> None:
    one, two = number[place], number[place + 1]
    swapped = number[:place] + two + one + number[place + 2 :]
    assert is_member_number(swapped) == (one == two)


def test_the_published_example_of_damm() -> None:
    assert check_digit("572") == 4
    assert check_digit("5724") == 0


def test_new_numbers_are_whole_and_spread() -> None:
    made = {new_member_number() for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(is_member_number(number) and number[0] != "0" for number in made)
    assert not any(carries_payment_card(number) for number in made)
    assert len({number[0] for number in made}) == 9


def test_what_is_no_member_number() -> None:
    number = new_member_number()
    for text in ("", number[:-1], number + "0", f"0{number[1:]}", "٣" * 12, "²" * 12, f" {number}"):
        assert not is_member_number(text)


def test_a_number_is_shown_in_fours() -> None:
    assert grouped("123456789012") == "1234 5678 9012"
