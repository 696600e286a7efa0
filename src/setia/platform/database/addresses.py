"""Builds and checks the addresses of databases, as PostgreSQL URLs.

An address that leaves the machine must ask for TLS: one that says nothing gets sslmode=require,
and one that says otherwise is refused. No address is ever part of an error, since it may hold a
password. It opens no connection.
"""

from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict

from setia.platform.database.errors import AddressRefusedError

_LOCAL_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_ENCRYPTED: Final = frozenset({"require", "verify-ca", "verify-full"})


def socket_url(socket_dir: Path, *, role: str, database: str) -> str:
    """The URL of a database on the embedded server, as one role."""
    return url_of({"host": str(socket_dir), "port": "5432", "user": role, "dbname": database})


def url_of(parts: dict[str, str]) -> str:
    """A PostgreSQL URL from libpq's own words (user, password, host, port, dbname, options …)."""
    rest = {key: value for key, value in parts.items() if key not in {"user", "password", "dbname"}}
    login = quote(parts.get("user", ""), safe="")
    if "password" in parts:
        login += ":" + quote(parts["password"], safe="")
    at = f"{login}@" if login else ""
    name = quote(parts.get("dbname", ""), safe="")
    # quote_via: libpq does not read a plus sign as a space.
    return f"postgresql://{at}/{name}?{urlencode(rest, quote_via=quote, safe='')}"


def with_database(url: str, database: str) -> str:
    """The same address, naming another database."""
    return url_of(_parts(url, "the address") | {"dbname": database})


def with_role(url: str, role: str) -> str:
    """The same address, whose sessions begin with SET ROLE. A session can leave a role that it
    only set, so this guards against mistakes and not against an attacker.
    """
    parts = _parts(url, "the address")
    options = f"{parts.get('options', '')} -c role={role}".strip()
    return url_of(parts | {"options": options})


def encrypted(url: str, variable: str) -> str:
    """The address, made to ask for TLS unless it stays on this machine.

    `variable` is the setting that holds it. Raises AddressRefusedError for an address that cannot
    be read or that allows an unencrypted connection to another machine.
    """
    parts = _parts(url, variable)
    hosts = [host for key in ("host", "hostaddr") if key in parts for host in parts[key].split(",")]
    # Without a host, libpq takes it from PGHOST or a service file, which may name any machine. On
    # a Unix socket it ignores sslmode, so asking for TLS then does no harm.
    if hosts and all(host in _LOCAL_HOSTS or host.startswith(("/", "@")) for host in hosts):
        return url_of(parts)
    mode = parts.setdefault("sslmode", "require")
    if mode not in _ENCRYPTED:
        raise AddressRefusedError(
            f"{variable}: sslmode={mode} lets the connection to another machine go unencrypted. "
            "Write sslmode=verify-full, or at least sslmode=require."
        )
    return url_of(parts)


def _parts(url: str, variable: str) -> dict[str, str]:
    try:
        found = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # Neither the address nor libpq's own words are shown: both may hold the password.
        raise AddressRefusedError(
            f"{variable}: its value is not an address of PostgreSQL. Write "
            "postgresql://user:password@host:5432/database, with special signs percent-encoded."
        ) from None
    return {key: str(value) for key, value in found.items() if value is not None}
