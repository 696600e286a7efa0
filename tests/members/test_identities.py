"""Identities come to one form, once and for all, or are refused without being repeated.

The properties run over arbitrary text; the tables below them are the rules as a reader would state
them.
"""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from setia.members.identities import BadIdentityError, Identity, IdentityKind
from setia.members.member_numbers import new_member_number

kinds = st.sampled_from([kind for kind in IdentityKind if kind is not IdentityKind.NUMBER])
labels = st.text("abcXYZ0123456789-", min_size=1, max_size=20)
mailboxes = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="@"), min_size=1, max_size=20
)
anything = st.one_of(
    st.text(max_size=40),
    st.builds("{}@{}.{}".format, mailboxes, labels, labels),
    st.from_regex(r"(\+|00)[1-9][0-9 ().-]{6,20}", fullmatch=True),
)


@given(kinds, anything)
@example(IdentityKind.EMAIL, "İ@b.nl")
@example(IdentityKind.EMAIL, "A\u030a@b.nl")
@example(IdentityKind.CARD, "ß1")
@example(IdentityKind.REFERENCE, "\u00a0x\u3000")
def test_a_form_is_final_or_refused(kind: IdentityKind, text: str) -> None:
    try:
        identity = Identity(kind, text)
    except BadIdentityError:
        with pytest.raises(BadIdentityError, match=f"^{kind.value}: "):
            Identity(kind, text)
        return
    assert Identity(kind, identity.value) == identity
    assert Identity(kind, f" {identity.value}\t") == identity
    assert unicodedata.is_normalized("NFC", identity.value)
    assert identity.value
    assert not any(unicodedata.category(sign) == "Cc" for sign in identity.value)


@given(mailboxes, labels, labels)
def test_an_e_mail_address_does_not_depend_on_ascii_case(name: str, one: str, two: str) -> None:
    address = f"{name}@{one}.{two}"
    swapped = f"{name}@{one.swapcase()}.{two.swapcase()}"
    assert Identity(IdentityKind.EMAIL, address) == Identity(IdentityKind.EMAIL, swapped)


@given(st.text("123456789", min_size=7, max_size=15), st.data())
def test_a_telephone_number_is_its_digits_however_it_is_grouped(
    digits: str, data: st.DataObject
) -> None:
    grouped = "".join(data.draw(st.sampled_from(["", " ", "-", "."])) + sign for sign in digits)
    for text in (f"+{grouped}", f"00{digits}", f"(+{digits})".strip("()")):
        assert Identity(IdentityKind.PHONE, text).value == f"+{digits}"


@given(st.integers(0, 99_999))
def test_a_customer_number_of_five_digits_is_a_reference_and_a_card(number: int) -> None:
    text = f"{number:05}"
    assert Identity(IdentityKind.REFERENCE, text).value == text
    assert Identity(IdentityKind.CARD, text).value == text


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("email", " Siti.Rahma@Example.COM ", "siti.rahma@example.com"),
        ("email", "JOSE\u0301@example.com", "jos\u00e9@example.com"),
        ("email", "a+b@sub.example.co.uk", "a+b@sub.example.co.uk"),
        ("phone", "+31 (0)20 123-4567", "+31201234567"),
        ("phone", "0044 20 7946 0958", "+442079460958"),
        ("phone", "\uff0b\uff16\uff10 12\u2011345 6789", "+60123456789"),
        ("card", " 6340-0402 0800 0000 06x ", "634004020800000006X"),
        ("card", "ab-12", "AB12"),
        ("reference", " gid://shop/Customer/7xQ ", "gid://shop/Customer/7xQ"),
        ("reference", "A B", "A B"),
    ],
)
def test_the_form_of(kind: str, text: str, value: str) -> None:
    assert Identity(IdentityKind(kind), text).value == value


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        ("email", "", "is empty"),
        ("email", "siti", "one @"),
        ("email", "a@b@c.nl", "one @"),
        ("email", "@example.com", "one @"),
        ("email", "a@localhost", "domain"),
        ("email", "a@example..com", "domain"),
        ("email", "a b@example.com", "white space"),
        ("email", "x" * 65 + "@example.com", "64 of them"),
        ("email", "a@" + "b" * 249 + ".com", "at most 254"),
        ("email", "a\x00@example.com", "can't be seen"),
        ("email", "a\u200b@example.com", "can't be seen"),
        ("phone", "020 123 4567", "country code"),
        ("phone", "+0123456789", "begins with 0"),
        ("phone", "+123456", "7 to 15 digits"),
        ("phone", "+1234567890123456", "7 to 15 digits"),
        ("phone", "+31 20 CALL ME", "no telephone number has"),
        ("phone", "+٣١٢٠١٢٣٤٥٦٧", "no telephone number has"),
        ("card", "4111 1111 1111 1111", "payment card"),
        ("card", "card#1", "letters A to Z"),
        ("card", "x" * 65, "at most 64"),
        ("card", "--", "letters A to Z"),
        ("reference", "4111-1111-1111-1111", "payment card"),
        ("reference", "visa 4111111111111111", "payment card"),
        ("reference", "x" * 201, "at most 200"),
        ("reference", "a\nb", "can't be seen"),
        ("number", "123456789012", "check digit"),
        ("number", "12345", "check digit"),
    ],
)
def test_refused_with_the_reason_and_without_the_value(kind: str, text: str, problem: str) -> None:
    with pytest.raises(BadIdentityError, match=problem) as refused:
        Identity(IdentityKind(kind), text)
    assert not text.strip() or text.strip() not in str(refused.value)


def test_the_longest_of_each_kind_passes() -> None:
    for kind, text in (
        ("email", "x" * 64 + "@" + "b" * 185 + ".com"),
        ("phone", "+1234567"),
        ("phone", "+123456789012345"),
        ("card", "x" * 64),
        ("reference", "x" * 200),
    ):
        assert len(Identity(IdentityKind(kind), text).value) == len(text)


def test_a_member_number_may_be_grouped() -> None:
    number = new_member_number()
    grouped = f" {number[:4]} {number[4:8]}-{number[8:]} "
    assert Identity(IdentityKind.NUMBER, grouped).value == number


def test_a_value_does_not_show_in_a_repr() -> None:
    identity = Identity(IdentityKind.EMAIL, "siti@example.com")
    assert "siti" not in repr(identity)
    assert "siti" not in repr([identity])
