"""The home page: figures with their periods, the state of the ledger, and its empty states."""

import psycopg
from django.db import connections
from django.test import Client

from setia.console.sample import catch_up, fill
from setia.insights.queries import figures
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.entries import NewEvent
from setia.members.actions.enrol_members import enrol_members
from setia.members.enrolments import Enrolment
from setia.members.identities import Identity, IdentityKind
from setia.members.queries import find
from setia.platform import clock
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.platform.languages.language import LANGUAGES, OWN_NAMES
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.console.conftest import Sample
from tests.console.reading import text_of

PROGRAM = """
setia: 1
program: two
name: <b>Two & more</b>
currency: EUR
wallets:
  beans: {name: {en: Beans}}
  stars: {name: {en: Stars}}
earning:
  - {rule: base, give: 1 beans per whole 1.00}
"""


def buy(number: str, key: str, amount: int) -> None:
    member_id = find(Identity(IdentityKind.NUMBER, number))
    assert member_id is not None
    with outermost() as cursor:
        now_us = clock.now(cursor)
    event = NewEvent(member_id, "purchase", now_us, "till", key, {"amount": amount})
    record([event], acting=SYSTEM)


def test_without_a_program_it_says_what_to_do(browser: Client, database: DatabaseUrls) -> None:
    response = browser.get("/")
    assert response.status_code == 200
    assert "Nothing is here yet" in text_of(response)
    assert "setia demo" in text_of(response)


def test_with_a_program_and_no_events_it_shows_zeros_and_the_next_step(
    browser: Client, database: DatabaseUrls
) -> None:
    publish_program(PROGRAM, acting=SYSTEM)
    page = text_of(browser.get("/"))
    assert "setia import FILE --map MAP.yaml" in page
    assert "Members now –" in page
    assert "Beans issued in 30 days 0 none before" in page
    assert "Stars outstanding now 0" in page
    assert "Nothing yet. The next purchase appears here." in page


def test_names_are_text_and_never_markup(browser: Client, database: DatabaseUrls) -> None:
    publish_program(PROGRAM, acting=SYSTEM)
    page = browser.get("/").content.decode()
    assert "<b>Two" not in page
    assert "&lt;b&gt;Two &amp; more&lt;/b&gt;" in page


def test_every_figure_has_its_period_and_its_comparison(browser: Client, sample: Sample) -> None:
    with outermost() as cursor:
        found = figures(cursor, clock.now(cursor))
    (beans,) = found.wallets
    page = text_of(browser.get("/"))
    assert "compared with the 30 days before" in page
    assert "Members now 12" in page
    assert f"Events in 30 days {found.events.now}" in page
    assert f"Beans issued in 30 days {beans.issued.now:,}" in page
    assert f"Beans spent in 30 days {beans.spent.now:,}" in page
    assert f"Beans expired in 30 days {beans.expired.now:,}" in page
    assert f"Beans outstanding now {beans.outstanding.total:,}" in page
    assert f"{beans.issued.before:,} before" in page
    left = beans.issued.total - beans.spent.total - beans.expired.total
    assert (
        f"{beans.issued.total:,} − {beans.spent.total:,} − {beans.expired.total:,} = {left:,}."
        f" Balances brought along: +50. Adjusted by hand: +25. Together that is"
        f" {beans.outstanding.total:,}."
    ) in page
    assert left + 50 + 25 == beans.outstanding.total
    assert beans.expired.now > 0
    assert "Gold" in page
    assert "Silver" in page


def test_what_is_pending_is_outstanding_and_said_so(
    browser: Client, database: DatabaseUrls
) -> None:
    waiting = PROGRAM.replace("beans: {", "beans: {decimals: 1, pending: 14 days, ")
    publish_program(waiting.replace("1 beans per", "1.5 beans per"), acting=SYSTEM)
    (made,) = enrol_members([Enrolment([Identity(IdentityKind.REFERENCE, "1")])], acting=SYSTEM)
    buy(made.number, "one", 1_500)
    catch_up()
    page = text_of(browser.get("/"))
    assert "Beans issued in 30 days 22.5" in page
    assert "Beans outstanding now 22.5" in page
    assert "22.5 − 0.0 − 0.0 = 22.5. Of these, 22.5 are still pending." in page
    assert page.count("still pending") == 1, "stars do not wait"


