"""What the tests of members share: a database of their own with the shop's program published."""

import pytest

from setia.platform.access.principal import SYSTEM
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.members import shop


@pytest.fixture
def kopi(database: DatabaseUrls) -> DatabaseUrls:
    """The shop's database."""
    publish_program(shop.PROGRAM, acting=SYSTEM)
    return database
