"""What every answer of the console carries: its security headers, and the chosen language.

Pages load nothing from elsewhere and run no script but the console's own file; they are kept by no
cache, since they show people. A database that does not answer becomes a page that says so (503).
"""

from collections.abc import Callable
from typing import Final

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse

from setia.console.pages import LANGUAGE_COOKIE, query_of
from setia.console.views.problems import away
from setia.platform.languages.language import is_language

POLICY: Final = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)
LANGUAGE_AGE_S: Final = 365 * 86_400


class Manners:
    """Django middleware of the console."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with what every answer carries."""
        # Raw cursors ask for no check by themselves: a dead connection is found here, once a page.
        connection.close_if_unusable_or_obsolete()
        connection.close_if_health_check_failed()
        response = self._get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        response.headers.setdefault("Cache-Control", "no-store")
        asked = query_of(request).get("lang", "")
        if is_language(asked):
            response.set_cookie(
                LANGUAGE_COOKIE, asked, max_age=LANGUAGE_AGE_S, httponly=True, samesite="Lax"
            )
        return response

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page for a database that does not answer; other faults are Django's to report."""
        if isinstance(fault, OperationalError | InterfaceError | psycopg.OperationalError):
            connection.close()
            return away(request)
        return None
