"""Whose an identity becomes, decided on plain values; and what an enrolment may ask."""

from collections.abc import Callable, Sequence
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.members.enrolments import SEVERAL_MEMBERS, BadEnrolmentError, Enrolment, assign
from setia.members.identities import Identity, IdentityKind

EMAIL = Identity(IdentityKind.EMAIL, "siti@example.com")
blinds = st.sampled_from([bytes([number]) for number in range(8)])
batches = st.lists(st.lists(blinds, min_size=1, max_size=3, unique=True), max_size=12)
known = st.dictionaries(blinds, st.integers(1000, 1003).map(lambda number: UUID(int=number)))


def _ids() -> Callable[[], UUID]:
    numbers = count(1)
    return lambda: UUID(int=next(numbers))


@given(batches, known)
def test_each_identity_keeps_its_first_owner(
    batch: Sequence[Sequence[bytes]], before: dict[bytes, UUID]
) -> None:
    owners = dict(before)
    answers = assign(batch, owners, _ids())
    assert len(answers) == len(batch)
    assert all(owners[blind] == member_id for blind, member_id in before.items())
    created = [answer.member_id for answer in answers if answer.created]
    assert len(set(created)) == len(created)
    assert set(owners.values()) == {*before.values(), *created}


@given(batches, known)
def test_asking_again_makes_nobody(
    batch: Sequence[Sequence[bytes]], before: dict[bytes, UUID]
) -> None:
    owners = dict(before)
    first = assign(batch, owners, _ids())
    settled = dict(owners)
    again = assign(batch, owners, _ids())
    assert owners == settled
    for one, two in zip(first, again, strict=True):
        assert not two.created
        assert not one.created or two.member_id == one.member_id


@given(batches, known)
def test_a_no_is_said_of_identities_of_several_members_alone(
    batch: Sequence[Sequence[bytes]], before: dict[bytes, UUID]
) -> None:
    owners = dict(before)
    answers = assign(batch, owners, _ids())
    for asked, answer in zip(batch, answers, strict=True):
        led = {owners[blind] for blind in asked if blind in owners}
        assert (answer.member_id is None) == (answer.reason == SEVERAL_MEMBERS)
        assert answer.member_id is None or answer.member_id in led
        assert answer.reason != SEVERAL_MEMBERS or len(led) > 1


def _refused(**asked: object) -> str:
    with pytest.raises(BadEnrolmentError) as refused:
        Enrolment(**{"identities": [EMAIL], **asked})  # type: ignore[arg-type]  # each is wrong
    return refused.value.where


def test_what_an_enrolment_may_not_ask() -> None:
    number = Identity(IdentityKind.NUMBER, "572000000002")
    assert _refused(identities=[]) == "identities"
    assert _refused(identities=[EMAIL] * 21) == "identities"
    assert _refused(identities=[number]) == "identities"
    assert _refused(language="Dutch, I think") == "language"
    assert _refused(country="nl") == "country"
    assert _refused(joined_us=-1) == "joined_us"
    assert _refused(personal={"Name": "Siti"}) == "personal"
    assert _refused(personal={"a" * 41: "Siti"}) == "personal"
    assert _refused(personal={f"f{n}": "x" for n in range(51)}) == "personal"
    assert _refused(personal={"name": "x" * 1_001}) == "personal.name"
    assert _refused(personal={"name": "\ud800"}) == "personal.name"
    assert _refused(personal={"note": "pays by 4111 1111 1111 1111"}) == "personal.note"


def test_the_most_that_an_enrolment_may_ask() -> None:
    asked = Enrolment(
        identities=[Identity(IdentityKind.CARD, str(number)) for number in range(20)],
        personal={"a" * 40: "x" * 1_000, **{f"f{n}": "x" for n in range(49)}},
        joined_us=0,
        language="zh-Hant-TW",
        country="TW",
    )
    assert "xxx" not in repr(asked)
