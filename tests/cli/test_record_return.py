"""Returns by hand: what was taken, by which rule, and what could not be taken, in plain words."""

import json

import pytest

from setia.ledger.actions.seal import seal_all
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import raw_cursor
from setia.programs.actions.publish_program import publish_program
from tests.cli.conftest import Ended, Setia

AMINAH = ("--email", "aminah@example.com")
PROGRAM = """
setia: 1
program: kopi
currency: MYR
time zone: Asia/Kuala_Lumpur
wallets:
  beans: {name: {en: {one: Bean, other: Beans}}, expires: 12 months}
  miles: {decimals: 1}
events:
  purchase:
    attributes: {tax: money, nights: {type: number, from: 2, to: 9}}
    items: {sku: text, quantity: number}
earning:
  - {rule: base, name: Base, wallet: beans, give: 1 per whole 1.00}
  - {rule: bonus, wallet: beans, when: amount >= 50.00, give: 20}
  - {rule: nights, wallet: miles, of: nights, give: 0.5 per 1}
"""


@pytest.fixture
def shop(setia: Setia) -> Setia:
    """Records something of Aminah, where what is spent becomes a debt."""
    return of_policy(setia, "debt")


def of_policy(setia: Setia, policy: str) -> Setia:
    publish_program(f"{PROGRAM}returns: {{when spent: {policy}}}\n", acting=SYSTEM)
    assert setia("member", "enrol", *AMINAH).code == 0
    return lambda *words: setia("record", *words, *AMINAH)


def kept() -> list[object]:
    """What the ledger keeps of returns."""
    with raw_cursor() as cursor:
        cursor.execute("SELECT payload FROM event WHERE kind = 'return' ORDER BY seq")
        return [json.loads(payload) for (payload,) in cursor.fetchall()]


def clean() -> bool:
    seal_all()
    return verify().clean


def test_what_is_taken_is_told_rule_by_rule(shop: Setia) -> None:
    shop("purchase", "60.00", "--key", "p")
    back = ("return", "p", "--amount", "20.00", "--key", "r")
    again = "worked out again without what came back"
    assert shop(*back) == Ended(
        0, f"accepted: -40 Beans\n  Base: -20 Beans, {again}\n  bonus: -20 Beans, {again}\n", ""
    )
    assert shop(*back) == Ended(
        0, "replayed: accepted before under this key, and counted once\n", ""
    )
    other = shop("return", "p", "--amount", "21.00", "--key", "r")
    assert (other.code, "another payload.amount; give it another --key" in other.err) == (1, True)
    assert shop("return", "p").out.startswith("accepted: -40 Beans\n  Base: -40 Beans")
    assert shop("return", "p") == Ended(1, "refused: More would come back than there was.\n", "")
    assert kept() == [{"of": "p", "amount": 2_000}, {"of": "p"}, {"of": "p"}]
    assert clean()


def test_lines_and_numbers_can_come_back(shop: Setia) -> None:
    bought = {
        "amount": 3_000,
        "nights": 4,
        "items": [{"amount": 1_000, "quantity": 4}, {"amount": 2_000, "quantity": 1}],
    }
    shop("activity", "purchase", "--json", json.dumps(bought), "--key", "p")
    assert shop("return", "p", "--line", "1:2.50", "--line", "2").out.startswith(
        "accepted: -23 Beans\n"
    )
    assert shop("return", "p", "nights=1", "--amount", "0.50").out == (
        "accepted: -0.5 miles\n  nights: -0.5 miles, worked out again without what came back\n"
    )
    some = '{"items": [{"line": 1, "quantity": 1}]}'
    assert shop("return", "p", "--json", some).out == "accepted\n"
    assert shop("return", "p", "--line", "3").out == "refused: There is no such line.\n"
    assert kept()[:3] == [
        {"of": "p", "items": [{"line": 1, "amount": 250}, {"line": 2}]},
        {"of": "p", "amount": 50, "nights": 1},
        {"of": "p", "items": [{"line": 1, "quantity": 1}]},
    ]
    assert clean()


def test_a_debt_is_told(shop: Setia) -> None:
    shop("purchase", "40.00", "--key", "p")
    shop("spend", "15", "--wallet", "beans")
    assert shop("return", "p").out == (
        "accepted: -40 Beans\n"
        "  Base: -40 Beans, worked out again without what came back\n"
        "  Owed: 15 Beans, which the next points repay first\n"
    )
    assert clean()


