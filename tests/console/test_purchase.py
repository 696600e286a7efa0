"""The demo's form: it records once whatever is clicked, and does not exist elsewhere."""

import re
import threading
from dataclasses import dataclass

import psycopg
import pytest
from django.db import connections
from django.test import Client, override_settings

from setia.console.purchase_form import fresh_form, key_of, minor_units
from setia.core.engine.limits import MAX_AMOUNT
from setia.ledger.actions.seal import seal_all
from setia.ledger.verify import verify
from tests.console.conftest import Sample
from tests.console.reading import Answer, hidden_value, lines_of, text_of


@dataclass
class Form:
    """An opened page with its form, as one browser has it."""

    browser: Client
    number: str

    def __post_init__(self) -> None:
        page = self.browser.get(f"/members/{self.number}/")
        self.csrf = hidden_value(page, "csrfmiddlewaretoken")
        self.token = hidden_value(page, "token")

    def send(self, amount: str = "18.50", channel: str = "app", **more: str) -> Answer:
        fields = {"csrfmiddlewaretoken": self.csrf, "token": self.token}
        fields |= {"amount": amount, "channel": channel, **more}
        return self.browser.post(f"/members/{self.number}/purchases/", fields)


def events(sample: Sample) -> int:
    with psycopg.connect(sample.urls.superuser_url) as connection:
        row = connection.execute("SELECT count(*) FROM event").fetchone()
    assert row is not None
    return int(row[0])


def test_without_the_demo_there_is_no_form_and_no_address(browser: Client, sample: Sample) -> None:
    number = sample.numbers[0]
    page = browser.get(f"/members/{number}/")
    assert "Record a purchase" not in text_of(page)
    before = events(sample)
    token = hidden_value(page, "csrfmiddlewaretoken")
    form = {"csrfmiddlewaretoken": token, "token": fresh_form(number).token, "amount": "18.50"}
    assert browser.post(f"/members/{number}/purchases/", form).status_code == 404
    assert browser.get(f"/members/{number}/purchases/").status_code == 404
    assert events(sample) == before


def test_a_purchase_is_recorded_and_its_line_shown(
    browser: Client, sample: Sample, demo: None
) -> None:
    before = events(sample)
    response = Form(browser, sample.numbers[0]).send("18.50")
    assert response.status_code == 303
    location = response["Location"]
    seq = re.fullmatch(rf"/members/{sample.numbers[0]}/\?new=(\d+)#event-\1", location)
    assert seq is not None
    line = lines_of(browser.get(location))[0]
    assert line.startswith(f'{seq[1]}" class="new"')
    assert "Purchase RM18.50" in line
    assert "Every ringgit 1 per whole RM1.00 of RM18.50 = 18 +18" in line
    assert "person/demo" in line
    assert "not sealed yet" in line
    assert events(sample) == before + 1
    seal_all()
    assert verify().clean


def test_sending_a_form_twice_records_once(browser: Client, sample: Sample, demo: None) -> None:
    form = Form(browser, sample.numbers[0])
    before = events(sample)
    first, second = form.send(), form.send()
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    assert events(sample) == before + 1


def test_sending_a_form_many_times_at_once_records_once(
    browser: Client, sample: Sample, demo: None
) -> None:
    form = Form(browser, sample.numbers[0])
    before = events(sample)
    barrier = threading.Barrier(6)
    answers: list[int] = []

    def click() -> None:
        mine = Form.__new__(Form)
        mine.browser, mine.number = Client(SERVER_NAME="localhost"), form.number
        mine.csrf, mine.token = form.csrf, form.token
        barrier.wait(30)
        answers.append(mine.send().status_code)
        connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [303] * 6
    assert events(sample) == before + 1


def test_a_form_that_was_changed_after_sending_is_not_lost_in_silence(
    browser: Client, sample: Sample, demo: None
) -> None:
    form = Form(browser, sample.numbers[0])
    form.send("18.50")
    before = events(sample)
    response = form.send("99.00")
    assert response.status_code == 200
    assert "has recorded another purchase already" in text_of(response)
    assert hidden_value(response, "token") != form.token
    assert events(sample) == before


def test_what_is_no_amount_is_asked_for_again(browser: Client, sample: Sample, demo: None) -> None:
    form = Form(browser, sample.numbers[1])
    before = events(sample)
    for amount in ("", "abc", "0", "-5", "1,000", "1.234", "1e99", "NaN", "1,2,3", "1" * 20):
        response = form.send(amount)
        assert response.status_code == 200
        page = text_of(response)
        assert "Write an amount above zero" in page, amount
        assert f'value="{amount}"' in response.content.decode()
        assert hidden_value(response, "token") == form.token
    assert events(sample) == before
    assert form.send("12,50").status_code == 303


def test_a_form_of_another_member_or_of_nobody_is_refused(
    browser: Client, sample: Sample, demo: None
) -> None:
    form = Form(browser, sample.numbers[0])
    before = events(sample)
    for token in (fresh_form(sample.numbers[1]).token, "made up", ""):
        response = form.send(token=token)
        assert response.status_code == 200
        assert "belongs to another member" in text_of(response)
    assert form.send(csrfmiddlewaretoken="x" * 64).status_code == 403
    assert events(sample) == before


def test_an_old_form_is_refused(sample: Sample) -> None:
    token = fresh_form("1").token
    assert key_of(token, "1") is not None
    assert key_of(token, "2") is None
    with override_settings(SECRET_KEY="another installation"):
        assert key_of(token, "1") is None


@pytest.mark.parametrize(
    ("text", "decimals", "minor"),
    [
        ("18.50", 2, 1_850),
        (" 18,5 ", 2, 1_850),
        ("18", 0, 18),
        ("18.5", 0, None),
        ("10000000000.00", 2, MAX_AMOUNT),
        ("10000000000.01", 2, None),
        ("9999999999.99", 2, MAX_AMOUNT - 1),
        ("0.001", 3, 1),
        ("0.0001", 3, None),
        ("1_000", 2, None),
        ("1,000", 2, None),
        ("\u0661\u0662", 2, None),
        ("1" * 15, 2, None),
    ],
)
def test_amounts_become_whole_minor_units(text: str, decimals: int, minor: int | None) -> None:
    assert minor_units(text, decimals) == minor


def test_a_channel_that_no_event_can_carry_is_asked_for_again(
    browser: Client, sample: Sample, demo: None
) -> None:
    form = Form(browser, sample.numbers[1])
    before = events(sample)
    response = form.send("1.50", channel="\0")
    assert response.status_code == 200
    assert "payload" in text_of(response)
    assert events(sample) == before
