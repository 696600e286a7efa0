"""Kills imports at chosen statements and lets them go on; run as a program of its own.

It loads everything once and forks a child for each run, so that a hundred deaths cost seconds. It
never touches Arrow itself: threads that a parent had are not there in a child.

    python -m tests.imports.crash LOG MAP FOLDER COUNT SEED

prints one line of JSON: how many statements a clean run has, where each child died, and whether
what the next run left is what the clean run left.
"""

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from setia.imports import gather_events, read_delimited, stage
from tests.imports.file_sink import FileSink, read_entries
from tests.imports.logs import bring_in

# Reading and mapping hold nothing but memory, so dying there is dying before the stage is written.
WATCHED = ("import_log.py", "stage.py", "stage_folder.py", "rejections.py", "send_events.py")
SINK = "file_sink.py"


class Statements:
    """Notes statements of the watched files, and does something at one of them."""

    def __init__(self, at: int, then: Callable[[str], None]) -> None:
        self.places: list[str] = []
        self._at = at
        self._then = then

    def __call__(self, frame: FrameType, event: str, _argument: object) -> "Statements | None":
        name = frame.f_code.co_filename
        if not name.endswith((*WATCHED, SINK)):
            return None
        if event == "line":
            self.places.append(f"{Path(name).name}:{frame.f_lineno}")
            if len(self.places) == self._at:
                self._then(self.places[-1])
        return self


def _run(log: Path, text: str, folder: Path, at: int, died: Path) -> int:
    """Import in a child that dies at a statement (0: never); how it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def die(where: str) -> None:
        died.write_text(where)
        os.kill(os.getpid(), signal.SIGKILL)

    statements = Statements(at, die)
    sys.settrace(statements)
    bring_in(log, text, FileSink(folder / "sink"), folder=folder)
    sys.settrace(None)
    (folder / "statements").write_text(json.dumps(statements.places))
    os._exit(0)


def _left(folder: Path) -> list[str]:
    """What an import left: the sink's entries in any order, the rejected rows, and no stage."""
    entries = sorted(json.dumps(entry, sort_keys=True) for entry in read_entries(folder / "sink"))
    rejected = sorted(path.read_text() for path in folder.glob("*.rejected.csv"))
    drafts = [path.name for path in folder.glob(".*")]
    staged = [path.name for path in (folder / "imports").iterdir()]
    return [*entries, *rejected, *drafts, *staged]


def main() -> None:
    log, text, folder = Path(sys.argv[1]), Path(sys.argv[2]).read_text(), Path(sys.argv[3])
    count, chance = int(sys.argv[4]), random.Random(int(sys.argv[5]))
    # Small runs and chunks, so that a small log has every kind of moment more than once.
    setattr(stage, "RUN_ROWS", 60)  # noqa: B010  # final for everybody else
    setattr(read_delimited, "BATCH_ROWS", 40)  # noqa: B010  # as above
    setattr(gather_events, "CHUNK_EVENTS", 40)  # noqa: B010  # as above
    clean = folder / "clean"
    clean.mkdir()
    assert _run(log, text, clean, 0, clean / "died") == 0
    statements = json.loads((clean / "statements").read_text())
    modules = sorted({place.partition(":")[0] for place in statements})
    wanted = _left(clean)
    places: list[str] = []
    unlike: list[int] = []
    for number in range(count):
        own = folder / str(number)
        own.mkdir()
        # Every module that writes has its turn, and within it every place alike.
        module = modules[number % len(modules)]
        at = _choose([one if one.startswith(module) else "" for one in statements], chance)
        first = _run(log, text, own, at, own / "died")
        assert first == -signal.SIGKILL, f"statement {at}: ended with {first}"
        places.append((own / "died").read_text())
        # Killed once more on the way, then left alone.
        _run(log, text, own, _choose(statements, chance), own / "died")
        assert _run(log, text, own, 0, own / "died") == 0
        if _left(own) != wanted:
            unlike.append(at)
    print(json.dumps({"statements": len(statements), "places": places, "unlike": unlike}))


def _choose(statements: list[str], chance: random.Random) -> int:
    """A statement that is run, every named place in the code as likely as another."""
    place = chance.choice(sorted(set(statements) - {""}))
    return 1 + chance.choice([at for at, one in enumerate(statements) if one == place])


if __name__ == "__main__":
    main()
