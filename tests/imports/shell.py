"""An import as the command runs it, into a file instead of a database; run as a program of its own.

    python -m tests.imports.shell LOG MAP FOLDER

The sink says "recording" at its second chunk and waits to be told to go on, so that a signal finds
the import at a known place.
"""

import sys
from pathlib import Path

from rich.console import Console

from setia.cli.import_file import run_import
from setia.imports import gather_events
from setia.imports.read_map import read_map
from tests.imports.file_sink import FileSink


def main() -> None:
    log, text, folder = Path(sys.argv[1]), Path(sys.argv[2]).read_text(), Path(sys.argv[3])
    setattr(gather_events, "CHUNK_EVENTS", 20)  # noqa: B010  # final for everybody else
    chunks = 0

    def between(name: str) -> None:
        nonlocal chunks
        chunks += name == "before take"
        if chunks == 2 and name == "before take":
            sys.stdout.write("recording\n")
            sys.stdout.flush()
            sys.stdin.readline()

    code = run_import(
        log,
        read_map(text, file_name=log.name),
        sink=FileSink(folder / "sink", between),
        home=folder,
        rejected=folder,
        zone="UTC",
        as_json=False,
        console=Console(stderr=True),
    )
    sys.exit(code)


if __name__ == "__main__":
    main()
