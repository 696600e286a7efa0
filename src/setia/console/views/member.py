"""One member's statement, found by member number, or by id from a line of the feed.

It shows what the member has, what of it ends when, and every event with its arithmetic. Nothing is
written; who looks at it is not recorded yet, since there is no sign-in yet.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from setia.console.lines import line
from setia.console.pages import is_demo, language_of, page
from setia.console.purchase_form import PurchaseForm, fresh_form
from setia.console.snapshot import snapshot
from setia.console.statement import NEWEST, Statement, statement
from setia.console.views.problems import missing
from setia.console.wording import of, unit
from setia.ledger.queries import Lot
from setia.members.identities import BadIdentityError, Identity, IdentityKind
from setia.members.member_numbers import grouped
from setia.members.queries import DISPLAY_FIELD, MemberView, find, member_view
from setia.platform.languages.projecting import goals
from setia.platform.languages.voice import Voice, voice_of

SHOWN_LOTS: Final = 12
_MAX_DIGITS: Final = 18


@require_safe
def member(request: HttpRequest, number: str) -> HttpResponse:
    """A member's statement by member number, in any grouping."""
    view = by_number(number)
    if view is None:
        return missing(request, number=number)
    if number != view.number:
        return _to(request, view)
    return show(request, view)


@require_safe
def member_by_id(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """To the statement under the member's number; an erased member has none and is shown here."""
    view = member_view(member_id)
    if view is None:
        return missing(request)
    return _to(request, view) if view.number else show(request, view)


def by_number(number: str) -> MemberView | None:
    """The member who has a number, None for a number that nobody has or can have."""
    try:
        member_id = find(Identity(IdentityKind.NUMBER, number))
    except BadIdentityError:
        return None
    return None if member_id is None else member_view(member_id)


def show(
    request: HttpRequest, view: MemberView, *, form: PurchaseForm | None = None
) -> HttpResponse:
    """The statement's page. form: what was filled in and why it was not taken."""
    before = _number(request.GET.get("before", ""))
    new = _number(request.GET.get("new", ""))
    with snapshot() as cursor:
        found = statement(cursor, view.member_id, NEWEST if before is None else before)
    if found is None:
        return missing(request)
    program = found.newest.program
    voice = voice_of(language_of(request), program, found.newest.zone)
    if form is None and is_demo() and view.number:
        form = fresh_form(view.number)
    return page(
        request,
        "member.html",
        voice,
        program=voice.name(program.names),
        name=view.personal.get(DISPLAY_FIELD, "") or voice.say("member.unnamed"),
        number=view.number,
        grouped=grouped(view.number) if view.number else str(view.member_id),
        since=voice.formats.day(view.joined_us),
        tiers=_tiers(voice, found),
        goals=[said for one in found.standing.projections for said in goals(voice, program, one)],
        balances=_balances(voice, found),
        lots=_lots(voice, found, found.standing.lots[:SHOWN_LOTS]),
        more_lots=_more(voice, found),
        lines=[line(voice, entry, new=entry.leaf.seq == new) for entry in found.entries],
        older=found.older,
        is_newest=before is None,
        form=form,
        currency=program.currency,
        decimals=program.decimals,
        channels=sorted(text for name, text in found.newest.layout.codes if name == "channel"),
        place=voice.formats.place(),
    )


def _to(request: HttpRequest, view: MemberView) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    path = reverse("member", args=[view.number])
    return HttpResponseRedirect(f"{path}?{query}" if query else path)


def _number(text: str) -> int | None:
    plain = text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS
    return int(text) if plain else None


def _tiers(voice: Voice, found: Statement) -> list[str]:
    sets = {
        one.id: {level.id: level.names for level in one.levels}
        for one in found.newest.program.tiers
    }
    said = []
    for one in found.standing.tiers:
        name = voice.name(sets[one.tier_set][one.level])
        day = voice.formats.last_day(one.until_us)
        said.append(voice.say("member.tier_until", tier=name, day=day) if day else name)
    return said


def _balances(voice: Voice, found: Statement) -> list[dict[str, str]]:
    """Each wallet's balance, its unit, and a line on what of it ends first."""
    made = []
    for wallet, balance in found.standing.balances.items():
        decimals = found.newest.program.points_decimals(wallet)
        ending = [lot for lot in found.standing.lots if lot.wallet == wallet]
        note = ""
        if balance < 0:
            note = voice.say("member.debt")
        elif ending and (day := voice.formats.last_day(ending[0].expires_us)):
            points = voice.formats.points(ending[0].points, decimals)
            note = voice.say("member.next_expiry", points=points, day=day)
        for one in [one for one in found.standing.pending if one.wallet == wallet][:1]:
            points, day = voice.formats.points(one.points, decimals), voice.formats.day(one.from_us)
            note = " · ".join(
                [*([note] if note else []), voice.say("member.pending", points=points, day=day)]
            )
        name = voice.name(unit(found.newest, wallet))
        points = voice.formats.points(balance, decimals)
        made.append({"points": points, "unit": name, "note": note})
    return made


def _lots(voice: Voice, found: Statement, lots: Sequence[Lot]) -> list[tuple[str, str]]:
    return [
        (
            voice.formats.last_day(lot.expires_us) or voice.say("lots.never"),
            _points(voice, found, lot.wallet, lot.points),
        )
        for lot in lots
    ]


def _more(voice: Voice, found: Statement) -> str:
    """What the lots that are not shown come to, by wallet."""
    left: dict[str, int] = {}
    for lot in found.standing.lots[SHOWN_LOTS:]:
        left[lot.wallet] = left.get(lot.wallet, 0) + lot.points
    said = [_points(voice, found, wallet, points) for wallet, points in left.items()]
    return voice.say("lots.more", n=", ".join(said)) if said else ""


def _points(voice: Voice, found: Statement, wallet: str, points: int) -> str:
    decimals = found.newest.program.points_decimals(wallet)
    return of(voice, unit(found.newest, wallet), voice.formats.points(points, decimals))
