"""Reads what the points of a wallet are called: one text for every number, or its plural forms.

Which forms a language has is told from outside, as the names of time zones are; a form that it
lacks is a problem, since no number would ever ask for it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from setia.core.program.names import FORMS, Form, Forms, PointsUnit, one_name
from setia.core.program.shape import LANGUAGE, MAX_NAME_CHARS, Shape, is_name
from setia.core.program.source import Mapped, Text, Value

FormsOf: TypeAlias = Callable[[str], Sequence[Form]]
"""From the tag of a language to its plural forms; none where its rules are not known."""

_LIKE: Final = "write: en: Bean, or: en: {one: Bean, other: Beans}"


def any_form(_: str) -> Sequence[Form]:
    """Every form, where nobody says which a language has."""
    return FORMS


def read_unit(shape: Shape, wallet: str, decimals: int, forms_of: FormsOf) -> PointsUnit:
    """The unit of a wallet, which is called by its id where it has no name."""
    value = shape.value("name")
    if not isinstance(value, Mapped):
        names = shape.names("name", wallet)
        return PointsUnit({key: one_name(text) for key, text in names.items()}, decimals)
    found: dict[str, Forms] = {}
    for language, one in value.items.items():
        path = f"{shape.under('name')}.{language}"
        forms = _forms(language, one, path, shape, forms_of)
        if forms is not None:
            found[language] = forms
    return PointsUnit(found or {"en": one_name(wallet)}, decimals)


def _forms(language: str, value: Value, path: str, shape: Shape, forms_of: FormsOf) -> Forms | None:
    """What the points are called in one language; None where it can't be read."""
    note = shape.problems.note
    if language in FORMS:
        cause = f"{language!r} is a plural form, not a language"
        note(value, path, cause, "write: en: {one: Bean, other: Beans}")
    elif not LANGUAGE.fullmatch(language):
        note(value, path, f"{language[:MAX_NAME_CHARS]!r} is not a language", _LIKE)
    elif isinstance(value, Mapped):
        return _by_form(language, Shape(value, path, shape.problems), value, forms_of)
    elif isinstance(value, Text) and is_name(value):
        return one_name(value.value)
    else:
        note(value, path, "is not a name", _LIKE)
    return None


def _by_form(language: str, shape: Shape, value: Mapped, forms_of: FormsOf) -> Forms | None:
    known = forms_of(language)
    found: dict[Form, str] = {}
    for form in FORMS:
        one = shape.value(form)
        if one is None:
            continue
        if not isinstance(one, Text) or not is_name(one):
            shape.wrong(form, "is not a name", f"write 1 to {MAX_NAME_CHARS} characters")
        elif known and form not in known:
            cause = f"{language} has no form {form!r}"
            shape.wrong(form, cause, f"it has: {', '.join(known)}")
        else:
            found[form] = one.value
    shape.close()
    if not known:
        cause = f"the plural forms of {language!r} are not known"
        shape.problems.note(value, shape.path, cause, "write one name for every number")
    elif "other" not in value.items:
        shape.missing("other")
    return _whole(found)


def _whole(found: Mapping[Form, str]) -> Forms | None:
    return found if "other" in found else None
