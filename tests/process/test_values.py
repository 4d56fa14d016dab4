"""What is typed for an item, how it is kept, and how it is shown again."""

import json
import os
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid
from desktop_crm.core.money import Money
from desktop_crm.process.model import Choice, Item, ItemType
from desktop_crm.process.values import MOST_COMMENT, MOST_TEXT, parse_value, show_value

_COLOURS = (Choice("red", "Scarlet"), Choice("blue", "red"), Choice("green", "Green"))
_SAMPLES = Path(os.environ.get("DESKTOP_CRM_SAMPLES") or Path(__file__).parents[3] / "shared" / "samples")

# Of the kinds that break programs, one or two each; the long list is in the samples.
_NAUGHTY = [
    "'; DROP TABLE customer; --",
    "<script>alert('x')</script>",
    "{item.__class__} %s %n ${HOME} $(id)",
    "../../etc/passwd",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
    "\u202eevird\u202c \u200b\u2060\ufeff",
    "👩‍👩‍👧‍👦 🇳🇱 ﷽ ０１２３",
    "line one\nline two\r\n\tthree\x1b[31m\x7f\x85\u2028",
    " leading and trailing ",
    "\U0010ffff\ufffe\uffff",
]


def _an(kind: ItemType) -> Item:
    return Item("thing", "Thing", kind, choices=_COLOURS if kind is ItemType.CHOICE else ())


def _refusal(kind: ItemType, text: str) -> str:
    with pytest.raises(Invalid) as refused:
        parse_value(_an(kind), text)
    return refused.value.sentence


def _kept_or_refused(item: Item, text: str) -> tuple[str | None, str]:
    try:
        return parse_value(item, text), ""
    except Invalid as refused:
        return None, refused.sentence


