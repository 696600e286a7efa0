"""What the tests of the console share: a sample installation, requests, and the demo."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client, override_settings

from setia.console.sample import NAMES, fill
from setia.members.identities import Identity, IdentityKind
from setia.members.queries import find, member_view
from setia.platform.boot import migrate
from setia.platform.vault import bind_vault
from tests.conftest import (
    HOME_VARIABLE,
    DatabaseUrls,
    MakeTemplate,
    NewDatabase,
    point_django_at,
)


@dataclass(frozen=True, slots=True)
class Sample:
    """The made-up coffee chain: its database and its member numbers, the richest first."""

    urls: DatabaseUrls
    numbers: list[str]


@pytest.fixture(scope="session")
def sample_template(make_template: MakeTemplate) -> str:
    """A database with the sample, to clone from."""

    def make(urls: DatabaseUrls) -> None:
        point_django_at(urls)
        migrate()
        bind_vault(Path(os.environ[HOME_VARIABLE]))
        fill()
        connections.close_all()

    return make_template("setia_sample", make)


@pytest.fixture
def sample(new_database: NewDatabase, sample_template: str) -> Iterator[Sample]:
    """The sample in a database of this test's own."""
    urls = new_database(sample_template)
    point_django_at(urls)
    bind_vault(Path(os.environ[HOME_VARIABLE]))
    yield Sample(urls, [_number(place) for place in range(len(NAMES))])
    connections.close_all()


def _number(place: int) -> str:
    member_id = find(Identity(IdentityKind.EMAIL, f"member{place}@example.com"))
    assert member_id is not None
    view = member_view(member_id)
    assert view is not None
    return view.number


@pytest.fixture
def browser() -> Client:
    """Requests as a browser makes them, with the check against forged forms on."""
    return Client(enforce_csrf_checks=True, SERVER_NAME="localhost")


@pytest.fixture
def demo() -> Iterator[None]:
    """The setting of `setia demo`."""
    with override_settings(DEMO=True):
        yield
