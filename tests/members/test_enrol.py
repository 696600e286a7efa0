"""Enrolment on a real database: once per person, nothing in plain, nothing by halves (I4, I16)."""

import random
from collections.abc import Iterator
from functools import partial
from uuid import UUID

import pytest

from setia.members.actions import insert_members
from setia.members.actions.enrol_members import CHUNK, enrol_members
from setia.members.enrolments import SEVERAL_MEMBERS, Enrolled, Enrolment
from setia.members.identities import Identity, IdentityKind
from setia.members.member_numbers import new_member_number
from setia.members.queries import display_name, display_names, find, member_view, resolve
from tests.conftest import DatabaseUrls
from tests.members.shop import (
    DIE,
    STAFF,
    assert_sound,
    at_once,
    count,
    dump,
    email,
    enrol,
    member,
    rows,
    run_and_die,
    shows,
)

PHONE = Identity(IdentityKind.PHONE, "+60 12 345 6789")


def test_a_person_is_enrolled_and_found_by_every_identity(kopi: DatabaseUrls) -> None:
    asked = Enrolment(
        [email("siti"), PHONE],
        personal={"name": "Siti Rahma", "city": "Kuala Lumpur"},
        joined_us=5,
        language="ms",
        country="MY",
    )
    (enrolled,) = enrol_members([asked], acting=STAFF)
    assert enrolled.created
    assert enrolled.member_id is not None
    number = Identity(IdentityKind.NUMBER, enrolled.number)
    assert find(email("SITI")) == find(PHONE) == find(number) == enrolled.member_id
    seen = member_view(enrolled.member_id)
    assert seen is not None
    assert (seen.joined_us, seen.language, seen.country, seen.kind) == (5, "ms", "MY", "person")
    assert seen.number == enrolled.number
    assert {known.identity for known in seen.identities} == {email("siti"), PHONE}
    assert seen.personal == {"name": "Siti Rahma", "city": "Kuala Lumpur"}
    assert display_name(enrolled.member_id) == "Siti Rahma"
    assert_sound(kopi)


def test_nothing_that_tells_a_person_apart_is_stored_in_plain(kopi: DatabaseUrls) -> None:
    card, reference = (
        Identity(IdentityKind.CARD, "6340 0402 0800 0006"),
        Identity(IdentityKind.REFERENCE, "shop-customer-00004"),
    )
    identities = [email("siti.rahma"), PHONE, card, reference]
    (enrolled,) = enrol_members(
        [Enrolment(identities, personal={"name": "Siti Rahma"})], acting=STAFF
    )
    dumped = dump(kopi)
    plain = [identity.value for identity in identities]
    for plaintext in (*plain, "Siti Rahma", "siti.rahma", enrolled.number):
        assert not shows(dumped, plaintext), plaintext
    assert shows(dumped, str(enrolled.member_id))


def test_asking_again_answers_the_same_member_and_writes_nothing(kopi: DatabaseUrls) -> None:
    first = enrol(email("siti"), PHONE)
    before = dump(kopi)
    for identities in ([email("siti")], [PHONE], [PHONE, email("siti")]):
        again = enrol(*identities)
        assert (again.member_id, again.created, again.reason) == (first.member_id, False, "")
    assert dump(kopi) == before


def test_a_stranger_adds_nothing_to_a_known_member(kopi: DatabaseUrls) -> None:
    known = member(email("siti"))
    answer = enrol(email("siti"), PHONE)
    assert (answer.member_id, answer.created) == (known, False)
    assert find(PHONE) is None
    assert member(PHONE) != known
    assert_sound(kopi)


def test_identities_of_two_members_are_a_no(kopi: DatabaseUrls) -> None:
    one, two = member(email("siti")), member(PHONE)
    other = email("other")
    answer = enrol(email("siti"), other, PHONE)
    assert answer == Enrolled(None, created=False, reason=SEVERAL_MEMBERS)
    assert resolve([email("siti"), PHONE, other]) == {email("siti"): one, PHONE: two}
    assert_sound(kopi)


def test_a_batch_that_names_one_person_twice_makes_one_member(kopi: DatabaseUrls) -> None:
    asked = [
        Enrolment([email("siti")]),
        Enrolment([email("siti"), PHONE]),
        Enrolment([email("budi")]),
        Enrolment([email("siti"), email("SITI")]),
    ]
    answers = enrol_members(asked, acting=STAFF)
    assert [answer.created for answer in answers] == [True, False, True, False]
    assert len({answer.member_id for answer in answers}) == 2
    assert count(kopi, "member") == 2
    assert_sound(kopi)


