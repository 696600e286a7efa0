"""Runs ledger verbs in children that end, without a word, before a given statement.

Started by `crashes.py` as a process of its own; each line on standard input is an order, each line
on standard output what became of it. It forks a child for every order and has no database
connection of its own then, so that no child shares one. The child counts the statements and commits
of its verb and leaves by `os._exit` at the one it was told.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

GONE = 77


def main() -> None:
    import django

    import setia.platform.boot  # As every process that opens a connection.

    django.setup()
    from django.db import connections

    from setia.platform.vault import bind_vault

    bind_vault(Path(os.environ["SETIA_HOME"]))
    connections.close_all()
    import setia.ledger.actions.rebuild
    import setia.ledger.actions.record
    import setia.ledger.actions.sweep  # noqa: F401  # Loaded once, before the children are made.

    print("ready", flush=True)
    for line in sys.stdin:
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read_end)
            _child(json.loads(line), write_end)
        os.close(write_end)
        with os.fdopen(read_end) as answers:
            answer = answers.read()
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        print(json.dumps({"code": code, "answer": answer}), flush=True)


def _child(order: dict[str, Any], write_end: int) -> None:
    """Do one order and exit, early if so ordered."""
    from django.db import connection

    code = 1
    try:
        connection.ensure_connection()
        _leave_before(order["point"])
        answer = _verb(order["verb"], order["events"])
        os.write(write_end, json.dumps(answer).encode())
        code = 0
    finally:
        # A child never returns into the loop of its parent; a fault shows on standard error.
        if code:
            import traceback

            traceback.print_exc()
        os._exit(code)


def _leave_before(point: int) -> None:
    """Count statements and commits; leave before number `point`, from 1, or just after a commit."""
    import psycopg

    execute, commit = psycopg.Cursor.execute, psycopg.Connection.commit
    passed = 0

    def step() -> None:
        nonlocal passed
        passed += 1
        if passed == point:
            os._exit(GONE)

    def counted_execute(self: Any, *args: Any, **more: Any) -> Any:
        step()
        return execute(self, *args, **more)

    def counted_commit(self: Any) -> None:
        step()
        commit(self)
        step()

    psycopg.Cursor.execute = counted_execute  # type: ignore[method-assign]
    psycopg.Connection.commit = counted_commit  # type: ignore[method-assign]


def _verb(name: str, events: list[list[Any]]) -> object:
    from setia.ledger.actions.open_holders import open_holders
    from setia.ledger.actions.rebuild import rebuild_states
    from setia.ledger.actions.record import record
    from setia.ledger.actions.seal import seal_all
    from setia.ledger.actions.sweep import sweep_all
    from setia.ledger.entries import NewEvent, Origin
    from setia.platform import audit
    from setia.platform.access.principal import SYSTEM
    from setia.platform.connection import outermost

    if name == "sweep":
        return sweep_all().holders
    if name == "seal":
        return seal_all().leaves
    if name == "rebuild":
        return rebuild_states(acting=SYSTEM).mended
    if name == "open":
        with outermost() as cursor:
            open_holders(cursor, [(UUID(one[0]), "person") for one in events])
        return len(events)

    def inside(cursor: Any, decided: Any) -> None:
        detail = {"events": len(decided)}
        audit.write(cursor, acting=SYSTEM, act="counted", subject="test/inside", detail=detail)

    receipts = record(
        [NewEvent(UUID(one[0]), *one[1:]) for one in events],
        acting=SYSTEM,
        origin=Origin(name),
        inside=inside,
    )
    return [[receipt.outcome, receipt.seq] for receipt in receipts]


if __name__ == "__main__":
    main()
