"""The schema that editors use: it allows what the readers read, and knows the same keys.

Documents are taken as text, as the readers take them, and as an editor may read their scalars, by
YAML 1.2 and by YAML 1.1. Which keys a reader asks for is learnt from what it says of a key that
nobody knows.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from setia.core.program.read import BadProgram, read_program
from setia.core.program.schema import schema, schema_text
from setia.core.program.source import Listed, Mapped, Text, Value, load
from tests.core.program_page import WHOLE, blocks

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(__file__).parent / "programs"
EXAMPLES = sorted((ROOT / "src/setia/core/program/examples").glob("*.yaml"))
GOOD = {path.name: path.read_text("utf-8") for path in (*EXAMPLES, PROGRAMS / "good.yaml")}
BAD = {path.stem: path.read_text("utf-8") for path in sorted(PROGRAMS.glob("bad/*.yaml"))}
PAGES = {
    f"{page.name} {place}": text
    for page in sorted((ROOT / "docs").rglob("*.md"))
    for place, text in enumerate(blocks(page.read_text("utf-8"), "setia:"))
}

SCHEMA: Any = json.loads(schema_text())
VALIDATOR = Draft202012Validator(SCHEMA)
Node = dict[str, Any]


def valid(document: object) -> bool:
    return VALIDATOR.is_valid(document)


def of(node: object) -> Draft202012Validator:
    """A validator of one part of the schema."""
    return Draft202012Validator({"$defs": SCHEMA["$defs"], "allOf": [node]})


# What an editor makes of a text


def as_text(value: Value) -> Any:
    """Every scalar as text, as the readers have it."""
    match value:
        case Text():
            return value.value
        case Listed():
            return [as_text(one) for one in value.items]
        case Mapped():
            return {key: as_text(one) for key, one in value.items.items()}


def typed(text: str, version: tuple[int, int]) -> Any:
    """Scalars by a version of YAML, as JSON has them: no dates, and every key a text."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    return _as_json(yaml.load(StringIO(text.removeprefix("\ufeff"))))


def _as_json(value: object) -> Any:
    if isinstance(value, dict):
        # YAML 1.1 takes the key `on` for a truth; an editor that does so shows it as text.
        return {"on" if key is True else str(key): _as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_json(one) for one in value]
    return str(value) if isinstance(value, date) else value


def readings(text: str) -> list[Any]:
    return [as_text(load(text)), typed(text, (1, 2)), typed(text, (1, 1))]


# The schema by itself


def test_the_file_is_the_schema() -> None:
    """`setia program schema > docs/reference/program.schema.json` writes it again."""
    kept = (ROOT / "docs/reference/program.schema.json").read_text("utf-8")
    assert kept == schema_text()
    assert json.loads(kept) == json.loads(json.dumps(schema()))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    used = set(re.findall(r'"#/\$defs/(\w+)"', schema_text()))
    assert used == SCHEMA["$defs"].keys()


def _keys(node: object) -> Iterator[tuple[str, Node]]:
    """Every key that the schema knows or allows by a pattern, but for what a rule says of it."""
    if isinstance(node, list):
        for one in node:
            yield from _keys(one)
    if isinstance(node, dict):
        for section in ("properties", "patternProperties"):
            for key, one in node.get(section, {}).items():
                yield key, one
                yield from _keys(one)
        for section in ("anyOf", "items"):
            yield from _keys(node.get(section))


def test_every_key_is_described_and_its_examples_fit() -> None:
    found = [*_keys(SCHEMA), *_keys(list(SCHEMA["$defs"].values()))]
    assert len(found) > 80
    for key, node in found:
        said = node.get("description", "")
        assert re.fullmatch(r"[A-Z`][^.]*(?:\.[^. ][^.]*)*\.", said), f"{key}: {said!r}"
        assert node.get("examples"), key
        for example in node["examples"]:
            assert of(node).is_valid(example), f"{key}: {example!r}"


# What is good and what is bad


@pytest.mark.parametrize("name", [*GOOD, *PAGES])
def test_a_good_document_fits_however_an_editor_reads_it(name: str) -> None:
    for document in readings({**GOOD, **PAGES}[name]):
        errors = [
            f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(document)
        ]
        assert errors == []


def test_the_whole_page_fits_however_an_editor_reads_it() -> None:
    for document in readings(WHOLE):
        errors = [
            f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(document)
        ]
        assert errors == []


STRUCTURAL = re.compile(
    r": (?:is not known here|must be (?:a mapping|a list|one value)|is not a list"
    r"|has no (?!meaning))"
)


