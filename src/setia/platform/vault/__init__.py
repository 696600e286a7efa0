"""The vault: keys, sealing, blind indexes and body MACs; the tables that it fills are elsewhere."""

from setia.platform.vault.binding import bind_vault
from setia.platform.vault.errors import (
    KeysExposedError,
    KeysMismatchError,
    KeysMissingError,
    KeysUnreadableError,
    SealBrokenError,
    VaultError,
)
from setia.platform.vault.key_file import add_master, create_keys, key_file_of
from setia.platform.vault.payment_cards import carries_payment_card
from setia.platform.vault.sealing import MemberKey
from setia.platform.vault.vault import Vault, WrappedKey, vault

__all__ = [
    "KeysExposedError",
    "KeysMismatchError",
    "KeysMissingError",
    "KeysUnreadableError",
    "MemberKey",
    "SealBrokenError",
    "Vault",
    "VaultError",
    "WrappedKey",
    "add_master",
    "bind_vault",
    "carries_payment_card",
    "create_keys",
    "key_file_of",
    "vault",
]
