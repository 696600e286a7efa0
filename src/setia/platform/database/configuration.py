"""Decides how the embedded server is configured, and writes its configuration file.

The file lies outside the data directory and is written anew at each start, so a new release can
change it; the operator's own lines are read after it and win. Durability (I19) is stated, not left
to defaults. The server listens on no network address. Its log carries no statement and no detail
of a row, since those could hold personal data (I16).
"""

from pathlib import Path

from setia.platform.database.account import Account
from setia.platform.database.layout import Layout

_LINES = """\
# Written by Setia at each start. Put your own lines into operator.conf beside this file.

# Only a socket in a private directory: who can enter it may be any role (pg_hba.conf says trust),
# and that is the server's own account and root, who could read the data files anyway.
listen_addresses = ''
port = 5432
unix_socket_directories = '"{socket_dir}"'
unix_socket_permissions = 0700

# An answered write is on the disk. Setia refuses to start with any of these three off.
fsync = on
synchronous_commit = on
full_page_writes = on

# Archiving can only be switched on at a start, so it is on and its command does nothing. To keep
# the log for point-in-time recovery, set archive_command with ALTER SYSTEM and reload.
wal_level = replica
archive_mode = on
archive_command = 'true'
# The wheel's server has pglz alone, which costs four times what it saves (bench/shape.py).
wal_compression = off
max_wal_size = 1GB

# Connections are budgeted per process; 60 leaves room for an operator beside web and worker.
max_connections = 60
shared_buffers = 256MB
# Short statements: compiling them costs more than it saves, and not all binaries can.
jit = off

# The same on every machine, whatever its locale says.
timezone = 'UTC'
datestyle = 'ISO, YMD'
lc_messages = 'C'

# A week of files, each day's written over a week later. No statement, no row.
logging_collector = on
log_directory = '{logs}'
log_filename = 'postgres-%a.log'
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u %d '
log_checkpoints = off
log_error_verbosity = terse
log_min_error_statement = panic

# In the titles of the server's processes, so that those of this installation can be told apart.
cluster_name = '{tag}'

include '{operator}'
"""

_OPERATOR_LINES = """\
# Your own settings of PostgreSQL: they win over those in server.conf. Setia never changes this
# file. Most take effect at the next start; `SELECT pg_reload_conf()` reads the others again.
"""


def write_configuration(layout: Layout, account: Account) -> None:
    """Write the file whole or not at all. Call it with the start lock held."""
    text = _LINES.format(
        socket_dir=layout.socket_dir,
        logs=layout.logs,
        tag=layout.tag,
        operator=layout.operator_configuration,
    )
    draft = layout.configuration.with_suffix(".new")
    draft.write_text(text, encoding="utf-8")
    # It holds no secret, and under root the server's account must be able to read it.
    mode = 0o644 if account.foreign else 0o600
    draft.chmod(mode)
    draft.replace(layout.configuration)
    if not layout.operator_configuration.exists():
        layout.operator_configuration.write_text(_OPERATOR_LINES, encoding="utf-8")
        layout.operator_configuration.chmod(mode)


def newest_log(logs: Path) -> Path | None:
    """The log file written last, if the server has written any."""
    files = [each for each in logs.glob("postgres-*.log") if each.is_file()]
    return max(files, key=lambda each: each.stat().st_mtime, default=None)
