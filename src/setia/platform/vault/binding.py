"""Binds an installation's key file to its database, once and for ever.

The database remembers the fingerprint of the keys that sealed it. New keys are made only while it
remembers none; afterwards a missing or foreign key file stops the start, because going on with
other keys would neither open what is stored nor find a member by an identity (I16). It never writes
over a fingerprint.
"""

from pathlib import Path

from setia.platform.connection import outermost
from setia.platform.vault.errors import KeysMismatchError
from setia.platform.vault.key_file import create_keys, key_file_of
from setia.platform.vault.vault import Vault

_REMEMBERED = "SELECT vault_fingerprint FROM installation WHERE id = 1"
_REMEMBER = """
    UPDATE installation SET vault_fingerprint = %s WHERE id = 1 AND vault_fingerprint = ''
"""


def bind_vault(home: Path) -> Vault:
    """The vault of `home`, proved to be the one of this process's database.

    Run it at each start, after the migrations; many processes may do so at once, and one that dies
    midway leaves keys that the next start binds. Raises a VaultError that says what to do.
    """
    if not _remembered():
        create_keys(home)
    opened = Vault.open(home)
    with outermost() as cursor:
        cursor.execute(_REMEMBER, [opened.fingerprint])
    remembered = _remembered()
    if remembered != opened.fingerprint:
        raise KeysMismatchError(
            f"{key_file_of(home)} is the key file {opened.fingerprint}, and this database was "
            f"sealed with the key file {remembered}. Put that file in its place, or name the "
            "database that belongs to this SETIA_HOME."
        )
    return opened


def _remembered() -> str:
    with outermost() as cursor:
        row = cursor.execute(_REMEMBERED).fetchone()
    if row is None:
        raise RuntimeError("the installation row is missing; run the migrations")
    return str(row[0])
