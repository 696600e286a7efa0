"""Rows become events by the map: kinds, conditions, keys, lookups, and every bad cell named."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from setia.imports.map_rows import Mapper, Piece
from setia.imports.open_log import open_all
from setia.imports.read_map import read_map
from setia.imports.rows import UnusableFile
from tests.imports.file_sink import FileSink
from tests.imports.logs import mapped, write

BASE = "source: shop\nmember: {reference: who}\ntime: at\n"
SALE = BASE + "kind: purchase\n"


def _piece(folder: Path, more: str, csv: str, *, base: str = SALE) -> Piece:
    path = write(folder, "log.csv", csv)
    the_map = read_map(base + more, file_name=path.name)
    opened = open_all(path, the_map)
    sink = FileSink(folder / "sink")
    mapper = Mapper(the_map, opened.tables(), ZoneInfo("UTC"), sink.blind)
    (batch,) = opened.log.batches(the_map.columns)
    return mapper.map(batch)


def _column(piece: Piece, name: str) -> list[Any]:
    return list(piece.columns[name])


def test_payloads_are_canonical_and_absent_values_left_out(tmp_path: Path) -> None:
    more = (
        "amount: {column: total, decimals: 2, optional: yes}\ncurrency: {column: cur}\n"
        "attributes: {z: note, channel: {constant: web}, kg: {column: kg, decimals: 3}}\n"
    )
    csv = 'who,at,total,cur,note,kg\n1,2020-01-01,1.5,USD,"é ""x""",0.125\n2,2020-01-01,,,,\n'
    assert _column(_piece(tmp_path, more, csv), "events") == [
        '{"amount":150,"channel":"web","currency":"USD","kg":125,"z":"é \\"x\\""}',
        '{"channel":"web"}',
    ]


def test_kind_by_the_first_case_that_holds_and_the_sign_taken_off(tmp_path: Path) -> None:
    more = (
        "amount: {column: total, decimals: 2, sign: absolute}\nattributes: {channel: ch}\n"
        "kind:\n- {when: amount < 0, kind: return}\n"
        '- {when: channel == "app" and not amount == 0, kind: app-purchase}\n- {kind: purchase}\n'
        "returns: {of: was}\n"
    )
    csv = (
        "who,at,total,ch,was\n1,2020-01-01,-5.00,app,7\n1,2020-01-01,5.00,app,8\n"
        "1,2020-01-01,0,app,\n1,2020-01-01,5.00,,\n"
    )
    piece = _piece(tmp_path, more, csv, base=BASE)
    assert _column(piece, "kinds") == ["return", "app-purchase", "purchase", "purchase"]
    assert _column(piece, "events")[0] == '{"amount":500,"channel":"app","of":"7"}'
    assert _column(piece, "events")[1] == '{"amount":500,"channel":"app"}'


def test_kind_by_column(tmp_path: Path) -> None:
    more = "kind: {column: type, values: {S: purchase, R: return}}\nreturns: {of: who}\n"
    csv = "who,at,type\n1,2020-01-01,S\n1,2020-01-01,R\n1,2020-01-01,X\n"
    piece = _piece(tmp_path, more, csv, base=BASE)
    assert _column(piece, "kinds") == ["purchase", "return"]
    assert [one.reason for one in piece.rejected] == ["type: 'X' is not among the map's values"]
    bare = _piece(
        tmp_path, "kind: {column: type}\n", "who,at,type\n1,2020-01-01,Big Sale\n", base=BASE
    )
    assert [one.reason for one in bare.rejected] == [
        "type: 'Big Sale' is not a kind of event; give values: in the map"
    ]


def test_no_case_fits(tmp_path: Path) -> None:
    more = "attributes: {channel: ch}\nkind: [{when: 'channel is set', kind: purchase}]\n"
    piece = _piece(tmp_path, more, "who,at,ch\n1,2020-01-01,\n", base=BASE)
    assert [one.reason for one in piece.rejected] == ["no case of kind fits"]
    assert _column(piece, "kinds") == []


def test_rows_that_a_condition_leaves_out_are_counted_under_it_and_not_rejected(
    tmp_path: Path,
) -> None:
    more = (
        "amount: {column: total, decimals: 2}\nreads: {status: st, n: {column: n, type: number}}\n"
        "where: ['status != \"void\"', 'n >= 1']\n"
    )
    csv = (
        "who,at,total,st,n\n1,2020-01-01,1,ok,1\n1,2020-01-01,broken,void,1\n1,2020-01-01,1,void,x\n"
        "1,2020-01-01,1,ok,0\n1,2020-01-01,1,ok,x\n1,2020-01-01,1,ok,\n"
    )
    piece = _piece(tmp_path, more, csv)
    assert piece.left_out == {'status != "void"': 2, "n >= 1": 2}
    assert [(one.line, one.column, one.reason) for one in piece.rejected] == [
        (6, "n", "n: 'x' is not a number")
    ]
    assert _column(piece, "lines") == [2]


