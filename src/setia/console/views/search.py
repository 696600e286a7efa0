"""Finds a member by whatever names one: number, e-mail, phone, card or reference.

What is typed is personal, so it comes in the body of a form and never in an address, which browsers
and logs keep (I16). It changes nothing.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from setia.console.pages import language_of, page
from setia.members.identities import BadIdentityError, Identity, IdentityKind
from setia.members.member_numbers import grouped
from setia.members.queries import display_names, member_view, resolve
from setia.platform.languages.voice import plain_voice

_KINDS = (
    IdentityKind.NUMBER,
    IdentityKind.EMAIL,
    IdentityKind.PHONE,
    IdentityKind.CARD,
    IdentityKind.REFERENCE,
)


def search(request: HttpRequest) -> HttpResponse:
    """To the one member found; a page that says so for none or several."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("home"))
    text = request.POST.get("who", "")
    found = list(dict.fromkeys(resolve(possible(text)).values()))
    views = [view for view in map(member_view, found) if view is not None and view.number]
    if len(views) == 1:
        response = HttpResponseRedirect(reverse("member", args=[views[0].number]))
        response.status_code = 303
        return response
    names = display_names(view.member_id for view in views)
    voice = plain_voice(language_of(request))
    title = voice.say("search.several" if views else "search.none")
    if not text.strip():
        title = voice.say("search.empty")
    return page(
        request,
        "search.html",
        voice,
        title=title,
        who=text.strip(),
        found=[(v.number, grouped(v.number), names.get(v.member_id, "")) for v in views],
    )


def possible(text: str) -> list[Identity]:
    """All identities that a text could be, in one form each."""
    made: list[Identity] = []
    for kind in _KINDS:
        try:
            made.append(Identity(kind, text))
        except BadIdentityError:
            continue
    return made
