"""PostgreSQL's real programs behind small shell scripts, which count, stop or hold at one point."""

from collections.abc import Callable
from pathlib import Path

_COUNT = """#!/bin/sh
case "$*" in *--pgdata=*) echo run >> '{note}';; esac
exec '{real}' "$@"
"""

# The real initdb is stopped as soon as it has written its first file, once.
_STOP_MIDWAY = """#!/bin/sh
[ -e '{note}' ] && exec '{real}' "$@"
for each in "$@"; do case "$each" in --pgdata=*) made="${{each#--pgdata=}}";; esac; done
[ "$made" ] || exec '{real}' "$@"
'{real}' "$@" &
child=$!
until [ -s "$made/PG_VERSION" ] || ! kill -0 $child; do :; done
kill -STOP $child
echo "$child $made" > '{note}.new'; mv '{note}.new' '{note}'
wait $child
"""

# The first start waits until it is let go, so that whoever asked for it can be killed before.
_HOLD_START = """#!/bin/sh
[ "$1" = start ] && [ ! -e '{note}' ] || exec '{real}' "$@"
: > '{note}'
until [ -e '{note}.go' ]; do sleep 0.01; done
exec '{real}' "$@"
"""


def counting_initdb(place: Path, bin_dir: Path) -> tuple[Path, Callable[[], int]]:
    """Binaries whose initdb notes each run, and how often it ran."""
    note = _note(place)
    return _wrapped(place, bin_dir, "initdb", _COUNT, note), lambda: len(
        note.read_text().splitlines()
    )


def initdb_that_stops_midway(place: Path, bin_dir: Path) -> tuple[Path, Path]:
    """Binaries whose first initdb is suspended midway, and the file that then says
    "pid directory"."""
    note = _note(place)
    return _wrapped(place, bin_dir, "initdb", _STOP_MIDWAY, note), note


def pg_ctl_that_is_held(place: Path, bin_dir: Path) -> tuple[Path, Path]:
    """Binaries whose first `pg_ctl start` makes the file that is given back, and goes on when
    there is one of that name with ".go"."""
    note = _note(place)
    return _wrapped(place, bin_dir, "pg_ctl", _HOLD_START, note), note


def _note(place: Path) -> Path:
    # Programs run as the server's account write here.
    folder = place / "notes"
    folder.mkdir()
    folder.chmod(0o777)
    return folder / "note"


def _wrapped(place: Path, bin_dir: Path, program: str, script: str, note: Path) -> Path:
    folder = place / "bin"
    folder.mkdir()
    for name in ("initdb", "pg_ctl", "postgres"):
        text = script if name == program else "#!/bin/sh\nexec '{real}' \"$@\"\n"
        path = folder / name
        path.write_text(text.format(real=bin_dir / name, note=note))
        path.chmod(0o755)
    return folder
