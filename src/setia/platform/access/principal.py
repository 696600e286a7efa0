"""Who acts.

A principal is frozen when a request or command is authenticated and is handed to every action. Each
event and audit entry carries it as one line of text, so that history names its actor without a join
and reads the same after staff or keys are gone. It holds no personal data: ids only.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["person", "key", "member", "system"]
KINDS: tuple[Kind, ...] = ("person", "key", "member", "system")
MAX_ID_CHARS = 64


@dataclass(frozen=True, slots=True)
class Principal:
    """One actor: its kind and id, the store it acts in, and on whose behalf."""

    kind: Kind
    id: str
    store: str = ""
    on_behalf_of: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"principal kind {self.kind!r} is not one of {', '.join(KINDS)}")
        for name in ("id", "store", "on_behalf_of"):
            text = getattr(self, name)
            if len(text) > MAX_ID_CHARS or not all(c.isalnum() or c in "._-:" for c in text):
                raise ValueError(
                    f"principal {name} {text!r}: at most {MAX_ID_CHARS} letters, digits, . _ - :"
                )
        if not self.id:
            raise ValueError("a principal needs an id")

    def line(self) -> str:
        """The principal as stored: ``kind/id``, then `` @store`` and `` for=id`` when given."""
        store = f" @{self.store}" if self.store else ""
        behalf = f" for={self.on_behalf_of}" if self.on_behalf_of else ""
        return f"{self.kind}/{self.id}{store}{behalf}"


SYSTEM = Principal("system", "setia")
