"""vCards of every version and origin, whole and broken."""

from __future__ import annotations

import base64
import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.customers.data import AddressData, CustomerData, CustomerKind, FileData, PointData
from desktop_crm.customers.points import DIALLED, PointKind
from desktop_crm.exchange.physical import as_text, open_file
from desktop_crm.exchange.vcard_read import ReadCard, read_cards
from tests.exchange.conftest import sample_folder

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def cards(text: str | bytes) -> list[ReadCard]:
    return list(read_cards(io.BytesIO(text.encode() if isinstance(text, str) else text)))


def card_in(path: Path) -> CustomerData:
    with open_file(path) as stream:
        (card,) = read_cards(stream)
    assert card.incoming is not None, card.reason
    return card.incoming.data


def person(*lines: str, version: str = "3.0") -> CustomerData:
    (card,) = cards("\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]))
    assert card.incoming is not None, card.reason
    return card.incoming.data


def extras(data: CustomerData) -> list[list[object]]:
    return json.loads(data.extra).get("properties", [])  # type: ignore[no-any-return]


def test_an_old_phones_card_with_quoted_printable_and_a_picture_is_read(data: Path) -> None:
    read = card_in(data / "old_phone_2_1.vcf")
    assert (read.name, read.prefix, read.given, read.family) == ("Dr. Jörg Müller", "Dr.", "Jörg", "Müller")
    assert read.note == "first line\nsecond line; with, signs = kept"
    assert read.points == (
        PointData(PointKind.MOBILE, "+49 151 1234567", "", True),
        PointData(PointKind.FAX, "+49 30 1234567", "work"),
        PointData(PointKind.EMAIL, "joerg@example.de"),
    )
    assert read.files == (FileData("photo.png", "image/png", DOT),)
    assert read.addresses == (AddressData("Hauptstr. 5", "10115", "Berlin", "Germany", "home"),)


def test_a_card_in_another_character_set_is_read_as_it_says(data: Path) -> None:
    read = card_in(data / "latin1_2_1.vcf")
    assert (read.given, read.family, read.organisation) == ("João", "Gonçalves", "Padaria São José")


def test_a_version_4_card_of_an_organisation_is_read(data: Path) -> None:
    read = card_in(data / "version_4.vcf")
    assert (read.kind, read.name) == (CustomerKind.ORGANISATION, "Bakkerij Smit B.V.")
    assert read.points[0] == PointData(PointKind.PHONE, "+31-38-421-77-06", "work", True)
    assert read.points[1] == PointData(PointKind.EMAIL, "hans@bakkerijsmit.example", "Hans")
    assert read.note == "bread, rolls; and more\nsince 1911 \\ always"
    assert read.files == (FileData("photo.png", "image/png", DOT),)
    assert [one[1] for one in extras(read)] == ["RELATED"]


def test_a_card_inside_a_card_is_no_customer_of_its_own(data: Path) -> None:
    read = card_in(data / "agent_2_1.vcf")
    assert [point.content for point in read.points] == ["038 4217706"]
    assert "Henk" in read.extra


def test_a_broken_card_costs_its_neighbours_nothing_and_is_reported_with_line_and_reason(
    data: Path,
) -> None:
    with open_file(data / "broken_among_good.vcf") as stream:
        found = list(read_cards(stream))
    assert [card.incoming.data.name for card in found if card.incoming and card.incoming.data.name] == [
        "Anna Eerste",
        "Chris Derde",
        "Eva Laatste",
    ]
    assert [(card.line, card.reason) for card in found if card.reason] == [
        (6, "The card has no END:VCARD."),
        (15, "line 18: “this is no line of a card” is no line of a card."),
        (20, "line 23: The picture or other content is not valid base64."),
        (25, "The text is not part of any card."),
        (36, "The file ends before the card does (no END:VCARD)."),
    ]


def test_a_folded_line_is_joined_as_its_version_says() -> None:
    assert person("FN:A", "NOTE:one wo", " rd and", "  more").note == "one word and more"
    assert person("FN:A", "NOTE:words with", " a blank", version="2.1").note == "words with a blank"


def test_base64_without_leading_blanks_is_still_one_picture() -> None:
    encoded = base64.b64encode(DOT).decode()
    read = person("FN:A", "PHOTO;BASE64:", encoded[:40], encoded[40:], "", "TEL:1", version="2.1")
    assert (read.files[0].content, read.points[0].content) == (DOT, "1")


def test_a_picture_elsewhere_stays_an_address() -> None:
    read = person("FN:A", "PHOTO;VALUE=URL;TYPE=GIF:http://example.nl/a.gif")
    assert read.files == ()
    assert extras(read) == [["", "PHOTO", {"TYPE": ["GIF"], "VALUE": ["URL"]}, "http://example.nl/a.gif"]]


def test_unescaped_commas_and_colons_in_texts_lose_nothing() -> None:
    read = person("FN:A", "NOTE:one, two: three", "TITLE:a\\,b", "URL:http\\://example.nl", version="2.1")
    assert (read.note, read.job_title, read.points[0].content) == (
        "one, two: three",
        "a,b",
        "http://example.nl",
    )


def test_several_given_names_and_titles_are_joined() -> None:
    read = person("N:Perreault;Simon;Q.,Public;;ing. jr,M.Sc.", "FN:Simon Perreault", version="4.0")
    assert (read.additional, read.suffix) == ("Q. Public", "ing. jr, M.Sc.")


def test_a_name_written_out_is_taken_apart_and_a_particle_split_off() -> None:
    read = person("FN:Jan van den Berg")
    assert (read.given, read.particle, read.family) == ("Jan", "van den", "Berg")
    assert person("N:de Vries;Jan;;;", "FN:x").particle == "de"


def test_an_organisation_without_a_person_is_one() -> None:
    assert person("ORG:Acme;Sales;North").kind is CustomerKind.ORGANISATION
    assert person("FN:Jan Smit", "ORG:Acme").kind is CustomerKind.PERSON
    assert person("ORG:Acme;Sales;North").department == "Sales; North"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1980-03-22", date(1980, 3, 22)),
        ("19800322", date(1980, 3, 22)),
        ("1980-03-22T00:00:00Z", date(1980, 3, 22)),
    ],
)
def test_a_birth_date_is_read_in_its_forms(written: str, day: date) -> None:
    assert person("FN:A", f"BDAY:{written}").birth_date == day


