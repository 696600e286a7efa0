"""Which tests run which lines, found out once for each content of the tree and then kept.

Each file with tests is run in a fork of its own, so that what only importing it runs is known too:
a line that is run while a file is read may matter to any of its tests.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from bench.mutate.crew import Crew
from bench.mutate.mutants import Mutant
from bench.mutate.subject import Subject
from bench.mutate.worker import Task

LONGEST_S: Final = 10.0
"""A test that takes longer is not run on mutants; it would take most of the time of all."""
LIMIT_TIMES: Final = 10
"""So many times what a test takes, and what the subject's patience adds, it may take at most."""


class TestsFail(RuntimeError):
    """The tests fail where nothing was changed, so nothing can be learned from them."""

    __test__ = False


@dataclass(frozen=True, slots=True)
class Cover:
    """What ran. cpu_s: by test. of_tests, of_files: by test or file, by file of the package, bits.

    modules: what the tests import from elsewhere.
    """

    cpu_s: dict[str, float]
    of_tests: dict[str, dict[str, str]]
    of_files: dict[str, dict[str, str]]
    modules: list[str]
    too_long: list[str] = field(default_factory=list)

    def tests_of(self, mutant: Mutant) -> list[str]:
        """The tests that can notice a mutant: those that run its line first, the fast ones first.

        A line that is run by reading a file is left to all its tests, those that use the mutant's
        file before the others.
        """
        span = sum(1 << line for line in range(mutant.first, mutant.last + 1))
        files = {file for file, lines in self.of_files.items() if _bits(lines, mutant.path) & span}
        found: list[tuple[bool, bool, float, str]] = []
        for name, lines in self.of_tests.items():
            bits = _bits(lines, mutant.path)
            if bits & span or name.partition("::")[0] in files:
                found.append((not bits & span, not bits, self.cpu_s[name], name))
        return [name for *_, name in sorted(found)]

    def limit_s(self, test: str) -> float:
        """The CPU seconds after which, and some patience, a test is held to be endless."""
        return LIMIT_TIMES * self.cpu_s[test]

    def keep(self, place: Path) -> None:
        """Write it down, whole or not at all."""
        scratch = place.with_suffix(".new")
        scratch.write_text(json.dumps(asdict(self)), encoding="utf-8")
        scratch.replace(place)

    @classmethod
    def kept(cls, place: Path) -> "Cover | None":
        """What was written down, if it was."""
        return cls(**json.loads(place.read_text(encoding="utf-8"))) if place.exists() else None


def found_out(subject: Subject, crew: Crew, tell: Callable[[str], None]) -> Cover:
    """Run each file with tests twice: to time its tests, and to see their lines.

    `tell` hears of each file before it is run. Raises TestsFail.
    """
    cover = Cover({}, {}, {}, [])
    modules: set[str] = set()
    for file in subject.test_files():
        tell(file)
        timed = _run(crew, {"files": [file], "without": []})
        long = [name for name, cpu_s in timed["tests"].items() if cpu_s > LONGEST_S]
        cover.too_long.extend(long)
        seen = _run(crew, {"files": [file], "without": long, "record": subject.files()})
        lines = seen["lines"]
        cover.of_files[file] = lines.pop("")
        cover.of_tests.update(lines)
        cover.cpu_s.update({name: timed["tests"][name] for name in lines})
        modules.update(timed["modules"])
    cover.modules.extend(sorted(modules))
    return cover


def _run(crew: Crew, task: Task) -> Task:
    answer = crew.ask(task)
    if answer["outcome"] != "survived":
        named = answer.get("by") or " ".join(task["files"])
        raise TestsFail(f"{named} fails where nothing was changed ({answer['outcome']})")
    return answer


def _bits(lines: dict[str, str], path: str) -> int:
    return int(lines.get(path, "0"), 16)
