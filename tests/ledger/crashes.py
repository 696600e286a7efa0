"""Drives `crasher.py`: one process for many orders, each done by a child that may leave early."""

import json
import os
import select
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from setia.ledger.entries import NewEvent

DEADLINE_S = 60.0
NEVER = 0
FIELDS = ("kind", "occurred_us", "source", "key", "payload", "given")


@dataclass(frozen=True)
class Ended:
    """How a child ended: whether it left early, and else what the verb answered."""

    left: bool
    answer: Any


class Crasher:
    """The process that makes the children."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("crasher.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ},
        )
        assert self._line() == "ready"

    def run(self, verb: str, events: list[NewEvent], point: int = NEVER) -> Ended:
        """Let a child do a verb, and leave before statement `point` (from 1; 0: never)."""
        assert self._process.stdin
        rows = [[str(one.member_id), *(getattr(one, name) for name in FIELDS)] for one in events]
        order = {"verb": verb, "point": point, "events": rows}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        found = json.loads(self._line())
        assert found["code"] in (0, 77), f"the child ended with {found['code']}; see above"
        return Ended(found["code"] == 77, json.loads(found["answer"] or "null"))

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(DEADLINE_S)
        self._process.stdout.close()

    def _line(self) -> str:
        assert self._process.stdout
        ready, _, _ = select.select([self._process.stdout], [], [], DEADLINE_S)
        assert ready, "the crasher does not answer"
        return self._process.stdout.readline().strip()
