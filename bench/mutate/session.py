"""One run over a subject: a seeded sample of its mutants, each tried once and remembered.

What is found out is written down as soon as it is known, so a run that was stopped goes on where it
was; a larger count takes up the smaller one's mutants first. All of it lies in `.mutate`, where a
new content of the tree takes the place of the one before. There every mutant is tried anew, first
on the test that killed it last: most are killed by it again, and that takes a second.
"""

import fcntl
import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.mutate.cover import Cover, found_out
from bench.mutate.crew import Crew
from bench.mutate.mutants import Mutant, mutants_of, mutated
from bench.mutate.subject import Subject
from bench.mutate.verdict import KILLED, UNSEEN
from bench.mutate.worker import Task

FOLDER: Final = ".mutate"
_KILLERS: Final = "killers.json"


class Busy(RuntimeError):
    """Another run is at work on this tree."""


@dataclass(frozen=True, slots=True)
class Session:
    """A folder for one content of a subject: the copy, what covers what, and the outcomes."""

    subject: Subject
    folder: Path

    @property
    def log(self) -> Path:
        """What the tests have printed."""
        return self.folder / "worker.log"

    def mutants(self) -> list[Mutant]:
        """Every mutant there is, in the order of the files."""
        found: list[Mutant] = []
        for path in self.subject.files():
            text = (self.subject.root / path).read_text(encoding="utf-8")
            found += mutants_of(path, text, writes=path in self.subject.writers)
        return found

    def outcomes(self) -> dict[str, str]:
        """What became of every mutant that was tried, by its name."""
        if not self._outcomes.exists():
            return {}
        rows = self._outcomes.read_text(encoding="utf-8").splitlines()
        return {one["mutant"]: one["outcome"] for one in map(json.loads, rows)}

    def cover(self, copy: Subject, tell: Callable[[str], None]) -> Cover:
        """Which tests run which lines, found out only where nobody knows. Raises TestsFail."""
        cover = Cover.kept(self._cover)
        if cover is None:
            with Crew(copy, self.log) as crew:
                cover = found_out(copy, crew, tell)
            cover.keep(self._cover)
        return cover

    def copy(self) -> Subject:
        """A fresh copy of the tree, in which files may be changed."""
        return self.subject.copy(self.folder / "tree")

    def attempt(
        self, sample: list[Mutant], cover: Cover, copy: Subject, tell: Callable[[Mutant, str], None]
    ) -> None:
        """Try every mutant of a sample that has not been tried; `tell` hears of each."""
        known = self.outcomes()
        left = [one for one in sample if one.name not in known]
        if not left:
            return
        names, killers = list(cover.of_tests), self._killers()
        with Crew(copy, self.log) as crew, self._outcomes.open("a", encoding="utf-8") as file:
            # Whatever Python and pytest write beside the files is written before any is changed.
            crew.ask({"files": list(cover.of_files), "without": names, "modules": cover.modules})
            for mutant in left:
                tests = cover.tests_of(mutant)
                answer = {"outcome": UNSEEN}
                if tests:
                    before = [name for name in tests if name == killers.get(mutant.name)]
                    with self._changed(mutant, copy):
                        if before:
                            answer = crew.ask(self._task(before, names, cover))
                        if answer["outcome"] != KILLED:
                            answer = crew.ask(self._task(tests, names, cover))
                if answer["outcome"] == KILLED:
                    killers[mutant.name] = answer["by"]
                    scratch = self._place_of_killers.with_suffix(".new")
                    scratch.write_text(json.dumps(killers), encoding="utf-8")
                    scratch.replace(self._place_of_killers)
                file.write(
                    json.dumps({"mutant": mutant.name, "told": str(mutant), **answer}) + "\n"
                )
                file.flush()
                tell(mutant, answer["outcome"])

    def _task(self, tests: list[str], known: list[str], cover: Cover) -> Task:
        """What a worker is asked: to run these tests, in this order."""
        limits = {name: self.subject.patience_s + cover.limit_s(name) for name in tests}
        files = list(dict.fromkeys(name.partition("::")[0] for name in tests))
        return {"files": files, "limits": limits, "known": known}

    def _killers(self) -> dict[str, str]:
        """By the name of each mutant that was ever killed, the test that did it last."""
        place = self._place_of_killers
        found: dict[str, str] = json.loads(place.read_text("utf-8")) if place.exists() else {}
        return found

    @contextmanager
    def _changed(self, mutant: Mutant, copy: Subject) -> Iterator[None]:
        """One file of the copy with one change, for as long as this lasts."""
        place = copy.root / mutant.path
        text = place.read_text(encoding="utf-8")
        changed = mutated(text, mutant, writes=mutant.path in self.subject.writers)
        place.write_text(changed, encoding="utf-8")
        try:
            yield
        finally:
            place.write_text(text, encoding="utf-8")

    @property
    def _outcomes(self) -> Path:
        return self.folder / "outcomes.jsonl"

    @property
    def _place_of_killers(self) -> Path:
        return self.folder.parent / _KILLERS

    @property
    def _cover(self) -> Path:
        return self.folder / "cover.json"


@contextmanager
def opened(subject: Subject) -> Iterator[Session]:
    """The session of a subject as it is now; those of other contents go. Raises Busy."""
    home = subject.root / FOLDER
    home.mkdir(exist_ok=True)
    (home / ".gitignore").write_text("*\n", encoding="utf-8")
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"another run is at work in {home}: wait for it") from None
        folder = home / subject.digest()
        for other in home.iterdir():
            if other.is_dir() and other != folder:
                shutil.rmtree(other)
        folder.mkdir(exist_ok=True)
        try:
            yield Session(subject, folder)
        finally:
            shutil.rmtree(folder / "tree", ignore_errors=True)


def sampled(mutants: list[Mutant], seed: int, count: int) -> list[Mutant]:
    """So many mutants by chance; a larger count begins with the smaller one's.

    Each draws its own number, so that a change of one file leaves the others' where they were.
    """

    def drawn(one: Mutant) -> tuple[float, str]:
        return random.Random(f"{seed}:{one.name}").random(), one.name

    return sorted(mutants, key=drawn)[:count]
