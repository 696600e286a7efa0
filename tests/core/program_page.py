"""The reference of the document as one program: what stands under a section in all its examples.

A section may be shown in several pieces, each with the section's key above it. Nothing is read
here; the tests of the page and of the schema read what comes out.
"""

import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs/reference/program.md").read_text("utf-8")
HEAD = (
    "setia: 1\nprogram: kopi-club\nname: {en: Kopi Club, ms: Kelab Kopi}\ncurrency: MYR\n"
    "time zone: Asia/Kuala_Lumpur\n"
)


def blocks(page: str, first_word: str = "") -> list[str]:
    """The blocks of YAML on a page that begin with a word."""
    found = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return [text for text in found if text.startswith(first_word)]


def _whole() -> str:
    sections: dict[str, str] = {}
    for text in blocks(PAGE):
        key, _, rest = text.partition("\n")
        if not text.startswith("setia:"):
            sections[key] = sections.get(key, "") + rest
    return HEAD + "".join(f"{key}\n{rest}" for key, rest in sections.items())


WHOLE = _whole()