def _blns() -> list[str]:
    path = _SAMPLES / "baddata" / "blns.json"
    return [str(one) for one in json.loads(path.read_text("utf-8"))] if path.is_file() else []


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (ItemType.NUMBER, "12,5", "12.5"),
        (ItemType.NUMBER, "12.50", "12.5"),
        (ItemType.NUMBER, "1.250.000", "1250000"),
        (ItemType.NUMBER, "1.250,75", "1250.75"),
        (ItemType.NUMBER, "1,250.75", "1250.75"),
        (ItemType.NUMBER, "14 200", "14200"),
        (ItemType.NUMBER, "-007", "-7"),
        (ItemType.NUMBER, "-0,0", "0"),
        (ItemType.NUMBER, "0.125", "0.125"),
        (ItemType.NUMBER, "1,125", "1.1250"),
        (ItemType.DATE, "24-11-2026", "2026-11-24"),
        (ItemType.DATE, "4/1/2026", "2026-01-04"),
        (ItemType.DATE, "24 november 2026", "2026-11-24"),
        (ItemType.DATE, "1 mrt. 2026", "2026-03-01"),
        (ItemType.DATE, "2026-11-24", "2026-11-24"),
        (ItemType.DATE, " 29-2-2028 ", "2028-02-29"),
        (ItemType.DATETIME, "24-11-2026 8:40", "2026-11-24T08:40:00+01:00"),
        (ItemType.DATETIME, "24 november 2026 om 8.40 uur", "2026-11-24T08:40:00+01:00"),
        (ItemType.DATETIME, "24-07-2026, 08:40:15", "2026-07-24T08:40:15+02:00"),
        (ItemType.DATETIME, "2026-11-24T08:40:00Z", "2026-11-24T08:40:00+00:00"),
        (ItemType.DATETIME, "2026-11-24 08:40-0500", "2026-11-24T08:40:00-05:00"),
        (ItemType.DATETIME, "25-10-2026 02:30", "2026-10-25T02:30:00+02:00"),
        (ItemType.MONEY, "1.250,00", "1250.00 EUR"),
        (ItemType.MONEY, "€ 1.250", "1250.00 EUR"),
        (ItemType.MONEY, "1250.00 EUR", "1250.00 EUR"),
        (ItemType.MONEY, "12,5", "12.50 EUR"),
        (ItemType.MONEY, "-€ 5,00", "-5.00 EUR"),
        (ItemType.MONEY, "1.250,-", "1250.00 EUR"),
        (ItemType.MONEY, "USD 1,250.50", "1250.50 USD"),
        (ItemType.MONEY, "0,05 €", "0.05 EUR"),
        (ItemType.YES_NO, "Ja", "yes"),
        (ItemType.YES_NO, "y", "yes"),
        (ItemType.YES_NO, " NEE ", "no"),
        (ItemType.CHOICE, "red", "red"),
        (ItemType.CHOICE, "SCARLET", "red"),
        (ItemType.CHOICE, "green", "green"),
        (ItemType.PHONE, "038 421 77 06", "+31384217706"),
        (ItemType.PHONE, "06-12345678", "+31612345678"),
        (ItemType.PHONE, "+44 20 7946 0018", "+442079460018"),
        (ItemType.PHONE, "038-4217706 ext. 12", "+31384217706;ext=12"),
        (ItemType.EMAIL, " J.deVries@Example.NL ", "J.deVries@example.nl"),
        (ItemType.EMAIL, "info@kantoor.test", "info@kantoor.test"),
        (ItemType.FILE, "0123456789abcdef0123456789abcdef/left side.jpg", None),
    ],
)
def test_what_is_typed_is_kept_in_one_canonical_form(kind: ItemType, typed: str, kept: str | None) -> None:
    canonical = parse_value(_an(kind), typed)

    assert canonical == (typed if kept is None else kept)
    assert parse_value(_an(kind), canonical) == canonical


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (ItemType.MONEY, "1.25O,00", "letter O. Write 1.250,00."),
        (ItemType.NUMBER, "l2", "letter l. Write 12."),
        (ItemType.NUMBER, "14.200", "may be 14200 or 14,200"),
        (ItemType.NUMBER, "1e5", "Not a number"),
        (ItemType.NUMBER, "NaN", "Not a number"),
        (ItemType.NUMBER, "٣٤", "Not a number"),
        (ItemType.NUMBER, "1_000", "Not a number"),
        (ItemType.NUMBER, "9" * 31, "30 digits at most"),
        (ItemType.NUMBER, "--1", "Not a number"),
        (ItemType.MONEY, "1,250", "two digits after the comma"),
        (ItemType.MONEY, "9" * 14, "too large"),
        (ItemType.MONEY, "12.50 euro", "Not an amount"),
        (ItemType.MONEY, "Infinity", "Not an amount"),
        (ItemType.DATE, "31-4-2026", "no such day"),
        (ItemType.DATE, "24-11-26", "four digits"),
        (ItemType.DATE, "24 brumaire 2026", "no month “brumaire”"),
        (ItemType.DATE, "0001-01-01", "1000 to 9999"),
        (ItemType.DATE, "tomorrow", "Not a date"),
        (ItemType.DATETIME, "24-11-2026", "date and the time"),
        (ItemType.DATETIME, "24-11-2026 24:10", "no such time of day"),
        (ItemType.DATETIME, "29-3-2026 02:30", "went forward"),
        (ItemType.DATETIME, "9999-12-31 23:59-12:00", "offset"),
        (ItemType.DATETIME, "2026-11-24T08:40+99:99", "offset"),
        (ItemType.YES_NO, "maybe", "yes or no"),
        (ItemType.CHOICE, "purple", "choose from red, blue, green"),
        (ItemType.PHONE, "12", "too few digits"),
        (ItemType.PHONE, "call me", "Not a telephone number"),
        (ItemType.EMAIL, "jan.example.nl", "no @"),
        (ItemType.EMAIL, "jan@gmail", "no dot"),
        (ItemType.EMAIL, "jan@@example.nl", "Not an e-mail address"),
        (ItemType.EMAIL, f"{'a' * 400}@example.nl", "use at most 320"),
        (ItemType.FILE, "C:\\photo.jpg", "takes a file"),
        (ItemType.DRAWING, "0123/x", "takes a file"),
        (ItemType.TEXT, "x" * (MOST_TEXT + 1), "use at most 1000"),
        (ItemType.COMMENT, "x" * (MOST_COMMENT + 1), "use at most 100000"),
        (ItemType.TEXT, "a\0b", "NUL"),
        (ItemType.COMMENT, "a\ud800b", "half a character"),
        (ItemType.TEXT, " \t\n", "Nothing was typed"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(kind: ItemType, typed: str, said: str) -> None:
    assert said in _refusal(kind, typed)


@pytest.mark.parametrize(
    ("kind", "kept", "shown"),
    [
        (ItemType.NUMBER, "1250", "1250"),
        (ItemType.NUMBER, "-12.5", "-12,5"),
        (ItemType.NUMBER, "1.1250", "1,125"),
        (ItemType.DATE, "2026-11-04", "04-11-2026"),
        (ItemType.DATETIME, "2026-11-24T08:40:00+01:00", "24-11-2026 08:40"),
        (ItemType.DATETIME, "2026-11-24T08:40:05+00:00", "24-11-2026 08:40:05 +00:00"),
        (ItemType.DATETIME, "2026-10-25T02:30:00+01:00", "25-10-2026 02:30 +01:00"),
        (ItemType.MONEY, "1250.00 EUR", "€ 1.250,00"),
        (ItemType.MONEY, "-1250000.05 USD", "USD -1.250.000,05"),
        (ItemType.YES_NO, "no", "No"),
        (ItemType.CHOICE, "red", "Scarlet"),
        (ItemType.CHOICE, "blue", "blue"),
        (ItemType.CHOICE, "gone_from_the_model", "gone_from_the_model"),
        (ItemType.PHONE, "+31384217706", "038 421 7706"),
        (ItemType.PHONE, "+442079460018", "+44 20 7946 0018"),
        (ItemType.TEXT, "Ceintuurbaan 12", "Ceintuurbaan 12"),
        (ItemType.FILE, "0123456789abcdef0123456789abcdef/left/side.jpg", "left/side.jpg"),
    ],
)
def test_what_is_kept_is_shown_in_local_notation(kind: ItemType, kept: str, shown: str) -> None:
    assert show_value(_an(kind), kept) == shown


_decimals = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=4)
_zones = st.sampled_from(
    [*(timezone(timedelta(minutes=m)) for m in (0, -300, 345)), ZoneInfo("Europe/Amsterdam")]
)
_moments = st.datetimes(datetime(1850, 1, 2), datetime(9999, 12, 30)).flatmap(  # noqa: DTZ001
    lambda naive: _zones.map(lambda zone: naive.replace(tzinfo=UTC).astimezone(zone).isoformat())
)
_phones = st.from_regex(r"\+(31[1-9][0-9]{8}|4420[0-9]{8}|1[2-9][0-9]{9}|49[1-9][0-9]{8,9})", fullmatch=True)
_CANONICAL = {
    ItemType.NUMBER: _decimals.map(str),
    ItemType.DATE: st.dates(min_value=date(1000, 1, 1)).map(date.isoformat),
    ItemType.DATETIME: _moments,
    ItemType.MONEY: st.builds(
        Money, st.integers(-(10**15) + 1, 10**15 - 1), st.sampled_from(["EUR", "USD"])
    ).map(str),
    ItemType.YES_NO: st.sampled_from(["yes", "no"]),
    ItemType.CHOICE: st.sampled_from([one.code for one in _COLOURS]),
    ItemType.PHONE: _phones,
    ItemType.EMAIL: st.from_regex(
        r"[a-zA-Z][a-zA-Z0-9.+_-]{0,20}[a-z]@[a-z]{2,12}\.(nl|com|local)", fullmatch=True
    ),
    ItemType.TEXT: st.text(min_size=1, max_size=60),
    ItemType.COMMENT: st.text(min_size=1, max_size=60),
}