def test_a_birth_date_without_a_year_is_kept_as_it_is() -> None:
    read = person("FN:A", "BDAY:--0203", version="4.0")
    assert (read.birth_date, extras(read)) == (None, [["", "BDAY", {}, "--0203"]])


def test_a_second_of_what_we_keep_once_is_kept_beside_it() -> None:
    read = person("FN:A", "NOTE:one", "NOTE:two", "X-SKYPE;TYPE=home:jan")
    assert read.note == "one"
    assert extras(read) == [["", "NOTE", {}, "two"], ["", "X-SKYPE", {"TYPE": ["home"]}, "jan"]]


def test_an_own_label_of_a_group_names_the_number() -> None:
    read = person("FN:A", "item1.TEL:1", "item1.X-ABLabel:_$!<Assistant>!$_", "item2.X-ABDATE:1975-03-01",
                  "item2.X-ABLabel:_$!<Anniversary>!$_")  # fmt: skip
    assert read.points == (PointData(PointKind.PHONE, "1", "Assistant"),)
    assert [(one[0], one[1]) for one in extras(read)] == [("item2", "X-ABDATE"), ("item2", "X-ABLABEL")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"])
def test_a_file_in_any_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "card.vcf"
    path.write_bytes("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zoë Café\r\nEND:VCARD\r\n".encode(encoding))
    assert card_in(path).name == "Zoë Café"


def test_lines_that_end_as_on_an_old_macintosh_are_lines() -> None:
    (card,) = cards("BEGIN:VCARD\rVERSION:3.0\rFN:A B\rEND:VCARD\r")
    assert card.incoming is not None
    assert card.incoming.data.family == "B"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"FN;CHARSET=NONE-SUCH:x", "character set NONE-SUCH"),
        (b"VERSION:7.0\nFN:x", "Version 7.0 of vCard"),
        (b"FN:x\n:value without a name", "not the name of a property"),
        (b"FN:x\nPHOTO;ENCODING=b:a", "not valid base64"),
        (b"FN:x\n" + b"TEL:1\n" * 25_000, "larger than any person's"),
    ],
)
def test_a_card_that_cannot_be_read_says_why(content: bytes, reason: str) -> None:
    (card,) = cards(b"BEGIN:VCARD\n" + content + b"\nEND:VCARD\n")
    assert card.incoming is None
    assert reason in card.reason
    assert card.reason.endswith(".")


