"""Reference data by hand: files are read whole or not at all, and every fault is told by line."""

from pathlib import Path

import pytest

from setia.cli.recording import program_then
from setia.core.engine.reference import Values
from setia.imports import read_reference as reading
from setia.imports.read_reference import BadReferenceFile, read_reference
from setia.imports.rows import UnusableFile
from setia.platform.access.principal import SYSTEM
from setia.programs.actions.publish_program import publish_program
from setia.reference.actions.load_reference import Row
from tests.cli.conftest import Setia
from tests.ledger.clocks import us

AMINAH = ("--email", "aminah@example.com")
PROGRAM = """
setia: 1
program: p
currency: MYR
time zone: Asia/Kuala_Lumpur
wallets: {beans: {}}
events:
  purchase:
    attributes: {store: text}
    items: {sku: text}
stores:
  region: [north, south]
products:
  category: text
  margin: {type: money, from: 0, to: 50}
  weight: {type: number, decimals: 3}
  fresh: bool
  since: date
  tags: list
lists: {excluded: uploaded}
currencies: [SGD, JPY]
earning:
  - {rule: base, items: 'item.sku not in list("excluded")', give: 1 per whole 1.00}
  - {rule: north, when: store.region == "north", give: 10}
"""


@pytest.fixture
def shops(setia: Setia) -> Setia:
    publish_program(PROGRAM, acting=SYSTEM)
    return setia


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data.csv"


def test_what_is_loaded_decides_the_next_purchase(shops: Setia, file: Path) -> None:
    assert shops("member", "enrol", *AMINAH).code == 0
    file.write_text("store,region,time zone\nharbour,north,Asia/Tokyo\nstation,,\n")
    ended = shops("reference", "load", "stores", str(file))
    assert (ended.code, ended.out) == (
        0, "stores: 2 rows of 2 rows in the file new, as edition 1\n"
    )  # fmt: skip
    bought = shops("record", "activity", "purchase", "amount=5.00", "store=harbour", *AMINAH)
    assert (bought.code, bought.out.splitlines()[0]) == (0, "accepted: +10 beans")
    again = shops("reference", "load", "stores", str(file))
    assert again.out == "data.csv: stores says so already; nothing was loaded\n"
    shown = shops("reference", "show", "stores")
    assert [line.split() for line in shown.out.splitlines()] == [
        ["store", "region", "time", "zone"],
        ["harbour", "north", "Asia/Tokyo"],
        ["station"],
    ]


def test_a_table_is_replaced_from_a_day_on(shops: Setia, file: Path) -> None:
    file.write_text("text,from,gone\ngin,2026-01-01,\nrum,,no\nale,,yes\n")
    assert shops("reference", "load", "excluded", str(file)).code == 0
    file.write_text("sku\nwine\n")
    replaced = shops("reference", "replace", "excluded", str(file), "--from", "2026-03-01")
    # Wine is new and gin is gone from that day; so is rum, which came onto the list later.
    assert replaced.out == "excluded: 4 rows of 1 row in the file new, as edition 2\n"
    then = shops("reference", "show", "excluded", "--on", "2026-02-28")
    assert then.out.split() == ["text", "gin"]
    now = shops("reference", "show", "excluded")
    assert now.out.split() == ["text", "wine"]


def test_attributes_without_a_column_stay_and_empty_cells_clear(shops: Setia, file: Path) -> None:
    file.write_text("store,region,time zone\nharbour,north,Asia/Tokyo\n")
    assert shops("reference", "load", "stores", str(file)).code == 0
    file.write_text("store,region\nharbour,south\n")
    assert shops("reference", "load", "stores", str(file)).code == 0
    shown = shops("reference", "show", "stores", "harbour")
    assert shown.out.splitlines()[1].split() == ["harbour", "south", "Asia/Tokyo"]
    file.write_text("store,time zone\nharbour,\n")
    assert shops("reference", "load", "stores", str(file)).code == 0
    shown = shops("reference", "show", "stores", "harbour")
    assert shown.out.splitlines()[1].split() == ["harbour", "south"]


