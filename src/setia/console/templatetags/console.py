"""What the console's templates may call: words by key, and the addresses of files.

A key or a file that does not exist raises, so that a page with a hole in it is never sent.
"""

from django import template
from django.template import Context

from setia.console.pages import ASSETS
from setia.platform.languages.voice import Voice

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, count: int | None = None, **values: object) -> str:
    """The text of a message in the page's language, escaped as any other value is."""
    voice = context["voice"]
    if not isinstance(voice, Voice):
        raise TypeError("the page was made without a voice; make it with setia.console.pages.page")
    return voice.say(key, count, **{name: str(value) for name, value in values.items()})


@register.simple_tag
def asset(name: str) -> str:
    """The address of one of the console's own files."""
    return ASSETS[name]
