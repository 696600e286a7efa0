"""Processes that share one home: a race for the first start, joining, leaving, and being killed."""

import subprocess
from pathlib import Path

from setia.platform.database.layout import layout_of
from setia.platform.database.lease import Lease
from tests.platform.database.clients import gone
from tests.platform.database.conftest import NewClient
from tests.platform.database.wrappers import counting_initdb


def stopped(home: Path, postmaster: int) -> bool:
    return gone(postmaster) and not layout_of(home).server_lock.exists()


def test_eight_processes_race_a_first_start(
    home: Path, place: Path, bin_dir: Path, new_client: NewClient
) -> None:
    wrapped, count = counting_initdb(place, bin_dir)
    clients = [new_client(home, binaries=wrapped) for _ in range(8)]
    for client in clients:
        client.joined()
    assert len({client.postmaster() for client in clients}) == 1
    assert len({str(c.execute("SELECT pg_postmaster_start_time()")) for c in clients}) == 1
    assert count() == 1
    postmaster = clients[0].postmaster()
    for client in clients[:-1]:
        client.leave()
    assert clients[-1].execute("SELECT current_user") == [["setia_app"]]
    clients[-1].leave()
    assert stopped(home, postmaster)
    assert {each.name for each in layout_of(home).root.iterdir()} == {
        "data",
        "lease.lock",
        "log",
        "operator.conf",
        "run",
        "server.conf",
        "start.lock",
    }


def test_a_killed_client_leaves_the_others_their_server(
    used_home: Path, new_client: NewClient
) -> None:
    first, second = new_client(used_home), new_client(used_home)
    postmaster = first.joined().postmaster()
    second.joined()
    first.kill()
    assert second.execute("SELECT 1") == [[1]]
    second.leave()
    assert stopped(used_home, postmaster)


def test_a_child_that_was_given_the_lease_keeps_it_when_its_parent_leaves(place: Path) -> None:
    path = place / "lease"
    lease = Lease.take(path)
    with subprocess.Popen(["/bin/sleep", "60"], pass_fds=[lease.fd]) as child:
        assert lease.release(path) is False
        child.kill()
    assert Lease.take(path).release(path) is True


def test_the_next_one_joins_and_stops_what_a_killed_last_client_left(
    used_home: Path, new_client: NewClient
) -> None:
    last = new_client(used_home).joined()
    last.execute("CREATE TABLE kept AS SELECT 7 AS n", role="setia_owner")
    postmaster = last.postmaster()
    last.kill()
    assert not gone(postmaster)
    following = new_client(used_home).joined()
    assert following.postmaster() == postmaster
    assert following.execute("SELECT n FROM kept") == [[7]]
    following.leave()
    assert stopped(used_home, postmaster)
