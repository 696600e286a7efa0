"""A program with all that a holder's state can keep, and random histories of it.

It has kinds of its own, facts about members, counters of every sort, points that wait for time or
for a release, points that end without activity or when their own rule says, limits by period and
tiers by a counter. Its days begin at one o'clock when summer time starts. The second version adds
a kind, a counter and a wallet whose points wait.
"""

import random
from dataclasses import dataclass, field
from uuid import UUID

from setia.core.engine.reference import Values
from setia.core.program.document import TIME_ZONE
from setia.ledger.entries import NewEvent
from setia.platform.access.principal import SYSTEM
from setia.platform.json import Json
from setia.reference.actions.load_reference import Row, load_reference
from tests.ledger.clocks import us
from tests.ledger.programs import DAY_US

SINCE_US = us(2022, 1, 1)
LATER_US = us(2024, 11, 3, 5)
"""From when the second version decides: in the very hour that comes twice."""

HOUR_US = DAY_US // 24
AGOS_US = (0, 1, HOUR_US, DAY_US // 2, DAY_US, 13 * DAY_US, 14 * DAY_US, 31 * DAY_US, 95 * DAY_US)
DECK = (
    *("purchase", "purchase", "purchase", "review", "stay", "stay", "profile", "spend"),
    *("referral", "release", "release"),
)  # fmt: skip
MOVES_US = (1, 60_000_000, 5 * HOUR_US, DAY_US, 3 * DAY_US, 9 * DAY_US)

PROGRAM = """
setia: 1
program: stays
currency: CUP
time zone: America/Havana
wallets:
  beans: {expires: 12 months}
  stars: {pending: 14 days, expires: 2 months}
  miles: {expires: 3 months without purchase or stay}
  kept: {pending: "until released, lost after 20 days", expires: 4 months}
events:
  purchase:
    attributes: {channel: [app, till], store: text}
    items: {sku: text}
  review:
    attributes:
      stars: {type: number, from: 1, to: 5, needed: yes}
      photo: bool
  stay:
    attributes: {nights: {type: number, from: 1, to: 60}, amount: money}
    items: {service: text}
    basis: nights
member:
  country: [my, nl]
  vip: bool
  children: {type: number, from: 0, to: 20}
stores:
  region: [north, south]
products:
  category: text
  bonus: {type: number, from: 0, to: 9, default: 0}
lists:
  excluded: uploaded
counters:
  visits: {count: purchase, in: 30 days}
  spent: {total: amount, on: [purchase, stay], in: 90 days}
  photos: {count: review, when: photo}
  days_here: {count: [purchase, stay], once a: day, per: month}
  earned: {points: beans, in: 6 months}
earning:
  - {rule: base, give: 1 beans per whole 1.00}
  - {rule: nl, when: member.country == "nl", give: 5 beans, at most: 3 times per week}
  - {rule: back, when: visits >= 1, give: 7 beans, again after: 3 hours}
  - {rule: flash, when: channel == "app", give: 4 beans, expires: 1 month}
  - {rule: north, when: store.region == "north", give: 11 beans, at most: 2 times per week}
  - {rule: evening, when: hour >= 18, give: 3 beans}
  - rule: coffee
    items: product.category == "coffee" and item.sku not in list("excluded")
    give: 2 beans per whole 1.00
  - {rule: bonus, of: total(product.bonus), give: 1 beans per 1}
  - {rule: vip, wallet: beans, when: member.vip, multiply: 2}
  - rule: review
    on: review
    when: stars >= 4
    give: 5 stars
    at most: [2 times per week, 30 per month]
  - {rule: album, on: review, when: photo and photos >= 2, give: 9 stars, expires: 40 days}
  - {rule: family, on: [purchase, stay], when: member.children >= 2, give: 2 stars}
  - {rule: nights, on: stay, give: 3 miles per 1}
  - {rule: slept, on: [stay, purchase], give: 2 kept, funded by: partner}
  - {rule: breakfast, on: stay, items: item.service == "breakfast", give: 1 beans per whole 1.00}
  - {rule: loyal, wallet: miles, when: earned >= 50 and spent >= 100.00, give: 10}
tiers:
  status:
    measure: days_here
    keep: 2 months
    drop: one level
    levels: [{tier: guest, from: 0}, {tier: regular, from: 2}, {tier: star, from: 4}]
  value:
    measure: spend in 2 months
    keep: 1 months, to month end
    levels: [{tier: low, from: 0}, {tier: high, from: 150.00}]
"""

LATER = (
    PROGRAM.replace("  miles:", "  gems: {pending: end of month, expires: 5 months}\n  miles:")
    .replace("member:\n", "  referral:\n    attributes: {friends: number}\nmember:\n", 1)
    .replace("counters:\n", "counters:\n  invited: {total: friends, on: referral}\n")
    .replace(
        "tiers:\n",
        "  - {rule: friend, on: referral, give: 6 gems}\n"
        "  - {rule: popular, when: invited >= 3, give: 3 gems}\n"
        "tiers:\n",
    )
)


STORES = ("harbour", "station", "kiosk")
SKUS = ("bean", "leaf", "gin")
REGIONS = ("north", "south")
ZONES = ("Asia/Tokyo", "America/Havana")


def uploads(chance: random.Random, now_us: int) -> list[tuple[str, list[Row]]]:
    """Reference data as of some day, for each table: what holds from then on."""

    def start() -> int:
        return now_us - chance.choice([*AGOS_US, 500 * DAY_US])

    def gone(values: Values) -> Values | None:
        return None if chance.random() < 0.1 else values

    return [
        ("stores", [
            Row(key, gone({"region": chance.choice(REGIONS), TIME_ZONE: chance.choice(ZONES)}),
                start())
            for key in STORES[:2]
        ]),
        ("products", [
            Row(key, gone({"category": chance.choice(["coffee", "tea"]), "bonus": f"{n}"}), start())
            for n, key in enumerate(SKUS)
        ]),
        ("list:excluded", [Row(key, gone({}), start()) for key in SKUS[1:]]),
    ]  # fmt: skip


def upload(chance: random.Random, now_us: int) -> None:
    """Load such data, for all tables."""
    for table, rows in uploads(chance, now_us):
        load_reference(table, rows, acting=SYSTEM)


def event(member: UUID, kind: str, key: str, at_us: int, **payload: Json) -> NewEvent:
    """One event as a till sends it."""
    return NewEvent(member, kind, at_us, "till", key, payload)


@dataclass
class Chance:
    """Draws events of one member, of the kinds that the version in force then knows."""

    random: random.Random
    member: UUID
    drawn: list[NewEvent] = field(default_factory=list)
    deck: list[str] = field(default_factory=list)

    def event(self, now_us: int) -> NewEvent:
        """The next event: new, of some age; it has a key of its own."""
        if not self.deck:
            self.deck = self.random.sample(DECK, len(DECK))
        kind, at_us = self.deck.pop(), now_us - self.random.choice(AGOS_US)
        if kind == "referral":
            at_us = max(at_us, LATER_US)
            kind = kind if at_us <= now_us else "purchase"
        at_us = min(at_us, now_us)
        made = event(self.member, kind, f"k{len(self.drawn)}", at_us, **self._payload(kind, at_us))
        self.drawn.append(made)
        return made

    def _payload(self, kind: str, at_us: int) -> dict[str, Json]:
        chance = self.random
        match kind:
            case "purchase":
                channel = chance.choice(["app", "till"])
                amount: dict[str, Json] = {"amount": chance.randrange(0, 20_000)}
                store: dict[str, Json] = {"store": chance.choice(STORES)}
                bought: list[Json] = [
                    {"amount": chance.randrange(2_000), "sku": chance.choice(SKUS)}
                    for _ in range(chance.randrange(3))
                ]
                return {**amount, "channel": channel, **store, "items": bought}
            case "review":
                return {"stars": chance.randrange(1, 6), "photo": chance.random() < 0.7}
            case "stay":
                item: dict[str, Json] = {"amount": chance.randrange(2_000), "service": "breakfast"}
                some: dict[str, Json] = {"items": [item] * chance.randrange(3)}
                amount = {"amount": chance.randrange(30_000)}
                return {"nights": chance.randrange(1, 9), **chance.choice([some, amount, {}])}
            case "profile":
                facts: dict[str, Json] = {
                    "country": chance.choice(["my", "nl", None]),
                    "vip": chance.choice([True, False, None]),
                    "children": chance.choice([0, 2, 3, None]),
                }
                told = chance.sample(sorted(facts), chance.randrange(1, 4))
                return {name: facts[name] for name in told}
            case "release":
                return {"of": f"k{chance.randrange(len(self.drawn) + 1)}"}
            case "referral":
                return {"friends": chance.randrange(4)}
            case _:
                wallets = ["beans", "beans", "stars", "miles"]
                wallet = chance.choice([*wallets, *(["gems"] if at_us >= LATER_US else [])])
                return {"points": chance.randrange(1, 40), "wallet": wallet}
