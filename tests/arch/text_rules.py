"""Rules about words: what no file says, and how requirements are pinned.

The project speaks of itself alone, so that it reads the same wherever it is cloned: no path of one
machine, no address of a package index, no paper that does not ship. They read text and never
follow an address.
"""

import re
from collections.abc import Iterator

from tests.arch.tree import Finding, Source

# Each pattern is written so that it does not find itself; the words say why it is unwanted.
FOREIGN_WORDS = {
    re.compile(r"\b[Ii]ssue #?\d+\b"): "a tracker's number: say what was wanted",
    re.compile(r"\b[Ss]top \d\b"): "a step of some plan: say what is built",
    re.compile(r"\.\./shar[e]d\b"): "a folder that does not ship",
    re.compile(r"(?<![\w.])/wor[k]/"): "a path of one machine",
    re.compile(r"(?<![\w.])/tm[p]/brie[f]"): "a path of one machine",
    re.compile(
        r"\b(DESIG[N]|PROMISE[S]|FEATURE[S]|POSTGRE[S]|STYL[E]|SPEE[D]|LOO[K]|PEER[S])\.md\b"
    ): ("a paper that does not ship: link to the page in docs/"),
    re.compile(r"\bpyp[i]\.org\b|\bpythonhoste[d]\.org\b"): "the address of a package index",
    re.compile(r"\bClaud[e]\b|\bAnthropi[c]\b|\bChatGP[T]\b"): "a tool of whoever wrote it",
    re.compile(r"\bTOD[O]\b|\bFIXM[E]\b|\bXX[X]\b"): "a note to oneself: do it, or write it down",
}

PINNED = re.compile(r"^[A-Za-z0-9._-]+(\[[A-Za-z0-9,._-]+\])?==[^\s;\\]+(\s*;[^\\]+)?\s*\\?$")
HASHED = re.compile(r"^\s+--hash=sha256:[0-9a-f]{64}\s*\\?$")
INDEX_OPTIONS = re.compile(r"--(extra-)?index-url|--find-links|--trusted-host|\bhttps?://|\s@\s")


def speaks_of_elsewhere(source: Source) -> Iterator[Finding]:
    """The words of a workplace mean nothing to whoever clones the project."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        for pattern, why in FOREIGN_WORDS.items():
            found = pattern.search(line)
            if found:
                yield source.finding(number, f"{found.group()!r} is {why}")


def unpinned(source: Source) -> Iterator[Finding]:
    """A requirements file names versions and hashes, and no place to fetch them from."""
    pinned_at, hashes = 0, 1
    for number, line in enumerate([*source.text.splitlines(), "end==0"], start=1):
        if INDEX_OPTIONS.search(line):
            yield source.finding(
                number, "an address: names and hashes alone decide what is installed"
            )
        elif HASHED.match(line):
            hashes += 1
        elif line.strip() and not line.lstrip().startswith("#"):
            if not hashes:
                yield source.finding(pinned_at, "no hash: run `make lock`")
            if not PINNED.match(line):
                yield source.finding(number, f"{line.strip()!r} is not pinned: run `make lock`")
            pinned_at, hashes = number, 0
