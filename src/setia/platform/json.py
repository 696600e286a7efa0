"""JSON as Setia keeps it: no floats, and one text for one value.

Events and audit entries are sealed by the bytes of their canonical text, so equal values must give
equal bytes: keys sorted, no spaces, UTF-8 (I15, I17).
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = bool | int | str | Sequence["Json"] | Mapping[str, "Json"] | None


def canonical(value: Json) -> bytes:
    """The one text of a value, as UTF-8. Raises ValueError for NaN and infinities."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()
