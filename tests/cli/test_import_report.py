"""The summary of an import in a terminal: numbers agree with their nouns."""

import re

import pytest
from rich.console import Console

from setia.cli.import_report import print_summary
from setia.imports.summary import Summary


def summary(number: int) -> Summary:
    """A summary in which everything that is counted is `number`."""
    return Summary(
        file="log.csv", source="till", read=2 * number + number, in_events=number,
        rejected=number, left_out={"amount > 0": number}, dropped=0, blank=0,
        misses={"shops": number}, events=number, outcomes={"accepted": number}, reasons={},
        members=number, new_members=number, equal_rows=number, zero_amounts=number, amounts={},
        decimals=2, points={}, rules={}, tiers={}, expired={}, first_us=None, last_us=None,
        staged_before=False, rejected_file="log.rejected.csv", duration_s=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "lines"),
    [
        (
            1,
            [
                "1 row does not fulfil: amount > 0",
                "1 row names a key that shops lacks",
                "1 says what another row says",
                "1 event has an amount of 0",
                "1 row with its reason: log.rejected.csv",
            ],
        ),
        (
            1_234,
            [
                "1,234 rows do not fulfil: amount > 0",
                "1,234 rows name a key that shops lacks",
                "1,234 say what another row says",
                "1,234 events have an amount of 0",
                "1,234 rows with their reasons: log.rejected.csv",
            ],
        ),
    ],
)
def test_numbers_agree_with_their_nouns(
    capsys: pytest.CaptureFixture[str], number: int, lines: list[str]
) -> None:
    print_summary(Console(width=200), summary(number))
    said = [re.sub(r" {2,}", "  ", line.strip()) for line in capsys.readouterr().out.splitlines()]
    for line in lines:
        assert any(shown.endswith(f"  {line}") for shown in said), said
