"""Records a purchase of a made-up member; it exists only where the demo is served.

The event's key was made with the form, so a double click, a reload and two tabs record one
purchase. The ledger decides; this only hands the event over and leads to its line.
"""

from dataclasses import replace
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from setia.console.pages import is_demo, language_of
from setia.console.purchase_form import (
    MAX_CHANNEL_CHARS,
    PurchaseForm,
    fresh_form,
    key_of,
    minor_units,
)
from setia.console.snapshot import snapshot
from setia.console.views.member import by_number, show
from setia.console.views.problems import missing
from setia.core.engine.limits import MAX_AMOUNT
from setia.ledger.actions.record import record
from setia.ledger.entries import BadEvent, NewEvent, Outcome
from setia.members.queries import MemberView
from setia.platform import clock
from setia.platform.access.principal import Principal
from setia.platform.json import Json
from setia.platform.languages.voice import Voice, voice_of
from setia.programs.queries import current_book

SOURCE: Final = "console"
ACTING: Final = Principal("person", "demo")


def record_purchase(request: HttpRequest, number: str) -> HttpResponse:
    """Record what the form says and lead to its line; the form again with what is wrong."""
    if not is_demo():
        raise Http404
    view = by_number(number)
    if view is None:
        return missing(request, number=number)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("member", args=[view.number]))
    form = PurchaseForm(
        token=request.POST.get("token", ""),
        amount=request.POST.get("amount", ""),
        channel=request.POST.get("channel", "")[:MAX_CHANNEL_CHARS],
    )
    with snapshot() as cursor:
        now_us = clock.now(cursor)
        version = current_book(cursor).newest
    voice = voice_of(language_of(request), version.program, version.zone)
    key = key_of(form.token, view.number)
    if key is None:
        return _again(request, view, form, voice.say("demo.bad_form"))
    amount = minor_units(form.amount, version.program.decimals)
    if amount is None:
        return _again(request, view, form, _bad_amount(voice), token=form.token)
    payload: dict[str, Json] = {"amount": amount, "currency": version.program.currency}
    if form.channel:
        payload["channel"] = form.channel
    try:
        event = NewEvent(view.member_id, "purchase", now_us, SOURCE, key, payload, timed=False)
    except BadEvent as bad:
        problem = voice.say("demo.not_recorded", reason=str(bad))
        return _again(request, view, form, problem, token=form.token)
    (receipt,) = record([event], acting=ACTING)
    seq = receipt.seq
    if receipt.outcome == Outcome.ERROR and receipt.reason == "conflict":
        return _again(request, view, form, voice.say("demo.other_body"))
    if seq is None:
        problem = voice.say("demo.not_recorded", reason=receipt.reason)
        return _again(request, view, form, problem, token=form.token)
    response = HttpResponseRedirect(
        f"{reverse('member', args=[view.number])}?new={seq}#event-{seq}"
    )
    response.status_code = 303
    return response


def _bad_amount(voice: Voice) -> str:
    money = voice.formats.money
    example = 1_850 if voice.formats.decimals == 2 else 10**voice.formats.decimals
    return voice.say("demo.bad_amount", most=money(MAX_AMOUNT), example=money(example))


def _again(
    request: HttpRequest, view: MemberView, form: PurchaseForm, problem: str, *, token: str = ""
) -> HttpResponse:
    """The page with the form filled in as it was; a fresh key unless the old one is still good."""
    token = token or fresh_form(view.number).token
    return show(request, view, form=replace(form, token=token, problem=problem))
