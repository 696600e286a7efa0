"""Both ways to send arrays mean the same to the server, whatever the values."""

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import text_arrays
from bench.machine import Connection
from bench.place import connect
from bench.shape_writers import Arrays
from setia.platform import arrays as binary_arrays
from tests.conftest import NewDatabase

INT8 = st.integers(-(2**63), 2**63 - 1)
# PostgreSQL's text holds any character but the zero one.
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
BOTH = pytest.mark.parametrize("arrays", [text_arrays, binary_arrays], ids=["text", "binary"])


@pytest.fixture
def connection(new_database: NewDatabase) -> Iterator[Connection]:
    with connect(new_database().app_url) as made:
        yield made


@BOTH
def test_what_is_sent_is_what_arrives(connection: Connection, arrays: Arrays) -> None:
    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(st.uuids()),
        st.lists(INT8),
        st.lists(TEXT),
        st.lists(st.binary()),
        st.lists(st.lists(INT8)),
    )
    def arrives(
        ids: list[UUID],
        ints: list[int],
        texts: list[str],
        blobs: list[bytes],
        rows: list[list[int]],
    ) -> None:
        found = connection.execute(
            "SELECT %s::uuid[], %s::bigint[], %s::text[], %s::bytea[],"
            " ARRAY(SELECT array_to_json(unnest(%s::text[])::bigint[])::text)",
            [
                arrays.uuids(ids),
                arrays.ints(ints),
                arrays.texts(texts),
                arrays.blobs(blobs),
                arrays.rows(rows),
            ],
        ).fetchone()
        as_json = ["[" + ",".join(map(str, row)) + "]" for row in rows]
        assert found == (ids, ints, texts, blobs, as_json)

    arrives()


@BOTH
def test_integers_are_cast_to_smaller_ones_and_refused_when_too_large(
    connection: Connection, arrays: Arrays
) -> None:
    asked = "SELECT %s::int[], %s::smallint[]"
    found = connection.execute(asked, [arrays.ints([1, -2]), arrays.ints([3])]).fetchone()
    assert found == ([1, -2], [3])
    with pytest.raises(psycopg.errors.NumericValueOutOfRange):
        connection.execute(asked, [arrays.ints([2**31]), arrays.ints([3])])


@BOTH
def test_text_is_cast_to_json(connection: Connection, arrays: Arrays) -> None:
    found = connection.execute(
        "SELECT unnest(%s::text[])::jsonb -> 'a'", [arrays.texts(['{"a": "q\\"\\\\"}', '{"a": 2}'])]
    ).fetchall()
    assert found == [('q"\\',), (2,)]
