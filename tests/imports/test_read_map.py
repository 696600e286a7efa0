"""A bad map is refused whole, with line, field and remedy of each of its problems at once."""

import pytest

from setia.imports.import_map import Cell, Format
from setia.imports.read_map import BadMap, check_columns, read_map
from tests.imports.logs import LINES_MAP, ORDERS_MAP

LEAST = "source: shop\nmember: {reference: who}\ntime: when\nkind: purchase\n"


def _problems(text: str) -> list[str]:
    with pytest.raises(BadMap) as refused:
        read_map(text, file_name="log.csv")
    return [str(problem) for problem in refused.value.problems]


def test_the_least_map() -> None:
    found = read_map(LEAST, file_name="log.csv")
    assert (found.source, found.member_kind, found.member) == ("shop", "reference", "who")
    assert (found.time.columns, found.kind) == (("when",), Cell(constant="purchase"))
    assert (found.format, found.enrol, found.drop_duplicates) == (Format("csv"), False, False)
    assert found.columns == ("who", "when")


@pytest.mark.parametrize(
    ("name", "kind", "delimiter"),
    [
        ("log.csv", "csv", ","),
        ("log.CSV.GZ", "csv", ","),
        ("log.tsv.gz", "tsv", "\t"),
        ("log.parquet", "parquet", ""),
        ("log.txt", "csv", ","),
    ],
)
def test_the_file_s_name_says_what_the_map_leaves_open(
    name: str, kind: str, delimiter: str
) -> None:
    found = read_map(LEAST, file_name=name)
    assert (found.format.type, found.format.delimiter) == (kind, delimiter)


def test_a_map_with_everything() -> None:
    text = """
source: grocer
format: {type: csv, delimiter: ";", encoding: latin-1, skip: 2, absent: [NA], thousands: "'"}
member: {email: mail}
time: {columns: [day, hour], format: "%d/%m/%Y %H:%M", zone: Asia/Jakarta}
kind:
  - {when: amount < 0, kind: complaint}
  - {when: channel == "app" and code is set, kind: app-purchase}
  - {kind: purchase}
key: [till, receipt]
sequence: number
given: {column: status, values: {done: yes, failed: no}, otherwise: no}
amount: {column: total, decimals: 2, sign: absolute, optional: yes}
currency: {column: cur}
attributes:
  channel: {column: ch, values: {A: app, W: web}, otherwise: till}
  shop: {constant: kl-1}
  weight: {column: kg, decimals: 3}
  discount: {column: off, type: money}
reads:
  code: voucher
where: ["amount != 0", "not code == 'TEST'"]
duplicates: drop
unknown: enrol
"""
    found = read_map(text)
    fields = {field.path: field for field in found.fields}
    assert fields["weight"].decimals == 3
    assert fields["weight"].type == "number"
    assert fields["amount"].absolute
    assert fields["amount"].optional
    assert fields["shop"].cell == Cell(constant="kl-1")
    assert fields["channel"].cell.otherwise == "till"
    assert fields["code"].use == "reads"
    assert found.format.absent == {"", "NA"}
    assert (found.key, found.sequence) == (("till", "receipt"), "number")
    assert not isinstance(found.kind, Cell)
    assert [case.kind for case in found.kind] == ["complaint", "app-purchase", "purchase"]
    assert [one.text for one in found.where] == ["amount != 0", "not code == 'TEST'"]
    assert found.drop_duplicates
    assert found.enrol
    assert "cur" in found.columns


def test_a_lookup_holds_only_what_is_asked_of_it() -> None:
    found = read_map(LINES_MAP, file_name="lines.csv")
    (lookup,) = found.lookups
    assert lookup.columns == ("department",)
    assert "products.department" not in found.columns
    assert "product_id" in found.columns


