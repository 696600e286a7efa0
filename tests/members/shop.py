"""A small shop with a program of one wallet, and what tests ask of its people and tables."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from uuid import UUID

import psycopg
from django.db import connections
from psycopg import sql

from setia.ledger.actions.seal import seal_all
from setia.ledger.verify import verify
from setia.members.actions.enrol_members import enrol_members
from setia.members.enrolments import Enrolled, Enrolment
from setia.members.identities import Identity, IdentityKind
from setia.members.waiting import NamedEvent
from setia.platform.access.principal import Principal
from setia.platform.json import Json
from tests.conftest import DatabaseUrls

TILL = Principal("key", "till-1", store="kl-2")
STAFF = Principal("person", "staff-1")
ROOT = Path(__file__).resolve().parents[2]
HAPPENED_US = 1_700_000_000_000_000

PROGRAM = """
setia: 1
program: kopi
currency: MYR
time zone: Asia/Kuala_Lumpur
wallets:
  beans: {name: {en: {one: Bean, other: Beans}}, expires: 12 months}
earning:
  - rule: base
    give: 1 per whole 1.00
"""

_DJANGO = "import os, signal, django\ndjango.setup()\n"
DIE = "os.kill(os.getpid(), signal.SIGKILL)"


def email(name: object) -> Identity:
    return Identity(IdentityKind.EMAIL, f"{name}@example.com")


def enrol(*identities: Identity, personal: Mapping[str, str] | None = None) -> Enrolled:
    (enrolled,) = enrol_members([Enrolment(identities, personal or {})], acting=STAFF)
    return enrolled


def member(*identities: Identity) -> UUID:
    enrolled = enrol(*identities)
    assert enrolled.created
    assert enrolled.member_id is not None
    return enrolled.member_id


def purchase(who: Identity, key: str, amount: int = 1_000, **more: Json) -> NamedEvent:
    payload: dict[str, Json] = {"amount": amount, **more}
    return NamedEvent(who, "purchase", HAPPENED_US, "till", key, payload)


def rows(urls: DatabaseUrls, query: str, *values: object) -> list[tuple[object, ...]]:
    """What the superuser reads, past every right of the application."""
    with psycopg.connect(urls.superuser_url) as connection:
        return connection.execute(query, values).fetchall()


def count(urls: DatabaseUrls, table: str) -> int:
    ((number,),) = rows(urls, f"SELECT count(*) FROM {table}")
    assert isinstance(number, int)
    return number


def dump(urls: DatabaseUrls) -> str:
    """Every row of every table as text, bytea in hex."""
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    with psycopg.connect(urls.superuser_url) as connection:
        names = [str(name) for (name,) in connection.execute(tables).fetchall()]
        found = [
            str(line)
            for name in names
            for (line,) in connection.execute(
                sql.SQL("SELECT one::text FROM {} AS one").format(sql.Identifier(name))
            )
        ]
    assert {"member", "waiting_event", "event", "audit_entry"} <= set(names)
    return "\n".join(found)


def shows(dumped: str, plaintext: str) -> bool:
    """Whether a plaintext stands in a dump, as text or within a bytea."""
    return plaintext in dumped or plaintext.encode().hex() in dumped


def assert_sound(urls: DatabaseUrls) -> None:
    """The oracle: the ledger verifies, and nothing of members is orphaned or miscounted."""
    seal_all()
    assert verify().clean
    orphans = {
        "a member without its key": "SELECT 1 FROM member LEFT JOIN member_key USING (member_id)"
        " WHERE (erased_us IS NULL) <> (wrapped IS NOT NULL)",
        "a member without a state": "SELECT 1 FROM member LEFT JOIN member_state USING (member_id)"
        " WHERE seq IS NULL",
        "a lookup that leads elsewhere than its identity": "SELECT 1 FROM identity_lookup AS l"
        " FULL JOIN member_identity AS i USING (blind)"
        " WHERE l.leads_to IS DISTINCT FROM i.member_id",
        "a lookup that says nothing": "SELECT 1 FROM identity_lookup"
        " WHERE leads_to IS NULL AND waiting = 0",
        "a wrong count of waiting events": "SELECT 1 FROM identity_lookup AS l WHERE waiting <>"
        " (SELECT count(*) FROM waiting_event AS w WHERE w.blind = l.blind AND problem = '')",
        "something of an erased member": "SELECT 1 FROM member JOIN"
        " (SELECT member_id FROM personal UNION SELECT member_id FROM member_identity) AS p"
        " USING (member_id) WHERE erased_us IS NOT NULL",
    }
    for what, query in orphans.items():
        assert rows(urls, query) == [], what


def run_and_die(script: str) -> None:
    """Run Python beside this process, on the same database; the script must end by SIGKILL."""
    ended = subprocess.run(
        [sys.executable, "-c", _DJANGO + script],
        check=False,
        timeout=60,
        capture_output=True,
        cwd=ROOT,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


def at_once(works: Sequence[Callable[[], object]]) -> None:
    """Run each in a thread with a connection of its own, started together; raise their faults."""
    barrier = threading.Barrier(len(works))
    faults: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            barrier.wait(30)
            work()
        except BaseException as fault:  # noqa: BLE001  # handed to the test's own thread
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive(), "still waiting after two minutes"
    if faults:
        raise faults[0]
