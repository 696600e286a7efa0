"""What can go wrong with the installation's keys and with what they sealed, as named errors.

Each message says what happened, where, and what to do, and never repeats a key or a plaintext.
None is retried: a key that is missing stays missing until a person brings it back (I16).
"""


class VaultError(Exception):
    """Personal data cannot be sealed or opened; every error of this package is one of these."""


class KeysMissingError(VaultError):
    """The key file, or one key of it, is not there although something needs it."""


class KeysExposedError(VaultError):
    """Others than the owner can read or replace the key file."""


class KeysUnreadableError(VaultError):
    """The key file is there but is not one that this release can read."""


class KeysMismatchError(VaultError):
    """The key file is another installation's than the database."""


class SealBrokenError(VaultError):
    """A ciphertext does not open: it was altered or moved, or belongs to another key."""