BAD = {
    "empty": ("", "line 1, column 1: map: is empty; start with: source: name"),
    "not yaml": ("source: [", "line 1"),
    "no source": (LEAST.replace("source: shop\n", ""), "document: has no source; add source:"),
    "long source": (
        LEAST.replace("shop", "s" * 61),
        "line 1, column 9: source: must have 1 to 60 characters; write a short name",
    ),
    "no member": (LEAST.replace("member: {reference: who}\n", ""), "has no member; add member: {"),
    "two identities": (
        LEAST.replace("{reference: who}", "{reference: who, card: c}"),
        "line 2, column 9: member: needs one kind of identity; write one of reference, email",
    ),
    "unknown identity": (
        LEAST.replace("reference", "refrence"),
        "line 2, column 10: member.refrence: is not known here; did you mean reference?",
    ),
    "no time": (LEAST.replace("time: when\n", ""), "map: has no time; add time: column"),
    "no zone": (
        LEAST.replace("when", "{column: when, zone: Asia/Jakata}"),
        "line 3, column 28: time.zone: 'Asia/Jakata' is not a zone; write it like: Asia/Jakarta",
    ),
    "pattern without year": (
        LEAST.replace("when", "{column: when, format: '%d/%m'}"),
        "time.format: '%d/%m' names no year; write iso, seconds",
    ),
    "no kind": (LEAST.replace("kind: purchase\n", ""), "map: has no kind; add kind: purchase"),
    "kind that is none": (
        LEAST.replace("purchase", "Big Sale"),
        "line 4, column 7: kind: 'Big Sale' is not a kind; write it like: purchase",
    ),
    "case never reached": (
        LEAST.replace("kind: purchase", "kind: [{kind: a}, {kind: b}]"),
        "line 4, column 8: kind[1]: has no when, so later cases are never reached",
    ),
    "condition on an unknown field": (
        LEAST + "attributes: {channel: ch}\nwhere: ['chanel == \"app\"']\n",
        "line 6, column 10: where[1]: no field is named chanel; did you mean channel?",
    ),
    "condition on text by order": (
        LEAST + "attributes: {channel: ch}\nwhere: ['channel < \"app\"']\n",
        "where[1]: channel has no order; use ==, != or in",
    ),
    "amount without decimals": (
        LEAST + "amount: total\n",
        "line 5, column 9: amount: money needs its decimals; write: amount: {column: name, dec",
    ),
    "decimals beyond": (
        LEAST + "amount: {column: total, decimals: 7}\n",
        "line 5, column 35: amount.decimals: '7' is not a number of decimals; from 0 to 6",
    ),
    "decimals that differ": (
        LEAST
        + "amount: {column: t, decimals: 2}\n"
        + "items: {group_by: [b], fields: {amount: {column: a, decimals: 3}}}\n",
        "amount: decimals differ between amounts; a file's money has one number of decimals",
    ),
    "reserved attribute": (
        LEAST + "attributes: {items: x}\n",
        "line 5, column 21: attributes.items: has a place of its own; write it as items: above",
    ),
    "bad attribute name": (
        LEAST + "attributes: {Store No: x}\n",
        "attributes.Store No: 'Store No' is not a name; use a-z, 0-9 and _",
    ),
    "column and constant": (
        LEAST + "currency: {column: c, constant: USD}\n",
        "line 5, column 11: currency: needs one of column or constant; write: {column: name}",
    ),
    "otherwise alone": (
        LEAST + "attributes: {a: {column: c, otherwise: x}}\n",
        "attributes.a: has otherwise without values; add values:",
    ),
    "items without group": (
        LEAST + "items: {fields: {sku: s}}\n",
        "line 5, column 8: items: has no group_by; add group_by: [column]",
    ),
    "key beside items": (
        LEAST + "key: k\nitems: {group_by: b, fields: {sku: s}}\n",
        "line 5, column 6: key: can't stand beside items; remove it: a basket's key is its group",
    ),
    "given without yes": (
        LEAST + "given: {column: s, values: {done: ok}}\n",
        "line 5, column 8: given: must say which texts are a yes; write: {column: status",
    ),
    "lookup that is not used": (
        LEAST + "lookups: {products: {file: p.csv, key: id, by: sku}}\n",
        "lookups.products: is never used; name a column: products.column",
    ),
    "lookup without a file": (
        LEAST + "attributes: {d: p.d}\nlookups: {p: {key: id, by: sku}}\n",
        "lookups.p: has no file; add file:",
    ),
    "delimiter of two signs": (
        LEAST + "format: {delimiter: '||'}\n",
        "line 5, column 21: format.delimiter: '||' is not one sign; write it like \";\"",
    ),
    "unknown encoding": (
        LEAST + "format: {encoding: utf-88}\n",
        "format.encoding: 'utf-88' is not an encoding; write it like: latin-1",
    ),
    "unknown type": (
        LEAST + "format: {type: excel}\n",
        "line 5, column 16: format.type: is not known; write csv or tsv or spaces or parquet",
    ),
    "one sign for two things": (
        LEAST + "format: {thousands: '.'}\n",
        "format.thousands: is the decimal mark too; give decimal_mark: another sign",
    ),
    "skip that is no number": (
        LEAST + "format: {skip: -1}\n",
        "format.skip: '-1' is not a number of lines; from 0 to 10000",
    ),
    "unknown policy": (
        LEAST + "duplicates: merge\n",
        "line 5, column 13: duplicates: is not known; write keep or drop",
    ),
    "unknown key": (
        LEAST + "wher: [x]\n",
        "line 5, column 1: wher: is not known here; did you mean where?",
    ),
    "key twice": (LEAST + "kind: return\n", "line 5, column 1: document: kind stands twice"),
    "list for a word": (LEAST + "unknown: [enrol]\n", "unknown: is not known; write wait or enrol"),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD)
