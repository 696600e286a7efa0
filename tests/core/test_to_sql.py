"""The SQL of a condition says what its Python says, on a real PostgreSQL, and is never unknown."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, assume, given, settings
from psycopg import sql

from setia.core.expressions.fields import Field
from setia.core.expressions.parse import ExpressionError, parse_condition
from setia.core.expressions.to_sql import Columns, NotInSql, to_sql
from setia.platform.database.supervisor import Embedded
from tests.core.deciding import by_source, known
from tests.core.naive_expressions import FIELDS, LISTS, WORDS, Told, Values, carried
from tests.core.naive_terms import conditions
from tests.core.test_expressions import EVENT

_TYPES = {
    "money": "bigint",
    "number": "bigint",
    "date": "bigint",
    "text": "text",
    "choice": "text",
    "bool": "boolean",
    "list": "text[]",
}


def column(field: Field) -> str:
    return f'm."{field.name}"'


COLUMNS = Columns(column, lambda name: LISTS[name])
ROW = sql.SQL(", ").join(
    sql.SQL("{}::{} AS {}").format(
        sql.Placeholder(), sql.SQL(_TYPES[one.type]), sql.Identifier(one.name)
    )
    for one in FIELDS.values()
)


@pytest.fixture(scope="module")
def connection(postgres: Embedded) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    with psycopg.connect(postgres.superuser_url, autocommit=True) as opened:
        yield opened


def by_sql(
    connection: psycopg.Connection[tuple[Any, ...]], text: str, values: Values
) -> bool | None:
    """What PostgreSQL makes of a condition on one row."""
    found = to_sql(parse_condition(text, WORDS), COLUMNS)
    row = [known(values.get(name)) for name in FIELDS]
    row = [list(one) if isinstance(one, tuple) else one for one in row]
    # The text is Setia's own; what a person wrote in it is a parameter.
    statement = sql.SQL("SELECT {} FROM (SELECT {}) AS m").format(
        sql.SQL(found.text),
        ROW,
    )
    answer = connection.execute(statement, [*found.parameters, *row]).fetchone()
    assert answer is not None
    result: bool | None = answer[0]
    return result


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told=conditions(items=False), values=carried())
def test_sql_and_source_agree(
    connection: psycopg.Connection[tuple[Any, ...]], told: Told, values: Values
) -> None:
    assume(len(told.text) <= 500)
    try:
        expected = by_source(told.text, values)
    except ExpressionError as error:
        assert "beyond 2^62" in error.cause or "is not a field" in error.cause  # noqa: PT017
        return
    assert by_sql(connection, told.text, values) is expected, told.text


@pytest.mark.parametrize(
    "text",
    [
        "min(fee, amount) <= 10.00",
        "max(fee, amount) >= 10.00",
        "not fee + amount > 0",
        'channel != "app\'; DROP TABLE event; --"',
        'channel == "100%s"',
        'tier >= "silver" and size != "small"',
        'member.language in list("near") or "web" in tags',
        "amount * 999999 * 4 > fee * 999999",
    ],
)
def test_some_that_sql_alone_would_get_wrong(
    connection: psycopg.Connection[tuple[Any, ...]], text: str
) -> None:
    assert by_sql(connection, text, EVENT) is by_source(text, EVENT)


@pytest.mark.parametrize(
    "text", ["any(item.fresh)", "all(item.fresh)", "count() > 1", "total(item.amount) > 1"]
)
def test_what_asks_of_items_is_refused_by_name(text: str) -> None:
    with pytest.raises(NotInSql, match="a member has none"):
        to_sql(parse_condition(text, WORDS), COLUMNS)
