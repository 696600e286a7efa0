"""kill -9 of the server, of the first initdb, and of who was starting them (I19)."""

import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from setia.platform.database import Embedded
from setia.platform.database.account import Account
from setia.platform.database.layout import Layout, layout_of
from setia.platform.database.sightings import command_line
from tests.platform.database.clients import DEADLINE_S, gone, wait_until
from tests.platform.database.conftest import NewClient
from tests.platform.database.wrappers import initdb_that_stops_midway, pg_ctl_that_is_held

BUSY = "SELECT count(*) FROM generate_series(1, 10000) a, generate_series(1, 100000000) b"


def kill_postmaster(layout: Layout) -> int:
    pid = int(layout.server_lock.read_text().split("\n", 1)[0])
    os.kill(pid, signal.SIGKILL)
    wait_until("the postmaster is gone", lambda: gone(pid))
    return pid


def drafts(layout: Layout) -> list[Path]:
    return list(layout.root.glob(".*"))


def one(server: Embedded, sql: str) -> object:
    with psycopg.connect(server.superuser_url) as link:
        return link.execute(sql).fetchone()


def test_a_killed_postmaster_is_started_again_with_all_that_was_committed(
    server: Embedded,
) -> None:
    with psycopg.connect(server.superuser_url) as link:
        link.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    killed = kill_postmaster(server.layout)
    assert server.ensure_running() is True
    assert server.layout.server_lock.read_text().split("\n", 1)[0] != str(killed)
    assert one(server, "SELECT count(*), sum(n) FROM kept") == (1000, 500500)
    assert server.ensure_running() is False


def test_of_many_who_miss_the_server_one_starts_it(server: Embedded) -> None:
    kill_postmaster(server.layout)
    with ThreadPoolExecutor(4) as threads:
        started = [threads.submit(server.ensure_running) for _ in range(4)]
    assert sorted(each.result() for each in started) == [False, False, False, True]
    assert one(server, "SELECT 1") == (1,)


def test_the_next_start_recovers_when_both_server_and_client_were_killed(
    used_home: Path, new_client: NewClient
) -> None:
    client = new_client(used_home).joined()
    client.execute("CREATE TABLE stored AS SELECT 7 AS n", role="setia_owner")
    client.kill()
    kill_postmaster(layout_of(used_home))
    following = new_client(used_home).joined()
    assert following.execute("SELECT n FROM stored") == [[7]]
    following.leave()


def test_a_busy_child_of_a_killed_postmaster_does_not_stop_the_next_start(
    server: Embedded,
) -> None:
    with closing(psycopg.connect(server.superuser_url, autocommit=True)) as link:
        pid = link.info.backend_pid
        link.pgconn.send_query(BUSY.encode())
        wait_until("the query runs", lambda: " SELECT" in command_line(pid))
        kill_postmaster(server.layout)
        assert not gone(pid)
        assert server.ensure_running()
        assert gone(pid)
    assert one(server, "SELECT 1") == (1,)


def test_a_lost_backend_makes_the_server_recover_and_answer_again(server: Embedded) -> None:
    with closing(psycopg.connect(server.superuser_url)) as link:
        os.kill(link.info.backend_pid, signal.SIGKILL)
        with pytest.raises(psycopg.OperationalError):
            link.execute("SELECT 1")
    assert server.ensure_running() is False
    assert one(server, "SELECT 1") == (1,)


def test_a_process_number_that_now_is_somebody_elses_is_not_believed(
    server: Embedded, account: Account
) -> None:
    kill_postmaster(server.layout)
    with subprocess.Popen(
        ["/bin/sleep", str(DEADLINE_S)],
        user=account.uid if account.foreign else None,
        group=account.gid if account.foreign else None,
    ) as stranger:
        try:
            for path in (server.layout.server_lock, server.layout.socket_lock):
                _, rest = path.read_text().split("\n", 1)
                path.write_text(f"{stranger.pid}\n{rest}")
            assert server.ensure_running()
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_killed_first_initdb_leaves_nothing_broken(
    home: Path, place: Path, bin_dir: Path, new_client: NewClient
) -> None:
    wrapped, note = initdb_that_stops_midway(place, bin_dir)
    client = new_client(home, binaries=wrapped)
    wait_until("initdb is midway", note.exists)
    pid, made = note.read_text().split(maxsplit=1)
    os.kill(int(pid), signal.SIGKILL)
    assert client.refusal()["error"] == "StartFailedError"
    assert not layout_of(home).data.exists()
    assert (Path(made.strip()) / "PG_VERSION").exists()
    following = new_client(home, binaries=wrapped).joined()
    assert following.execute("SELECT 1") == [[1]]
    assert drafts(layout_of(home)) == []
    following.leave()


def test_an_initdb_that_outlives_its_setia_keeps_others_out_until_it_ends(
    home: Path, place: Path, bin_dir: Path, new_client: NewClient
) -> None:
    wrapped, note = initdb_that_stops_midway(place, bin_dir)
    client = new_client(home, binaries=wrapped)
    wait_until("initdb is midway", note.exists)
    pid, made = note.read_text().split(maxsplit=1)
    client.kill()
    refused = new_client(home, binaries=wrapped, start_timeout_s=1).refusal()
    assert refused["error"] == "BusyError"
    assert str(layout_of(home).start_lock) in refused["text"]
    assert Path(made.strip()).exists()
    following = new_client(home, binaries=wrapped)
    os.kill(int(pid), signal.SIGCONT)
    following.joined()
    assert drafts(layout_of(home)) == []
    following.leave()


def test_two_servers_started_at_once_become_one(
    used_home: Path, place: Path, bin_dir: Path, new_client: NewClient
) -> None:
    wrapped, note = pg_ctl_that_is_held(place, bin_dir)
    client = new_client(used_home, binaries=wrapped)
    wait_until("pg_ctl is about to start the server", note.exists)
    client.kill()
    following = new_client(used_home, binaries=wrapped)
    note.with_suffix(".go").touch()
    following.joined()
    other = new_client(used_home).joined()
    assert following.postmaster() == other.postmaster()
    assert following.execute("SELECT 1") == [[1]]
    other.leave()
    following.leave()
