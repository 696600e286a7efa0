"""What is sealed opens for its own member, field and key alone.

The two keyed hashes are compared with the standard library's own.
"""

import hashlib
import hmac
import secrets
import threading
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from setia.platform.vault import KeysMissingError, SealBrokenError, Vault, WrappedKey
from setia.platform.vault.key_file import KeyRing

ROOT = bytes(range(32))
VAULT = Vault.of(KeyRing(ROOT, {1: b"\x01" * 32}))
ROTATED = Vault.of(KeyRing(ROOT, {1: b"\x01" * 32, 2: b"\x02" * 32}))
OTHER = Vault.of(KeyRing(bytes(32), {1: b"\x03" * 32}))

members = st.uuids()
texts = st.text(max_size=60)
fields = st.text("abcdefghijklmnopqrstuvwxyz_/", min_size=1, max_size=20)


@given(members, fields, texts)
def test_a_sealed_field_opens_again(member_id: UUID, name: str, text: str) -> None:
    key = VAULT.new_member_key(member_id)
    again = VAULT.unwrap(member_id, VAULT.wrap(key))
    assert again.open(name, key.seal(name, text)) == text


@given(members, fields, fields, texts)
def test_a_field_does_not_open_as_another(member_id: UUID, one: str, other: str, text: str) -> None:
    key = VAULT.new_member_key(member_id)
    sealed = key.seal(one, text)
    if one != other:
        with pytest.raises(SealBrokenError):
            key.open(other, sealed)


@given(members, members, texts)
def test_a_field_does_not_open_as_another_members(one: UUID, other: UUID, text: str) -> None:
    key = VAULT.new_member_key(one)
    if one != other:
        # Even under the same secret: the member is bound into the ciphertext.
        thief = type(key)(other, key.secret)
        with pytest.raises(SealBrokenError, match=str(other)):
            thief.open("name", key.seal("name", text))


@given(members, texts, st.data())
def test_a_changed_byte_or_a_cut_is_found(member_id: UUID, text: str, data: st.DataObject) -> None:
    key = VAULT.new_member_key(member_id)
    sealed = key.seal("name", text)
    place = data.draw(st.integers(0, len(sealed) - 1))
    flipped = bytes(
        byte ^ (data.draw(st.integers(1, 255)) if at == place else 0)
        for at, byte in enumerate(sealed)
    )
    for broken in (flipped, sealed[:place], sealed + b"\0"):
        with pytest.raises(SealBrokenError) as refused:
            key.open("name", broken)
        assert not text or len(text) < 4 or text not in str(refused.value)


@given(members)
def test_a_wrapped_key_opens_for_its_member_and_master_alone(member_id: UUID) -> None:
    stored = VAULT.wrap(VAULT.new_member_key(member_id))
    other_member = UUID(int=member_id.int ^ 1)
    with pytest.raises(SealBrokenError):
        VAULT.unwrap(other_member, stored)
    with pytest.raises(SealBrokenError):
        OTHER.unwrap(member_id, stored)
    with pytest.raises(SealBrokenError):
        ROTATED.unwrap(member_id, WrappedKey(2, stored.wrapped))


def test_rotation_wraps_with_the_newest_and_still_opens_the_old() -> None:
    key = VAULT.new_member_key(UUID(int=7))
    old, new = VAULT.wrap(key), ROTATED.wrap(key)
    assert (old.version, new.version) == (1, 2)
    assert ROTATED.unwrap(key.member_id, old).secret == key.secret
    assert ROTATED.unwrap(key.member_id, new).secret == key.secret
    with pytest.raises(KeysMissingError, match="no master of version 2"):
        VAULT.unwrap(key.member_id, new)
    assert ROTATED.blind("email", "a@b.nl") == VAULT.blind("email", "a@b.nl")
    assert ROTATED.body_mac(b"body") == VAULT.body_mac(b"body")
    assert ROTATED.fingerprint == VAULT.fingerprint != OTHER.fingerprint


@given(st.binary(max_size=40), st.binary(max_size=40), st.binary(max_size=80))
def test_what_waits_opens_in_its_own_row_alone(one: bytes, other: bytes, text: bytes) -> None:
    sealed = VAULT.installation_seal(one, text)
    assert VAULT.installation_open(one, sealed) == text
    assert ROTATED.installation_open(one, sealed) == text
    if one != other:
        with pytest.raises(SealBrokenError):
            VAULT.installation_open(other, sealed)
    with pytest.raises(SealBrokenError):
        OTHER.installation_open(one, sealed)
    for cut in (b"", sealed[:1], sealed[:2], sealed[:-1]):
        with pytest.raises(SealBrokenError):
            VAULT.installation_open(one, cut)
    with pytest.raises(KeysMissingError):
        VAULT.installation_open(one, ROTATED.installation_seal(one, text))


def test_two_seals_of_one_text_differ() -> None:
    key = VAULT.new_member_key(UUID(int=7))
    assert len({key.seal("name", "Siti") for _ in range(100)}) == 100


@given(st.binary(max_size=300))
def test_a_body_mac_is_hmac_sha256_under_a_derived_key(data: bytes) -> None:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"setia/body/1").derive(ROOT)
    assert VAULT.body_mac(data) == hmac.digest(derived, data, "sha256")


def test_the_body_mac_is_right_from_many_threads() -> None:
    bodies = [secrets.token_bytes(3_000) for _ in range(200)]
    expected = [VAULT.body_mac(body) for body in bodies]
    got: list[list[bytes]] = []

    def work() -> None:
        got.append([VAULT.body_mac(body) for body in bodies])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [expected] * 4


def test_a_blind_index_depends_on_kind_value_and_key() -> None:
    of = VAULT.blind("email", "a@b.nl")
    assert len(of) == 16
    assert of == VAULT.blind("email", "a@b.nl")
    assert of != VAULT.blind("reference", "a@b.nl")
    assert of != OTHER.blind("email", "a@b.nl")
    assert of != hashlib.sha256(b"email\0a@b.nl").digest()[:16]
