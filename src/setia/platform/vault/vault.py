"""The vault: every use of the installation's keys goes through this one frozen object.

It wraps members' keys with the newest master, seals what belongs to no member yet, and derives the
two keyed hashes: blind indexes, by which a sealed identity is found without being readable, and
body MACs, by which an event that is sent again is compared with what was sent first (I4). It knows
no table; whoever stores a personal value stores it sealed (I16).
"""

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from setia.platform.settings import Settings
from setia.platform.vault.errors import KeysMissingError, SealBrokenError
from setia.platform.vault.key_file import KEY_BYTES, KeyRing, read_keys
from setia.platform.vault.sealing import MemberKey, seal, unseal

BLIND_BYTES: Final = 16
"""128 bits of a hash: the chance that any two of a billion identities meet is below 1 in 10**20."""

_VERSION_BYTES: Final = 2


class _KeyedHash:
    """HMAC-SHA256 whose key was hashed once: 1.7 µs for a short message instead of 4.4."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        block = key.ljust(64, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def __call__(self, data: bytes) -> bytes:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(data)
        outer.update(inner.digest())
        return outer.digest()


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A member's key as it is stored: useless without the master of that version."""

    version: int
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class Vault:
    """The keys of one installation in use. Make one with `Vault.open`; it is safe in threads.

    fingerprint: 32 hexadecimal digits that name the installation's root key, and so the whole file
    through all its rotations, without telling anything about it.
    """

    fingerprint: str
    _wrapping: Mapping[int, AESGCM] = field(repr=False)
    _waiting: Mapping[int, AESGCM] = field(repr=False)
    _index: _KeyedHash = field(repr=False)
    _body: _KeyedHash = field(repr=False)

    @classmethod
    def open(cls, home: Path) -> "Vault":
        """The vault of the installation in `home`. Raises a VaultError that says what to do."""
        return cls.of(read_keys(home))

    @classmethod
    def of(cls, ring: KeyRing) -> "Vault":
        """The vault that a ring of keys opens."""
        return cls(
            fingerprint=_derive(ring.root, "fingerprint")[:16].hex(),
            _wrapping={v: AESGCM(_derive(key, "wrap")) for v, key in ring.masters.items()},
            _waiting={v: AESGCM(_derive(key, "waiting")) for v, key in ring.masters.items()},
            _index=_KeyedHash(_derive(ring.root, "index")),
            _body=_KeyedHash(_derive(ring.root, "body")),
        )

    @property
    def newest(self) -> int:
        """The version of the master that wraps and seals from now on."""
        return max(self._wrapping)

    def new_member_key(self, member_id: UUID) -> MemberKey:
        """A fresh random key for a member; it is lost unless `wrap` gives it to be stored."""
        return MemberKey(member_id, secrets.token_bytes(KEY_BYTES))

    def wrap(self, key: MemberKey) -> WrappedKey:
        """The member's key under the newest master."""
        version = self.newest
        context = _wrap_context(key.member_id, version)
        return WrappedKey(version, seal(self._wrapping[version], context, key.secret))

    def unwrap(self, member_id: UUID, stored: WrappedKey) -> MemberKey:
        """The member's key. Raises KeysMissingError or SealBrokenError."""
        cipher = _of_version(self._wrapping, stored.version)
        context = _wrap_context(member_id, stored.version)
        what = f"member {member_id}: the wrapped key"
        return MemberKey(member_id, unseal(cipher, context, stored.wrapped, what=what))

    def blind(self, kind: str, value: str) -> bytes:
        """The blind index of a normalised identity: equal for equal ones, and one-way."""
        return self._index(kind.encode() + b"\0" + value.encode())[:BLIND_BYTES]

    def body_mac(self, data: bytes) -> bytes:
        """32 bytes that are equal for equal bodies, and tell nothing to who lacks the key."""
        return self._body(data)

    def installation_seal(self, context: bytes, plaintext: bytes) -> bytes:
        """Seal what belongs to no member yet; `context` names its row and is needed again."""
        version = self.newest
        header = version.to_bytes(_VERSION_BYTES, "big")
        return header + seal(self._waiting[version], header + context, plaintext)

    def installation_open(self, context: bytes, sealed: bytes) -> bytes:
        """The plaintext. Raises KeysMissingError or SealBrokenError."""
        if len(sealed) < _VERSION_BYTES:
            raise SealBrokenError("a waiting event was cut: restore its row from a backup.")
        header, body = sealed[:_VERSION_BYTES], sealed[_VERSION_BYTES:]
        cipher = _of_version(self._waiting, int.from_bytes(header, "big"))
        return unseal(cipher, header + context, body, what="a waiting event")


@cache
def vault() -> Vault:
    """The vault of this process, opened at the first call from the home that its settings name."""
    return Vault.open(Settings.load(os.environ).home)


def _derive(key: bytes, purpose: str) -> bytes:
    """HKDF (RFC 5869) with SHA-256: keys for different purposes tell nothing about each other."""
    info = b"setia/" + purpose.encode() + b"/1"
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)


def _wrap_context(member_id: UUID, version: int) -> bytes:
    return b"setia/key/1" + member_id.bytes + version.to_bytes(_VERSION_BYTES, "big")


def _of_version(ciphers: Mapping[int, AESGCM], version: int) -> AESGCM:
    cipher = ciphers.get(version)
    if cipher is None:
        raise KeysMissingError(
            f"The key file holds no master of version {version}, which something stored was sealed "
            "under. If keys were rotated while this process ran, start it again; otherwise put "
            "back the newest key file."
        )
    return cipher
