"""Reads the earning rules: what each gives, when, out of what, and at most.

A rule speaks of wallets, budgets, kinds and fields that are declared elsewhere in the document;
each is looked up here, and a phrase that names another wallet than the rule's is a problem, never a
guess. How rules stand to each other is looked at when all are known.
"""

from dataclasses import dataclass, replace
from typing import Final

from setia.core.expressions.fields import ITEM_AMOUNT, Vocabulary
from setia.core.expressions.nodes import Node, Read, Term, Total
from setia.core.expressions.parse import parse_condition, parse_term
from setia.core.expressions.spans import Span, span_of
from setia.core.program import phrases
from setia.core.program.document import (
    Budget,
    Expiry,
    Fixed,
    Limit,
    Multiply,
    Rule,
    Stacking,
    Wallet,
)
from setia.core.program.phrases import PhraseError
from setia.core.program.read_events import Words, kinds_named
from setia.core.program.read_gives import By, read_gives
from setia.core.program.read_wallets import ends_too_early, funder_of, places_of
from setia.core.program.shape import ID, Shape
from setia.core.program.source import Listed, Mapped, Text, Value

MAX_RULES: Final = 500
_LEAST_IN_GROUP: Final = 2


@dataclass(frozen=True, slots=True)
class Known:
    """What rules may speak of."""

    wallets: tuple[Wallet, ...]
    budgets: tuple[Budget, ...]
    words: Words
    stacking: dict[str, Stacking]


def read_stacking(root: Shape) -> dict[str, Stacking]:
    """Which rule of each group gives: the best, or the first."""
    value = root.value("stacking")
    found: dict[str, Stacking] = {}
    if value is None:
        return found
    if not isinstance(value, Mapped):
        root.wrong("stacking", "must be a mapping", "write: promotions: best")
        return found
    for name, one in value.items.items():
        how = one.value if isinstance(one, Text) else ""
        if not ID.fullmatch(name):
            remedy = "use a-z, 0-9 and -, a letter first, 40 at most"
            root.problems.note(
                value.keys[name], f"stacking.{name}", f"{name!r} is not an id", remedy
            )
        elif how not in ("best", "first"):
            root.problems.note(
                one, f"stacking.{name}", f"{how!r} is not known", "write best or first"
            )
        found[name] = "first" if how == "first" else "best"
    return found


def read_rules(root: Shape, known: Known) -> list[Rule]:
    """Every rule of the document, in the order written."""
    rules: list[Rule] = []
    giving: set[str] = set()
    places: dict[str, Shape] = {}
    for name, shape in root.rows("earning", "rule"):
        rule = _rule(name, shape, known)
        if not isinstance(rule.gives, Multiply):
            giving.add(rule.wallet)
        elif rule.wallet not in giving:
            shape.wrong("multiply", "nothing stands before it", "put it after a rule that gives")
        rules.append(rule)
        places.setdefault(name, shape)
    if len(rules) > MAX_RULES:
        root.wrong("earning", f"{len(rules)} rules", f"{MAX_RULES} at most")
    for group in known.stacking:
        _check_group(group, rules, places, root)
    return rules


def _check_group(group: str, rules: list[Rule], places: dict[str, Shape], root: Shape) -> None:
    """The rules of a group give one wallet and stand next to each other among its rules."""
    members = [rule for rule in rules if rule.group == group]
    if len(members) < _LEAST_IN_GROUP:
        remedy = f"write group: {group} in two rules or more, or leave it out"
        root.wrong("stacking", f"too few rules are in group {group}", remedy)
        return
    first, last = members[0], members[-1]
    among = [rule for rule in rules if rule.wallet == first.wallet]
    together = among[among.index(first) : among.index(first) + len(members)]
    if any(rule.wallet != first.wallet for rule in members) or together != members:
        remedy = "let rules of one wallet follow each other"
        places[last.id].wrong("group", f"the rules of {group} do not stand together", remedy)


def wallet_named(shape: Shape, key: str, unit: str | None, wallets: tuple[Wallet, ...]) -> str:
    """The wallet that a phrase names; the only one when it names none.

    unit: None where the phrase itself could not be read, which has been noted already.
    """
    if unit is None or (not unit and len(wallets) == 1):
        return wallets[0].id if wallets else ""
    if wallets and unit not in {wallet.id for wallet in wallets}:
        known = ", ".join(wallet.id for wallet in wallets)
        cause = f"no wallet {unit!r}" if unit else "names no wallet"
        shape.wrong(key, cause, f"name one of: {known}")
        return wallets[0].id
    return unit


