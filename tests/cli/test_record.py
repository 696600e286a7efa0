"""Recording by hand: a key that counts once, a time that can be said, and answers to act on."""

import pytest

from setia.platform.connection import raw_cursor
from tests.cli.conftest import Ended, Setia

AMINAH = ("--email", "aminah@example.com")


def enrolled(setia: Setia) -> None:
    assert setia("member", "enrol", *AMINAH).code == 0


def happened() -> list[int]:
    with raw_cursor() as cursor:
        cursor.execute("SELECT occurred_us FROM event WHERE kind <> 'clock' ORDER BY seq")
        return [row[0] for row in cursor.fetchall()]


def test_the_same_key_again_counts_once(kopi: Setia) -> None:
    enrolled(kopi)
    bought = ("record", "purchase", "18.50", *AMINAH, "--key", "till-1")
    assert kopi(*bought) == Ended(0, "accepted: +18 Beans\n", "")
    for _ in range(2):
        again = kopi(*bought)
        assert (again.code, again.err) == (0, "")
        assert again.out == "replayed: accepted before under this key, and counted once\n"
    spent = ("record", "spend", "1", *AMINAH, "--key", "sp-1")
    assert kopi(*spent) == Ended(0, "accepted: -1 Bean\n", "")
    assert kopi(*spent).out.startswith("replayed: accepted before")
    assert "\n17 Beans" in kopi("member", "show", *AMINAH).out


def test_another_body_under_a_key_is_named_and_no_time_is(kopi: Setia) -> None:
    enrolled(kopi)
    kopi("record", "purchase", "18.50", *AMINAH, "--key", "till-1")
    other = kopi("record", "purchase", "19", *AMINAH, "--key", "till-1")
    assert other.code == 1
    assert "recorded before with another payload.amount; give it another --key" in other.err


def test_the_same_key_counts_once_through_waiting_and_enrolment(kopi: Setia) -> None:
    bought = ("record", "purchase", "18.50", *AMINAH, "--key", "till-1")
    waits = kopi(*bought)
    assert waits.code == 0
    assert waits.out == (
        "waiting: nobody has this email yet; it counts once somebody is enrolled with it: "
        "setia member enrol --email …\n"
    )
    again = kopi(*bought)
    assert (again.code, again.out) == (0, f"replayed: {waits.out}")
    enrolled(kopi)
    claimed = kopi(*bought)
    assert (claimed.code, claimed.out[:16]) == (0, "replayed: accept")
    assert len(happened()) == 1


def test_a_time_can_be_said(kopi: Setia) -> None:
    enrolled(kopi)
    for text in ("2026-01-03T12:04", "2026-01-03T12:04+08:00", "2026-01-03"):
        assert kopi("record", "purchase", "5", *AMINAH, "--time", text).code == 0
    noon = 1_767_412_800_000_000
    assert happened() == [noon + 240_000_000] * 2 + [noon]
    said = ("record", "purchase", "5", *AMINAH, "--key", "k", "--time")
    assert kopi(*said, "2026-01-03").code == 0
    assert kopi(*said, "2026-01-03").out.startswith("replayed")
    assert "another occurred_at" in kopi(*said, "2026-01-04").err
    bad = kopi("record", "purchase", "5", *AMINAH, "--time", "noon")
    assert (bad.code, bad.err) == (
        2,
        "--time: 'noon' is not a time; write it like 2026-01-03T12:04\n",
    )
    ahead = kopi("record", "purchase", "5", *AMINAH, "--time", "2199-01-01")
    assert (ahead.code, "--time lies ahead of the clock" in ahead.err) == (1, True)


def test_a_refusal_says_how_many_points_there_are(kopi: Setia) -> None:
    enrolled(kopi)
    kopi("record", "purchase", "23", *AMINAH)
    spent = ("record", "spend", "5000", *AMINAH, "--key", "s")
    assert kopi(*spent) == Ended(1, "refused: Not enough points: 23 Beans could be spent.\n", "")
    kopi("record", "purchase", "5", *AMINAH)
    again = kopi(*spent)
    assert (again.code, again.out) == (
        1,
        "replayed: refused: Not enough points: 23 Beans could be spent.\n",
    )


def test_spending_of_nobody_is_an_error_that_says_what_to_do(kopi: Setia) -> None:
    spent = kopi("record", "spend", "5", *AMINAH)
    assert spent.code == 1
    assert "nobody has this email" in spent.err
    assert "setia member enrol --email" in spent.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("purchase", "-5"), "-5: neither an amount nor points are below zero"),
        (("purchase", "--", "-5"), "-5: neither an amount nor points are below zero"),
        (("spend", "-3"), "-3: neither an amount nor points are below zero"),
        (("spend", "0"), "'0' is not a number of points; write one above 0"),
        (("spend", "1,5"), "'1,5' is not a number of points"),
        (("purchase", "18,50"), "write it like 18.50; write a point before the decimals"),
        (("purchase", "NaN"), "'NaN' is not an amount"),
        (("purchase", "1.234"), "1.234 has too many decimals; MYR has at most 2"),
        (
            ("purchase", "99999999999999999"),
            "99999999999999999 is too much for one event; at most 10,000,000,000.00 MYR",
        ),
    ],
)
def test_what_cannot_be_meant_ends_with_2(kopi: Setia, words: tuple[str, ...], said: str) -> None:
    kind, *amount = words
    ended = kopi("record", kind, *AMINAH, *amount)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert happened() == []


def test_an_unknown_option_is_still_named(kopi: Setia) -> None:
    ended = kopi("record", "purchase", "5", "--emial", "a@example.com")
    assert ended.code == 2
    assert "--emial" in ended.err


@pytest.mark.parametrize("words", [(), ("purchase",), ("spend",)])
def test_the_help_says_what_the_exit_codes_mean(setia: Setia, words: tuple[str, ...]) -> None:
    shown = " ".join(setia("record", *words, "--help").out.split())
    assert "Exit codes: 0 it is accepted, waits for its member" in shown
