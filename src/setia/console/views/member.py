"""One member's statement, found by member number, or by id from a line of the feed.

It shows what the member has, what of it ends when, and every event with its arithmetic. Nothing is
written; who looks at it is not recorded yet, since there is no sign-in yet.
"""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from setia.console import holdings
from setia.console.lines import line
from setia.console.pages import is_demo, language_of, page
from setia.console.purchase_form import PurchaseForm, fresh_form
from setia.console.snapshot import snapshot
from setia.console.statement import NEWEST, statement
from setia.console.views.problems import missing
from setia.members.identities import BadIdentityError, Identity, IdentityKind
from setia.members.member_numbers import grouped
from setia.members.queries import DISPLAY_FIELD, MemberView, find, member_view
from setia.platform.languages.projecting import all_goals
from setia.platform.languages.voice import voice_of

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
    newest, standing = found.newest, found.standing
    program = newest.program
    voice = voice_of(language_of(request), program, newest.zone)
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
        tiers=holdings.tiers(voice, newest, standing),
        goals=all_goals(voice, program, standing.projections, standing.ahead),
        balances=holdings.balances(voice, newest, standing),
        lots=holdings.lots(voice, newest, standing.lots[:SHOWN_LOTS]),
        more_lots=holdings.more(voice, newest, standing.lots[SHOWN_LOTS:]),
        lines=[line(voice, entry, new=entry.leaf.seq == new) for entry in found.entries],
        older=found.older,
        is_newest=before is None,
        form=form,
        currency=program.currency,
        decimals=program.decimals,
        channels=sorted(text for name, text in newest.layout.codes if name == "channel"),
        place=voice.formats.place(),
    )


def _to(request: HttpRequest, view: MemberView) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    path = reverse("member", args=[view.number])
    return HttpResponseRedirect(f"{path}?{query}" if query else path)


def _number(text: str) -> int | None:
    plain = text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS
    return int(text) if plain else None
