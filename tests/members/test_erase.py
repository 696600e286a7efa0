"""An erased member can't be read anywhere, however the erasure was interrupted (I16)."""

from contextlib import suppress
from functools import partial
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.db import connections

from setia.ledger.entries import Outcome
from setia.members.actions.add_identity import Addition, add_identity
from setia.members.actions.enrol_members import enrol_members
from setia.members.actions.erase_member import Erasure, erase_member
from setia.members.actions.take_events import take_events
from setia.members.enrolments import Enrolment
from setia.members.identities import Identity, IdentityKind
from setia.members.queries import display_name, find, member_view
from setia.members.register import note_erasure, read_register
from setia.members.tasks import finish_erasures
from setia.platform.access.principal import SYSTEM
from setia.platform.database import Embedded
from tests.conftest import DatabaseUrls, NewDatabase, point_django_at
from tests.members.shop import (
    DIE,
    STAFF,
    TILL,
    assert_sound,
    at_once,
    count,
    dump,
    email,
    enrol,
    member,
    purchase,
    rows,
    run_and_die,
    shows,
)

NAME = "Zulaikha binti Qasim"
PERSON = Identity(IdentityKind.EMAIL, "zulaikha.qasim@kopi-pagi.example")
PHONE = Identity(IdentityKind.PHONE, "+60 19 876 5432")


def _person() -> UUID:
    asked = Enrolment([PERSON, PHONE], personal={"name": NAME})
    (enrolled,) = enrol_members([asked], acting=STAFF)
    assert enrolled.member_id is not None
    return enrolled.member_id


def _seen(member_id: UUID) -> tuple[str, int, int]:
    view = member_view(member_id)
    assert view is not None
    return view.number, len(view.identities), len(view.personal)


def test_an_erased_member_is_not_found_and_the_ledger_stays_whole(
    kopi: DatabaseUrls, tmp_path: Path
) -> None:
    member_id = _person()
    number = Identity(IdentityKind.NUMBER, _seen(member_id)[0])
    take_events([purchase(PERSON, "a"), purchase(PHONE, "b")], acting=TILL)
    points = rows(kopi, "SELECT balances FROM member_state")
    sealed = rows(kopi, "SELECT wrapped FROM member_key UNION SELECT sealed FROM personal"
                        " UNION SELECT sealed FROM member_identity"
                        " UNION SELECT blind FROM member_identity")  # fmt: skip
    assert len(sealed) == 1 + 1 + 3 + 3
    assert erase_member(member_id, home=tmp_path, acting=STAFF) is Erasure.ERASED
    assert find(PERSON) is find(PHONE) is find(number) is None
    assert _seen(member_id) == ("", 0, 0)
    assert display_name(member_id) == ""
    dumped = dump(kopi)
    for (secret,) in sealed:
        assert isinstance(secret, bytes)
        assert secret.hex() not in dumped
    for plaintext in (NAME, PERSON.value, PHONE.value, number.value):
        assert not shows(dumped, plaintext)
    assert rows(kopi, "SELECT balances FROM member_state") == points
    assert count(kopi, "event") == 2
    assert read_register(tmp_path).erased == [member_id]
    found = rows(kopi, "SELECT principal, subject, detail FROM audit_entry WHERE act = %s",
                 "member_erased")  # fmt: skip
    assert found == [("person/staff-1", f"member/{member_id}", {})]
    assert_sound(kopi)