def test_values_are_read_as_people_write_them(shops: Setia, file: Path) -> None:
    file.write_text(
        "sku,category,margin,weight,fresh,since,tags,from\n"
        "bean,coffee,12.50,0.25,yes,2026-01-31,fair; new,2026-02-01\n"
        "leaf,,,,,,,\n"
    )
    rows = read_reference(file, program_then(), "products")
    told: Values = {
        "category": "coffee", "margin": "12.50", "weight": "0.25", "fresh": "yes",
        "since": "2026-01-31", "tags": ["fair", "new"],
    }  # fmt: skip
    columns = frozenset(told)
    # Midnight in Kuala Lumpur is four in the afternoon of the day before in UTC.
    assert rows == [
        Row("bean", told, us(2026, 1, 31, 16), columns),
        Row("leaf", {}, None, columns),
    ]
    assert shops("reference", "load", "products", str(file)).code == 0
    shown = shops("reference", "show", "products", "bean")
    assert shown.out.splitlines()[1].split() == [
        *("bean", "coffee", "12.50", "0.25", "yes", "2026-01-31", "fair;", "new")
    ]


def test_every_fault_of_a_file_is_told_and_nothing_is_loaded(shops: Setia, file: Path) -> None:
    file.write_text(
        "sku,category,margin,weight,fresh,since,from,gone,colour\n"
        ",tea,1.00,1,no,2026-01-31,,,\n"
        "a,tea,1.234,1,no,2026-01-31,,,\n"
        "a,tea,51.00,x,maybe,31.1.2026,soon,perhaps,\n"
        "b,tea\n"
        f"{'c' * 201},tea,,,,,,,\n"
    )
    ended = shops("reference", "load", "products", str(file))
    assert ended.code == 2
    columns = ["sku", "category", "margin", "weight", "fresh", "since", "tags", "from", "gone"]
    assert ended.err.splitlines() == [
        "data.csv: nothing was loaded",
        f"line 1: no attribute 'colour'; the columns are {', '.join(columns)}",
        "line 5: has 2 values where the file has 9 columns",
        "line 2: sku needs 1 to 200 characters",
        "line 3: margin: '1.234' has too many decimals; at most 2",
        "line 4: from: 'soon' is not a day; write it like 2026-01-31",
        "line 4: gone: 'perhaps' is neither yes nor no",
        "line 4: margin: '51.00' is out of its range; keep it between from and to",
        "line 4: weight: 'x' is not a number; write it like 1.5",
        "line 4: fresh: 'maybe' is neither yes nor no; write yes or no",
        "line 4: since: '31.1.2026' is not a date; write it like 2026-12-25",
        "line 4: 'a' stands twice from the same day on; keep one of them",
        "line 6: sku needs 1 to 200 characters",
    ]
    assert shops("reference", "show", "products").out.split() == [
        *("sku", "category", "margin", "weight", "fresh", "since", "tags")
    ]


