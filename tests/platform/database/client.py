"""One process that uses the embedded database, driven over its standard input and output.

Started as `client.py HOME BIN [UID:GID]`. It answers "ready" once it has joined, then one line of
JSON for each line of JSON it reads, and leaves at the end of its input. An error before "ready" is
answered as {"error": name, "text": message}.
"""

import encodings.ascii  # loaded at first use, which may be after root was given up
import encodings.idna  # noqa: F401  # as above
import json
import os
import sys
from pathlib import Path

import psycopg

from setia.platform.database import DatabaseError, open_database
from setia.platform.settings import Settings


def become(account: str) -> None:
    """Give up root for good. All modules are loaded by now, since the interpreter's own files may
    lie where that account cannot read them."""
    uid, gid = map(int, account.split(":"))
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    os.environ["HOME"] = "/nonexistent"


def main(home: str, bin_dir: str, account: str = "") -> None:
    # libpq looks for certificates and services when it first connects.
    os.environ.pop("PGSERVICE", None)
    if account:
        become(account)
    timeout_s = os.environ.get("START_TIMEOUT_S", "60")
    settings = Settings.load(
        {
            "SETIA_HOME": home,
            "SETIA_POSTGRES_BIN": bin_dir,
            "SETIA_DATABASE_START_TIMEOUT_S": timeout_s,
        }
    )
    try:
        with open_database(settings) as database:
            assert database.server is not None
            print("ready", flush=True)
            for line in sys.stdin:
                ask = json.loads(line)
                answer: object = None
                if ask["do"] == "ensure_running":
                    answer = database.ensure_running()
                elif ask["do"] == "execute":
                    with psycopg.connect(database.server.url(ask["role"], ask["database"])) as link:
                        done = link.execute(ask["sql"])
                        answer = done.fetchall() if done.description else None
                elif ask["do"] == "postmaster":
                    lines = (database.server.layout.data / "postmaster.pid").read_text()
                    answer = int(lines.split("\n", 1)[0])
                print(json.dumps({"answer": answer}, default=str), flush=True)
    except DatabaseError as error:
        print(json.dumps({"error": type(error).__name__, "text": str(error)}), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "src"))
    main(*sys.argv[1:])