def test_a_batch_longer_than_a_transaction_keeps_its_order(kopi: DatabaseUrls) -> None:
    asked = [Enrolment([email(n % (CHUNK + 5))]) for n in range(CHUNK + 10)]
    answers = enrol_members(asked, acting=STAFF)
    assert sum(answer.created for answer in answers) == CHUNK + 5
    found = resolve(identity for request in asked for identity in request.identities)
    for request, answer in zip(asked, answers, strict=True):
        assert found[request.identities[0]] == answer.member_id
    assert_sound(kopi)


def test_who_enrolled_whom_is_in_the_audit(kopi: DatabaseUrls) -> None:
    enrolled = enrol(email("siti"))
    found = rows(kopi, "SELECT principal, subject, detail FROM audit_entry WHERE act = %s",
                 "members_enrolled")  # fmt: skip
    ids = {"members": [str(enrolled.member_id)]}
    assert found == [("person/staff-1", f"member/{enrolled.member_id}", ids)]


def test_names_of_a_page_are_read_together(kopi: DatabaseUrls) -> None:
    named = enrol(email("siti"), personal={"name": "Siti"}).member_id
    nameless = member(email("budi"))
    assert named is not None
    assert display_names([named, nameless, UUID(int=1)]) == {named: "Siti"}
    assert display_name(nameless) == ""
    assert member_view(UUID(int=1)) is None


def test_a_member_number_that_is_taken_is_drawn_again(
    kopi: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = enrol(email("siti")).number
    draws: Iterator[str] = iter([taken, taken, free := new_member_number()])
    monkeypatch.setattr(insert_members, "new_member_number", lambda: next(draws))
    assert enrol(email("budi")).number == free
    assert_sound(kopi)


def test_an_enrolment_that_is_killed_leaves_nothing_and_can_be_asked_again(
    kopi: DatabaseUrls,
) -> None:
    before = dump(kopi)
    for last in ("insert_members", "lead", "open_holders", "remove_empty"):
        run_and_die(f"""
from setia.members.actions import enrol_members
from tests.members.shop import enrol, email
step = enrol_members.{last}
def last(*given, **named):
    step(*given, **named)
    {DIE}
enrol_members.{last} = last
enrol(email("siti"), email("rahma"))
""")
        assert dump(kopi) == before, last
    member(email("siti"), email("rahma"))
    assert_sound(kopi)


def _enrol_twice(order: list[Enrolment], answers: list[tuple[Identity, Enrolled]]) -> None:
    """Enrol a batch, then some of it one by one: short transactions between the long ones."""
    got = enrol_members(order, acting=STAFF)
    got += [enrol_members([request], acting=STAFF)[0] for request in order[:3]]
    asked = [request.identities[0] for request in (*order, *order[:3])]
    answers.extend(zip(asked, got, strict=True))


def test_enrolling_the_same_people_at_once_makes_each_once(kopi: DatabaseUrls) -> None:
    chance = random.Random(4)
    for round_ in range(8):
        people = [[email(f"{round_}-{n}"), email(f"{round_}-{n}-b")] for n in range(12)]
        orders = [[Enrolment(chance.sample(two, 2)) for two in people] for _ in range(6)]
        for order in orders:
            chance.shuffle(order)
        answers: list[tuple[Identity, Enrolled]] = []
        at_once([partial(_enrol_twice, order, answers) for order in orders])
        found = resolve(identity for two in people for identity in two)
        assert [found[identity] for identity, _ in answers] == [a.member_id for _, a in answers]
        assert sum(answer.created for _, answer in answers) == 12
        assert count(kopi, "member") == 12 * (round_ + 1)
    assert_sound(kopi)


def test_people_who_share_identities_across_enrolments_never_wait_in_a_ring(
    kopi: DatabaseUrls,
) -> None:
    chance = random.Random(5)
    for round_ in range(8):
        pool = [email(f"{round_}-{n}") for n in range(10)]
        orders = [
            [Enrolment(chance.sample(pool, chance.randint(1, 4))) for _ in range(6)]
            for _ in range(6)
        ]
        at_once([partial(enrol_members, order, acting=STAFF) for order in orders])
    assert_sound(kopi)
