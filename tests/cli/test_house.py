"""What a newly cloned Setia does in real processes: README's lines, starting, and ending."""

import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator

import pytest

from tests.arch.tree import ROOT
from tests.cli.houses import TIMEOUT_S, House, free_port, house


@pytest.fixture(scope="module")
def home() -> Iterator[House]:
    with house() as made:
        yield made


def until(running: subprocess.Popen[str], said: str) -> str:
    """What it says up to a line that holds `said`."""
    assert running.stdout is not None
    lines: list[str] = []
    for line in running.stdout:
        lines.append(line)
        if said in line:
            return "".join(lines)
    raise AssertionError(f"it ended without {said!r}: {''.join(lines)}")


def readme_lines() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("## A first point")[2]
    lines = [line.strip() for line in re.findall(r"^    \S.*", text, re.MULTILINE)]
    assert len(lines) == 5
    assert lines[0].startswith("export PATH=")
    return lines[1:]


def test_the_lines_of_the_readme_do_what_it_says(home: House) -> None:
    publish, enrol, record, show = readme_lines()
    for line in (publish, enrol):
        ended = home.run("sh", "-c", line)
        assert ended.returncode == 0, ended.stderr
    first, again = (home.run("sh", "-c", record) for _ in range(2))
    assert (first.returncode, first.stdout) == (0, "accepted: +18 Beans\n"), first.stderr
    assert (again.returncode, again.stdout[:9]) == (0, "replayed:"), again.stderr
    shown = home.run("sh", "-c", show)
    assert shown.returncode == 0, shown.stderr
    assert "\n18 Beans" in shown.stdout
    assert not home.has_database


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_what_was_started(home: House, number: signal.Signals) -> None:
    port = free_port()
    with home.start("up", "--port", str(port)) as running:
        try:
            said = until(running, f"Setia is at http://127.0.0.1:{port}/")
            assert f"home: {home.home}" in said
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
                assert page.status == 200
            assert home.has_database
            running.send_signal(number)
            assert running.wait(TIMEOUT_S) == 0, running.stdout and running.stdout.read()
        finally:
            running.kill()
    assert not home.has_database


def test_a_signal_before_it_serves_stops_the_database_too() -> None:
    with house() as fresh, fresh.start("demo", "--port", str(free_port())) as running:
        try:
            until(running, "home: ")
            running.send_signal(signal.SIGTERM)
            running.wait(TIMEOUT_S)
        finally:
            running.kill()
        assert running.returncode != 0
        assert not fresh.has_database


@pytest.mark.parametrize("command", ["up", "demo"])
def test_a_port_that_is_taken_is_said_before_anything_starts(command: str) -> None:
    with socket.socket() as other, house() as fresh:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with fresh.start(command, "--port", str(port)) as ended:
            said, _ = ended.communicate(timeout=TIMEOUT_S)
        assert ended.returncode == 2
        assert said == (
            f"port {port} of 127.0.0.1 is taken by another program, maybe another Setia; "
            f"stop that, or choose another: setia {command} --port {port + 1}\n"
        )
        assert not fresh.home.exists()


def test_two_demos_that_begin_at_once_load_one(home: House) -> None:
    words = ("demo", "--members", "40", "--load-only")
    running = [home.start(*words) for _ in range(2)]
    told = [one.communicate(timeout=120)[0] for one in running]
    assert "Traceback" not in " ".join(told)
    assert 0 in {one.returncode for one in running}, told
    again = home.run("setia", *words)
    assert again.returncode == 0, again.stderr
    verified = home.run("setia", "verify")
    assert (verified.returncode, "clean" in verified.stdout) == (0, True)
    assert not list(home.home.glob("demo/*.new.gz"))
