"""The style sheet keeps the look: its tokens, and contrasts that everybody can read."""

import re
from pathlib import Path

import pytest

from setia.console import pages

CSS = (Path(pages.__file__).parent / "static" / "console" / "console.css").read_text("utf-8")
LIGHT, DARK = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
TEXT = ("ink", "muted", "brand", "good", "warn", "bad", "info")
EDGES = ("edge", "brand", "good", "bad")


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


SCHEMES = {"light": tokens(LIGHT), "dark": tokens(LIGHT) | tokens(DARK)}


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["paper", "card"])
def test_text_and_edges_stand_out(scheme: str, ground: str) -> None:
    token = SCHEMES[scheme]
    for name in TEXT:
        assert contrast(token[name], token[ground]) >= 4.5, f"{name} on {ground}, {scheme}"
    for name in EDGES:
        assert contrast(token[name], token[ground]) >= 3, f"{name} on {ground}, {scheme}"
    assert contrast(token["on-brand"], token["brand"]) >= 4.5


def test_the_tokens_are_those_of_the_look() -> None:
    light, dark = SCHEMES["light"], SCHEMES["dark"]
    assert (light["paper"], light["brand"], light["accent"]) == ("#fbfaf7", "#0f6b5f", "#f2a516")
    assert (dark["paper"], dark["brand"], dark["accent"]) == ("#101614", "#4db6a6", "#f2b84a")


def test_the_accent_is_never_text() -> None:
    assert not re.findall(r"(?<![a-z-])color: var\(--accent\)", CSS)


def test_nothing_is_fetched_and_motion_can_be_off() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "prefers-reduced-motion: reduce" in CSS
    assert set(re.findall(r"animation: [a-z]+ (\d+ms)", CSS)) == {"150ms"}


def test_only_the_named_sizes_of_type_are_used() -> None:
    sizes = set(re.findall(r"font-size: ([^;]+);", CSS))
    assert sizes <= {f"var(--s{size})" for size in (14, 16, 20, 28, 40)}
