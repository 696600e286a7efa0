"""Acts by hand: holds, captures, cancels, adjustments, opening balances, granted levels."""

import re

import pytest

from setia.platform.access.principal import SYSTEM
from setia.programs.actions.publish_program import publish_program
from tests.cli.conftest import Ended, Setia
from tests.cli.test_record import happened

AMINAH = ("--email", "aminah@example.com")
PROGRAM = """
setia: 1
program: p
currency: MYR
time zone: Asia/Kuala_Lumpur
wallets:
  beans: {expires: 12 months, converts: {miles: 0.25 per whole 10}, donates to: [forest, school],
          second person above: 100}
  nights: {pending: "until released, lost after 60 days"}
  miles: {decimals: 2, expires: 12 months, transfers: at most 20.5}
earning:
  - {rule: base, give: 1 beans per whole 1.00}
  - {rule: night, give: 2 nights}
tiers:
  status:
    measure: spend in 12 months
    keep: 12 months
    levels: [{tier: member, from: 0}, {tier: gold, from: 500.00}]
"""


@pytest.fixture
def flyers(setia: Setia) -> Setia:
    """A member, under a program with two wallets."""
    publish_program(PROGRAM, acting=SYSTEM)
    assert setia("member", "enrol", *AMINAH).code == 0
    return setia


def _record(setia: Setia, *words: str) -> Ended:
    return setia("record", words[0], *words[1:], *AMINAH)


def test_points_are_kept_aside_used_and_given_back(flyers: Setia) -> None:
    of = ("--wallet", "miles")
    said = [
        _record(flyers, *words)
        for words in (
            ("opening", "50", *of),
            ("hold", "20.50", *of, "--key", "h", "--minutes", "60"),
            ("hold", "29.51", *of),
            ("capture", "h", "--points", "12.25", *of, "--key", "c"),
            ("capture", "h"),
            ("cancel", "c", "--points", "2.25", *of),
            ("cancel", "c", "--points", "10.01", *of),
            ("cancel", "c", "--of-source", "cli"),
            ("cancel", "c"),
        )
    ]
    assert [(one.code, one.out, one.err) for one in said] == [
        (0, "accepted: +50.00 miles\n", ""),
        (0, "accepted: -20.50 miles\n", ""),
        (1, "refused: Not enough points: 29.50 miles could be spent.\n", ""),
        (0, "accepted: +8.25 miles\n  12.25 miles used, of 20.50 miles on hold.\n", ""),
        (1, "refused: There is no such hold, or it is over.\n", ""),
        (0, "accepted: +2.25 miles\n  2.25 miles given back, of 12.25 miles.\n", ""),
        (1, "refused: 10.01 miles asked for, 10.00 miles left.\n", ""),
        (0, "accepted: +10.00 miles\n  10.00 miles given back, of 10.00 miles.\n", ""),
        (1, "refused: There is nothing left to give back.\n", ""),
    ]


def test_points_are_converted_given_away_and_released(flyers: Setia) -> None:
    said = [
        _record(flyers, *words)
        for words in (
            ("purchase", "45.00", "--key", "stay"),
            ("convert", "20", "--wallet", "beans"),
            ("convert", "25", "--wallet", "beans", "--to", "miles"),
            ("donate", "5", "--wallet", "beans", "--to", "forest"),
            ("donate", "21", "--wallet", "beans", "--to", "school"),
            ("donate", "1", "--wallet", "beans"),
            ("release", "stay"),
            ("release", "stay"),
            ("release", "nothing", "--of-source", "pms"),
        )
    ]
    assert [(one.code, one.out) for one in said if one.out] == [
        (0, "accepted: +45 beans, +2 nights\n"),
        (0, "accepted: -20 beans, +0.50 miles\n"),
        (0, "accepted: -5 beans\n"),
        (1, "refused: Not enough points: 20 beans could be spent.\n"),
        (0, "accepted: +2 nights\n"),
        (0, FREED_NOTHING),
        (0, FREED_NOTHING),
    ]
    unfit = [one.err for one in said if not one.out]
    assert "25 is no whole number of times 10" in unfit[0]
    assert "use one of forest, school" in unfit[1]


def test_points_are_sent_to_another_member(flyers: Setia) -> None:
    assert flyers("member", "enrol", "--email", "bala@example.com", "--card", "17").code == 0
    said = [
        _record(flyers, *words)
        for words in (
            ("opening", "50", "--wallet", "miles"),
            ("transfer", "20.50", "--wallet", "miles", "--to", "bala@example.com", "--key", "t"),
            ("transfer", "20.50", "--wallet", "miles", "--to", "bala@example.com", "--key", "t"),
            ("transfer", "20", "--wallet", "miles", "--to", "17"),
            ("transfer", "10", "--wallet", "miles", "--to", "17"),
            ("transfer", "20.51", "--wallet", "miles", "--to", "17"),
            ("transfer", "1", "--wallet", "beans", "--to", "17"),
            ("transfer", "1", "--wallet", "miles", "--to", AMINAH[1]),
            ("transfer", "1", "--wallet", "miles", "--to", "nobody@example.com"),
        )
    ]
    assert [(one.code, one.out) for one in said if one.out] == [
        (0, "accepted: +50.00 miles\n"),
        (0, "accepted: -20.50 miles\n"),
        (0, "replayed: accepted before under this key, and counted once\n"),
        (0, "accepted: -20.00 miles\n"),
        (1, "refused: Not enough points: 9.50 miles could be spent.\n"),
    ]
    unfit = [one.err for one in said if not one.out]
    assert "miles are sent from 1 to 2050" in unfit[0]
    assert "beans can't be transferred" in unfit[1]
    assert "--to names the same member" in unfit[2]
    assert "'nobody@example.com' is no member's" in unfit[3]
    shown = flyers("member", "show", "17", columns=120).out
    assert "40.50 miles" in shown
    assert re.search(r"effect +accepted +\+20.50 miles", shown)