@pytest.mark.parametrize(
    ("table", "text", "said"),
    [
        ("stores", "shop,region\na,north\n", "has no column store, by which rows are looked up"),
        ("stores", "store,region\na,west\n", "store.region is never 'west'; known: north, south"),
        ("stores", "store,time zone\na,localtime\n", "time zone: 'localtime' is not known"),
        ("stores", "store,from\na,20250101\n", "'20250101' is not a day; write it like"),
        ("stores", "store,region\na\0,north\n", "store: has a zero character; remove it"),
        ("products", "sku,category\na,x\0\n", "category: has a zero character; remove it"),
        ("stores", "store,time zone\na,Mars/Olympus\n", "time zone: 'Mars/Olympus' is not known"),
        ("stores", "store,region\n", "has no row; write one below the names of the columns"),
        ("stores", "store,store\na,b\n", "names a column twice; leave one of them out"),
        ("rates", "currency,rate\nEUR,4.70\n", "'EUR' is not taken; declared: JPY, SGD"),
        ("rates", "currency,rate\nSGD,\n", "line 2: has no rate; write what one SGD is worth"),
        ("rates", "currency,rate\nSGD,-1\n", "rate: '-1' is no rate"),
        ("rates", "code,rate\nSGD,1\n", "has no column currency, by which rows are looked up"),
        ("excluded", "a,b\n1,2\n", "a list has one column, and from and gone beside it"),
        ("excluded", "", "there is no header row"),
        (
            "shops",
            "a\n",
            "is not looked up by the program; it declares: products, stores, rates, excluded",
        ),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(
    shops: Setia, file: Path, table: str, text: str, said: str
) -> None:
    file.write_text(text)
    ended = shops("reference", "load", table, str(file))
    assert ended.code == 2
    assert said in " ".join(ended.err.split())


def test_so_many_rows_fit_into_a_file(
    shops: Setia, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_ROWS", 3)
    for n in (2, 3):
        file.write_text("text\n" + "".join(f"{k}\n" for k in range(n)))
        assert len(read_reference(file, program_then(), "list:excluded")) == n
    file.write_text("text\n1\n2\n3\n4\n")
    with pytest.raises(UnusableFile, match="more than 3 rows; load it in parts"):
        read_reference(file, program_then(), "list:excluded")
    file.write_text("store,region\n" + "".join(f"{k},west\n" for k in range(3)))
    monkeypatch.setattr(reading, "MAX_TOLD", 2)
    with pytest.raises(BadReferenceFile, match="and 1 more"):
        read_reference(file, program_then(), "stores")


def test_replace_takes_no_dates_of_its_own(shops: Setia, file: Path) -> None:
    for text in ("text,from\ngin,2026-01-01\n", "text,gone\ngin,yes\n"):
        file.write_text(text)
        ended = shops("reference", "replace", "excluded", str(file))
        assert (ended.code, "write --from instead" in ended.err) == (2, True)
    assert shops("reference", "show", "excluded", "gin").code == 1


def test_what_events_name_and_nobody_knows_is_listed(shops: Setia, file: Path) -> None:
    assert shops("member", "enrol", *AMINAH).code == 0
    for store in ("kiosk", "harbour", "kiosk", "station"):
        paid = ("amount=5.00", f"store={store}", *AMINAH)
        assert shops("record", "activity", "purchase", *paid).code == 0
    nothing = '{"amount": 500, "store": null, "items": [{"amount": 500, "sku": null}]}'
    assert shops("record", "activity", "purchase", "--json", nothing, *AMINAH).code == 0
    file.write_text("store\nharbour\n")
    assert shops("reference", "load", "stores", str(file)).code == 0
    ended = shops("reference", "unknown", "stores")
    assert [line.split() for line in ended.out.splitlines()] == [
        ["2", "kiosk"],
        ["1", "station"],
        ["2", "keys", "of", "stores", "unknown", "in", "30", "days"],
    ]
    assert shops("reference", "unknown", "products").out == "everything is known of products\n"
    assert shops("reference", "unknown", "excluded").code == 2


def test_a_purchase_in_another_currency_counts_at_the_rate_of_its_day(
    shops: Setia, file: Path
) -> None:
    assert shops("member", "enrol", *AMINAH).code == 0
    item = '"items": [{"amount": 1000, "sku": "bean"}]'
    sgd = ("record", "activity", "purchase", "--json")
    paid = f'{{"amount": 1000, "currency": "SGD", {item}}}'
    unknown = shops(*sgd, paid, *AMINAH, "--key", "a", "--time", "2026-03-02T10:00")
    assert (unknown.code, "load one: setia reference load rates FILE" in unknown.err) == (1, True)
    file.write_text("currency,rate,from\nSGD,3.30,2026-01-01\nSGD,3.45,2026-03-03\nJPY,0.029,\n")
    assert shops("reference", "load", "rates", str(file)).code == 0
    # The error has used no key: the same event is recorded now.
    before = shops(*sgd, paid, *AMINAH, "--key", "a", "--time", "2026-03-02T10:00")
    after = shops(*sgd, paid, *AMINAH, "--key", "b", "--time", "2026-03-03T10:00")
    assert [one.out.splitlines()[0] for one in (before, after)] == [
        "accepted: +33 beans",
        "accepted: +34 beans",
    ]
    # Yen have no decimals.
    yen = shops("record", "activity", "purchase", "amount=1000", "currency=JPY", *AMINAH)
    assert yen.code == 0
    shown = shops("member", "show", AMINAH[1], columns=200)
    assert "purchase SGD 10.00" in shown.out
    assert "purchase JPY 1,000" in shown.out
    rates = shops("reference", "show", "rates")
    assert [line.split() for line in rates.out.splitlines()] == [
        ["currency", "rate"],
        ["JPY", "0.029"],
        ["SGD", "3.45"],
    ]
    back = shops("record", "return", "a", "--amount", "5.00", "currency=SGD", *AMINAH)
    assert (back.code, back.out.splitlines()[0]) == (0, "accepted: -17 beans")
    other = shops("record", "return", "b", "--amount", "5.00", *AMINAH)
    said = "refused: It is in another currency than what comes back.\n"
    assert (other.code, other.out) == (1, said)
    many = shops("record", "activity", "purchase", "amount=10.5", "currency=JPY", *AMINAH)
    assert (many.code, "too many decimals" in many.err) == (2, True)


def test_a_program_that_looks_nothing_up_says_how_to(setia: Setia, file: Path) -> None:
    publish_program(PROGRAM.partition("stores:")[0], acting=SYSTEM)
    file.write_text("store\nharbour\n")
    ended = setia("reference", "load", "stores", str(file))
    assert ended.code == 2
    assert "declare stores:, products:, currencies: or a list that is uploaded" in " ".join(
        ended.err.split()
    )
