"""What can't be shown: each page says what happened, what was not lost and what to do."""

import logging

import psycopg
import pytest
from django.db import OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from setia.console.plain_log import WithoutAddresses
from setia.console.urls import urlpatterns as console_urls
from setia.platform.languages.language import LANGUAGES
from tests.conftest import DatabaseUrls
from tests.console.conftest import Sample
from tests.console.reading import text_of


def broken(_: HttpRequest, number: str = "") -> HttpResponse:
    raise ValueError("nobody foresaw this")


def unreachable(_: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


urlpatterns = [*console_urls, path("broken/<str:number>/", broken), path("away/", unreachable)]
handler404 = "setia.console.views.problems.missing"
handler500 = "setia.console.views.problems.fault"


def test_a_page_that_is_not_there(browser: Client, database: DatabaseUrls) -> None:
    words = {
        "en": "There is no such page",
        "ms": "Halaman ini tidak wujud",
        "id": "Halaman ini tidak ada",
        "nl": "Deze pagina bestaat niet",
        "de": "Diese Seite gibt es nicht",
    }
    assert words.keys() == set(LANGUAGES)
    for language, title in words.items():
        response = browser.get(f"/nothing/?lang={language}")
        assert response.status_code == 404
        assert title in text_of(response)


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_is_a_page_and_a_log_line_without_the_member(
    database: DatabaseUrls, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    logger = logging.getLogger("django.request")
    logger.addFilter(quiet := WithoutAddresses())
    parent = logging.getLogger("django")
    parent.propagate = True
    try:
        with caplog.at_level(logging.ERROR, "django.request"):
            response = client.get("/broken/123456789012/")
    finally:
        parent.propagate = False
        logger.removeFilter(quiet)
    assert response.status_code == 500
    assert "What was recorded is safe" in text_of(response)
    assert "nobody foresaw this" in caplog.text
    assert "123456789012" not in caplog.records[-1].getMessage()


@override_settings(ROOT_URLCONF=__name__)
def test_no_database_is_said_and_asked_again(browser: Client, database: DatabaseUrls) -> None:
    response = browser.get("/away/")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "The database does not answer" in text_of(response)


def test_a_database_that_is_really_gone_is_said(browser: Client, database: DatabaseUrls) -> None:
    connections["default"].close()
    name = connections["default"].settings_dict["NAME"]
    connections["default"].settings_dict["NAME"] = "no_such_database"
    try:
        response = browser.get("/")
    finally:
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = name
    assert response.status_code == 503
    assert browser.get("/").status_code == 200


def test_every_answer_carries_its_manners(browser: Client, sample: Sample) -> None:
    for address in ("/", f"/members/{sample.numbers[0]}/", "/nothing/"):
        response = browser.get(address)
        policy = response["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["Cache-Control"] == "no-store"
        assert int(response["Content-Length"]) == len(response.content)
        page = response.content.decode()
        assert "style=" not in page
        assert "<script>" not in page
        assert "http://" not in page.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert "https://" not in page


def test_another_host_is_not_served(database: DatabaseUrls) -> None:
    response = Client(SERVER_NAME="evil.example").get("/")
    assert response.status_code == 400


def test_pages_are_only_read(sample: Sample) -> None:
    client = Client(SERVER_NAME="localhost")
    for ask in (client.post, client.put, client.delete, client.patch):
        assert ask("/").status_code == 405
    assert client.head("/").status_code == 200


def test_the_log_names_pages_by_what_they_are() -> None:
    request = RequestFactory().get("/members/123456789012/")
    record = logging.LogRecord("x", 40, "", 0, "%s: %s", ("Fault", request.path), None)
    record.request = request
    assert WithoutAddresses().filter(record)
    assert record.getMessage() == "Fault: page unknown"


def test_a_page_outlives_its_database_connection(browser: Client, sample: Sample) -> None:
    address = f"/members/{sample.numbers[0]}/"
    assert browser.get(address).status_code == 200
    with psycopg.connect(sample.urls.superuser_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = 'setia_app'",
            (sample.urls.name,),
        )
    assert browser.get(address).status_code == 200


def test_an_address_that_asks_too_much_is_answered_with_a_page(
    browser: Client, sample: Sample
) -> None:
    query = "&".join(f"a{k}=1" for k in range(3_000))
    home = browser.get(f"/?{query}")
    member = browser.get(f"/members/{sample.numbers[0]}/?{query}")
    assert (home.status_code, member.status_code) == (200, 400)
    for response in (home, member):
        assert "Content-Security-Policy" in response.headers
        assert "<html" in response.content.decode()