def test_what_waits_for_a_release_is_shown(flyers: Setia) -> None:
    _record(flyers, "purchase", "45.00")
    shown = flyers("member", "show", AMINAH[1], columns=120).out
    assert re.search(
        r"\npending\nusable from +wallet +points *\nreleased, lost 20..-..-.. +nights +2 *\n", shown
    )


FREED_NOTHING = (
    "accepted\n  nothing waits for it; should its event come later, it is released then\n"
)


def test_what_is_on_hold_is_shown(flyers: Setia) -> None:
    _record(flyers, "opening", "50", "--wallet", "miles")
    _record(flyers, "hold", "20.5", "--wallet", "miles", "--minutes", "1440")
    shown = flyers("member", "show", AMINAH[1], columns=120).out
    assert "29.50 miles" in shown
    assert "on hold until" in shown
    assert "20.50" in shown


def test_points_are_adjusted_up_and_down(flyers: Setia) -> None:
    of = ("--wallet", "beans")
    assert _record(flyers, "adjust", "25", "--reason", "late coffee", *of).out == (
        "accepted: +25 beans\n"
    )
    down = ("adjust", "-5", "--reason", "counted twice", "--key", "d", *of)
    assert _record(flyers, *down).out == "accepted: -5 beans\n"
    again = _record(flyers, *down)
    assert again.out == "replayed: accepted before under this key, and counted once\n"
    assert _record(flyers, "adjust", "-30", "--reason", "x", *of).code == 1
    assert _record(flyers, "adjust", "-0.5", "--reason", "x", "--wallet", "miles").out == (
        "refused: Not enough points: 0.00 miles could be spent.\n"
    )


def test_many_points_are_adjusted_by_two(flyers: Setia) -> None:
    many = ("adjust", "101", "--reason", "lost stay", "--wallet", "beans", "--key", "m")
    alone = _record(flyers, *many)
    assert alone.code == 1
    assert (
        "approval_needed: more than 100 beans, in smallest parts: name the second person"
        in alone.err
    )
    assert _record(flyers, *many, "--approved-by", "person/ana").out == "accepted: +101 beans\n"


def test_balances_and_levels_are_brought_along(flyers: Setia) -> None:
    told = _record(
        flyers, "opening", "9", "--wallet", "beans", "--earned", "2026-01-20", "--expires",
        "2099-12-31",
    )  # fmt: skip
    assert told.out == "accepted: +9 beans\n"
    granted = _record(flyers, "tier-grant", "gold", "--until", "2099-06-30", "--reason", "partner")
    assert (granted.code, granted.out) == (0, "accepted\n")
    shown = flyers("member", "show", AMINAH[1], columns=120).out
    assert "2099-12-31" in shown
    assert "gold" in shown
    over = _record(flyers, "tier-grant", "gold", "--until", "2020-06-30")
    assert (over.code, over.out) == (1, "refused: It would have ended already.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("hold", "-3", "--wallet", "beans"), "-3: neither an amount nor points are below zero"),
        (
            ("hold", "3"),
            "there are several wallets; write --wallet with one of: beans, nights, miles",
        ),
        (("hold", "3", "--wallet", "stars"), "no wallet 'stars'"),
        (("hold", "1.5", "--wallet", "beans"), "1.5 has too many decimals; beans has none"),
        (
            ("hold", "1", "--wallet", "beans", "--minutes", "0"),
            "Input should be greater than or equal to 1",
        ),
        (("capture", "h", "--points", "0", "--wallet", "beans"), "'0' is not a number of points"),
        (("capture", "h", "--points", "2"), "there are several wallets"),
        (("cancel",), "Missing argument 'KEY'"),
        (("adjust", "5", "--wallet", "beans"), "Missing option '--reason'"),
        (("adjust", "--5", "--reason", "x"), "No such option: --5"),
        (("adjust", "-0", "--reason", "x", "--wallet", "beans"), "'0' is not a number of points"),
    ],
)
def test_what_cannot_be_meant_ends_with_2(flyers: Setia, words: tuple[str, ...], said: str) -> None:
    ended = _record(flyers, *words)
    assert (ended.code, ended.out) == (2, "")
    assert said in " ".join(ended.err.split())
    assert happened() == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tier-grant", "platinum"), "level: 'platinum' is not one; use one of member, gold"),
        (("tier-grant", "gold", "--until", "soon"), "until: 'soon' must be a date"),
        (("opening", "5", "--wallet", "beans", "--earned", "2026-02-30"), "earned: '2026-02-30'"),
        (("adjust", "5", "--wallet", "beans", "--reason", ""), "reason: is needed"),
    ],
)
def test_what_the_ledger_finds_unfit_is_named(
    flyers: Setia, words: tuple[str, ...], said: str
) -> None:
    ended = _record(flyers, *words)
    assert (ended.code, ended.out) == (1, "")
    assert said in " ".join(ended.err.split())
    assert happened() == []