def _structural() -> list[str]:
    """The bad documents that are told of an unknown key, a missing one or a wrong shape."""
    told: dict[str, str] = {}
    for part in (PROGRAMS / "problems.txt").read_text("utf-8").split("\n["):
        name, _, problems = part.lstrip("[").partition("]")
        told[name] = problems
    return [name for name in BAD if STRUCTURAL.search(told.get(name, ""))]


def test_many_documents_are_bad_in_their_shape() -> None:
    assert len(_structural()) >= 10


@pytest.mark.parametrize("name", _structural())
def test_a_document_of_a_wrong_shape_is_refused(name: str) -> None:
    assert not valid(as_text(load(BAD[name])))


def changed(document: Any, path: tuple[str | int, ...], key: str, value: object) -> Any:
    """A copy with one key set where the path leads."""
    copy = json.loads(json.dumps(document))
    at = copy
    for step in path:
        at = at[step]
    at[key] = value
    return copy


LEAST: Node = {"setia": "1", "program": "p", "currency": "MYR", "wallets": {"beans": {}}}
RULE = {"rule": "r"}
LEVELS = [{"tier": "member", "from": "0"}]


def _phrases() -> Iterator[tuple[str, Node]]:
    """Phrases in their places, right ones and wrong ones, each in a document of its own."""
    for said in (
        "never", "12 months", "1 year", "24 months, to month end", "12 moons", "12months",
        "12 months to month end", "", "months", "90 days", "1 year, to year end", "end of year",
        "end of day", "6 months without purchase", "6 months without",
    ):  # fmt: skip
        yield f"expires {said}", changed(LEAST, ("wallets", "beans"), "expires", said)
    for said in (
        "20", "20 beans", "1 per whole 1.00", "1.5 beans per 10", "0.5 per 0.01", "one", "1,5",
        "1 per 1.00 1", "-1", "1 beans per 1.00 whole", "1e3", "", "1 per 1.0.0", ".5 per 1.00",
    ):  # fmt: skip
        yield f"give {said}", {**LEAST, "earning": [{**RULE, "give": said}]}
    base = {"rule": "base", "give": "1 per 1.00"}
    for said in ("2", "1.5", "3/2", "3/0", "double", "0.5x", "", "x2", "1.", "-2"):
        yield f"multiply {said}", {**LEAST, "earning": [base, {**RULE, "multiply": said}]}
    for said in (
        "200 per day", "200 beans per day", "3 times per week", "once per year", "twice ever",
        "1000 beans ever", "1000 ever", "50 per event", "3 times per event", "once per event",
        "ten per day", "200", "per day", "200 per decade", "once", "3 times", "",
    ):  # fmt: skip
        rule = {**RULE, "give": "20", "at most": said}
        yield f"at most {said}", {**LEAST, "earning": [rule]}
    for said in ("3 hours", "1 minute", "2 days", "3 months", "hours", "3", ""):
        rule = {**RULE, "give": "20", "again after": said}
        yield f"again after {said}", {**LEAST, "earning": [rule]}
    for said in ("30 days", "12 months", "1 year", "30", "days", "30 weeks", ""):
        yield f"in {said}", {**LEAST, "counters": {"visits": {"count": "purchase", "in": said}}}
    for said in ("12 months", "1 year", "spend in", "spend in 1 year", "spend in 1"):
        tiers = {"status": {"measure": said, "keep": "12 months", "levels": LEVELS}}
        yield f"measure {said}", {**LEAST, "tiers": tiers}
    for said in ("12 months", "1 year, to year end", "end of year", "30 days", "never", "", "year",
                 "30 days, to month end", "12 months, to week end"):  # fmt: skip
        tiers = {"status": {"measure": "spend in 1 year", "keep": said, "levels": LEVELS}}
        yield f"keep {said}", {**LEAST, "tiers": tiers}
    for said in ("14 days", "14 days, to month end", "end of month", "3 months", "14", "soon", ""):
        yield f"pending {said}", changed(LEAST, ("wallets", "beans"), "pending", said)
    for said in ("0.01", "1", "0.000001", "0.0000001", "-1", "cheap", "1,5", ""):
        yield f"value {said}", changed(LEAST, ("wallets", "beans"), "value", said)
    for said in ("2026-11-21", "2026-11-21 10:00", "2026-11-21 10:00:30", "21-11-2026", "noon"):
        step = {"at": said, "balance": "0 beans"}
        yield f"at {said}", {**LEAST, "tests": [{"test": "t", "steps": [step]}]}


