"""The pages in a real browser: no error, nothing too wide or too small, in every size and scheme.

With SETIA_SCREENSHOTS set to a folder, the pictures are kept there to be looked at.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from setia.console.screenshots import FLAGS, browser_path, photograph, sample_pages, serving
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.entries import NewEvent
from setia.members.identities import Identity, IdentityKind
from setia.members.queries import find
from setia.platform import clock
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.platform.languages.language import LANGUAGES
from tests.console.conftest import Sample

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = browser_path() or ""
pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="no Chromium on PATH: install chromium to look at the pages"
)
DEADLINE_S = 20
DEADLINE_MS = 1_000 * DEADLINE_S


@pytest.fixture
def url(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A real server of the sample, as the demo."""
    monkeypatch.setenv("SETIA_DEMO", "1")
    with serving() as address:
        yield address


@pytest.fixture
def page(url: str) -> Iterator["Page"]:
    """A phone with the home page opened and the feed connected; no error may be heard."""
    from playwright.sync_api import sync_playwright

    heard: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-MY")
        opened = context.new_page()
        opened.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
        opened.on("pageerror", lambda error: heard.append(str(error)))
        opened.goto(url)
        opened.wait_for_selector('[data-live][data-state="on"]')
        yield opened
        browser.close()
    assert heard == []


def buy(sample: Sample, key: str, amount: int) -> None:
    """Record a purchase in a thread of its own: the browser is driven by this one's event loop."""
    with ThreadPoolExecutor(1) as other:
        other.submit(_buy, sample, key, amount).result(DEADLINE_S)


def _buy(sample: Sample, key: str, amount: int) -> None:
    member_id = find(Identity(IdentityKind.NUMBER, sample.numbers[3]))
    assert member_id is not None
    with outermost() as cursor:
        now_us = clock.now(cursor)
    record([NewEvent(member_id, "purchase", now_us, "t", key, {"amount": amount})], acting=SYSTEM)
    seal_all()
    connections.close_all()


def test_no_page_has_what_nobody_may_see(sample: Sample, url: str, tmp_path: Path) -> None:
    folder = Path(os.environ.get("SETIA_SCREENSHOTS") or tmp_path)
    pages = sample_pages(sample.numbers)
    assert photograph(url, pages, folder, CHROMIUM) == []
    assert len(list(folder.glob("*.png"))) == 4 * len(pages)


def test_no_language_is_too_long_for_a_phone(sample: Sample, url: str) -> None:
    pages = {
        f"{name}-{language}": path.replace("/#", f"/?lang={language}#")
        if "#" in path
        else f"{path}?lang={language}"
        for name, path in sample_pages(sample.numbers).items()
        for language in LANGUAGES
        if language != "en"
    }
    assert photograph(url, pages, None, CHROMIUM, sizes=["phone"], schemes=["light"]) == []


def test_a_page_that_is_wrong_is_found(tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    broken.write_text(
        "<!doctype html><div style='width: 2000px'>wide</div><a href='#'>x</a>"
        "<script>console.error('heard')</script>"
    )
    found = photograph(
        broken.as_uri(), {"broken": ""}, None, CHROMIUM, sizes=["phone"], schemes=["light"]
    )
    assert len(found) == 3
    assert "heard" in found[0]
    assert "wider than its window" in found[1]
    assert "too small: A x" in found[2]


def test_a_purchase_appears_while_one_looks(sample: Sample, page: "Page") -> None:
    buy(sample, "seen", 4_321)
    page.wait_for_selector("text=Purchase RM43.21", timeout=DEADLINE_MS)
    newest = page.locator("[data-feed] li").first
    assert "Purchase RM43.21" in newest.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    newest.locator("a").click()
    page.wait_for_url("**/members/*/#event-*")
    assert "Lim Wei Jie" in page.inner_text("h1")
    assert page.locator("[data-feed]").count() == 0


def test_a_paused_feed_holds_what_comes_and_shows_it_afterwards(
    sample: Sample, page: "Page"
) -> None:
    page.click("[data-pause-button]")
    assert page.get_attribute("[data-pause-button]", "aria-pressed") == "true"
    buy(sample, "held", 4_321)
    page.wait_for_selector("text=paused (+1)", timeout=DEADLINE_MS)
    assert page.locator("text=Purchase RM43.21").count() == 0
    page.click("[data-pause-button]")
    assert "Purchase RM43.21" in page.locator("[data-feed] li").first.inner_text()


def test_a_purchase_is_recorded_by_two_quick_clicks_once(sample: Sample, page: "Page") -> None:
    page.fill("#who", "member3@example.com")
    page.press("#who", "Enter")
    page.wait_for_url("**/members/*/")
    before = page.locator(".lines > li").count()
    page.fill("#amount", "18.50")
    page.select_option("#channel", "app")
    page.dblclick("form.purchase button")
    page.wait_for_url("**new=*")
    page.wait_for_selector(".lines > li.new")
    assert page.locator(".lines > li").count() == before + 1
    assert "Purchase RM18.50" in page.inner_text(".lines > li.new")
    assert page.locator(".lines > li.new .sum").is_visible()


def test_everything_works_by_keyboard(sample: Sample, page: "Page") -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.focus(".figure-card summary")
    page.keyboard.press("Enter")
    assert page.locator(".figure-card details[open] table").first.is_visible()
    page.focus(".menu summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**lang=ms")
    assert page.get_attribute("html", "lang") == "ms"


def test_without_javascript_everything_but_the_feed_works(sample: Sample, url: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(f"{url}/members/{sample.numbers[0]}/")
        page.locator(".lines summary").first.click()
        assert page.locator(".lines .sum").first.is_visible()
        page.goto(url)
        assert "needs JavaScript" in page.inner_text("[data-status]")
        assert page.locator("[data-feed] li").count() > 5
        assert page.locator("[data-pause-button]").is_hidden()
        browser.close()
