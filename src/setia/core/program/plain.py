"""A document as texts, lists and mappings alone: what an edit must come to, and whether it did.

Where things stand, how they are quoted and which comments are beside them is left out here; the
order of keys and rows is not.
"""

from collections.abc import Sequence
from typing import TypeAlias

from setia.core.program.source import Mapped, Text, Unreadable, Value, load

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"
Steps: TypeAlias = Sequence[str | int]
"""Keys of mappings, and places of rows from 0."""


def plain(value: Value) -> Tree:
    """What a value says."""
    if isinstance(value, Text):
        return value.value
    if isinstance(value, Mapped):
        return {key: plain(one) for key, one in value.items.items()}
    return [plain(one) for one in value.items]


def inside(tree: Tree, steps: Steps) -> Tree:
    """What the last step stands in."""
    for step in steps[:-1]:
        match tree, step:
            case dict(), str():
                tree = tree[step]
            case list(), int():
                tree = tree[step]
            case _:
                raise _astray(steps)
    return tree


def put(tree: Tree, steps: Steps, value: Tree) -> None:
    """Put a value where the steps lead: in the place of another, or as a new key."""
    parent, last = inside(tree, steps), steps[-1]
    match parent, last:
        case dict(), str():
            parent[last] = value
        case list(), int():
            parent[last] = value
        case _:
            raise _astray(steps)


def drop(tree: Tree, steps: Steps) -> None:
    """Take out what the steps lead to."""
    parent, last = inside(tree, steps), steps[-1]
    match parent, last:
        case dict(), str():
            del parent[last]
        case list(), int():
            del parent[last]
        case _:
            raise _astray(steps)


def reads_as(text: str, wanted: Tree) -> bool:
    """Whether a text says just this, in this order."""
    try:
        return repr(plain(load(text))) == repr(wanted)
    except Unreadable:
        return False


def _astray(steps: Steps) -> TypeError:
    return TypeError(f"{steps} asks a list for a key, a mapping for a place, or a text for either")
