"""Short histories for the programs that come with Setia, and long ones for many members.

They hold every kind of event that a program can decide, refusals and what waits among them.
"""

import json
import random
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from setia.cli.playing import book_of
from setia.core.engine.book import Book
from setia.programs.check_program import check_program

EXAMPLES = Path(str(files("setia.core.program.examples")))

Told = Mapping[str, object]


def told(kind: str, time: str, key: str, **payload: object) -> dict[str, object]:
    return {"kind": kind, "time": time, "key": key, "payload": payload}


SHOP = [
    told("opening", "2026-01-02", "o1", points=40, expires="2026-04-30"),
    told("purchase", "2026-02-07T10:00", "r1", amount=61_850),
    told("purchase", "2026-02-08T10:00", "r2", amount=5_050),
    told("spend", "2026-02-09T09:00", "s1", points=9_999),
    told("spend", "2026-02-09T09:05", "s2", points=30),
    told("return", "2026-03-01", "t1", of="r2", amount=2_000),
    told("return", "2026-03-01T12:01", "t2", of="r2", amount=9_000),
    told("return", "2026-03-01T12:02", "t3", of="gone"),
    told("adjust", "2026-03-02", "a1", points=-5, reason="counted twice"),
    told("tier-grant", "2026-03-03", "g1", level="silver", until="2026-12-31"),
    told("purchase", "2026-05-04", "r3", amount=700),
]
BASKET = told(
    "purchase",
    "2026-02-10T18:00",
    "b1",
    amount=3_000,
    items=[
        {"amount": 1_240, "department": "DELI"},
        {"amount": 370, "department": "DELI"},
        {"amount": 1_390},
    ],
)
HISTORIES: Mapping[str, Sequence[Told]] = {
    "coffee": [
        *SHOP,
        told("purchase", "2026-02-14T11:00", "app", amount=5_000, channel="app"),
    ],
    "grocer": [*SHOP, BASKET, told("return", "2026-02-11", "b2", of="b1", items=[{"line": 2}])],
    "music-shop": SHOP,
    "airline": [
        told("opening", "2026-01-01", "o1", points=1_000, wallet="miles"),
        told("profile", "2026-01-10T08:00", "p1", joined="2020-06-01", card="black"),
        told("flight", "2026-01-11T08:00", "f1", distance=9_000, cabin="economy"),
        told("flight", "2026-01-12T08:00", "f2", distance=9_001, cabin="business"),
        told("purchase", "2026-01-14T08:00", "r1", amount=1_200, tax=200),
        told("review", "2026-01-15", "v1", stars=5),
        told("review", "2026-01-15T13:00", "v2", stars=4),
        told("spend", "2026-01-16", "s1", points=5_000, wallet="miles"),
        told("spend", "2026-01-16T12:01", "s2", points=900_000, wallet="miles"),
        told("return", "2026-01-17", "t1", of="f1"),
        told("adjust", "2026-01-18", "a1", points=25, wallet="miles", reason="a late bag"),
        told("tier-grant", "2026-01-19", "g1", level="gold"),
        told("flight", "2026-02-01", "f3", distance=100, cabin="premium", partner=True),
    ],
}


def document(name: str) -> str:
    return str(EXAMPLES / f"{name}.yaml")


def lines(history: Sequence[Told]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in history)


def book(name: str) -> Book:
    return book_of(check_program((EXAMPLES / f"{name}.yaml").read_text("utf-8")))


KINDS = ("spend", "return", "adjust", "opening", "tier-grant")


def generated(members: int, seed: int = 20_261_122) -> list[dict[str, object]]:
    """Random histories: refused, returned in part and whole, waiting; with levels granted."""
    chance = random.Random(seed)
    made: list[dict[str, object]] = []
    for place in range(members):
        bought: list[str] = []
        for number_ in range(chance.randrange(1, 20)):
            year, month, day = (
                chance.randrange(2025, 2028),
                *(chance.randrange(1, 13) for _ in "md"),
            )
            time = f"{year}-{month:02}-{day:02}T{chance.randrange(24):02}:00"
            kind = chance.choice(("purchase",) * 5 + KINDS)
            key = f"k{number_}"
            payloads: dict[str, dict[str, object]] = {
                "purchase": {"amount": chance.randrange(100, 30_000), "channel": "app"},
                "spend": {"points": chance.randrange(1, 300)},
                "return": {"of": chance.choice([*bought, "gone"])},
                "adjust": {"points": chance.choice((-50, 30)), "reason": "counted again"},
                "opening": {"points": 100},
                "tier-grant": {"level": chance.choice(("silver", "gold"))},
            }
            payload = payloads[kind]
            if kind == "return" and chance.random() < 0.5:
                payload["amount"] = chance.randrange(1, 5_000)
            if kind == "purchase":
                bought.append(key)
            made.append({**told(kind, time, key, **payload), "member": f"m{place}"})
    return made