def test_no_plaintext_ever_reaches_the_files_of_the_database(
    kopi: DatabaseUrls, tmp_path: Path, postgres: Embedded
) -> None:
    member_id = _person()
    waits = email("nobody-named-yusof")
    take_events([purchase(PERSON, "a"), purchase(waits, "w", note="for yusof")], acting=TILL)
    erase_member(member_id, home=tmp_path, acting=STAFF)
    with psycopg.connect(kopi.superuser_url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    read = {}
    for path in postgres.layout.root.rglob("*"):
        # Files of other databases come and go; logs and the write-ahead log are searched too.
        with suppress(OSError):
            read[path] = path.read_bytes()
    for plaintext in (NAME, PERSON.value, PHONE.value, waits.value, "for yusof"):
        assert not [path for path, content in read.items() if plaintext.encode() in content]
    # The id is there, so the files that were searched are those of this database.
    assert [path for path, content in read.items() if member_id.bytes in content]


def test_erasing_again_changes_nothing(kopi: DatabaseUrls, tmp_path: Path) -> None:
    member_id = _person()
    erase_member(member_id, home=tmp_path, acting=STAFF)
    before = dump(kopi)
    assert erase_member(member_id, home=tmp_path, acting=STAFF) is Erasure.ALREADY
    assert erase_member(UUID(int=1), home=tmp_path, acting=STAFF) is Erasure.UNKNOWN
    assert dump(kopi) == before
    assert read_register(tmp_path).erased == [member_id]


def test_who_comes_back_is_a_new_member(kopi: DatabaseUrls, tmp_path: Path) -> None:
    first = _person()
    erase_member(first, home=tmp_path, acting=STAFF)
    assert _person() != first
    assert add_identity(first, email("again"), acting=STAFF) is Addition.ERASED
    assert_sound(kopi)


def test_others_are_left_alone(kopi: DatabaseUrls, tmp_path: Path) -> None:
    other = enrol(email("budi"), personal={"name": "Budi"}).member_id
    assert other is not None
    before = member_view(other)
    erase_member(_person(), home=tmp_path, acting=STAFF)
    assert member_view(other) == before
    assert find(email("budi")) == other
    assert_sound(kopi)


def test_an_erasure_killed_after_its_line_is_finished_by_the_next_start(
    kopi: DatabaseUrls, tmp_path: Path
) -> None:
    member_id = _person()
    run_and_die(f"""
from pathlib import Path
from uuid import UUID
from setia.members.actions import erase_member
from tests.members.shop import STAFF
write = erase_member.note_erasure
def line_and_die(*given, **named):
    write(*given, **named)
    {DIE}
erase_member.note_erasure = line_and_die
erase_member.erase_member(UUID("{member_id}"), home=Path({str(tmp_path)!r}), acting=STAFF)
""")
    assert find(PERSON) == member_id
    assert read_register(tmp_path).erased == [member_id]
    assert finish_erasures(tmp_path, acting=SYSTEM) == [member_id]
    assert find(PERSON) is None
    assert finish_erasures(tmp_path, acting=SYSTEM) == []
    assert_sound(kopi)


def test_an_erasure_killed_before_its_line_has_not_happened(
    kopi: DatabaseUrls, tmp_path: Path
) -> None:
    member_id = _person()
    before = dump(kopi)
    run_and_die(f"""
from pathlib import Path
from uuid import UUID
from setia.members.actions import erase_member
from tests.members.shop import STAFF
erase_member.note_erasure = lambda *given, **named: {DIE}
erase_member.erase_member(UUID("{member_id}"), home=Path({str(tmp_path)!r}), acting=STAFF)
""")
    assert dump(kopi) == before
    assert erase_member(member_id, home=tmp_path, acting=STAFF) is Erasure.ERASED


def test_nobody_is_erased_when_the_register_cannot_be_written(
    kopi: DatabaseUrls, tmp_path: Path
) -> None:
    member_id = _person()
    before = dump(kopi)
    (tmp_path / "registers").write_text("a file where the directory should be")
    with pytest.raises(OSError, match="registers"):
        erase_member(member_id, home=tmp_path, acting=STAFF)
    assert dump(kopi) == before


def test_a_restored_backup_erases_again(
    kopi: DatabaseUrls, tmp_path: Path, new_database: NewDatabase
) -> None:
    member_id, other = _person(), member(email("budi"))
    connections.close_all()
    backup = new_database(kopi.name)
    erase_member(member_id, home=tmp_path, acting=STAFF)
    note_erasure(tmp_path, UUID(int=1), erased_us=0, acting=STAFF)  # enrolled after the backup
    point_django_at(backup)
    assert find(PERSON) == member_id
    assert finish_erasures(tmp_path, acting=SYSTEM) == [member_id]
    assert find(PERSON) is None
    assert find(email("budi")) == other
    assert_sound(backup)


def test_what_waits_under_an_erased_identity_goes_with_it(
    kopi: DatabaseUrls, tmp_path: Path
) -> None:
    member_id = _person()
    # An event that was parked before the identity was added, and not claimed yet.
    extra = email("extra")
    take_events([purchase(extra, "w")], acting=TILL)
    run_and_die(f"""
from uuid import UUID
from setia.members.actions import add_identity
from tests.members.shop import STAFF, email
add_identity.claim_waiting = lambda *given, **named: {DIE}
add_identity.add_identity(UUID("{member_id}"), email("extra"), acting=STAFF)
""")
    assert find(extra) == member_id
    assert count(kopi, "waiting_event") == 1
    erase_member(member_id, home=tmp_path, acting=STAFF)
    assert count(kopi, "waiting_event") == 0
    (receipt,) = take_events([purchase(extra, "w")], acting=TILL)
    assert receipt.outcome is Outcome.WAITING
    assert_sound(kopi)


def test_erasing_while_others_enrol_add_and_send_leaves_nothing_behind(
    kopi: DatabaseUrls, tmp_path: Path
) -> None:
    for round_ in range(10):
        old, new = email(f"{round_}"), email(f"{round_}-new")
        member_id = member(old)
        at_once(
            [
                partial(erase_member, member_id, home=tmp_path, acting=STAFF),
                partial(erase_member, member_id, home=tmp_path, acting=STAFF),
                partial(add_identity, member_id, new, acting=STAFF),
                partial(add_identity, member_id, old, acting=STAFF),
                partial(take_events, [purchase(old, "x")], acting=TILL),
                partial(enrol, old, new),
            ]
        )
        assert read_register(tmp_path).erased.count(member_id) == 1
        assert find(old) != member_id
        assert find(new) != member_id
    assert_sound(kopi)
