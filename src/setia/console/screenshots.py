"""Pictures of every page, on a phone and on a desktop, light and dark: ``python -m`` this module.

It drives the system's own Chromium and looks for what nobody may see: an error in the browser's
console, a page that is wider than its window, a title without room, a target that is too small for
a finger. Without an address it fills an installation of its own with a sample and serves that. It
needs Playwright, which comes with the development requirements.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

from setia.platform.boot import booted
from setia.platform.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS: Final = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
WIDTHS: Final = {"phone": 390, "desktop": 1_440}
HEIGHTS: Final = {"phone": 844, "desktop": 900}
LEAST_TARGET_PX: Final = 44
LEAST_TITLE_PX: Final = 96
"""Less than that, and words of a line's title break in the middle."""

END_S: Final = 15

OPENED: Final = "#opened"
"""At the end of a path: picture the page with its first lines opened."""

OPENED_LINES: Final = 4
_OPEN: Final = """most => [...document.querySelectorAll(".lines details")].slice(0, most)
    .forEach(one => { one.open = true })"""

# What can be pressed and is smaller than a finger; a link inside a sentence is exempt (WCAG 2.5.8).
_SMALL_TARGETS: Final = """least => [...document.querySelectorAll(
        "a, button, summary, input, select")]
    .filter(one => one.checkVisibility() && one.type !== "hidden" && !one.matches(".skip"))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.height < least - 0.5 || box.width < least - 0.5)
    .map(([one, box]) => `${one.tagName} ${one.textContent.trim().slice(0, 40)}: `
        + `${Math.round(box.width)} x ${Math.round(box.height)}`)"""
_SQUEEZED: Final = """least => [...document.querySelectorAll(".lines .what")]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().width < least)
    .map(one => one.textContent.trim().slice(0, 40))"""
_STATUS: Final = "Failed to load resource"
_TOO_WIDE: Final = "() => document.documentElement.scrollWidth > window.innerWidth"


def browser_path() -> str | None:
    """The system's Chromium, None when there is none."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def photograph(
    url: str,
    pages: Mapping[str, str],
    folder: Path | None,
    browser: str,
    *,
    sizes: Sequence[str] = ("phone", "desktop"),
    schemes: Sequence[str] = ("light", "dark"),
) -> list[str]:
    """Picture each page (name to path) in every size and scheme; gives what is wrong with them.

    folder: where the pictures go; None: only look.
    """
    from playwright.sync_api import sync_playwright

    problems: list[str] = []
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser, args=list(FLAGS))
        for size, scheme in product(sizes, schemes):
            look = _Look(started, size, scheme)
            for name, path in pages.items():
                where = f"{name}-{size}-{scheme}"
                picture = folder / f"{where}.png" if folder else None
                problems += [f"{where}: {one}" for one in look.at(url + path, picture)]
            look.end()
        started.close()
    return problems


class _Look:
    """One window of one size and scheme, and what was heard in it."""

    def __init__(self, browser: "Browser", size: str, scheme: str) -> None:
        self._context = browser.new_context(
            viewport={"width": WIDTHS[size], "height": HEIGHTS[size]},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            locale="en-MY",
        )
        self._page = self._context.new_page()
        self._heard: list[str] = []
        self._page.on("console", self._hear)
        self._page.on("pageerror", lambda error: self._heard.append(str(error)))

    def at(self, address: str, picture: Path | None) -> list[str]:
        """Open a page, picture it, and give what is wrong with it."""
        page = self._page
        self._heard.clear()
        page.goto(address)
        _settle(page)
        if address.endswith(OPENED):
            page.evaluate(_OPEN, OPENED_LINES)
        if picture is not None:
            page.screenshot(path=picture, full_page=True)
        wrong = ["wider than its window"] if page.evaluate(_TOO_WIDE) else []
        small = page.evaluate(_SMALL_TARGETS, LEAST_TARGET_PX)
        wrong += [f"squeezed: {one}" for one in page.evaluate(_SQUEEZED, LEAST_TITLE_PX)]
        return [*self._heard, *wrong, *(f"too small: {one}" for one in small)]

    def end(self) -> None:
        """Close the window."""
        self._context.close()

    def _hear(self, said: "ConsoleMessage") -> None:
        # The browser notes the status of the page itself, which for a missing one is meant.
        of_the_page = said.location.get("url") == self._page.url and said.text.startswith(_STATUS)
        if said.type == "error" and not of_the_page:
            self._heard.append(said.text)


def _settle(page: "Page") -> None:
    """Wait until the live feed says that it is connected, where there is one."""
    if page.locator("[data-live]").count():
        page.wait_for_selector('[data-live][data-state="on"]')


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """A sample installation served on a free port: its address, and the member numbers."""
    os.environ["SETIA_DEMO"] = "1"
    with booted(Settings.load({**os.environ, "SETIA_HOME": str(folder), "DATABASE_URL": ""})):
        from setia.console.sample import fill

        numbers = fill()
        with serving() as url:
            yield url, numbers


@contextmanager
def serving() -> Iterator[str]:
    """A server process of this process's database, on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number = listening.fileno()
        command = [sys.executable, "-m", "uvicorn", "setia.console.asgi:application"]
        command += ["--fd", str(number), "--log-level", "warning", "--no-access-log"]
        server = subprocess.Popen(command, pass_fds=[number])
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.terminate()
            server.wait(END_S)


def main() -> int:
    """Take the pictures; 1 when a page has something that nobody may see."""
    parser = argparse.ArgumentParser(description="Picture the console's pages.")
    parser.add_argument("--folder", type=Path, default=Path("screenshots"))
    parser.add_argument("--url", default="", help="a running Setia; else a sample is served")
    parser.add_argument("--member", default="", help="a member number there")
    asked = parser.parse_args()
    browser = browser_path()
    if browser is None:
        sys.stderr.write(f"no Chromium on PATH; install one of: {', '.join(BROWSERS)}\n")
        return 2
    if asked.url:
        pages = {"home": "/"} | ({"member": f"/members/{asked.member}/"} if asked.member else {})
        problems = photograph(asked.url.rstrip("/"), pages, asked.folder, browser)
    else:
        # The embedded database's account has to get in, and a socket's path must be short.
        folder = Path(tempfile.mkdtemp(prefix="setia-pictures-", dir="/tmp"))
        folder.chmod(0o711)
        try:
            with served(folder) as (url, numbers):
                problems = photograph(url, sample_pages(numbers), asked.folder, browser)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    sys.stdout.write(f"pictures are in {asked.folder}\n")
    return 1 if problems else 0


def sample_pages(numbers: list[str]) -> dict[str, str]:
    """The pages of the sample, by the name of their picture."""
    return {
        "home": "/",
        "member": f"/members/{numbers[0]}/",
        "why": f"/members/{numbers[0]}/{OPENED}",
        "missing": "/nothing/",
    }


if __name__ == "__main__":
    sys.exit(main())
