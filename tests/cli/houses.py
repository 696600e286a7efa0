"""Whole installations, run by real processes: a home of their own, and `setia` in it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from setia.platform.database.layout import layout_of
from setia.platform.database.supervisor import stop_if_unused
from tests.arch.tree import ROOT
from tests.conftest import HOME_VARIABLE, settings_of

TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class House:
    """A home on disk, which need not exist yet."""

    home: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """Only what a new terminal has: no setting of the tests' own."""
        kept = {key: value for key, value in os.environ.items() if "SETIA" not in key}
        kept.pop("DATABASE_URL", None)
        binaries = Path(sys.executable).parent
        return {
            **kept,
            "PATH": f"{binaries}:{os.environ['PATH']}",
            "SETIA_HOME": str(self.home),
            "PYTHONUNBUFFERED": "1",
        }

    @property
    def has_database(self) -> bool:
        """Whether a PostgreSQL of this home runs, by PostgreSQL's own word."""
        return layout_of(self.home).server_lock.exists()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One command, to its end."""
        return subprocess.run(
            words,
            cwd=ROOT,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        """`setia` with these words, running."""
        return subprocess.Popen(
            [sys.executable, "-m", "setia.cli", *words],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )


@contextmanager
def house() -> Iterator[House]:
    """A new home; nothing of it is left."""
    place = Path(tempfile.mkdtemp(prefix="house-", dir=os.environ[HOME_VARIABLE]))
    place.chmod(0o711)
    made = House(place / "h")
    try:
        yield made
    finally:
        if made.home.exists():
            stop_if_unused(settings_of(made.home))
        shutil.rmtree(place)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
