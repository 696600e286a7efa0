"""From the text of a document to a checked program, or to all of its problems at once.

Each section is read by one function; a section that is broken leaves a problem and a stand-in, so
that the sections after it are still read and their own problems found in the same pass.
"""

import re
from collections.abc import Mapping

from setia.core.expressions.emit import fields_of
from setia.core.expressions.fields import BUILT_IN, Field, FieldType
from setia.core.expressions.nodes import Node
from setia.core.expressions.parse import parse
from setia.core.program import phrases
from setia.core.program.document import (
    Budget,
    Expiry,
    Fixed,
    Level,
    Multiply,
    Problem,
    Program,
    Rule,
    TierSet,
    Wallet,
)
from setia.core.program.shape import Problems, Shape
from setia.core.program.source import Text, Unreadable, load

CURRENCY_DECIMALS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "KWD": 3, "BHD": 3, "JOD": 3, "OMR": 3}
MAX_RULES = 500
MAX_WALLETS = 20
MAX_LEVELS = 30


class BadProgram(ValueError):
    """A document with problems; carries every one of them, by line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def read_program(text: str) -> Program:
    """Read and check a whole document. Raises BadProgram with all problems, by line."""
    problems = Problems()
    try:
        root = load(text)
    except Unreadable as error:
        raise BadProgram((error.problem,)) from None
    program = _program(Shape(root, "document", problems))
    if problems.found:
        raise BadProgram(tuple(sorted(problems.found, key=lambda p: (p.line, p.column))))
    return program


def _program(root: Shape) -> Program:
    if root.text("setia") not in ("1", ""):
        root.problems.note(root.at, "setia", "is not a known form", "write: setia: 1")
    identity = root.text("program")
    currency = root.text("currency")
    if currency and not re.fullmatch(r"[A-Z]{3}", currency):
        root.problems.note(
            root.at, "currency", f"{currency!r} is no currency", "use three capitals: MYR"
        )
    decimals = CURRENCY_DECIMALS.get(currency, 2)
    wallets = tuple(_wallets(root))
    tiers = tuple(_tiers(root, decimals))
    fields = _fields(root, tiers)
    budgets = tuple(_budgets(root, wallets))
    rules = tuple(_rules(root, wallets, budgets, fields, decimals))
    program = Program(
        id=identity,
        names=root.names("name", identity),
        currency=currency,
        decimals=decimals,
        time_zone=root.text("time zone", default="UTC"),
        wallets=wallets,
        fields=fields,
        rules=rules,
        budgets=budgets,
        tiers=tiers,
    )
    root.close()
    return program


def _wallets(root: Shape) -> list[Wallet]:
    wallets: list[Wallet] = []
    for name, shape in root.parts("wallets"):
        rounding = shape.text("rounding", default="down")
        if rounding not in ("down", "nearest"):
            shape.problems.note(shape.at, f"{shape.path}.rounding", f"{rounding!r} is not known",
                                "write down or nearest")  # fmt: skip
        wallets.append(
            Wallet(
                id=name,
                names=shape.names("name", name),
                rounding="nearest" if rounding == "nearest" else "down",
                expiry=shape.read("expires", _expiry),
            )
        )
        shape.close()
    if not 1 <= len(wallets) <= MAX_WALLETS:
        root.problems.note(
            root.at, "wallets", f"{len(wallets)} of them", f"declare from 1 to {MAX_WALLETS}"
        )
    return wallets


def _expiry(text: str) -> Expiry | None:
    return None if text == "never" else phrases.months(text)


def _fields(root: Shape, tiers: tuple[TierSet, ...]) -> Mapping[str, Field]:
    fields = {field.name: field for field in BUILT_IN}
    for event, shape in root.parts("events"):
        if event != "purchase":
            shape.problems.note(shape.at, shape.path, "is not a known event", "write: purchase:")
        for key, prefix in (("attributes", ""), ("items", "item.")):
            value = shape.value(key)
            if value is None:
                continue
            declared = Shape(value, f"{shape.path}.{key}", root.problems)
            for field in _declared(declared, prefix):
                if field.name in fields:
                    root.problems.note(value, f"{declared.path}.{field.key}", "is built in already",
                                       "leave it out or rename it")  # fmt: skip
                fields[field.name] = field
        shape.close()
    fields["item.amount"] = Field("item.amount", "money", "item")
    for tier_set in tiers:
        name = "tier" if len(tiers) == 1 else f"tier-{tier_set.id}"
        levels = tuple(level.id for level in tier_set.levels)
        fields[name] = Field(name, "choice", "state", levels, ordered=True)
    return fields


def _declared(shape: Shape, prefix: str) -> list[Field]:
    fields: list[Field] = []
    for name, one in (shape.at.items if hasattr(shape.at, "items") else {}).items():
        kinds: dict[str, FieldType] = {"text": "text", "number": "number", "money": "money"}
        kind = one.value if isinstance(one, Text) else ""
        if kind not in kinds or not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
            shape.problems.note(one, f"{shape.path}.{name}", f"{kind!r} is not a type, or bad name",
                                "write: channel: text (or number, money)")  # fmt: skip
        else:
            scope = "item" if prefix else "event"
            fields.append(Field(prefix + name, kinds[kind], scope))
    return fields


def _budgets(root: Shape, wallets: tuple[Wallet, ...]) -> list[Budget]:
    budgets: list[Budget] = []
    for name, shape in root.parts("budgets"):
        asked = shape.read("points", phrases.points, needed=True) or (1, "")
        budgets.append(Budget(name, _unit(shape, asked[1], wallets), asked[0]))
        shape.close()
    return budgets


def _tiers(root: Shape, decimals: int) -> list[TierSet]:
    tiers: list[TierSet] = []
    for name, shape in root.parts("tiers"):
        window = shape.read("measure", phrases.spend_window, needed=True) or 12
        keep = shape.read("keep", phrases.months, needed=True)
        levels: list[Level] = []
        for level, row in shape.rows("levels", "tier"):
            least = row.read("from", lambda text: phrases.money(text, decimals), needed=True) or 0
            if (not levels and least) or (levels and least <= levels[-1].least_minor):
                row.problems.note(row.at, row.path, "does not rise", "start at 0 and go up")
            levels.append(Level(level, row.names("name", level), least))
            row.close()
        if not 1 <= len(levels) <= MAX_LEVELS:
            shape.problems.note(shape.at, f"{shape.path}.levels", f"{len(levels)} of them",
                                f"from 1 to {MAX_LEVELS}")  # fmt: skip
        tiers.append(TierSet(name, window, keep.months if keep else 12, tuple(levels)))
        shape.close()
    return tiers


def _rules(
    root: Shape,
    wallets: tuple[Wallet, ...],
    budgets: tuple[Budget, ...],
    fields: Mapping[str, Field],
    decimals: int,
) -> list[Rule]:
    rules: list[Rule] = []
    for name, shape in root.rows("earning", "rule"):
        if shape.text("on", default="purchase") != "purchase":
            shape.problems.note(shape.at, shape.path, "on is not a known event", "on: purchase")
        given = shape.read("give", lambda text: phrases.gives(text, decimals))
        factor = shape.read("multiply", phrases.factor)
        if (given is None) == (factor is None):
            shape.problems.note(shape.at, shape.path, "needs one of give or multiply",
                                "write: give: 1 per whole 1.00")  # fmt: skip
        when = shape.read("when", lambda text: _event_condition(text, fields, decimals))
        items = shape.read("items", lambda text: parse(text, fields, decimals))
        most = shape.read("at most", phrases.daily)
        budget = shape.text("budget", default="") or None
        if budget is not None and budget not in {one.id for one in budgets}:
            shape.problems.note(shape.at, f"{shape.path}.budget", f"no budget {budget!r}",
                                "declare it under budgets:")  # fmt: skip
        wallet = shape.text("wallet", default=given[1] if given else "")
        gives = given[0] if given else factor or Fixed(1)
        if items is not None and isinstance(gives, Multiply | Fixed):
            shape.problems.note(shape.at, shape.path, "items: needs an amount to pick from",
                                "write: give: 1 per whole 1.00")  # fmt: skip
        rules.append(
            Rule(
                id=name,
                names=shape.names("name", name),
                wallet=_unit(shape, wallet, wallets),
                gives=gives,
                when=when,
                items=items,
                most_per_day=most[0] if most else None,
                budget=budget,
            )
        )
        shape.close()
    if len(rules) > MAX_RULES:
        root.problems.note(root.at, "earning", f"{len(rules)} rules", f"{MAX_RULES} at most")
    return rules


def _event_condition(text: str, fields: Mapping[str, Field], decimals: int) -> Node:
    node = parse(text, fields, decimals)
    for field in fields_of(node):
        if field.scope == "item":
            raise phrases.PhraseError(f"{field.name} is an item's", "ask for it under items:")
    return node


def _unit(shape: Shape, unit: str, wallets: tuple[Wallet, ...]) -> str:
    """The wallet that a phrase names; the only one when it names none."""
    if not unit and len(wallets) == 1:
        return wallets[0].id
    if wallets and unit not in {wallet.id for wallet in wallets}:
        known = ", ".join(wallet.id for wallet in wallets)
        shape.problems.note(shape.at, shape.path, f"no wallet {unit!r}", f"name one of: {known}")
        return wallets[0].id
    return unit
