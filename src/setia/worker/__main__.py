"""A worker process, started by `setia up`.

It runs until it is told to stop or its parent is gone. It decides nothing of its own.
"""

import logging
import os
import signal
import sys
import threading

from setia.platform.boot import configure
from setia.platform.settings import Settings


def main() -> None:
    """Work until SIGTERM, or until standard input ends, which is how a dead parent shows."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    settings = Settings.load(os.environ)
    configure(os.environ["SETIA_APP_URL"], os.environ["SETIA_OWNER_URL"], settings.home)
    from setia.insights.tasks import readers  # Its models need Django set up.
    from setia.worker.run import all_work, run

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_until_closed, args=(stop,), daemon=True).start()
    run(stop, all_work(readers))


def _until_closed(stop: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    stop.set()


if __name__ == "__main__":
    main()