def test_a_write_off_is_told(setia: Setia) -> None:
    shop = of_policy(setia, "write off")
    shop("purchase", "40.00", "--key", "p")
    shop("spend", "15", "--wallet", "beans")
    assert shop("return", "p").out == (
        "accepted: -25 Beans\n"
        "  Base: -40 Beans, worked out again without what came back\n"
        "  Already spent, written off: +15 Beans\n"
    )
    assert clean()


def test_a_refusal_is_told(setia: Setia) -> None:
    shop = of_policy(setia, "refuse")
    shop("purchase", "40.00", "--key", "p")
    shop("spend", "15", "--wallet", "beans")
    back = ("return", "p", "--key", "r")
    said = "refused: The points for it are spent already.\n"
    assert shop(*back) == Ended(1, said, "")
    assert shop(*back) == Ended(1, f"replayed: {said}", "")
    assert clean()


def test_what_had_ended_is_told(shop: Setia) -> None:
    shop("purchase", "40.00", "--key", "p", "--time", "2025-01-03")
    assert shop("return", "p", "--amount", "10.00").out == (
        "accepted\n"
        "  Base: -10 Beans, worked out again without what came back\n"
        "  Had already expired: +10 Beans\n"
    )
    assert clean()


def test_a_return_waits_for_its_purchase(shop: Setia) -> None:
    back = ("return", "p", "--amount", "10.00", "--key", "r")
    assert shop(*back) == Ended(
        0, "waiting: What comes back is not known yet; it is taken back once it is.\n", ""
    )
    assert shop("purchase", "40.00", "--key", "p").code == 0
    assert shop(*back).out == (
        "replayed: waiting: what comes back was not known then; it is taken back once it is known\n"
    )
    assert shop("return", "p").out.startswith("accepted: -30 Beans\n")
    assert clean()


def test_a_return_waits_for_its_member(setia: Setia) -> None:
    publish_program(PROGRAM, acting=SYSTEM)
    bo = ("--email", "bo@example.com")
    assert setia("record", "purchase", "40.00", "--key", "p", *bo).code == 0
    back = ("record", "return", "p", "--key", "r", *bo)
    waits = setia(*back)
    assert (waits.code, waits.out[:35]) == (0, "waiting: nobody has this email yet;")
    assert setia("member", "enrol", *bo).code == 0
    assert setia(*back).out == "replayed: accepted before under this key, and counted once\n"
    assert "\n0 Beans" in setia("member", "show", *bo).out
    assert clean()


def test_the_source_of_the_purchase_can_be_said(shop: Setia) -> None:
    shop("purchase", "40.00", "--key", "p")
    assert shop("return", "p", "--of-source", "till-7").out.startswith("waiting: ")
    assert shop("return", "p", "--of-source", "cli").out.startswith("accepted: -40 Beans\n")
    assert kept() == [{"of": "p", "of_source": "till-7"}, {"of": "p", "of_source": "cli"}]


BAD = {
    "--amount 0": "0: takes nothing back; write how much comes back, above 0",
    "--amount -5": "-5: neither an amount nor points are below zero",
    "--amount 1.005": "1.005 has too many decimals; MYR has at most 2",
    "--amount half": "'half' is not an amount; write it like 18.50",
    "--line 0": "--line 0: is no line; write its place from 1: --line 2, or --line 2:5.00",
    "--line 1001": "--line 1001: is no line",
    "--line two": "--line two: is no line",
    "--line 2:": "--line 2:: is no line",
    "--line 2:0": "0: takes nothing back",
    "--line 2:1.005": "1.005 has too many decimals",
    "--line 2 --line 2:1.00": "--line 2: stands twice; write it once",
    "nights=0": "nights: 0: takes nothing back",
    "nights=-1": "nights: -1: takes nothing back",
    "nights=one": "nights: 'one' is not a number",
    "nights=1 nights=1": "nights: stands twice; write it once",
    "night=1": "night: can't come back in part; did you mean nights?",
    "sku=1": "sku: can't come back in part; it has: nights, tax",
    "amount=5.00": "amount: has an option of its own: --amount 5.00",
    "nights": "'nights' has no name and value",
    "--amount 5.00 --json {}": "--json: says all of it by itself",
    '--json {"of":"q"}': "--json: return has no attribute of",
    "--json []": "--json: must be one object",
}


