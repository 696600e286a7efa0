"""The register keeps whole lines, one at a time, and reads past one that a crash has cut."""

import json
import stat
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from setia.members.register import note_erasure, read_register, register_of
from setia.platform.access.principal import SYSTEM

NOTE = """
import sys
from pathlib import Path
from uuid import UUID
from setia.members.register import note_erasure
from setia.platform.access.principal import SYSTEM
for number in range(50):
    member_id = UUID(int=int(sys.argv[2]) * 1000 + number)
    note_erasure(Path(sys.argv[1]), member_id, erased_us=number, acting=SYSTEM)
"""


def _note(home: Path, number: int) -> UUID:
    member_id = UUID(int=number)
    note_erasure(home, member_id, erased_us=number, acting=SYSTEM)
    return member_id


def test_an_empty_register_names_nobody(tmp_path: Path) -> None:
    register = read_register(tmp_path)
    assert (register.erased, register.broken_lines) == ([], [])


def test_lines_are_read_in_their_order_and_hold_ids_alone(tmp_path: Path) -> None:
    noted = [_note(tmp_path, number) for number in (3, 1, 2)]
    assert read_register(tmp_path).erased == noted
    first = json.loads(register_of(tmp_path).read_text().splitlines()[0])
    assert first == {"member_id": str(UUID(int=3)), "erased_us": 3, "by": "system/setia"}
    assert stat.S_IMODE(register_of(tmp_path).stat().st_mode) == 0o600


@pytest.mark.parametrize("cut", [1, 10, 60])
def test_a_line_that_was_cut_is_reported_and_spoils_no_other(tmp_path: Path, cut: int) -> None:
    first = _note(tmp_path, 1)
    _note(tmp_path, 2)
    path = register_of(tmp_path)
    path.write_bytes(path.read_bytes()[:-cut] if cut > 1 else path.read_bytes()[:-1] + b"x")
    third = _note(tmp_path, 3)
    register = read_register(tmp_path)
    assert register.erased == [first, third]
    assert register.broken_lines == [2]


def test_four_processes_at_once_write_whole_lines(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", NOTE, str(tmp_path), str(number)])
        for number in range(1, 5)
    ]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    register = read_register(tmp_path)
    assert register.broken_lines == []
    expected = {UUID(int=writer * 1000 + number) for writer in range(1, 5) for number in range(50)}
    assert set(register.erased) == expected
    assert len(register.erased) == 200


def test_a_register_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "registers").write_text("a file where the directory should be")
    with pytest.raises(OSError, match="registers"):
        _note(tmp_path, 1)