def test_the_ledger_says_what_is_sealed_waits_and_is_counted(
    browser: Client, sample: Sample
) -> None:
    page = text_of(browser.get("/"))
    assert "Waiting for the seal nothing" in page
    assert "In the figures above all of them" in page
    buy(sample.numbers[0], "one", 1_000)
    assert "Waiting for the seal 1 entry" in text_of(browser.get("/"))
    seal_all()
    page = text_of(browser.get("/"))
    assert "Waiting for the seal nothing" in page
    assert "In the figures above all but the last 1" in page
    catch_up()
    assert "In the figures above all of them" in text_of(browser.get("/"))


def test_the_feed_begins_with_the_newest(browser: Client, sample: Sample) -> None:
    buy(sample.numbers[0], "newest", 123_400)
    seal_all()
    response = browser.get("/")
    page = response.content.decode()
    feed = page.partition("data-feed")[2]
    assert "Purchase RM1,234.00" in feed.partition("</li>")[0]
    with outermost() as cursor:
        cursor.execute("SELECT max(position) FROM leaf")
        row = cursor.fetchone()
    assert row is not None
    assert f"after={row[0]}" in page
    link = f'href="/members/{find(Identity(IdentityKind.NUMBER, sample.numbers[0]))}/#event-'
    assert link in page


def rows_read(urls: DatabaseUrls) -> int:
    """How many rows of the large tables were read so far, by the server's own count."""
    connections["default"].close()  # A connection tells its counts when it ends.
    with psycopg.connect(urls.superuser_url) as connection:
        row = connection.execute(
            "SELECT sum(seq_tup_read + idx_tup_fetch)::bigint FROM pg_stat_user_tables"
            " WHERE relname IN ('event', 'leaf', 'member', 'member_key', 'member_state')"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_nothing_that_it_reads_grows_with_the_ledger(browser: Client, sample: Sample) -> None:
    with psycopg.connect(sample.urls.superuser_url, autocommit=True) as connection:
        # A table of a few hundred rows is read whole, whatever indexes there are.
        connection.execute(f'ALTER DATABASE "{sample.urls.name}" SET enable_seqscan = off')
    connections["default"].close()

    def read_by_one_page() -> int:
        before = rows_read(sample.urls)
        assert browser.get("/").status_code == 200
        return rows_read(sample.urls) - before

    small = read_by_one_page()
    for place in range(300):
        buy(sample.numbers[1], f"more {place}", 1_000)
    catch_up()
    assert 0 < read_by_one_page() <= small


def test_it_speaks_every_language(browser: Client, sample: Sample) -> None:
    for language in LANGUAGES:
        response = browser.get(f"/?lang={language}")
        assert f'<html lang="{language}">' in response.content.decode()
        assert response.cookies["lang"].value == language
        for name in OWN_NAMES.values():
            assert name in text_of(response)
        again = browser.get("/")
        assert f'<html lang="{language}">' in again.content.decode(), "it is remembered"


def test_an_event_that_is_gone_is_said_and_the_page_still_shown(
    browser: Client, sample: Sample
) -> None:
    with psycopg.connect(sample.urls.superuser_url) as connection:
        connection.execute(
            "DELETE FROM event WHERE (member_id, seq) = (SELECT holder, seq FROM leaf"
            " WHERE kind = 1 ORDER BY position DESC LIMIT 1)"
        )
    page = text_of(browser.get("/"))
    assert "An entry of the ledger is gone" in page
    assert "Members now 12" in page


def test_the_sample_is_the_same_each_time(database: DatabaseUrls) -> None:
    assert len(set(fill())) == 12
