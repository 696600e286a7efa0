"""Settings are read once from a mapping, and an unusable one is named with its remedy."""

import re
from pathlib import Path

import pytest

from setia.platform.settings import SettingError, Settings, declared

HOME = {"SETIA_HOME": "/srv/setia"}


def test_what_is_not_given_has_its_default() -> None:
    found = Settings.load(HOME)
    assert found.home == Path("/srv/setia")
    assert (found.bind, found.port) == ("127.0.0.1", 8000)
    assert (found.database_url, found.owner_database_url) == ("", "")
    assert (found.postgres_bin, found.postgres_account) == (None, "nobody")
    assert found.database_start_timeout_s == 120


def test_an_empty_value_counts_as_not_given() -> None:
    empty = {setting.variable: " " for _, setting in declared()}
    assert Settings.load({**empty, **HOME}) == Settings.load(HOME)


def test_what_is_given_is_read() -> None:
    found = Settings.load(
        {
            "SETIA_HOME": "/srv/setia",
            "DATABASE_URL": "postgresql://app@db/setia",
            "SETIA_OWNER_DATABASE_URL": "postgres://owner@db/setia",
            "SETIA_POSTGRES_BIN": "/usr/lib/postgresql/17/bin",
            "SETIA_POSTGRES_ACCOUNT": "postgres",
            "SETIA_DATABASE_START_TIMEOUT_S": "5",
            "SETIA_BIND": "::",
            "SETIA_PORT": "8080",
        }
    )
    assert found == Settings(
        home=Path("/srv/setia"),
        database_url="postgresql://app@db/setia",
        owner_database_url="postgres://owner@db/setia",
        postgres_bin=Path("/usr/lib/postgresql/17/bin"),
        postgres_account="postgres",
        database_start_timeout_s=5,
        bind="::",
        port=8080,
    )


@pytest.mark.parametrize(
    ("environ", "euid", "home"),
    [
        ({"HOME": "/root"}, 0, "/var/lib/setia"),
        ({"HOME": "/root", "XDG_DATA_HOME": "/data"}, 0, "/var/lib/setia"),
        ({"HOME": "/home/ana"}, 1000, "/home/ana/.local/share/setia"),
        ({"HOME": "/home/ana", "XDG_DATA_HOME": "/data"}, 1000, "/data/setia"),
        ({"HOME": "/home/ana", "XDG_DATA_HOME": "data"}, 1000, "/home/ana/.local/share/setia"),
    ],
)
def test_the_home_depends_on_who_runs_it(environ: dict[str, str], euid: int, home: str) -> None:
    assert Settings.load(environ, euid=euid).home == Path(home)


def test_without_a_home_of_its_own_an_account_must_name_one() -> None:
    with pytest.raises(SettingError, match=r"^HOME: '' .*; set SETIA_HOME to a directory"):
        Settings.load({}, euid=1000)


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("SETIA_HOME", "setia", "write the path from / on"),
        ("SETIA_HOME", "~/setia", "write the path from / on"),
        ("SETIA_HOME", "/srv/$HOME", "choose a path without"),
        ("SETIA_HOME", "/srv/a'b", "choose a path without"),
        ("SETIA_POSTGRES_BIN", "bin", "write the path from / on"),
        ("SETIA_POSTGRES_ACCOUNT", "a b", "name an existing unprivileged account"),
        ("SETIA_PORT", "0", "write a whole number from 1 to 65535"),
        ("SETIA_PORT", "65536", "write a whole number from 1 to 65535"),
        ("SETIA_PORT", "+80", "write a whole number from 1 to 65535"),
        ("SETIA_PORT", "٨٠", "write a whole number from 1 to 65535"),
        ("SETIA_BIND", "http://localhost", "write an IP address or a host name"),
        ("SETIA_DATABASE_START_TIMEOUT_S", "0", "write whole seconds from 1 to 3600"),
        ("SETIA_DATABASE_START_TIMEOUT_S", "1.5", "write whole seconds from 1 to 3600"),
    ],
)
def test_an_unusable_value_is_named_with_its_remedy(variable: str, value: str, remedy: str) -> None:
    with pytest.raises(SettingError, match=f"^{variable}: {re.escape(repr(value))} .*{remedy}"):
        Settings.load({**HOME, variable: value})


@pytest.mark.parametrize("variable", ["DATABASE_URL", "SETIA_OWNER_DATABASE_URL"])
def test_a_secret_is_neither_in_an_error_nor_in_a_repr(variable: str) -> None:
    with pytest.raises(SettingError, match=f"^{variable}: its value is not the address") as error:
        Settings.load({**HOME, variable: "mysql://app:hunter2@db/setia"})
    assert "hunter2" not in str(error.value)
    assert "hunter2" not in repr(
        Settings.load({**HOME, variable: "postgresql://app:hunter2@db/setia"})
    )


def test_every_setting_says_its_default_unit_and_reason() -> None:
    settings = [setting for _, setting in declared()]
    assert len({setting.variable for setting in settings}) == len(settings) >= 8
    loaded = Settings.load(HOME)
    for name, setting in declared():
        assert setting.unit
        assert setting.reason.endswith(".")
        # What is printed as the default is what is in force when nothing is given.
        if not setting.default_words:
            assert getattr(loaded, name) == setting.read(setting.default)
