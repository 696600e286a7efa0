"""The rules about source code hold on the tree, and each of them finds what it is there to find.

A rule that cannot fail holds nothing: every one is first shown a bad snippet under the path where
it counts, then a good one that looks like it.
"""

from collections.abc import Iterable

import pytest

from tests.arch import pure_rules, shape_rules, write_rules
from tests.arch.tree import Finding, Rule, Source, all_findings, assert_kept, python_files

CORE = "src/setia/core/program/check.py"
ENGINE = "src/setia/core/engine/windows.py"
ACTION = "src/setia/members/actions/enrol.py"
QUERY = "src/setia/members/queries.py"
MODELS = "src/setia/members/models.py"
PAGE = "src/setia/console/pages.py"

# What another process does can only be asked for again and again; each of these has a deadline.
MAY_SLEEP: dict[str, str] = {
    "src/setia/cli/demo_check.py": "a server that another process starts is there when it answers",
    "src/setia/platform/database/lease.py": "a file lock of another process has no time-out",
    "src/setia/platform/database/process.py": "children of a killed server end in silence",
    "src/setia/platform/database/supervisor.py": "a starting server is ready when it answers",
    "tests/platform/database/clients.py": "what a killed server does is seen from outside",
}


# A fault in a thread has nowhere to go: these hand it to the thread that waits.
MAY_CATCH: dict[str, str] = {
    "tests/members/shop.py": "a race's faults are handed to the test, which raises them",
}


def catches_everything(source: Source) -> Iterable[Finding]:
    return shape_rules.catches_everything(source, allowed=MAY_CATCH)


def sleeps(source: Source) -> Iterable[Finding]:
    return shape_rules.sleeps(source, allowed=MAY_SLEEP)


BAD = [
    (pure_rules.impure, CORE, "import os\n", "os"),
    (pure_rules.impure, CORE, "from time import monotonic\n", "clock"),
    (pure_rules.impure, CORE, "from django.db import models\n", "Django"),
    (pure_rules.impure, CORE, "import logging\n", "logging"),
    (pure_rules.impure, CORE, "def f():\n    import random\n", "randomness"),
    (pure_rules.impure, CORE, "import datetime as d\nd.datetime.now()\n", "clock"),
    (pure_rules.impure, CORE, "from datetime import date\ndate.today()\n", "clock"),
    (pure_rules.impure, CORE, "x = ids.uuid4()\n", "randomness"),
    (pure_rules.impure, CORE, "from uuid import uuid4 as new\n", "randomness"),
    (pure_rules.impure, CORE, "x = numpy.random.default_rng()\n", "randomness"),
    (pure_rules.impure, CORE, "x = somewhere.environ['HOME']\n", "environment"),
    (pure_rules.impure, CORE, "x = open('rates.csv')\n", "a file"),
    (pure_rules.impure, CORE, "print('decided')\n", "terminal"),
    (pure_rules.counts_with_floats, ENGINE, "half = 0.5\n", "0.5"),
    (pure_rules.counts_with_floats, ENGINE, "x = a / b\n", "division"),
    (pure_rules.counts_with_floats, ENGINE, "x /= 2\n", "division"),
    (pure_rules.counts_with_floats, ENGINE, "x = float(a)\n", "float"),
    (pure_rules.counts_with_floats, ENGINE, "x = np.float64(a)\n", "float64"),
    (write_rules.locks_elsewhere, QUERY, "M.objects.select_for_update()\n", "select_for_update"),
    (write_rules.locks_elsewhere, PAGE, "q = 'SELECT 1 FROM t FOR UPDATE'\n", "row lock"),
    (write_rules.locks_elsewhere, PAGE, "q = f'SELECT {x} FOR NO KEY UPDATE'\n", "row lock"),
    (write_rules.writes_by_orm, QUERY, "member.save()\n", "save"),
    (write_rules.writes_by_orm, QUERY, "M.objects.filter(id=1).update(name='x')\n", "update"),
    (write_rules.writes_by_orm, QUERY, "M.objects.create(name='x')\n", "create"),
    (write_rules.writes_by_orm, QUERY, "M.objects.bulk_create(rows)\n", "bulk_create"),
    (write_rules.writes_by_orm, QUERY, "q = M.objects.all()\nq.filter(a=1).delete()\n", "delete"),
    (write_rules.writes_by_orm, PAGE, "for m in M.objects.all():\n    m.delete()\n", "delete"),
    (write_rules.talks_while_writing, ACTION, "import requests\n", "requests"),
    (write_rules.talks_while_writing, ACTION, "from django.core.mail import send_mail\n", "mail"),
    (
        write_rules.talks_while_writing,
        QUERY,
        "from urllib.request import urlopen\nwith transaction.atomic():\n    urlopen(a)\n",
        "urllib",
    ),
    (write_rules.hides_a_write, PAGE, "from django.dispatch import receiver\n", "dispatch"),
    (
        write_rules.hides_a_write,
        PAGE,
        "from django.db.models.signals import post_save\n",
        "signals",
    ),
    (write_rules.hides_a_write, MODELS, "class M:\n    def save(self):\n        ...\n", "save"),
    (write_rules.takes_acting_by_place, ACTION, "def enrol(acting, name): ...\n", "acting"),
    (catches_everything, PAGE, "try:\n    f()\nexcept:\n    pass\n", "bare"),
    (
        catches_everything,
        PAGE,
        "try:\n    f()\nexcept Exception:\n    0\n",
        "Exception",
    ),
    (
        catches_everything,
        PAGE,
        "try:\n    f()\nexcept (KeyError, BaseException):\n    0\n",
        "BaseException",
    ),
    (
        catches_everything,
        PAGE,
        "try:\n    f()\nexcept BaseException as fault:\n    raise Lost from fault\n",
        "BaseException",
    ),
    (sleeps, PAGE, "import time\ntime.sleep(0.1)\n", "sleep"),
    (sleeps, PAGE, "from time import sleep\n", "sleep"),
    (sleeps, PAGE, "import asyncio\nasync def f():\n    await asyncio.sleep(1)\n", "sleep"),
]

