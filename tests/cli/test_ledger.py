"""Verifying and replaying by hand: counts that agree with their nouns, and what is not sealed."""

import re

from setia.ledger.actions.record import record
from setia.ledger.entries import NewEvent
from setia.members.identities import Identity, IdentityKind
from setia.members.queries import find
from setia.platform import clock
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import raw_cursor
from tests.cli.conftest import Setia


def unsealed(place: int) -> None:
    """One event that nobody has sealed."""
    member_id = find(Identity(IdentityKind.REFERENCE, "1"))
    assert member_id is not None
    with raw_cursor() as cursor:
        now_us = clock.now(cursor)
    event = NewEvent(member_id, "purchase", now_us, "till", str(place), {"amount": 1})
    record([event], acting=SYSTEM)


def test_verify_says_what_it_saw_and_nothing_else(kopi: Setia) -> None:
    kopi("member", "enrol", "--reference", "1")
    kopi("record", "purchase", "5", "--reference", "1")
    ended = kopi("verify")
    assert (ended.code, ended.err) == (0, "")
    first, clean = ended.out.splitlines()
    assert re.match(r"1 holder, 1 event, \d+ postings?, \d+ leaves in ", first)
    assert clean == "clean"


def test_verify_says_how_many_events_are_not_sealed(kopi: Setia) -> None:
    kopi("member", "enrol", "--reference", "1")
    for place in range(2):
        unsealed(place)
        said = kopi("verify").out.splitlines()
        noun = "event" if place == 0 else "events"
        assert said[1] == f"{place + 1} {noun} not yet sealed: setia up does it"
        assert said[2] == "clean"


def test_replay_counts_in_words_that_agree(kopi: Setia) -> None:
    kopi("member", "enrol", "--reference", "1")
    ended = kopi("replay")
    assert (ended.code, ended.out, ended.err) == (0, "1 holder folded, 0 states mended\n", "")
