"""How one value is sealed: AES-256-GCM under a key that belongs to one member.

What a ciphertext is for (member, field, version) is bound into it, so that one that was moved to
another row, or altered by a bit, does not open. Nonces are random: a member has a few dozen values,
and the installation's own key is good for 2**32 of them. Plaintext leaves this package only as the
result of `open` (I16).
"""

import os
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from setia.platform.vault.errors import SealBrokenError

_LAYOUT: Final = b"\x01"
_NONCE_BYTES: Final = 12


def seal(cipher: AESGCM, context: bytes, plaintext: bytes) -> bytes:
    """Layout byte, nonce, ciphertext with tag. `context` is needed again to open it."""
    nonce = os.urandom(_NONCE_BYTES)
    return _LAYOUT + nonce + cipher.encrypt(nonce, plaintext, context)


def unseal(cipher: AESGCM, context: bytes, sealed: bytes, *, what: str) -> bytes:
    """The plaintext. Raises SealBrokenError naming `what`, which must hold nothing personal."""
    if sealed[:1] == _LAYOUT:
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, body, context)
        except (InvalidTag, ValueError):
            # ValueError: what is left of a cut value is too short to hold a nonce.
            pass
    raise SealBrokenError(
        f"{what} does not open: it was altered, was moved from another row, or was sealed under "
        "another key. Compare it with a backup; if all members fail, the key file is the wrong one."
    )


@dataclass(frozen=True, slots=True)
class MemberKey:
    """The key of one member's personal data. Whoever destroys it has erased the member."""

    member_id: UUID
    secret: bytes = field(repr=False)
    _cipher: AESGCM = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_cipher", AESGCM(self.secret))

    def seal(self, name: str, plaintext: str) -> bytes:
        """Seal the field called `name` of this member."""
        return seal(self._cipher, self._context(name), plaintext.encode())

    def open(self, name: str, sealed: bytes) -> str:
        """The plaintext of the field called `name`. Raises SealBrokenError."""
        what = f"member {self.member_id}: the sealed field {name!r}"
        return unseal(self._cipher, self._context(name), sealed, what=what).decode()

    def _context(self, name: str) -> bytes:
        # The id has 16 bytes, so where it ends and the name begins can't be shifted.
        return b"setia/field/1" + self.member_id.bytes + name.encode()
