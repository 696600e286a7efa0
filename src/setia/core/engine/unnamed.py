"""Returns that name no event: what they carry.

Such a return carries what a purchase of the same things would. One rule of the program says what it
takes: what that rule alone gives for it, rounded as its wallet rounds. Nothing else of the member's
past is asked, and nothing that was counted falls, so it is decided like any event, without a memory
of what stood before.
"""

from collections.abc import Iterator, Mapping

from setia.core.engine.readers import Payload, Unfit
from setia.core.engine.remaining import OF, OF_SOURCE
from setia.core.program.document import Program


def names_one(payload: Payload) -> bool:
    """Whether a return names the event that it takes from."""
    return payload.get(OF) is not None


def check_unnamed(payload: Payload, program: Program) -> None:
    """Raise Unfit where a return that names no event can't be meant; its values are read later."""
    if payload.get(OF_SOURCE) is not None:
        raise Unfit(f"{OF_SOURCE}: stands without {OF}; give the key of the event too")
    if not program.returns.unnamed:
        raise Unfit(
            f"{OF}: is needed; give the key of the event that comes back, or let the program take"
            " without one by a rule, returns: {without a purchase: RULE}"
        )
    for place, item in enumerate(_items(payload)):
        if "line" in item and item.get("amount") is None:
            raise Unfit(
                f"items[{place}].line: is a line of an event, and {OF} names none; give the item's"
                " amount"
            )
    amount = as_bought(payload)["amount"]
    if payload.get("amount") is None and not payload.get("items"):
        raise Unfit("amount: is needed where no event is named; say how much comes back")
    if type(amount) is int and amount < 1:
        raise Unfit(f"amount: {amount} takes nothing back; say how much comes back, above 0")


def as_bought(payload: Payload) -> Payload:
    """What comes back, as a purchase carries it; without an amount, its items add up to it."""
    if payload.get("amount") is not None:
        return payload
    amounts = (item.get("amount") for item in _items(payload))
    return {**payload, "amount": sum(one for one in amounts if type(one) is int)}


def _items(payload: Payload) -> Iterator[Payload]:
    """Its items as far as they can be read."""
    items = payload.get("items")
    if isinstance(items, list | tuple):
        yield from (item for item in items if isinstance(item, Mapping))