def _rule(name: str, shape: Shape, known: Known) -> Rule:
    kinds = kinds_named(shape, "on", known.words)
    words = known.words.of(kinds)
    of, items = _of(shape, words)
    spans = _spans(kinds, of, items, known.words)
    places = places_of(known.wallets, shape.text("wallet", default=""))
    basis = max(spans, key=lambda one: one.high, default=None)
    given = read_gives(shape, By(basis, words.decimals, places))
    if given.by_basis and len({(one.unit, one.scale) for one in spans}) > 1:
        shape.wrong("on", "the events count different things", "say what it gives by: of: amount")
    if (of, items) != (None, None) and given.gives is not None and not given.by_basis:
        key = "items" if items is not None else "of"
        shape.wrong(key, "needs an amount to pick from", "write: give: 1 per whole 1.00")
    wallet = _wallet(shape, given.unit, known.wallets)
    rule = Rule(
        id=name,
        names=shape.names("name", name),
        wallet=wallet,
        gives=given.gives or Fixed(1),
        kinds=kinds,
        when=shape.read("when", lambda text: parse_condition(text, words)),
        of=of,
        items=items,
        limits=_limits(shape, wallet, places_of(known.wallets, wallet)),
        rests_us=shape.read("again after", phrases.wait) or 0,
        budget=_budget(shape, wallet, known.budgets),
        expiry=_expiry(shape, wallet, known.wallets),
        funder=funder_of(shape),
    )
    rule = _stacked(rule, shape, known)
    shape.close()
    return rule


def _of(shape: Shape, words: Vocabulary) -> tuple[Term | None, Node | None]:
    """What a rule gives by instead of the kind's basis, and the items that it picks."""
    items = shape.read("items", lambda text: parse_condition(text, words, of_item=True))
    of_item = shape.value("items") is not None

    def read(text: str) -> Term:
        found = parse_term(text, words, of_item=of_item)
        if span_of(found).unit == "date":
            raise PhraseError("a date is no basis", "calculate an amount or a number")
        return found

    return shape.read("of", read), items


def _spans(kinds: tuple[str, ...], of: Term | None, items: Node | None, words: Words) -> list[Span]:
    """What is counted, in what parts; empty where there is nothing to give by."""
    if items is not None:
        return [span_of(Total(Read(ITEM_AMOUNT) if of is None else of, items))]
    if of is not None:
        return [span_of(of)]
    found = words.basis(kinds)
    return [span_of(one) for one in found] if len(found) == len(kinds) else []


def _limits(shape: Shape, wallet: str, places: phrases.Places) -> tuple[Limit, ...]:
    """``200 per day``, or a list of such."""
    value = shape.value("at most")
    listed: tuple[Value, ...] = (
        value.items if isinstance(value, Listed) else (value,) if value else ()
    )
    found: list[Limit] = []
    for one in listed:
        read = shape.read_value("at most", one, lambda text: phrases.limit(text, places))
        if read is None:
            continue
        limit, unit = read
        if unit and unit != wallet:
            shape.wrong("at most", f"speaks of {unit}", f"this rule gives {wallet}")
        if any((limit.what, limit.per) == (other.what, other.per) for other in found):
            shape.wrong("at most", "says the same span twice", "keep the smaller one")
        found.append(limit)
    return tuple(found)


def _expiry(shape: Shape, wallet_id: str, wallets: tuple[Wallet, ...]) -> Expiry | None:
    """How long the rule's points live, where it says so itself."""
    expiry = shape.read("expires", phrases.expiry)
    wallet = next((one for one in wallets if one.id == wallet_id), None)
    if expiry is None:
        if shape.value("expires") is not None and shape.text("expires") == "never":
            shape.wrong(
                "expires", "is not for a rule", "leave it out, or give points of another wallet"
            )
        return None
    if expiry.without or (wallet and wallet.expiry and wallet.expiry.without):
        shape.wrong("expires", "is an end by inactivity", "let it be the wallet's own")
    elif wallet and wallet.pending and ends_too_early(wallet.pending, expiry.span):
        shape.wrong("expires", "can be before points are usable", "let them live longer")
    return expiry


def _stacked(rule: Rule, shape: Shape, known: Known) -> Rule:
    """The rule with its group, or as the only one that gives."""
    group = shape.text("group", default="") or None
    exclusive = shape.yes("exclusive")
    if group is not None and group not in known.stacking:
        shape.wrong("group", f"no group {group!r}", f"declare it: stacking: {{{group}: best}}")
        group = None
    if exclusive and (group is not None or isinstance(rule.gives, Multiply)):
        shape.wrong("exclusive", "multiplies, or is in a group", "leave it out")
        exclusive = False
    return replace(rule, group=group, exclusive=exclusive)


def _wallet(shape: Shape, unit: str | None, wallets: tuple[Wallet, ...]) -> str:
    named = shape.text("wallet", default="")
    if named and unit and named != unit:
        shape.wrong("wallet", f"give speaks of {unit}", "name one wallet")
    return wallet_named(shape, "wallet" if named else "give", named or unit, wallets)


def _budget(shape: Shape, wallet: str, budgets: tuple[Budget, ...]) -> str | None:
    named = shape.text("budget", default="")
    if not named:
        return None
    budget = next((one for one in budgets if one.id == named), None)
    if budget is None:
        shape.wrong("budget", f"no budget {named!r}", "declare it under budgets:")
    elif budget.wallet != wallet:
        shape.wrong("budget", f"pays {budget.wallet}", f"this rule gives {wallet}")
    return named
