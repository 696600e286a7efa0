"""Writes the shell commands that carry a database of one major version over to another.

They are printed, never run: an upgrade is the operator's decision, made with a backup at hand. The
old data directory is kept beside the new one under a name with its version. They use PostgreSQL's
own programs alone, so they work whatever state Setia is in.
"""

import shlex
from pathlib import Path
from typing import Final

from setia.platform.database.account import Account
from setia.platform.database.binaries import Binaries, candidates, describe
from setia.platform.database.install import runs
from setia.platform.database.layout import Layout

_COMMANDS: Final = """\
  set -e
  cd {root}
  {as_account} {old}/pg_ctl start -w -D {data} -l {log} -o {options}
  {as_account} {new}/pg_dumpall -h {socket_dir} -U {superuser} > {dump}
  {as_account} {old}/pg_ctl stop -w -m fast -D {data}
  mv {data} {kept}
  mkdir -m 0700 {data}{give}
  {as_account} {new}/initdb {initdb} -D {data}
  {as_account} {new}/pg_ctl start -w -D {data} -l {log} -o {options}
  {as_account} {new}/psql -q -h {socket_dir} -U {superuser} -d postgres < {dump}
  {as_account} {new}/pg_ctl stop -w -m fast -D {data}
"""


def upgrade_commands(
    layout: Layout,
    account: Account,
    new: Binaries,
    old_major: str,
    superuser_and_options: tuple[str, tuple[str, ...]],
) -> str:
    """The commands, one a line, for a POSIX shell run by the account of this process."""
    superuser, initdb = superuser_and_options
    quoted = shlex.quote
    as_account = ""
    give = ""
    if account.foreign:
        as_account = (
            f"setpriv --reuid {account.uid} --regid {account.gid} --clear-groups --reset-env"
        )
        give = f" && chown {account.uid}:{account.gid} {quoted(str(layout.data))}"
    options = f"-c listen_addresses= -k {quoted(str(layout.socket_dir))}"
    text = _COMMANDS.format(
        root=quoted(str(layout.root)),
        as_account=as_account,
        old=quoted(str(_old_bin_dir(layout, account, old_major))),
        new=quoted(str(new.bin_dir)),
        data=quoted(str(layout.data)),
        kept=quoted(str(layout.root / f"data-{old_major}")),
        dump=quoted(str(layout.root / f"dump-{old_major}.sql")),
        log=quoted(str(layout.logs / "upgrade.log")),
        socket_dir=quoted(str(layout.socket_dir)),
        superuser=superuser,
        initdb=" ".join(initdb),
        options=quoted(options),
        give=give,
    )
    return text if account.foreign else text.replace("   ", "  ")


def _old_bin_dir(layout: Layout, account: Account, old_major: str) -> Path:
    # An older release's copy is kept under the home for just this.
    copies = [describe(each.parent, "setting") for each in layout.binaries.glob("*/*/*/bin/initdb")]
    for each in (*copies, *candidates()):
        if str(each.major) == old_major and runs(each, account):
            return each.bin_dir
    return Path(f"/path/to/postgresql-{old_major}/bin")