@pytest.mark.parametrize("kind", list(_CANONICAL))
@given(data=st.data())
def test_a_value_that_is_shown_and_typed_again_is_the_same(kind: ItemType, data: st.DataObject) -> None:
    item = _an(kind)
    try:
        kept = parse_value(item, data.draw(_CANONICAL[kind]))
    except Invalid:
        return  # no such local time, an e-mail name with two dots: refused, which other tests are about

    assert parse_value(item, kept) == kept
    assert parse_value(item, show_value(item, kept)) == kept


@given(_decimals)
def test_a_number_keeps_its_worth_to_the_last_digit(value: Decimal) -> None:
    assert Decimal(parse_value(_an(ItemType.NUMBER), str(value).replace(".", ","))) == value


@pytest.mark.parametrize("kind", [ItemType.TEXT, ItemType.COMMENT])
@pytest.mark.parametrize("text", [*_NAUGHTY, *_blns()])
def test_a_naughty_text_comes_back_unchanged_or_is_refused(kind: ItemType, text: str) -> None:
    if text.strip():
        assert show_value(_an(kind), parse_value(_an(kind), text)) == text
    else:
        assert "Nothing was typed" in _refusal(kind, text)


@pytest.mark.parametrize("kind", list(ItemType))
def test_a_naughty_text_in_any_field_is_kept_or_refused_with_a_sentence(kind: ItemType) -> None:
    item = _an(kind)
    for text in (
        *_NAUGHTY,
        *_blns(),
        "\0",
        "\udfff",
        "9" * 5_000,
        "-",
        "+",
        ".",
        ",",
        "€",
        "@",
        "T",
        ":",
        "/",
    ):
        kept, sentence = _kept_or_refused(item, text)
        if kept is None:
            assert sentence.endswith(".")
        else:
            assert parse_value(item, kept) == kept
            assert show_value(item, kept)
