"""Rules about the glossary: every term in five languages, and Malay and Indonesian each their own.

Malay and Indonesian are two languages that share many words and differ in as many; a copied cell
is almost always an oversight. Where the word truly is the same, a second table says so and why.
"""

from collections.abc import Iterator

from tests.arch.paper_rules import rows_of
from tests.arch.tree import Finding, Source

LANGUAGES = ("en", "ms", "id", "nl", "de")
LEAST_WORDS_OF_A_REASON = 3


def untranslated(source: Source) -> Iterator[Finding]:
    """Each term has a word in each language and a line that says what it is; none comes twice."""
    seen: set[str] = set()
    for row in rows_of(source.text, *LANGUAGES, "meaning"):
        term = row.cells["en"]
        for column in (*LANGUAGES, "meaning"):
            if not row.cells[column] or row.cells[column] in {"-", "–", "?"}:
                yield source.finding(row.line, f"{term or '?'} has no {column}")
        if term in seen:
            yield source.finding(row.line, f"{term} stands twice")
        seen.add(term)


def copied_words(source: Source) -> Iterator[Finding]:
    """ms and id differ, except for the words that the page itself says they share."""
    shared = {row.cells["shared word"]: row for row in rows_of(source.text, "shared word", "why")}
    terms = rows_of(source.text, *LANGUAGES)
    equal = {row.cells["en"]: row for row in terms if row.cells["ms"] == row.cells["id"]}
    for term, row in equal.items():
        if term not in shared:
            yield source.finding(row.line, f"{term}: ms and id are the same word; is it meant?")
    for term, row in shared.items():
        if term not in equal:
            yield source.finding(row.line, f"{term} is not shared: take it from the list")
        if len(row.cells["why"].split()) < LEAST_WORDS_OF_A_REASON:
            yield source.finding(row.line, f"{term}: say why the word is the same")


def missing_terms(source: Source, wanted: frozenset[str]) -> Iterator[Finding]:
    """The words that code and pages are built on are all there."""
    there = {row.cells["en"] for row in rows_of(source.text, *LANGUAGES)}
    for term in sorted(wanted - there):
        yield source.finding(1, f"{term} is missing")
