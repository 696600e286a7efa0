"""Says the short phrases of a program document as a reader would: spans, ends, limits, rates.

It reads the text of a phrase by itself, since a version that is being compared may be older or
newer than this reader; a phrase in a form that it does not know is None, and is then shown as it is
written. Names of wallets and of events are the document's own.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from setia.core.program.differences import names_at, unit_at
from setia.core.program.source import Value
from setia.platform.languages.voice import Voice

_NUMBER = r"[0-9]{1,20}(?:\.[0-9]{1,20})?"
_POINTS: Final = re.compile(rf"(-?{_NUMBER})(?: ([\w-]+))?")
_PER: Final = re.compile(rf"({_NUMBER})(?: ([\w-]+))? per (whole )?({_NUMBER})")
_SPAN: Final = re.compile(r"([0-9]{1,6}) (minute|hour|day|month|year)s?")
_ENDED: Final = re.compile(r"(.+), to (?:(month|quarter|year) end|(anniversary))")
_END_OF: Final = re.compile(r"end of (month|quarter|year)")
_UNTIL_RELEASED: Final = re.compile(r"until released, (else|lost) after (.+)")
_WITHOUT: Final = re.compile(r"([0-9]{1,6}) (day|month|year)s? without (.+)")
_LIMIT: Final = re.compile(r"(.+?) (?:per (event|day|week|month|year)|(ever))")
_AT_A_TIME: Final = re.compile(r"(?:at least ([^,]+))?(?:, )?(?:at most ([^,]+))?")
_TIMES: Final = re.compile(r"(?:([0-9]{1,9}) times?|(once)|(twice))")
_MEASURE: Final = re.compile(r"spend in (.+)")
_DECIMAL: Final = re.compile(rf"-?{_NUMBER}|{_NUMBER}/0*[1-9][0-9]{{0,5}}")
_CALENDAR: Final = ("day", "week", "month", "year", "membership year")
_KINDS: Final = ("purchase", "return", "spend")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Says the phrases of one document in one language."""

    voice: Voice
    tree: Value

    def number(self, text: str) -> str | None:
        """``1.5`` or ``3/2``."""
        if not _DECIMAL.fullmatch(text):
            return None
        return self.voice.formats.exact(Fraction(text))

    def money(self, text: str) -> str | None:
        """An amount of the program's currency; a finer one keeps all of its places."""
        if not _DECIMAL.fullmatch(text):
            return None
        formats = self.voice.formats
        minor = Fraction(text) * 10**formats.decimals
        if minor.denominator == 1:
            return formats.money(minor.numerator)
        return f"{formats.exact(Fraction(text))} {formats.currency}".strip()

    def quantity(self, text: str, unit: str) -> str | None:
        """A number in the unit of what is measured: ``money``, or anything else for a number."""
        return self.money(text) if unit == "money" else self.number(text)

    def points(self, text: str, wallet: str = "") -> str | None:
        """``50000 beans`` or ``-5``; wallet: whose points they are when none is named."""
        match = _POINTS.fullmatch(text)
        if match is None:
            return None
        number, named = Fraction(match[1]), match[2] or wallet
        if not named:
            return self.voice.formats.exact(number)
        return self.voice.exact_points(unit_at(self.tree, named), number)

    def unit(self, wallet: str) -> str:
        """What a wallet's points are called; "" for none."""
        return self.voice.units(unit_at(self.tree, wallet)) if wallet else ""

    def gives(self, text: str, unit: str, wallet: str = "") -> str | None:
        """``1 per whole 1.00`` or ``20 beans``. unit: of what stands behind *per*."""
        match = _PER.fullmatch(text)
        if match is None:
            return self.points(text, wallet)
        per = self.quantity(match[4], unit)
        points = self.points(match[1], match[2] or wallet)
        key = "phrase.per_whole" if match[3] else "phrase.per"
        return self.voice.say(key, points=points or "", per=per or "")

    def factor(self, text: str) -> str | None:
        """``3/2`` as what it does to the points."""
        number = self.number(text)
        return number and self.voice.say("phrase.factor", factor=number)

    def span(self, text: str) -> str | None:
        """``3 months``, alone."""
        count, unit = _counted(text)
        number = self.voice.formats.number(count)
        return self.voice.say(f"phrase.span_{unit}", count, n=number) if unit else None

    def expiry(self, text: str) -> str | None:
        """When points expire, as what stands behind the verb."""
        if text == "never":
            return self.voice.say("phrase.never")
        if match := _WITHOUT.fullmatch(text):
            span = self._ahead(f"{match[1]} {match[2]}s")
            kinds = self.either([self.kind(one) for one in match[3].split(" or ")])
            return span and self.voice.say("phrase.without", span=span, kinds=kinds)
        return self._with_end(text, self._ahead, lambda end: self.voice.say(f"phrase.end_{end}"))

    def pending(self, text: str) -> str | None:
        """From when points can be spent."""
        match = _UNTIL_RELEASED.fullmatch(text)
        if match is not None:
            after = self.pending(match[2])
            return after and self.voice.say(f"phrase.released_{match[1]}", after=after)
        return self._with_end(text, self._ahead, lambda end: self.voice.say(f"phrase.start_{end}"))

    def keep(self, text: str) -> str | None:
        """How long a level is kept."""
        return self._with_end(text, self.span, lambda end: self.voice.say(f"phrase.until_{end}"))

    def limit(self, text: str, wallet: str = "") -> str | None:
        """``200 per day``, ``3 times per week``, ``once ever``."""
        match = _LIMIT.fullmatch(text)
        if match is None:
            return None
        times = _TIMES.fullmatch(match[1])
        if times is None:
            most = self.points(match[1], wallet)
        else:
            count = int(times[1] or (1 if times[2] else 2))
            number = self.voice.formats.number(count)
            most = self.voice.say("phrase.times", count, n=number)
        return most and self.voice.say(f"phrase.most_{match[2] or match[3]}", most=most)

    def at_a_time(self, text: str, wallet: str = "") -> str | None:
        """``yes``, or ``at least 100, at most 5000``."""
        if text in ("yes", "no"):
            return self.voice.say(f"phrase.sent_{text}")
        match = _AT_A_TIME.fullmatch(text)
        if match is None or not (match[1] or match[2]):
            return None
        least, most = (one and self.points(one, wallet) for one in match.groups())
        if (match[1] and not least) or (match[2] and not most):
            return None
        key = "both" if least and most else "least" if least else "most"
        return self.voice.say(f"phrase.sent_{key}", least=least or "", most=most or "")

    def measure(self, text: str) -> str | None:
        """``spend in 12 months``, or a counter by its name."""
        match = _MEASURE.fullmatch(text)
        if match is None:
            return self.voice.name(names_at(self.tree, ("counters", text)))
        span = self.span(match[1])
        return span and self.voice.say("phrase.spend", span=span)

    def rolling(self, text: str) -> str | None:
        """A window that rolls."""
        span = self.span(text)
        return span and self.voice.say("phrase.rolling", span=span)

    def calendar(self, text: str) -> str | None:
        """A span of the calendar."""
        key = text.replace(" ", "_")
        return self.voice.say(f"phrase.calendar_{key}") if text in _CALENDAR else None

    def drop(self, text: str) -> str | None:
        """How far a member drops."""
        keys = {"to measure": "measure", "one level": "level", "never": "never"}
        return self.voice.say(f"phrase.drop_{keys[text]}") if text in keys else None

    def kind(self, text: str) -> str:
        """What a kind of event is called."""
        if text in _KINDS:
            return self.voice.say(f"phrase.kind_{text}")
        return self.voice.name(names_at(self.tree, ("events", text)))

    def yes(self, text: str) -> str | None:
        """Yes or no."""
        if text in ("yes", "true", "no", "false"):
            return self.voice.say("phrase.yes" if text in ("yes", "true") else "phrase.no")
        return None

    def either(self, texts: Sequence[str]) -> str:
        """``a, b or c``."""
        return self.voice.formats.either(texts)

    def together(self, texts: Sequence[str]) -> str:
        """``a, b and c``."""
        return self.voice.formats.together(texts)

    def _ahead(self, text: str) -> str | None:
        count, unit = _counted(text)
        number = self.voice.formats.number(count)
        known = unit in ("day", "month", "year")
        return self.voice.say(f"phrase.after_{unit}", count, n=number) if known else None

    def _with_end(
        self, text: str, span: Callable[[str], str | None], end: Callable[[str], str]
    ) -> str | None:
        """A span, and the end of the calendar that it goes on to; or such an end alone."""
        if match := _END_OF.fullmatch(text):
            return end(match[1])
        if match := _ENDED.fullmatch(text):
            said = span(match[1])
            return said and f"{said}, {end(match[2] or match[3])}"
        return span(text)


def _counted(text: str) -> tuple[int, str]:
    """``3 months`` as 3 and ``month``; 0 and "" for no span."""
    match = _SPAN.fullmatch(text)
    return (int(match[1]), match[2]) if match else (0, "")
