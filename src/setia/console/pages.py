"""Makes a page out of a template: its language, its frame and what every template may use.

The language is what the address asks for, what the reader chose before, or what the browser
accepts. No view renders by itself, so that no page lacks the frame.
"""

import hashlib
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string

from setia.platform.languages.language import LANGUAGES, OWN_NAMES, Language, choose
from setia.platform.languages.voice import Voice

LANGUAGE_COOKIE: Final = "lang"
_STATIC: Final = Path(__file__).parent / "static" / "console"


def query_of(request: HttpRequest) -> QueryDict:
    """What the address asks; nothing when it asks too much, which is told on a page in turn."""
    try:
        return request.GET
    except SuspiciousOperation:
        return QueryDict()


def language_of(request: HttpRequest) -> Language:
    """The language to answer a request in."""
    return choose(
        query_of(request).get("lang", ""),
        request.COOKIES.get(LANGUAGE_COOKIE, ""),
        request.headers.get("Accept-Language", ""),
    )


def page(
    request: HttpRequest, template: str, voice: Voice, *, status: int = 200, **context: object
) -> HttpResponse:
    """A page in a reader's language. template: its name below templates/console."""
    frame = {
        "voice": voice,
        "language": voice.language,
        "languages": [(one, OWN_NAMES[one], _in_language(request, one)) for one in LANGUAGES],
        "demo": is_demo(),
    }
    text = render_to_string(f"console/{template}", {**frame, **context}, request)
    return HttpResponse(text, status=status)


def is_demo() -> bool:
    """Whether this process serves made-up people, so that a page may record for them."""
    return bool(getattr(settings, "DEMO", False))


def _in_language(request: HttpRequest, language: Language) -> str:
    query = query_of(request).copy()
    query["lang"] = language
    return f"?{query.urlencode()}"


def _addresses() -> dict[str, str]:
    """The address of each file by name; it changes with the content, so a browser may keep it."""
    found = {}
    for path in sorted(_STATIC.iterdir()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        found[path.name] = f"/static/console/{path.name}?v={digest}"
    return found


ASSETS: Final = _addresses()