@pytest.mark.parametrize("case", [*_phrases()], ids=lambda case: case[0])
def test_a_phrase_fits_as_it_can_be_read(case: tuple[str, Node]) -> None:
    try:
        read = bool(read_program(json.dumps(case[1])))
    except BadProgram:
        read = False
    assert valid(case[1]) is read


# The keys


def test_a_key_that_nobody_knows_is_refused_everywhere() -> None:
    document = as_text(load(WHOLE))
    places = [path for path, _ in mappings(SCHEMA, document)]
    assert len(places) > 60
    for path in places:
        assert not valid(changed(document, path, ALIEN, "")), path


def test_a_key_that_is_missing_is_missed() -> None:
    document = as_text(load(WHOLE))
    needed = [
        (path, key) for path, node in mappings(SCHEMA, document) for key in node.get("required", ())
    ]
    assert len(needed) > 30
    for path, key in needed:
        without = changed(document, path, ALIEN, "")
        at = without
        for step in path:
            at = at[step]
        del at[key], at[ALIEN]
        assert not valid(without), (path, key)


def part_of(node: Node, value: object) -> Node:
    """What holds for a value where the schema leaves a choice: by its shape."""
    while "$ref" in node:
        node = SCHEMA["$defs"][node["$ref"].rpartition("/")[2]]
    shape = "object" if isinstance(value, dict) else "array" if isinstance(value, list) else ""
    if "anyOf" in node and shape:
        node = next(
            found for one in node["anyOf"] if (found := part_of(one, value)).get("type") == shape
        )
    return node


def under(node: Node, key: str) -> Node | None:
    """What holds for a key, None where it is not allowed."""
    declared: dict[str, Node] = node.get("properties", {})
    if key in declared:
        return declared[key]
    patterns: dict[str, Node] = node.get("patternProperties", {})
    return next((one for pattern, one in patterns.items() if re.search(pattern, key)), None)


Found = tuple[tuple[str | int, ...], Node]


def mappings(node: Node, value: object, path: tuple[str | int, ...] = ()) -> Iterator[Found]:
    """Every mapping of a document with the part of the schema that is about it."""
    node = part_of(node, value)
    if isinstance(value, dict):
        yield path, node
        for key, one in value.items():
            below = under(node, key)
            assert below is not None, f"{path}: the schema does not know {key}"
            yield from mappings(below, one, (*path, key))
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from mappings(node["items"], one, (*path, place))


ALIEN = "0"


def asked(document: Any, path: tuple[str | int, ...]) -> set[str]:
    """The keys that a reader knows of one mapping; none where it takes any name."""
    with pytest.raises(BadProgram) as caught:
        read_program(json.dumps(changed(document, path, ALIEN, "")))
    told = [
        problem.remedy
        for problem in caught.value.problems
        if problem.cause == "is not known here" and problem.path.split(".")[-1] == ALIEN
    ]
    return set(told[0].removeprefix("known: ").split(", ")) - {""} if told else set()


def known(text: str) -> Iterator[tuple[Node, set[str]]]:
    document = as_text(load(text))
    for path, node in mappings(SCHEMA, document):
        yield node, asked(document, path)


# Readers ask for these of a member too, to say why they can't stand there.
REFUSED = {"personal", "default", "needed"}


@pytest.mark.parametrize("name", GOOD)
def test_the_schema_knows_every_key_that_a_reader_asks_for(name: str) -> None:
    seen = 0
    for node, keys in known(GOOD[name]):
        seen += len(keys)
        unknown = [key for key in keys - REFUSED if under(node, key) is None]
        assert not unknown
    assert seen > 30


def test_the_readers_ask_for_every_key_of_the_schema() -> None:
    """The page's program has every kind of mapping, so that none is left unasked."""
    asked_for: dict[str, set[str]] = {}
    for node, keys in (one for text in (WHOLE, *GOOD.values()) for one in known(text)):
        unknown = [key for key in keys - REFUSED if under(node, key) is None]
        assert not unknown
        asked_for.setdefault(json.dumps(node), set()).update(keys)
    unasked = [
        f"{sorted(node['properties'])}: {key}"
        for said, keys in asked_for.items()
        if "properties" in (node := json.loads(said))
        for key in node["properties"].keys() - keys
    ]
    assert unasked == []
    every = {json.dumps(one) for one in _objects(SCHEMA)}
    assert not every - asked_for.keys()


def _objects(node: object) -> Iterator[Node]:
    """Every part of the schema that is about mappings of known keys."""
    if isinstance(node, list):
        for one in node:
            yield from _objects(one)
    if isinstance(node, dict):
        if node.get("type") == "object" and "properties" in node:
            yield node
        for key, one in node.items():
            if key not in ("allOf", "examples"):
                yield from _objects(one)
