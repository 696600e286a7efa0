"""Enrolling and showing by hand: every way to name a member, and a statement that nothing cuts."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from setia.ledger.actions.sweep import sweep_all
from setia.platform.access.principal import SYSTEM
from setia.programs.actions.publish_program import publish_program
from tests.cli.conftest import Ended, Setia
from tests.ledger.programs import coffee

IDENTITIES = {
    "email": "aminah@example.com",
    "phone": "+60 12 345 6789",
    "card": "6042 1187 33",
    "reference": "A-00001",
}
EVERY = [word for kind, value in IDENTITIES.items() for word in (f"--{kind}", value)]


def number_in(ended: Ended) -> str:
    found = re.search(r"\d{12}", ended.out)
    assert found, ended
    return found.group()


@pytest.mark.parametrize("kind", [*IDENTITIES, "number"])
def test_a_member_is_shown_by_a_bare_word_or_an_option(kopi: Setia, kind: str) -> None:
    number = number_in(kopi("member", "enrol", *EVERY))
    value = {**IDENTITIES, "number": number}[kind]
    bare, option = kopi("member", "show", value), kopi("member", "show", f"--{kind}", value)
    assert bare == option
    assert (bare.code, number_in(bare)) == (0, number)


def test_a_number_comes_before_a_reference_of_the_same_digits(kopi: Setia) -> None:
    number = number_in(kopi("member", "enrol", "--email", "a@example.com"))
    kopi("member", "enrol", "--reference", number)
    assert number_in(kopi("member", "show", number)) == number
    assert number_in(kopi("member", "show", "--reference", number)) != number


def test_who_is_not_there_is_said_with_what_to_do(kopi: Setia) -> None:
    nobody = kopi("member", "show", "00001")
    assert nobody.code == 1
    assert "'00001' is no member's number, email, phone, card or reference" in nobody.err
    assert kopi("member", "show", "--email", "a@example.com") == Ended(
        1, "", "no member has this email\n"
    )
    for _ in range(2):
        kopi("record", "purchase", "5", "--email", "a@example.com")
    waits = kopi("member", "show", "--email", "a@example.com")
    assert waits.err == (
        "no member has this email; 2 events wait for whoever is enrolled with it: "
        "setia member enrol --email …\n"
    )


@pytest.mark.parametrize(
    "words", [("member", "enrol"), ("member", "show"), ("record", "spend", "5")]
)
def test_nobody_named_is_said_by_the_options_there_are(kopi: Setia, words: tuple[str, ...]) -> None:
    ended = kopi(*words)
    assert ended.code == 2
    said = "name the member by one of: --email, --phone, --card, --reference"
    assert ended.err.startswith(said)


def test_two_names_of_one_member_are_one_too_many(kopi: Setia) -> None:
    assert kopi("member", "show", *EVERY).code == 2
    ended = kopi("member", "show", "00001", "--email", "a@example.com")
    assert (ended.code, ended.err) == (2, "name the member once: by '00001', or by an option\n")


def test_an_impossible_identity_ends_with_2(kopi: Setia) -> None:
    ended = kopi("member", "enrol", "--phone", "012")
    assert (ended.code, ended.err[:25]) == (2, "phone: must begin with + ")


def test_the_first_line_is_in_words(setia: Setia) -> None:
    publish_program(coffee(), acting=SYSTEM)
    number = number_in(setia("member", "enrol", "--reference", "1"))
    fresh = setia("member", "show", "1").out.splitlines()
    assert fresh[0] == f"member {number}; status: regular, does not end"
    assert fresh[1].endswith("more reaches silver")
    assert "nothing has happened yet" in fresh[3]
    setia("record", "purchase", "120", "--reference", "1")
    first = setia("member", "show", "1").out.splitlines()[0]
    assert re.fullmatch(rf"member {number}; status: gold, until \d{{4}}-\d\d-\d\d", first)


def test_a_rule_within_reach_is_told(setia: Setia) -> None:
    publish_program(
        "setia: 1\nprogram: p\ncurrency: MYR\nwallets: {beans: {}}\n"
        "counters: {visits: {count: purchase, name: Visits}}\n"
        "earning: [{rule: third, name: Third coffee, when: visits >= 2, give: 5}]\n",
        acting=SYSTEM,
    )
    setia("member", "enrol", *EVERY)
    said = []
    for key in ("a", "b", "c"):
        setia("record", "purchase", "5.00", "--key", key, *EVERY[:2])
        said.append(setia("member", "show", EVERY[1]).out.splitlines()[1])
    assert said[0] == "Visits: 1 more for Third coffee"
    assert not any("Visits:" in one for one in said[1:])


def test_a_house_without_tiers_has_no_riddle_in_the_first_line(kopi: Setia) -> None:
    number = number_in(kopi("member", "enrol", "--reference", "1"))
    assert kopi("member", "show", "1").out.splitlines()[0] == f"member {number}"


@pytest.mark.parametrize("columns", [80, 60, 200])
def test_nothing_of_a_statement_is_cut(kopi: Setia, columns: int) -> None:
    kopi("member", "enrol", "--reference", "1")
    kopi("record", "purchase", "23.90", "--reference", "1")
    kopi("record", "spend", "5000", "--reference", "1")
    shown = kopi("member", "show", "1", columns=columns).out
    assert max(len(line) for line in shown.splitlines()) <= columns
    assert "…" not in shown
    assert "not_enough" not in shown
    for word in ("purchase 23.90", "refused", "5,000", "base", "+23"):
        assert all(part in shown for part in word.split()), shown
    assert re.search(r"^ *1 +\d{4}-\d\d-\d\d \d\d:\d\d ", shown, re.MULTILINE)


def test_one_point_is_told_in_the_singular(kopi: Setia) -> None:
    """1.00 is one whole ringgit, so 1 Bean; that of two years ago ended after 12 months."""
    kopi("member", "enrol", "--reference", "a-1")
    of = ("--reference", "a-1")
    assert kopi("record", "purchase", "1.00", *of).out == "accepted: +1 Bean\n"
    assert "\n1 Bean\n" in kopi("member", "show", "a-1").out
    assert kopi("record", "hold", "1", *of, "--key", "h").out == "accepted: -1 Bean\n"
    assert kopi("record", "capture", "h", *of).out == (
        "accepted: 0 Beans\n  1 Bean used, of 1 Bean on hold.\n"
    )
    refused = kopi("record", "spend", "1", *of).out
    assert refused == "refused: Not enough points: 0 Beans could be spent.\n"
    kopi("record", "purchase", "2.50", *of)
    assert "\n2 Beans\n" in kopi("member", "show", "a-1").out
    kopi("member", "enrol", "--reference", "b-2")
    past = datetime.now(UTC) - timedelta(days=2 * 366)
    time = past.strftime("%Y-%m-%dT12:00")
    kopi("record", "purchase", "1.00", "--reference", "b-2", "--time", time)
    sweep_all()
    shown = kopi("member", "show", "b-2", columns=200).out
    assert "\n0 Beans\n" in shown
    assert re.search(r"time passed +accepted .* 1 Bean ended *\n", shown), shown