def test_a_line_of_fifty_megabytes_is_refused_and_the_next_card_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.vcf"
    with path.open("wb") as stream:
        stream.write(b"BEGIN:VCARD\nFN:Huge\nNOTE:")
        for _piece in range(50):
            stream.write(b"x" * 1_000_000)
        stream.write(b"\nEND:VCARD\nBEGIN:VCARD\nFN:Next One\nEND:VCARD\n")
    with open_file(path) as stream_in:
        huge, following = read_cards(stream_in)
    assert huge.reason == "A line is longer than any picture."
    assert following.incoming is not None
    assert following.incoming.data.name == "Next One"


FRAGMENTS = st.sampled_from(
    [
        *b'TEL|N|PHOTO|AGENT|BEGIN:VCARD|END:VCARD|VERSION:2.1|:|;|=|"|\\|\\n|^n|item1.|X-ABLABEL|TYPE='.split(
            b"|"
        ),
        *b"ENCODING=QUOTED-PRINTABLE|BASE64|=0D=0A=|CHARSET=utf-16|data:;base64,|VALUE=uri|PRODID:".split(
            b"|"
        ),
        *(b"\r\n", b"\n", b"\r", b"\n ", b"\0", b"\xff", b"\xed\xa0\x80"),
    ]
)


@given(st.lists(FRAGMENTS | st.binary(max_size=5), max_size=60).map(b"".join))
def test_any_heap_of_pieces_gives_customers_or_reasons(content: bytes) -> None:
    for card in cards(content):
        assert (card.incoming is None) == bool(card.reason)
    for card in cards(b"BEGIN:VCARD\nFN:x\n" + content + b"\nEND:VCARD\n"):
        assert (card.incoming is None) == bool(card.reason)


@given(st.binary(max_size=200))
def test_any_bytes_are_some_text(content: bytes) -> None:
    assert isinstance(as_text(content), str)


def test_the_cards_of_phones_and_mail_programs_hold_what_is_expected_of_them() -> None:
    folder = sample_folder("vcard")
    if folder is None:
        # The same kinds of card stand in the folder `data`; these are others' files, kept apart.
        return
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert expected
    for name, told in expected.items():
        with open_file(folder / name) as stream:
            found = list(read_cards(stream))
        people = [card.incoming.data for card in found if card.incoming is not None]
        assert len(people) == len(found) == told["cards"], name
        points = [point for one in people for point in one.points]
        counts = {
            "FN": sum(bool(one.name) for one in people),
            "TEL": sum(point.kind in DIALLED for point in points),
            "EMAIL": sum(point.kind is PointKind.EMAIL for point in points),
            "URL": sum(point.kind is PointKind.WEB for point in points),
            "ADR": sum(len(one.addresses) for one in people),
            "ORG": sum(bool(one.organisation) for one in people),
            "TITLE": sum(bool(one.job_title) for one in people),
            "PHOTO": sum(len(one.files) for one in people) + _kept(people, "PHOTO"),
            "BDAY": sum(one.birth_date is not None for one in people) + _kept(people, "BDAY"),
            "CATEGORIES": _kept(people, "CATEGORIES"),
        }
        assert counts == {key: told[key] for key in counts}, name


def _kept(people: list[CustomerData], name: str) -> int:
    return sum(one[1] == name for data in people for one in extras(data))
