"""The program of the generated histories: its numbers, and the document that says them.

It has what a decision can depend on: a tier held before, a window that is shorter than the life of
points, a daily cap, a budget, two factors, two versions, and a zone whose days begin at one o'clock
when summer time starts and whose midnight comes twice when it ends.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from tests.ledger.clocks import us

ZONE = "America/Havana"


@dataclass(frozen=True)
class Terms:
    """One version of the program, in force from `since_us` on."""

    since_us: int
    points_per_unit: int
    app_factor: Fraction
    tier_factor: Fraction
    visit_points: int
    visit_cap: int
    promo_points: int
    expiry_months: int
    window_months: int
    keep_months: int
    levels: tuple[int, ...]


FIRST = Terms(
    since_us=us(2022, 1, 1),
    points_per_unit=1,
    app_factor=Fraction(3, 2),
    tier_factor=Fraction(7, 5),
    visit_points=7,
    visit_cap=10,
    promo_points=20,
    expiry_months=12,
    window_months=2,
    keep_months=3,
    levels=(0, 10_000, 30_000),
)
SECOND = replace(
    FIRST,
    since_us=us(2024, 11, 3, 5),
    points_per_unit=2,
    promo_points=30,
    expiry_months=5,
    levels=(0, 12_000, 25_000),
)


def document(terms: Terms) -> str:
    """The program in its own language."""
    silver, gold = (f"{least // 100}.00" for least in terms.levels[1:])
    return f"""
setia: 1
program: second-opinion
currency: CUP
time zone: {ZONE}
wallets:
  beans: {{expires: {terms.expiry_months} months}}
events:
  purchase:
    attributes: {{channel: text}}
budgets:
  promo: {{points: 1000000 beans}}
earning:
  - rule: base
    give: {terms.points_per_unit} per whole 1.00
  - rule: promo
    when: channel == "web"
    give: {terms.promo_points}
    budget: promo
  - rule: app
    when: channel == "app"
    multiply: {terms.app_factor}
  - rule: tier
    when: tier >= "silver"
    multiply: {terms.tier_factor}
  - rule: visit
    give: {terms.visit_points}
    at most: {terms.visit_cap} per day
tiers:
  status:
    measure: spend in {terms.window_months} months
    keep: {terms.keep_months} months
    levels:
      - {{tier: regular, from: 0}}
      - {{tier: silver, from: {silver}}}
      - {{tier: gold, from: {gold}}}
returns: {{without a purchase: base}}
"""
