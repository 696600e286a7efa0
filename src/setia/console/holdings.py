"""What a member has, in words: levels, balances, and which lots end when.

A page and a command say the same of the same standing, since both say it from here. Nothing is
decided or added up but what lots that are not shown come to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from setia.core.engine.book import Version
from setia.ledger.queries import Lot, OnHold, Pending, Standing
from setia.platform.languages.voice import Voice


@dataclass(frozen=True, slots=True)
class Balance:
    """What can be spent of one wallet, and a line on what of it ends or comes first.

    said: the points with their unit; points, unit: both apart.
    """

    said: str
    points: str
    unit: str
    note: str


def tiers(voice: Voice, version: Version, found: Standing) -> list[str]:
    """The levels held, each with its last day: ``Gold until 31 Dec 2026``."""
    sets = {
        one.id: {level.id: level.names for level in one.levels} for one in version.program.tiers
    }
    said = []
    for one in found.tiers:
        name = voice.name(sets[one.tier_set][one.level])
        day = voice.formats.last_day(one.until_us)
        said.append(voice.say("member.tier_until", tier=name, day=day) if day else name)
    return said


def balances(voice: Voice, version: Version, found: Standing) -> list[Balance]:
    """Each wallet's balance, its unit, and a line on what of it ends first."""
    made = []
    for wallet, balance in found.balances.items():
        unit = version.program.unit(wallet)
        ending = [lot for lot in found.lots if lot.wallet == wallet]
        notes = []
        if balance < 0:
            notes.append(voice.say("member.debt"))
        elif ending and (day := voice.formats.last_day(ending[0].expires_us)):
            notes.append(_ends(voice, ending[0].points, balance, unit.decimals, day))
        for one in [one for one in found.pending if one.wallet == wallet][:1]:
            points = voice.formats.points(one.points, unit.decimals)
            notes.append(_pending(voice, one, points))
        notes += [_held(voice, version, one) for one in found.on_hold if one.wallet == wallet]
        made.append(
            Balance(
                said=voice.points(unit, balance),
                points=voice.formats.points(balance, unit.decimals),
                unit=voice.unit_of(unit, balance),
                note=" · ".join(notes),
            )
        )
    return made


def _ends(voice: Voice, points: int, balance: int, decimals: int, day: str) -> str:
    """Until when a balance can be used, or the part of it that ends first."""
    if points == balance:
        return voice.say("member.all_expire", day=day)
    number = voice.formats.points(points, decimals)
    return voice.say("member.next_expiry", points=number, day=day)


def _pending(voice: Voice, one: Pending, points: str) -> str:
    """From when what is pending can be used."""
    key = {"usable": "member.pending_else", "lost": "member.pending_lost"}
    said = key[one.unreleased] if one.unreleased else "member.pending"
    return voice.say(said, points=points, day=voice.formats.day(one.from_us))


def _held(voice: Voice, version: Version, one: OnHold) -> str:
    """What a hold keeps aside, and until when."""
    return voice.say(
        "member.on_hold",
        points=voice.formats.points(one.points, version.program.unit(one.wallet).decimals),
        day=voice.formats.day(one.until_us),
        time=voice.formats.time(one.until_us),
    )


def later(voice: Voice, version: Version, found: Standing) -> list[str]:
    """What of each wallet becomes usable after that of which its balance's line tells."""
    met: set[str] = set()
    said = []
    for one in found.pending:
        if one.wallet in met:
            points = _points(voice, version, one.wallet, one.points)
            said.append(_pending(voice, one, points))
        met.add(one.wallet)
    return said


def lots(voice: Voice, version: Version, shown: Sequence[Lot]) -> list[tuple[str, str]]:
    """The last day of each lot, or that it never ends, and its points."""
    return [
        (
            voice.formats.last_day(lot.expires_us) or voice.say("lots.never"),
            _points(voice, version, lot.wallet, lot.points),
        )
        for lot in shown
    ]


def more(voice: Voice, version: Version, rest: Sequence[Lot]) -> str:
    """What the lots that are not shown come to, by wallet; "" for none."""
    left: dict[str, int] = {}
    for lot in rest:
        left[lot.wallet] = left.get(lot.wallet, 0) + lot.points
    said = [_points(voice, version, wallet, points) for wallet, points in left.items()]
    return voice.say("lots.more", n=", ".join(said)) if said else ""


def _points(voice: Voice, version: Version, wallet: str, points: int) -> str:
    return voice.points(version.program.unit(wallet), points)
