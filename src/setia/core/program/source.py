"""A YAML text as values that remember where they stand.

Every node carries its line and column, so that each complaint can point. Numbers with a decimal
point stay text until somebody who knows the currency reads them: no float is ever made. Keys that
stand twice are an error here, since one of them would be lost in silence.
"""

from dataclasses import dataclass
from typing import TypeAlias, Union

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from setia.core.program.document import Problem

MAX_CHARS = 1_000_000
MAX_NESTING = 12


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as written; `quoted` when the author put it in quotes."""

    line: int
    column: int
    value: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping, in the order written; `keys` are where each key stands."""

    line: int
    column: int
    items: dict[str, "Value"]
    keys: dict[str, Text]


@dataclass(frozen=True, slots=True)
class Listed:
    """A sequence, in order."""

    line: int
    column: int
    items: tuple["Value", ...]


Value: TypeAlias = Union[Text, Mapped, Listed]


class Unreadable(Exception):
    """The text is not the YAML that a program is written in; carries the one problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def load(text: str) -> Value:
    """Read one YAML 1.2 document. Raises Unreadable with line and column."""
    if len(text) > MAX_CHARS:
        raise _unreadable(1, 1, f"longer than {MAX_CHARS} characters", "split it")
    reader = YAML(typ="rt")
    try:
        root = reader.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _unreadable(line, column, str(error.problem), "mend the YAML here") from None
    except (YAMLError, RecursionError, ValueError) as error:
        raise _unreadable(1, 1, str(error).split("\n")[0], "mend the YAML") from None
    if root is None:
        raise _unreadable(1, 1, "the document is empty", "start with: setia: 1")
    return _value(root, 0, set())


def _value(node: Node, depth: int, above: set[int]) -> Value:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if depth > MAX_NESTING:
        raise _unreadable(line, column, f"nested deeper than {MAX_NESTING}", "flatten it")
    if node.anchor is not None or id(node) in above:
        raise _unreadable(line, column, "an anchor or alias", "write the value out in full")
    if isinstance(node, ScalarNode):
        return Text(line, column, str(node.value), node.style in ("'", '"'))
    if isinstance(node, SequenceNode):
        inner = above | {id(node)}
        return Listed(line, column, tuple(_value(one, depth + 1, inner) for one in node.value))
    if isinstance(node, MappingNode):
        return _mapped(node, depth, above | {id(node)})
    raise _unreadable(line, column, "an unknown kind of value", "use text, lists and mappings")


def _mapped(node: MappingNode, depth: int, above: set[int]) -> Mapped:
    items: dict[str, Value] = {}
    keys: dict[str, Text] = {}
    for key_node, value_node in node.value:
        line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
        if not isinstance(key_node, ScalarNode):
            raise _unreadable(line, column, "a key that is not text", "use a plain word")
        key = str(key_node.value)
        if key in items:
            raise _unreadable(line, column, f"{key} stands twice", "keep one of them")
        items[key] = _value(value_node, depth + 1, above)
        keys[key] = Text(line, column, key, quoted=False)
    return Mapped(node.start_mark.line + 1, node.start_mark.column + 1, items, keys)


def _unreadable(line: int, column: int, cause: str, remedy: str) -> Unreadable:
    return Unreadable(Problem(line, column, "document", cause, remedy))
