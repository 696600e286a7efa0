"""`make demo-check`: the demo as a newcomer meets it, looked at by a program.

Starts the demo in a home of its own, waits for its page, posts a purchase through the page's own
form and reads the statement again, then stops it as Ctrl-C would. Ends with 1 and the reason when
any of this fails.
"""

import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Final

START_S: Final = 240
STOP_S: Final = 30
LOOK_EVERY_S: Final = 0.25
MEMBERS: Final = 2_000


class Failed(Exception):
    """The demo did not do what it should; says what."""


def main() -> int:
    """Run the check; 0 when all is well."""
    started = time.monotonic()
    home = Path(tempfile.mkdtemp(prefix="setia-demo-"))
    home.chmod(0o711)  # As root the embedded database runs as another account.
    port = _free_port()
    command = [sys.executable, "-m", "setia.cli", "demo", "--port", str(port)]
    command += ["--members", str(MEMBERS)]
    environment = {**os.environ, "SETIA_HOME": str(home)}
    with subprocess.Popen(command, env=environment, start_new_session=True) as demo:
        try:
            _look(f"http://127.0.0.1:{port}", demo)
            demo.send_signal(signal.SIGINT)
            demo.wait(STOP_S)
        except (Failed, subprocess.TimeoutExpired) as error:
            print(f"demo-check: FAILED: {error}", file=sys.stderr)
            os.killpg(demo.pid, signal.SIGKILL)
            return 1
    if demo.returncode:
        print(f"demo-check: FAILED: it stopped with {demo.returncode}", file=sys.stderr)
        return 1
    shutil.rmtree(home)
    print(f"demo-check: page fetched, purchase posted, stopped; {time.monotonic() - started:.0f} s")
    return 0


def _look(base: str, demo: subprocess.Popen[bytes]) -> None:
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    _wait(browser, base, demo)
    address, statement = _send(browser, base, f"{base}/search/", who="00001")
    if not re.search(r"/members/\d{12}/$", address):
        raise Failed(f"searching for member 00001 leads to {address}")
    fields = {"amount": "18.50", "channel": "app"}
    _, after = _send(browser, address, f"{address}purchases/", page=statement, **fields)
    if "18.50" not in after:
        raise Failed("the purchase of 18.50 is not on the statement")


def _send(
    browser: urllib.request.OpenerDirector,
    origin: str,
    target: str,
    *,
    page: str = "",
    **fields: str,
) -> tuple[str, str]:
    """Send the form of a page as a browser would; where that leads, and what is there."""
    hidden = re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)"', page or _get(browser, f"{origin}/")
    )
    if not any(name == "csrfmiddlewaretoken" for name, _ in hidden):
        raise Failed(f"{origin} has no form")
    data = urllib.parse.urlencode({**dict(hidden), **fields}).encode()
    request = urllib.request.Request(target, data, {"Referer": origin})
    with browser.open(request, timeout=10) as answer:
        return answer.geturl(), answer.read().decode()


def _wait(browser: urllib.request.OpenerDirector, base: str, demo: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while True:
        if demo.poll() is not None:
            raise Failed(f"it ended with {demo.returncode} before its page could be fetched")
        try:
            _get(browser, f"{base}/")
        except urllib.error.HTTPError as error:
            raise Failed(f"its page answers {error.code}") from None
        except OSError:
            if time.monotonic() > deadline:
                raise Failed(f"no page after {START_S} s") from None
            time.sleep(LOOK_EVERY_S)
        else:
            return


def _get(browser: urllib.request.OpenerDirector, address: str) -> str:
    with browser.open(address, timeout=10) as answer:
        text: str = answer.read().decode()
    return text


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


if __name__ == "__main__":
    raise SystemExit(main())
