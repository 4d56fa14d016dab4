"""Contact points: one normal form for every notation, and nothing dropped that has none."""

from __future__ import annotations

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.customers.points import PointKind, normal_email, normal_form, normal_phone


@pytest.mark.parametrize(
    "written",
    ["038 421 77 06", "038-4217706", "+31 (0)38 4217706", "0031 38 421 7706", "tel:+31-38-421-77-06"],
)
def test_a_number_has_one_normal_form_in_any_notation(written: str) -> None:
    assert normal_phone(written) == "+31384217706"


def test_an_impossible_number_keeps_its_digits() -> None:
    assert normal_phone("12") == "12"
    assert normal_phone("call me") == ""
    assert normal_phone("9" * 500) == "9" * 100


def test_an_address_is_compared_in_lower_case() -> None:
    assert normal_email(" Frank_Dawson@Lotus.COM ") == "frank_dawson@lotus.com"


@pytest.mark.parametrize("written", ["a@b@c", "nobody", "", "@", "x" * 5000 + "@example.nl"])
def test_what_is_no_address_has_no_normal_form(written: str) -> None:
    assert normal_email(written) == ""


@given(st.sampled_from(PointKind), st.text(max_size=300))
def test_any_text_can_be_somebodys_contact_point(kind: PointKind, written: str) -> None:
    assert isinstance(normal_form(kind, written), str)


@given(st.from_regex(r"\A0[1-9]([ -]?[0-9]){8}\Z", fullmatch=True).filter(str.isascii))
def test_the_quick_way_to_a_number_finds_what_the_library_finds(written: str) -> None:
    assert normal_phone(written) == normal_phone(f"{written} ", region="NL")
    assert normal_phone(written) == by_the_library(written)


def by_the_library(written: str) -> str:
    number = phonenumbers.parse(written, "NL")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@given(
    st.from_regex(
        r"[A-Za-z0-9._+-]{1,12}@[a-z0-9-]{1,10}(\.[a-z0-9]{1,6})?\.(nl|com|org|example|test)", fullmatch=True
    )
)
def test_the_quick_way_to_an_address_finds_what_the_library_finds(written: str) -> None:
    try:
        checked = validate_email(written, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        assert normal_email(written) == ""
    else:
        assert normal_email(written) == checked.normalized.lower()
