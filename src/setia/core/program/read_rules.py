"""Reads the earning rules: what each gives, when, out of what, and at most.

A rule speaks of wallets, budgets and fields that are declared elsewhere in the document; each is
looked up here, and a phrase that names another wallet than the rule's is a problem, never a guess.
"""

from dataclasses import dataclass
from typing import Final

from setia.core.expressions.fields import Vocabulary
from setia.core.expressions.parse import parse_condition
from setia.core.expressions.walk import looked_for
from setia.core.program import phrases
from setia.core.program.document import Budget, Fixed, Gives, Multiply, PerAmount, Rule, Wallet
from setia.core.program.shape import Shape

MAX_RULES: Final = 500
MAX_LOOKED_FOR: Final = 62
"""Most texts that all rules together may look for in one list: a bit each, in one integer."""


@dataclass(frozen=True, slots=True)
class Known:
    """What rules may speak of."""

    wallets: tuple[Wallet, ...]
    budgets: tuple[Budget, ...]
    words: Vocabulary


def read_rules(root: Shape, known: Known) -> list[Rule]:
    """Every rule of the document, in the order written."""
    rules: list[Rule] = []
    giving: set[str] = set()
    for name, shape in root.rows("earning", "rule"):
        rule = _rule(name, shape, known)
        if not isinstance(rule.gives, Multiply):
            giving.add(rule.wallet)
        elif rule.wallet not in giving:
            shape.wrong("multiply", "nothing stands before it", "put it after a rule that gives")
        rules.append(rule)
    for field, texts in looked_for(node for rule in rules for node in rule.conditions).items():
        if len(texts) > MAX_LOOKED_FOR:
            cause = f"{len(texts)} texts are looked for in {field}"
            root.wrong("earning", cause, f"{MAX_LOOKED_FOR} at most for one list")
    if len(rules) > MAX_RULES:
        root.wrong("earning", f"{len(rules)} rules", f"{MAX_RULES} at most")
    return rules


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
    if shape.text("on", default="purchase") != "purchase":
        shape.wrong("on", "is not a known event", "write: on: purchase")
    gives, unit = _gives(shape, known.words.decimals)
    wallet = _wallet(shape, unit, known.wallets)
    when = shape.read("when", lambda text: parse_condition(text, known.words))
    items = shape.read("items", lambda text: parse_condition(text, known.words, of_item=True))
    if items is not None and gives is not None and not isinstance(gives, PerAmount):
        shape.wrong("items", "needs an amount to pick from", "write: give: 1 per whole 1.00")
    most, most_unit = shape.read("at most", phrases.daily) or (None, "")
    if most_unit and most_unit != wallet:
        shape.wrong("at most", f"speaks of {most_unit}", f"this rule gives {wallet}")
    rule = Rule(
        id=name,
        names=shape.names("name", name),
        wallet=wallet,
        gives=gives or Fixed(1),
        when=when,
        items=items,
        most_per_day=most,
        budget=_budget(shape, wallet, known.budgets),
    )
    shape.close()
    return rule


def _gives(shape: Shape, decimals: int) -> tuple[Gives | None, str | None]:
    """What a rule gives, and the unit that it names; None where that can't be read."""
    stated = [key for key in ("give", "multiply") if shape.value(key) is not None]
    given = shape.read("give", lambda text: phrases.gives(text, decimals))
    factor = shape.read("multiply", phrases.factor)
    if len(stated) == 2:
        shape.wrong("multiply", "stands beside give", "make two rules of it")
    elif not stated:
        shape.missing("give or multiply")
    if given is not None:
        return given
    return (factor, None if factor is None else "")


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
