"""A small made-up coffee chain for pictures and tests of the pages: a few members, three months.

Everything is made through the public actions, seeded, and counts back from now, so that the pages
show each thing they can: rules with limits and budgets, spends, a refusal, expiries, tiers,
baskets, a late purchase, what comes back and what the desk does. It is not the demo and holds
nobody real.
"""

import random
from importlib.resources import files
from typing import Final
from uuid import UUID

from setia.insights.tasks import readers
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import NewEvent, Origin
from setia.members.actions.enrol_members import enrol_members
from setia.members.enrolments import Enrolment
from setia.members.identities import Identity, IdentityKind
from setia.platform import clock
from setia.platform.access.principal import Principal
from setia.platform.connection import outermost
from setia.platform.json import Json
from setia.programs.actions.publish_program import publish_program

ACTING: Final = Principal("system", "sample")
TILL: Final = Principal("key", "till-1", store="bangsar")
DAY_US: Final = 86_400_000_000
HOUR_US: Final = 3_600_000_000
MENU: Final = (("drinks", 850), ("drinks", 1_200), ("bakery", 650), ("beans", 4_800))
NAMES: Final = (
    "Aminah Rahman", "Farid Hassan", "Siti Nurhaliza Omar", "Lim Wei Jie", "Priya Nair",
    "Budi Santoso", "Dewi Lestari", "Jan de Vries", "Katrin Vogel", "Tan Mei Ling",
    "Ravi Kumar", "Nur Aisyah binti Abdul Rahman",
)  # fmt: skip


def fill(seed: int = 7) -> list[str]:
    """Fill an empty installation; gives the member numbers, the richest history first."""
    chance = random.Random(seed)  # noqa: S311  # It must repeat; nothing depends on its secrecy.
    program = files("setia.core.program").joinpath("examples/coffee.yaml").read_text("utf-8")
    publish_program(program, acting=ACTING)
    with outermost() as cursor:
        now_us = clock.now(cursor)
    made = [_enrol(place, name, now_us, chance) for place, name in enumerate(NAMES)]
    for place, (member_id, _) in enumerate(made):
        days = [chance.randrange(1, 85) for _ in range(60 if place == 0 else 2 + place)]
        past = [_purchase(member_id, chance, now_us - day * DAY_US) for day in days]
        past.append(_old(member_id, now_us))
        days = [chance.randrange(1, 59) for _ in range(2)]
        past += [_spend(member_id, 10 + 5 * place, now_us - day * DAY_US) for day in days]
        record(past, acting=ACTING, origin=Origin.IMPORT)
    sweep_all()
    seal_all()
    first = made[0][0]
    record([_spend(first, 9_000, now_us)], acting=TILL)
    record([_basket(first, now_us - 2 * HOUR_US)], acting=TILL)
    record([_purchase(first, chance, now_us - 6 * DAY_US)], acting=TILL)
    record(_of_the_desk(first, now_us), acting=TILL)
    for member_id, _ in made[1:]:
        record([_purchase(member_id, chance, now_us - chance.randrange(HOUR_US))], acting=TILL)
    catch_up()
    return [number for _, number in made]


def catch_up() -> None:
    """Seal and count everything, as the worker does all the time."""
    seal_all()
    for reader in readers:
        while reader():
            pass


def _enrol(place: int, name: str, now_us: int, chance: random.Random) -> tuple[UUID, str]:
    who = Enrolment(
        [Identity(IdentityKind.EMAIL, f"member{place}@example.com")],
        {"name": name},
        joined_us=now_us - chance.randrange(1, 58) * DAY_US,
    )
    (enrolled,) = enrol_members([who], acting=ACTING)
    if enrolled.member_id is None:
        raise RuntimeError(f"{name} was not enrolled: {enrolled.reason}; is the database empty?")
    return enrolled.member_id, enrolled.number


def _purchase(member_id: UUID, chance: random.Random, at_us: int) -> NewEvent:
    payload: dict[str, Json] = {
        "amount": chance.randrange(650, 9_900, 50),
        "channel": chance.choice(("app", "app", "till")),
    }
    return _event(member_id, "purchase", at_us - chance.randrange(HOUR_US), payload)


def _old(member_id: UUID, now_us: int) -> NewEvent:
    """A purchase of so long ago that its points have ended."""
    return _event(member_id, "purchase", now_us - 400 * DAY_US, {"amount": 18_050})


def _basket(member_id: UUID, at_us: int) -> NewEvent:
    items: list[Json] = [{"department": name, "amount": amount} for name, amount in MENU]
    amount = sum(price for _, price in MENU)
    return _event(
        member_id, "purchase", at_us, {"amount": amount, "channel": "app", "items": items}
    )


def _of_the_desk(member_id: UUID, now_us: int) -> list[NewEvent]:
    """What was brought along, set right, granted, kept aside, used and given back; a line of the
    basket that comes back, too much of it, and something that nobody has bought.
    """
    basket = _basket(member_id, now_us - 2 * HOUR_US).key
    told: list[tuple[str, dict[str, Json]]] = [
        ("opening", {"points": 50}),
        ("adjust", {"points": 25, "reason": "The machine was broken."}),
        ("tier-grant", {"level": "gold", "reason": "Came from a partner."}),
        ("hold", {"points": 30}),
        ("capture", {"of": f"hold-{now_us + 3}", "points": 20}),
        ("cancel", {"of": f"capture-{now_us + 4}", "points": 5}),
        ("hold", {"points": 15, "minutes": 1440}),
        ("return", {"of": basket, "items": [{"line": 4}]}),
        ("return", {"of": basket, "amount": 99_900}),
        ("return", {"of": "not yet"}),
    ]
    return [
        _event(member_id, kind, now_us + place, payload)
        for place, (kind, payload) in enumerate(told)
    ]


def _spend(member_id: UUID, points: int, at_us: int) -> NewEvent:
    return _event(member_id, "spend", at_us, {"points": points})


def _event(member_id: UUID, kind: str, at_us: int, payload: dict[str, Json]) -> NewEvent:
    return NewEvent(member_id, kind, at_us, "sample", f"{kind}-{at_us}", payload)