@pytest.mark.parametrize("words", BAD)
def test_what_cannot_be_meant_ends_with_2(shop: Setia, words: str) -> None:
    shop("purchase", "40.00", "--key", "p")
    ended = shop("return", "p", *words.split())
    assert (ended.code, ended.out) == (2, "")
    assert BAD[words] in ended.err
    assert kept() == []


def test_the_command_for_returns_is_named_where_people_look_for_it(shop: Setia) -> None:
    assert "setia record return" in shop("purchase", "-5").err
    assert "has a command of its own: setia record return" in shop("activity", "return").err
    assert "write the key of the purchase" in shop("return").err
    shown = " ".join(shop("return", "--help").out.split())
    assert "Exit codes: 0 it is accepted, waits for its member" in shown
    assert "A return that comes before its purchase waits for it." in shown


@pytest.fixture
def unnamed(setia: Setia) -> Setia:
    """Records something of Aminah, where what comes back need not be named."""
    publish_program(f"{PROGRAM}returns: {{without a purchase: base}}\n", acting=SYSTEM)
    assert setia("member", "enrol", *AMINAH).code == 0
    return lambda *words: setia("record", *words, *AMINAH)


def test_what_comes_back_of_no_purchase_is_taken_by_the_rule(unnamed: Setia) -> None:
    unnamed("purchase", "60.00", "--key", "p")
    ended = unnamed("return", "--amount", "12.50", "--key", "r")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        "accepted: -12 Beans\n"
        "  Base: -12 Beans, 1 per whole RM1.00 of RM12.50 = 12; taken by this rule, since the "
        "return names no purchase\n"
    )
    told = unnamed("return", "tax=0.60", "--amount", "90.00", "--key", "s")
    # 80 - 12 - 90: 68 are there.
    assert told.out.endswith("Owed: 22 Beans, which the next points repay first\n")
    as_json = '{"items": [{"amount": 250, "sku": "tea"}]}'
    assert unnamed("return", "--json", as_json, "--key", "t").out.startswith("accepted: -2 Beans")
    assert kept() == [
        {"amount": 1_250},
        {"amount": 9_000, "tax": 60},
        {"items": [{"amount": 250, "sku": "tea"}]},
    ]
    assert clean()


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ((), "--amount: is needed where no purchase is named"),
        (("--amount", "0"), "0: takes nothing back"),
        (("--amount", "12.505"), "12.505"),
        (("--amount", "5.00", "--line", "1"), "--line: is a line of a purchase"),
        (("--amount", "5.00", "--of-source", "x"), "--of-source: stands without a key"),
        (("chanel=app", "--amount", "5.00"), "chanel: purchase has no such attribute"),
        (("nights=1", "--amount", "5.00"), "nights"),
        (("--json", '{"amount": 5, "chanel": "x"}'), "--json: return has no attribute chanel"),
        (("--json", '{"amount": 5}', "--amount", "5.00"), "--json: says all of it by itself"),
    ],
)
def test_what_cannot_be_meant_of_no_purchase_is_told(
    unnamed: Setia, words: tuple[str, ...], error: str
) -> None:
    ended = unnamed("return", *words)
    assert ended.code == 2
    assert error in ended.err
    assert kept() == []


def test_a_key_with_a_sign_in_it_is_named_by_json(unnamed: Setia) -> None:
    unnamed("purchase", "60.00", "--key", "till=7")
    named = unnamed("return", "--json", '{"of": "till=7", "amount": 1000}')
    assert named.out.startswith("accepted: -10 Beans")


def test_a_program_that_takes_nothing_so_says_what_to_write(shop: Setia) -> None:
    ended = shop("return", "--amount", "5.00")
    assert ended.code == 2
    assert ended.err == (
        "this program takes back nothing without its purchase; write the key of the purchase: "
        "setia record return KEY\n"
    )
    (said,) = [shop("return", "--json", '{"amount": 500}')]
    assert "let the program take without one by a rule" in said.err
    assert kept() == []