def test_a_bad_map_says_line_field_and_remedy(text: str, said: str) -> None:
    problems = _problems(text)
    assert any(said in problem for problem in problems), problems
    assert all(problem.startswith("line ") for problem in problems)


def test_all_problems_are_said_at_once_in_the_order_of_lines() -> None:
    problems = _problems(
        "sorce: shop\nmember: {refrence: who}\nkind: Big Sale\nduplicates: merge\n"
        "amount: {column: total, decimals: many}\n"
    )
    lines = [int(problem.split(",")[0].removeprefix("line ")) for problem in problems]
    assert lines == sorted(lines)
    assert {1, 2, 3, 4, 5} <= set(lines)


def test_one_fault_is_one_problem() -> None:
    assert len(_problems(BAD["decimals beyond"][0])) == 1


def test_columns_that_the_file_lacks_are_pointed_at() -> None:
    the_map = read_map(ORDERS_MAP, file_name="orders.csv")
    check_columns(the_map, ["customer_id", "date", "number_of_cds", "dollar_value", "more"], {})
    with pytest.raises(BadMap) as refused:
        check_columns(the_map, ["customer_id", "date", "date", "dollar_val"], {})
    said = [str(problem) for problem in refused.value.problems]
    assert said == [
        "line 5, column 7: time: the file has 2 columns date; rename one of them",
        (
            "line 7, column 18: amount.column: the file has no column dollar_value;"
            " did you mean dollar_val?"
        ),
        (
            "line 10, column 19: attributes.units.column: the file has no column number_of_cds;"
            " it has: customer_id, date, date, dollar_val"
        ),
    ]


def test_a_column_of_a_lookup_is_asked_of_the_lookup() -> None:
    the_map = read_map(LINES_MAP, file_name="lines.csv")
    own = [column for column in the_map.columns if not column.startswith("products.")]
    check_columns(the_map, own, {"products": ["product_id", "department"]})
    with pytest.raises(BadMap, match=r"no column products\.department; did you mean products\.dep"):
        check_columns(the_map, own, {"products": ["product_id", "departement"]})