def test_every_bad_cell_of_a_row_is_named_once(tmp_path: Path) -> None:
    more = (
        "amount: {column: total, decimals: 2}\nattributes: {n: {column: n, type: number}}\n"
        "sequence: seq\nkey: no\n"
    )
    csv = f"who,at,total,n,seq,no\n,then,1.234,x,-1,{'k' * 180}\n1,2020-01-01,1,1,0,k\n"
    piece = _piece(tmp_path, more, csv)
    (rejected,) = piece.rejected
    assert rejected.line == 2
    assert rejected.column == "total, n, who, at, seq, no"
    assert rejected.reason == (
        "total: '1.234' has more than 2 decimals; n: 'x' is not a number; "
        "who: is empty: the row names no member; at: 'then' is not a time; "
        "seq: '-1' is below 0; no: has 180 characters; a key has at most 179"
    )
    assert rejected.row == f",then,1.234,x,-1,{'k' * 180}"
    assert _column(piece, "keys") == ["k"]


def test_an_identity_that_can_t_be_one_is_rejected_in_its_own_words(tmp_path: Path) -> None:
    base = "source: shop\nmember: {email: who}\ntime: at\nkind: purchase\n"
    csv = "who,at\nann,2020-01-01\nA@x.org,2020-01-01\na@x.org,2020-01-01\n"
    piece = _piece(tmp_path, "", csv, base=base)
    assert [one.reason for one in piece.rejected] == ["who: 'ann' is not an e-mail address"]
    first, second = _column(piece, "members")
    assert first == second


def test_keys_of_several_columns_never_meet(tmp_path: Path) -> None:
    keys = ("x/y,z", "x,y/z", "x%2Fy,z", "x,")
    csv = "who,at,a,b\n" + "".join(f"1,2020-01-01,{key}\n" for key in keys)
    piece = _piece(tmp_path, "key: [a, b]\n", csv)
    assert _column(piece, "keys") == ["x%2Fy/z", "x/y%2Fz", "x%252Fy/z"]
    assert [one.reason for one in piece.rejected] == ["a, b: is empty"]


def test_a_zero_character_is_rejected(tmp_path: Path) -> None:
    piece = _piece(
        tmp_path, "attributes: {n: n}\n", "who,at,n\n1,2020-01-01,a\0b\n1,2020-01-01,c\n"
    )
    assert len(piece.rejected) == 1
    assert "zero character" in piece.rejected[0].reason


def test_given_outcomes(tmp_path: Path) -> None:
    more = "given: {column: st, values: {done: yes, failed: no}}\n"
    csv = "who,at,st\n1,2020-01-01,done\n1,2020-01-01,failed\n1,2020-01-01,\n1,2020-01-01,odd\n"
    piece = _piece(tmp_path, more, csv)
    assert _column(piece, "given") == [1, 0, -1]
    assert [one.line for one in piece.rejected] == [5]


def test_a_time_of_two_columns(tmp_path: Path) -> None:
    base = (
        "source: s\nmember: {reference: who}\nkind: purchase\n"
        "time: {columns: [d, t], format: '%d.%m.%Y %H:%M', zone: UTC}\n"
    )
    piece = _piece(tmp_path, "", "who,d,t\n1,01.01.1970,00:01\n1,01.01.1970,\n", base=base)
    assert _column(piece, "at_us") == [60_000_000]
    assert [one.column for one in piece.rejected] == ["d, t"]


def test_a_lookup_fills_in_what_it_knows_and_counts_what_it_lacks(tmp_path: Path) -> None:
    write(tmp_path, "p.csv", "id,dep\n7,Dairy\n8,\n")
    more = (
        "attributes: {dep: p.dep}\nlookups: {p: {file: p.csv, key: id, by: sku}}\n"
        'where: [\'dep != "Dairy" or dep == "Dairy" or not dep is set\']\n'
    )
    csv = "who,at,sku\n1,2020-01-01,7\n1,2020-01-01,8\n1,2020-01-01,9\n1,2020-01-01,\n"
    piece = _piece(tmp_path, more, csv)
    assert _column(piece, "events") == ['{"dep":"Dairy"}', "{}", "{}", "{}"]
    assert piece.misses == {"p": 2}


def test_a_lookup_that_is_ambiguous_or_broken_is_refused(tmp_path: Path) -> None:
    more = "attributes: {dep: p.dep}\nlookups: {p: {file: p.csv, key: id, by: sku}}\n"
    csv = "who,at,sku\n1,2020-01-01,7\n"
    for text, words in (
        ("id,dep\n7,a\n8,b\n7,c\n", "line 4: '7' stands twice in column id"),
        ("id,dep\n7\n", "line 2: has 1 values where the file has 2 columns"),
        ("key,dep\n7,a\n", "has no column id, by which lookups.p joins"),
    ):
        write(tmp_path, "p.csv", text)
        with pytest.raises(UnusableFile, match=words):
            _piece(tmp_path, more, csv)


def test_a_file_of_nothing_but_a_header(tmp_path: Path) -> None:
    path = write(tmp_path, "log.csv", "who,at\n")
    assert mapped(path, SALE, tmp_path / "stage") == ([], [])


def test_what_is_remembered_is_bounded_and_forgetting_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    csv = "who,at,n\n" + "".join(f"{n % 7},2020-01-01,{n % 5}\n" for n in range(200)) + "1,x,y\n"
    more = "attributes: {n: {column: n, type: number}}\n"
    whole = _piece(tmp_path, more, csv)
    monkeypatch.setattr("setia.imports.readings.MOST_REMEMBERED", 2)
    forgetful = _piece(tmp_path, more, csv)
    assert forgetful.columns == whole.columns
    assert forgetful.rejected == whole.rejected
    assert len(whole.rejected) == 1
