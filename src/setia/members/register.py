"""The erasure register: a file outside the database that says who was erased.

A line is written and synced before the erasure commits, so a backup that is restored, or a commit
that never came, is brought in line by erasing once more what the register names. It only grows and
holds ids, never anything personal (I16). A line that was cut by a crash is not an erasure, because
its commit came after; readers report it and go on.
"""

import fcntl
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from setia.platform.access.principal import Principal


@dataclass(frozen=True, slots=True)
class Register:
    """What the file says: members as they were erased, and the numbers of broken lines."""

    erased: Sequence[UUID]
    broken_lines: Sequence[int]


def register_of(home: Path) -> Path:
    """Where the register of the installation in `home` lies."""
    return home / "registers" / "erasures.jsonl"


def note_erasure(home: Path, member_id: UUID, *, erased_us: int, acting: Principal) -> None:
    """Append one line and return when the disk has it. Raises OSError when it has not."""
    path = register_of(home)
    entry = {"member_id": str(member_id), "erased_us": erased_us, "by": acting.line()}
    line = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
    made = not path.exists()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "r+b", buffering=0) as file:
        # One line at a time: a write that was cut must be seen before the next begins.
        fcntl.flock(file, fcntl.LOCK_EX)
        if _ends_in_the_middle(file.fileno()):
            line = b"\n" + line
        if file.write(line) != len(line):
            raise OSError(f"{path}: the disk took a part of the line only; is it full?")
        os.fsync(file.fileno())
    if made:
        _sync(path.parent)
        _sync(home)


def read_register(home: Path) -> Register:
    """All that the register says; empty when there is none yet."""
    path = register_of(home)
    erased: list[UUID] = []
    broken: list[int] = []
    lines = path.read_bytes().splitlines() if path.exists() else []
    for number, line in enumerate(lines, start=1):
        try:
            erased.append(UUID(json.loads(line)["member_id"]))
        except (ValueError, TypeError, KeyError, AttributeError):
            broken.append(number)
    return Register(erased, broken)


def _ends_in_the_middle(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
