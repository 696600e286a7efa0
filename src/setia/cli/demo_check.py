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
    page = _get(browser, f"{base}/?q=00001")
    number = re.search(r"/members/(\d{12})/", page)
    if number is None:
        raise Failed("the home page does not lead to member 00001")
    address = f"{base}/members/{number[1]}/"
    statement = _get(browser, address)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', statement))
    if "csrfmiddlewaretoken" not in hidden:
        raise Failed("the member's page has no form to record a purchase")
    fields = {**hidden, "amount": "18.50", "channel": "app"}
    data = urllib.parse.urlencode(fields).encode()
    request = urllib.request.Request(f"{address}purchases/", data, {"Referer": address})
    with browser.open(request) as answer:
        after = answer.read().decode()
    if "18.50" not in after:
        raise Failed("the purchase of 18.50 is not on the statement")


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