GOOD = [
    (pure_rules.impure, CORE, "from datetime import datetime\nd = datetime.fromisoformat(t)\n"),
    (pure_rules.impure, CORE, "def decide(now_us: int) -> int:\n    return now_us\n"),
    (pure_rules.impure, CORE, "from uuid import UUID\nx = UUID(int=1)\n"),
    (pure_rules.counts_with_floats, ENGINE, "x, rest = a // b, a % b\ny = 10_000\n"),
    (write_rules.locks_elsewhere, "src/setia/ledger/lock.py", "s = 'SELECT 1 FOR UPDATE'\n"),
    (write_rules.locks_elsewhere, "src/setia/rewards/lock.py", "M.objects.select_for_update()\n"),
    (write_rules.locks_elsewhere, PAGE, '"""It says nothing FOR UPDATE."""\n'),
    (write_rules.writes_by_orm, ACTION, "M.objects.create(name='x')\nm.save()\n"),
    (write_rules.writes_by_orm, QUERY, "seen.update(more)\ndigest.update(b'x')\n"),
    (write_rules.writes_by_orm, "src/setia/ledger/migrations/0001_initial.py", "m.save()\n"),
    (write_rules.talks_while_writing, ACTION, "from urllib.parse import urlsplit\n"),
    (write_rules.talks_while_writing, PAGE, "import socket\n"),
    (write_rules.hides_a_write, MODELS, "class M:\n    def __str__(self):\n        ...\n"),
    (write_rules.hides_a_write, "src/setia/cli/main.py", "import signal\n"),
    (write_rules.takes_acting_by_place, ACTION, "def enrol(name, *, acting): ...\n"),
    (write_rules.takes_acting_by_place, ACTION, "def _note(acting, name): ...\n"),
    (catches_everything, PAGE, "try:\n    f()\nexcept (KeyError, OSError):\n    0\n"),
    (
        catches_everything,
        PAGE,
        "try:\n    f()\nexcept BaseException:\n    tidy()\n    raise\n",
    ),
    (sleeps, PAGE, "import asyncio\nasync def f():\n    await asyncio.sleep(0)\n"),
    (sleeps, PAGE, "done.wait(timeout=1)\n"),
]


def _case(values: tuple[object, ...]) -> str:
    return f"{getattr(values[0], '__name__', '')}: {str(values[2]).splitlines()[0]}"


@pytest.mark.parametrize(("rule", "path", "text", "said"), BAD, ids=map(_case, BAD))
def test_a_rule_finds_what_it_is_there_to_find(rule: Rule, path: str, text: str, said: str) -> None:
    findings = list(rule(Source(path, text)))
    assert findings, "the rule let a bad snippet pass"
    assert said in str(findings[-1])
    assert str(findings[-1]).startswith(f"{path}:")


@pytest.mark.parametrize(("rule", "path", "text"), GOOD, ids=map(_case, GOOD))
def test_a_rule_lets_good_code_pass(rule: Rule, path: str, text: str) -> None:
    assert_kept(rule(Source(path, text)))


def test_every_rule_has_been_shown_a_bad_and_a_good_snippet() -> None:
    rules = {rule for rule, *_ in BAD}
    assert rules == {rule for rule, *_ in GOOD}


def _seen(*folders: str) -> list[Source]:
    sources = python_files(*folders)
    assert sources, f"nothing read below {folders}: a rule over nothing holds nothing"
    return sources


def test_core_asks_for_nothing() -> None:
    assert_kept(all_findings(pure_rules.impure, _seen("src/setia/core")))


def test_the_engine_counts_in_integers() -> None:
    assert_kept(all_findings(pure_rules.counts_with_floats, _seen("src/setia/core/engine")))


@pytest.mark.parametrize(
    "rule",
    [
        write_rules.locks_elsewhere,
        write_rules.writes_by_orm,
        write_rules.talks_while_writing,
        write_rules.hides_a_write,
        write_rules.takes_acting_by_place,
    ],
)
def test_writes_are_kept_in_one_place(rule: Rule) -> None:
    assert_kept(all_findings(rule, _seen("src")))


def test_nothing_catches_everything() -> None:
    sources = _seen("src", "tests", "bench")
    assert_kept(all_findings(catches_everything, sources))
    gone = MAY_CATCH.keys() - {source.path for source in sources}
    assert not gone, f"no longer there, take them from MAY_CATCH: {sorted(gone)}"
    caught = shape_rules.catches_everything(Source(PAGE, "x = 1\n"), allowed={PAGE: "a reason"})
    assert list(caught), "an exception that is no longer needed has to be found"


def test_nothing_sleeps() -> None:
    assert_kept(all_findings(sleeps, _seen("src", "tests")))
    gone = MAY_SLEEP.keys() - {source.path for source in _seen("src", "tests")}
    assert not gone, f"no longer there, take them from MAY_SLEEP: {sorted(gone)}"
    slept = shape_rules.sleeps(Source(PAGE, "x = 1\n"), allowed={PAGE: "a reason"})
    assert list(slept), "an exception that is no longer needed has to be found"
