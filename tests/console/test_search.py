"""Finding a member by whatever names one, and without leaving it in an address."""

import pytest
from django.test import Client

from setia.console.views.search import possible
from setia.members.actions.enrol_members import enrol_members
from setia.members.enrolments import Enrolment
from setia.members.identities import Identity, IdentityKind
from setia.members.member_numbers import grouped
from setia.platform.access.principal import SYSTEM
from tests.console.conftest import Sample
from tests.console.reading import Answer, hidden_value, text_of


def enrol(*identities: Identity, name: str = "") -> str:
    personal = {"name": name} if name else {}
    (made,) = enrol_members([Enrolment(identities, personal)], acting=SYSTEM)
    return made.number


def search(browser: Client, who: str) -> Answer:
    token = hidden_value(browser.get("/"), "csrfmiddlewaretoken")
    return browser.post("/search/", {"who": who, "csrfmiddlewaretoken": token})


def test_a_member_is_found_by_any_name(browser: Client, sample: Sample) -> None:
    number = enrol(
        Identity(IdentityKind.EMAIL, "anja@example.com"),
        Identity(IdentityKind.PHONE, "+31201234567"),
        Identity(IdentityKind.CARD, "CARD77"),
        Identity(IdentityKind.REFERENCE, "Ref/é 5"),
    )
    names = ["ANJA@Example.com ", "+31 20 123 4567", "0031 20 1234567", "card-77", "Ref/é 5"]
    for written in (*names, grouped(number)):
        response = search(browser, written)
        assert response.status_code == 303
        assert response["Location"] == f"/members/{number}/"


def test_nobody_is_a_page_that_says_so(browser: Client, sample: Sample) -> None:
    response = search(browser, "nobody@example.com")
    assert "Nobody has this" in text_of(response)
    assert "Type something" in text_of(search(browser, "  "))


def test_several_are_listed(browser: Client, sample: Sample) -> None:
    one = enrol(Identity(IdentityKind.CARD, "SAME5"), name="Anja de Boer")
    other = enrol(Identity(IdentityKind.REFERENCE, "SAME5"))
    page = text_of(search(browser, "SAME5"))
    assert "Several members have this" in page
    assert f"Anja de Boer · {grouped(one)}" in page
    assert grouped(other) in page


def test_what_is_typed_never_stands_in_an_address(browser: Client, sample: Sample) -> None:
    response = browser.get("/search/", {"who": "member1@example.com"})
    assert (response.status_code, response["Location"]) == (302, "/")


def test_a_form_from_elsewhere_is_refused(browser: Client, sample: Sample) -> None:
    response = browser.post("/search/", {"who": "member1@example.com"})
    assert response.status_code == 403
    assert "This form was not accepted" in text_of(response)


@pytest.mark.parametrize("text", ["", " ", "\x00", "a" * 10_000, "4111 1111 1111 1111", "\ud800"])
def test_nothing_that_is_typed_is_a_fault(text: str) -> None:
    assert isinstance(possible(text), list)
