"""No reader misses what committed late, and nothing known at a position changes (I10, I14)."""

import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest
from django.db import connections

from setia.ledger import follow
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal, seal_all
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import Receipt
from setia.ledger.holding import Decided
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import RawCursor, outermost
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.ledger.crowd import at_once
from tests.ledger.programs import DAY_US, coffee, now_us, opened, purchase, spend


@pytest.fixture(autouse=True)
def program(database: DatabaseUrls) -> None:
    publish_program(coffee(budget=None), acting=SYSTEM)


def clean() -> bool:
    verdict = verify()
    assert verdict.clean, verdict.findings
    return verdict.clean


def read(reader: str, limit: int = 500) -> list[tuple[int, UUID, int]]:
    """What a reader gets that moves its cursor in the transaction of its effect."""
    with outermost() as cursor:
        found, last = follow.after(cursor, follow.position_of(cursor, reader), limit)
        follow.move_to(cursor, reader, last)
    return [(one.position, one.event.member_id, one.event.seq) for one in found]


def read_all(reader: str, limit: int = 500) -> list[tuple[int, UUID, int]]:
    found: list[tuple[int, UUID, int]] = []
    for _ in range(200):
        found += (some := read(reader, limit))
        if not some:
            return found
    raise AssertionError("the reader does not come to an end")


def test_what_inserts_first_and_commits_last_is_read_after_all_and_once() -> None:
    slow, fast = opened(2)
    inserted, may_commit = threading.Event(), threading.Event()

    def hold(cursor: RawCursor, decided: Sequence[Decided]) -> None:
        inserted.set()
        assert may_commit.wait(60)

    def slowly() -> list[Receipt]:
        try:
            return record([purchase(slow, "first", 100, now_us())], acting=SYSTEM, inside=hold)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        recording = pool.submit(slowly)
        assert inserted.wait(60)
        record([purchase(fast, "second", 100, now_us())], acting=SYSTEM)
        seal_all()
        early = read_all("stats")
        may_commit.set()
        recording.result(60)
    seal_all()
    late = read_all("stats")
    assert [member for _, member, _ in early] == [fast]
    assert [member for _, member, _ in late] == [slow]
    assert late[0][0] > early[0][0]
    assert clean()


def test_sealers_and_recorders_at_once_give_every_event_one_dense_position() -> None:
    members = opened(8)
    at = now_us()

    def work(number: int) -> int:
        if number % 4 == 0:
            return seal(limit=3).leaves
        events = [purchase(members[(number + k) % 8], f"k{number}", 100, at) for k in range(3)]
        return -len(record(events, acting=SYSTEM))

    done = at_once(work, range(160))
    sealed = sum(count for count in done if count > 0) + seal_all().leaves
    assert sealed >= 360, "the publishing of the program is sealed too"
    found = read_all("stats", limit=7)
    positions = [position for position, _, _ in found]
    assert positions == sorted(set(positions))
    assert Counter((member, seq) for _, member, seq in found).total() == 360
    for member in members:
        mine = [seq for _, one, seq in found if one == member]
        assert mine == list(range(1, len(mine) + 1)), "positions follow seq"
    assert clean()


@pytest.mark.parametrize("limit", [1, 2, 256])
def test_a_note_made_by_a_slow_clock_is_not_sealed_before_the_events_before_it(
    database: DatabaseUrls, limit: int
) -> None:
    (member,) = opened(1)
    seal_all()
    for key in ("a", "b", "c"):
        record([purchase(member, key, 100, now_us())], acting=SYSTEM)
    # An id of version 7 begins with the time of the process that made it. Here the second and the
    # third transaction were recorded by processes whose clocks are far behind.
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute(
            "UPDATE unsealed SET id = ('00000000-0000-7000-8000-00000000000' || 9 - seqs[1])::uuid"
            " WHERE seqs[1] > 1"
        )
    assert seal(limit).leaves == 3, "the third waits for the second, that for the first"
    assert [seq for _, _, seq in read_all("stats")] == [1, 2, 3]
    assert clean()


def test_a_reader_that_dies_before_its_commit_gets_the_same_again() -> None:
    (member,) = opened(1)
    record([purchase(member, f"k{n}", 100, now_us()) for n in range(5)], acting=SYSTEM)
    seal_all()

    class DiedError(RuntimeError):
        pass

    def die() -> None:
        with outermost() as cursor:
            found, last = follow.after(cursor, follow.position_of(cursor, "mailer"), 3)
            follow.move_to(cursor, "mailer", last)
            assert found
            raise DiedError

    with pytest.raises(DiedError):
        die()
    found = [seq for _, _, seq in read_all("mailer", limit=2)]
    assert found == [1, 2, 3, 4, 5]
    assert read_all("mailer") == []


def test_two_of_one_reader_at_once_share_the_log_and_never_repeat() -> None:
    members = opened(4)
    at = now_us()
    record([purchase(one, f"k{n}", 100, at) for n in range(50) for one in members], acting=SYSTEM)
    seal_all()
    shares = at_once(lambda _: read("mailer", limit=20), range(30), threads=6)
    found = [(member, seq) for share in shares for _, member, seq in share]
    assert len(found) == len(set(found)) == 200


def test_what_was_known_at_a_position_does_not_change() -> None:
    members = opened(3)
    at = now_us()
    for one in members:
        record([purchase(one, "a", 9_000, at - 300 * DAY_US, "app")], acting=SYSTEM)
        record([spend(one, "b", 40)], acting=SYSTEM)
    sweep_all()
    position = seal_all().position
    known, accounts = _known(position), _accounts(position)
    for one in members:
        late = purchase(one, "late", 30_000, at - 301 * DAY_US)
        (receipt,) = record([late], acting=SYSTEM)
        assert receipt.points == {"beans": 300}
    sweep_all()
    seal_all()
    assert _known(position) == known
    assert _accounts(position) == accounts
    assert len(_known(seal_all().position)) > len(known)
    assert clean()


def _known(position: int) -> list[tuple[object, ...]]:
    with outermost() as cursor:
        cursor.execute(
            "SELECT l.position, l.hash, l.sealed_us, e.* FROM leaf AS l JOIN event AS e"
            " ON e.member_id = l.holder AND e.seq = l.seq WHERE l.position <= %s"
            " ORDER BY l.position",
            (position,),
        )
        return cursor.fetchall()


def _accounts(position: int) -> list[tuple[object, ...]]:
    """What each account held as far as was known at a position."""
    with outermost() as cursor:
        cursor.execute(
            "SELECT p.member_id, p.target_account, sum(p.amount) FROM posting AS p"
            " JOIN leaf AS l ON l.holder = p.member_id AND l.seq = p.seq AND l.kind = 1"
            " WHERE l.position <= %s GROUP BY 1, 2 ORDER BY 1, 2",
            (position,),
        )
        return cursor.fetchall()
