"""The pages for what can't be shown: nothing there, not allowed, a fault, no database.

Each says what happened, what was not lost and what to do, and none of them reads the database.
"""

from typing import Final

from django.http import HttpRequest, HttpResponse

from setia.console.pages import language_of, page
from setia.platform.languages.voice import plain_voice

RETRY_AFTER_S: Final = "5"


def missing(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001  # Django hands it over by this name.
    *,
    number: str = "",
) -> HttpResponse:
    """404; number: the member number that leads nowhere."""
    return _problem(request, 404, "missing", number=number)


def denied(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # as above
    """403: a form that did not come from a page of this server."""
    return _problem(request, 403, "denied")


def bad(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400: a request that no page of this server makes."""
    return _problem(request, 400, "missing")


def fault(request: HttpRequest) -> HttpResponse:
    """500."""
    return _problem(request, 500, "fault")


def away(request: HttpRequest) -> HttpResponse:
    """503: the database does not answer."""
    response = _problem(request, 503, "away")
    response.headers["Retry-After"] = RETRY_AFTER_S
    return response


def _problem(request: HttpRequest, status: int, name: str, *, number: str = "") -> HttpResponse:
    voice = plain_voice(language_of(request))
    text = voice.say("missing.member", number=number) if number else voice.say(f"{name}.text")
    title = voice.say(f"{name}.title")
    return page(request, "problem.html", voice, status=status, title=title, text=text)
