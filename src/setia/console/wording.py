"""What one event is called in a line: its title, its points, and the rules that gave them.

The feed and the statement say the same of the same event, since both say it from here. Nothing is
decided or added up; the figures are those of the explanation.
"""

import json
from collections.abc import Iterable, Sequence

from setia.core.engine.book import Version
from setia.core.engine.explanation import Explained, Movement, MultiplyHow
from setia.core.engine.kinds import EFFECT, RETURN
from setia.core.engine.postings import Cause
from setia.core.engine.unnamed import as_bought, names_one
from setia.core.proof.leaf import EventLeaf
from setia.platform.languages.explaining import ended, taken_by
from setia.platform.languages.voice import Voice

_SIMPLE = frozenset({"adjust", "opening", "capture", "cancel", "profile", "release", EFFECT})
"""Kinds whose name says it all."""

SHOWN_RULES = 3
"""Most rules named in one line; the arithmetic names all."""


def title(voice: Voice, leaf: EventLeaf, explained: Explained, version: Version) -> str:
    """What happened: ``Purchase RM 18.50``."""
    if leaf.kind == "purchase":
        said = json.loads(leaf.payload)
        amount = voice.formats.money_of(said["amount"], said.get("currency"))
        return voice.say("event.purchase", amount=amount)
    if leaf.kind == RETURN:
        said = json.loads(leaf.payload)
        part = said.get("amount") if names_one(said) else as_bought(said)["amount"]
        if not isinstance(part, int):
            return voice.say("event.return")
        amount = voice.formats.money_of(part, said.get("currency"))
        return voice.say("event.return_of", amount=amount)
    if leaf.kind == "tier-grant":
        return voice.say("event.tier_grant", level=_level(voice, leaf, version))
    if leaf.kind in _SIMPLE:
        return voice.say(f"event.{leaf.kind}")
    if explained.spending is not None and leaf.outcome == "refused":
        asked = explained.spending
        points = voice.points(asked.wallet.unit, asked.asked)
        return voice.say(f"event.{leaf.kind}_refused", points=points)
    if explained.spending is not None:
        return voice.say(f"event.{leaf.kind}")
    if leaf.kind == "clock":
        return _time(voice, explained)
    if (kind := version.program.kinds.get(leaf.kind)) is not None:
        return voice.name(kind.names)
    return voice.say("event.other", kind=leaf.kind)


def _time(voice: Voice, explained: Explained) -> str:
    """What time did: the first of what it can do that it did."""
    causes = {one.cause for one in explained.fell_due}
    did = (("event.expired", Cause.EXPIRE), ("event.lapsed", Cause.LAPSE))
    found = (key for key, cause in did if cause in causes)
    return voice.say(next(found, "event.released" if causes else "event.time"))


def _level(voice: Voice, leaf: EventLeaf, version: Version) -> str:
    """The name of the level that was granted."""
    said = json.loads(leaf.payload)
    sets = version.program.tiers
    named = str(said.get("tiers") or sets[0].id)
    levels = (level for one in sets if one.id == named for level in one.levels)
    found = (voice.name(level.names) for level in levels if level.id == said["level"])
    return next(found, str(said["level"]))


def points_text(voice: Voice, explained: Explained) -> str:
    """What it did itself to the balance: ``+18 Beans``; "" when it did nothing."""
    return _did(voice, explained.own or explained.fell_due)


def _did(voice: Voice, moves: Sequence[Movement]) -> str:
    """What movements did to the balance, and to what is pending."""
    said = [_changes(voice, moves)]
    waiting = _changes(voice, moves, pending=True)
    if waiting:
        said.append(voice.say("points.pending", points=waiting))
    return ", ".join(one for one in said if one)


def also(voice: Voice, explained: Explained) -> list[str]:
    """What was posted along with it: lots that had ended by then, other events put right."""
    said = []
    due = {
        "event.also_expired": Cause.EXPIRE,
        "event.also_released": Cause.RELEASE,
        "event.also_lapsed": Cause.LAPSE,
    }
    for key, cause in due.items() if explained.own else ():
        moves = [one for one in explained.fell_due if one.cause is cause]
        if moves:
            said.append(voice.say(key, points=_did(voice, moves)))
    corrected = _changes(voice, explained.corrected)
    if corrected:
        said.append(voice.say("event.also_corrected", points=corrected))
    return said


def brief(voice: Voice, explained: Explained) -> str:
    """The rules in few words: ``Every ringgit 18 · Weekend ×2``."""
    parts = []
    for one in explained.earned:
        for step in one.steps:
            name = voice.name(step.rule.names)
            if isinstance(step.how, MultiplyHow):
                parts.append(f"{name} × {voice.formats.exact(step.how.factor)}")
            else:
                parts.append(f"{name} {voice.formats.points(step.points, one.wallet.decimals)}")
    for back in explained.taken:
        for part in back.steps:
            name = taken_by(voice, part)
            points = voice.formats.signed_points(part.points, back.wallet.decimals)
            parts.append(f"{name} {points}")
    if explained.ending is not None and explained.own:
        parts.append(ended(voice, explained.ending))
    return " · ".join([*parts[:SHOWN_RULES], *(["…"] if len(parts) > SHOWN_RULES else [])])


def _changes(voice: Voice, moves: Iterable[Movement], *, pending: bool = False) -> str:
    """What movements did to the balance, or to what is pending, by wallet: ``+18 Beans``."""
    changes: dict[str, int] = {}
    wallets: dict[str, Movement] = {}
    for one in moves:
        change = one.waits if pending else one.change
        changes[one.wallet] = changes.get(one.wallet, 0) + change
        wallets[one.wallet] = one
    return ", ".join(
        voice.signed_points(wallets[wallet].unit, change)
        for wallet, change in changes.items()
        if change
    )
