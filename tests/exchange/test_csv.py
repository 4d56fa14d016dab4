"""CSV files: whatever headings, separator and encoding, whole rows and broken ones."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.data import AddressData, CustomerData, CustomerKind, PointData, checked
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.stored import StoredCustomer
from desktop_crm.exchange.csv_read import ReadRow, read_rows
from desktop_crm.exchange.csv_write import customer_row, head_row
from desktop_crm.exchange.dates import parse_day
from desktop_crm.exchange.physical import open_file
from tests.exchange.strategies import customers
from tests.sampling import examples

ID = CustomerId(new_id())


def rows(content: str | bytes) -> list[ReadRow]:
    return list(read_rows(io.BytesIO(content.encode() if isinstance(content, str) else content)).rows)


def rows_in(path: Path) -> list[ReadRow]:
    with open_file(path) as stream:
        return list(read_rows(stream).rows)


def person(content: str) -> CustomerData:
    (row,) = rows(content)
    assert row.incoming is not None, row.reason
    return row.incoming.data


def test_an_export_of_google_contacts_is_recognised(data: Path) -> None:
    jan, bakery = (row.incoming.data for row in rows_in(data / "google.csv") if row.incoming)
    assert (jan.given, jan.particle, jan.family, jan.birth_date) == ("Jan", "de", "Vries", date(1970, 2, 3))
    assert jan.note == 'called, twice\n"urgent"'
    assert jan.points == (
        PointData(PointKind.EMAIL, "jan@example.nl", "home", True),
        PointData(PointKind.EMAIL, "j.devries@example.com", "work"),
        PointData(PointKind.EMAIL, "jan2@example.com", "work"),
        PointData(PointKind.MOBILE, "06 12345678", "mobile"),
        PointData(PointKind.WEB, "https://example.nl"),
    )
    assert jan.addresses == (AddressData("Assendorperstraat 88", "8012 EA", "Zwolle", "NL", "home"),)
    assert json.loads(jan.extra) == {"columns": {"Labels": "* myContacts"}}
    assert (bakery.kind, bakery.points[1].kind) == (CustomerKind.ORGANISATION, PointKind.FAX)


def test_an_export_of_outlook_is_recognised(data: Path) -> None:
    (row,) = rows_in(data / "outlook.csv")
    assert row.incoming is not None
    anna = row.incoming.data
    assert (anna.prefix, anna.given, anna.additional, anna.family) == ("Mw.", "Anna", "M.", "Jansen")
    assert (anna.organisation, anna.job_title, anna.birth_date) == ("Acme", "Boss", date(1980, 2, 13))
    assert {(point.kind, point.label) for point in anna.points} == {
        (PointKind.PHONE, "work"),
        (PointKind.PHONE, "home"),
        (PointKind.MOBILE, ""),
        (PointKind.FAX, "work"),
        (PointKind.EMAIL, ""),
        (PointKind.WEB, ""),
    }
    assert len(anna.points) == 7
    assert anna.addresses == (
        AddressData("Kerkstraat 1", "8011 AA", "Zwolle", "", "work"),
        AddressData("Dorpsweg 2", "", "Hattem", "", "home"),
    )


def test_dutch_headings_semicolons_and_windows_letters_are_recognised(data: Path) -> None:
    zoe, wrong_day, nobody, piet = rows_in(data / "dutch.csv")
    assert zoe.incoming is not None
    read = zoe.incoming.data
    assert (read.given, read.particle, read.family, read.reference) == ("Zoë", "van den", "Berg", "K-1")
    assert read.birth_date == date(1970, 2, 3)
    assert read.addresses == (AddressData("Café-straat 12a", "8011 AA", "Zwolle"),)
    assert json.loads(read.extra) == {"columns": {"Kleur": "blauw"}}
    assert wrong_day.notes == ("birth_date: “31-13-1970” is not a date; write it like 1970-02-03.",)
    assert wrong_day.incoming is not None
    assert wrong_day.incoming.data.birth_date is None
    assert "31-13-1970" in wrong_day.incoming.data.extra
    assert (wrong_day.line, piet.line) == (3, 5)
    assert nobody.incoming is not None
    with pytest.raises(Invalid, match="needs a name"):
        checked(nobody.incoming.data)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_separator_is_found(separator: str) -> None:
    content = (
        separator.join(["Name", "E-mail"]) + "\n" + separator.join(["Jan Smit", "jan@example.nl"]) + "\n"
    )
    assert person(content).points[0].content == "jan@example.nl"


def test_a_separator_named_in_front_is_taken() -> None:
    assert person("sep=;\r\nName;Note\r\nJan Smit;a,b,c\r\n").note == "a,b,c"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_in_any_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("Name;Town\r\nZoë Café;Zürich\r\n".encode(encoding))
    (row,) = rows_in(path)
    assert row.incoming is not None
    assert (row.incoming.data.name, row.incoming.data.addresses[0].town) == ("Zoë Café", "Zürich")


def test_a_quotation_mark_that_is_never_closed_costs_one_row() -> None:
    content = (
        'Name,Note\nAnna,"one\nBert,two\n' + "".join(f"Chris {n},x\n" for n in range(3_000)) + "Eva,last\n"
    )
    found = rows(content)
    assert [(row.line, row.reason) for row in found if row.reason] == [
        (2, "A quotation mark is opened and never closed.")
    ]
    assert len(found) == 3_003


def test_a_quotation_mark_inside_a_text_is_just_a_sign() -> None:
    first, second = rows('Name;Note\nAnna;5" pipe\nBert;7" pipe\n')
    assert first.incoming is not None
    assert second.incoming is not None
    assert (first.incoming.data.note, second.incoming.data.note) == ('5" pipe', '7" pipe')


def test_a_text_over_several_lines_is_one_text() -> None:
    assert (
        person('Name,Note\n"Jan Smit","one\r\ntwo ""three""\n\nfour"\n').note == 'one\r\ntwo "three"\n\nfour'
    )


def test_a_text_keeps_the_blanks_around_it() -> None:
    read = person('Name,Note,Nickname\n"Jan Smit","  indented\n"," "\n')
    assert (read.note, read.nickname) == ("  indented\n", " ")


def test_a_row_with_more_texts_than_headings_is_refused() -> None:
    (row,) = rows("Name,Note\nJan,a,b,c\n")
    assert row.reason == "The row has 4 texts and there are 2 headings."
    assert person("Name,Note\nJan,a,,\n").note == "a"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty"),
        ("\n\n  \n", "The file is empty"),
        ("colour,size\nred,1\n", "No heading is known"),
        (",,,\n1,2,3,4\n", "no headings"),
    ],
)
def test_a_file_that_is_no_list_of_customers_is_refused(content: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        rows(content)


def test_a_row_of_a_hundred_megabytes_is_refused_and_the_next_one_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as stream:
        stream.write(b"Name,Note\nHuge,")
        for _piece in range(100):
            stream.write(b"x" * 1_000_000)
        stream.write(b"\nNext One,small\n")
    huge, following = rows_in(path)
    assert huge.reason == "The row is longer than any customer's."
    assert following.incoming is not None


@given(data=customers(files=False))
@settings(max_examples=examples(50, soak=500))
def test_a_row_of_ours_read_again_gives_an_equal_customer(data: CustomerData) -> None:
    (row,) = rows(head_row()[3:] + customer_row(StoredCustomer(ID, "000042", data)))
    assert row.incoming is not None, row.reason
    assert checked(row.incoming.data) == data
    assert (row.incoming.own_id, row.incoming.number) == (ID, "000042")


@given(st.lists(customers(files=False), min_size=1, max_size=4))
@settings(max_examples=examples(30, soak=300))
def test_several_rows_come_back_in_their_order(several: list[CustomerData]) -> None:
    content = head_row()[3:] + b"".join(
        customer_row(StoredCustomer(CustomerId(new_id()), "", data)) for data in several
    )
    assert [row.incoming and checked(row.incoming.data) for row in rows(content)] == several


def test_what_somebody_typed_into_an_exported_row_wins() -> None:
    data = checked(CustomerData(family="Smit", points=(PointData(PointKind.PHONE, "038 1", "work"),)))
    content = (head_row()[3:] + customer_row(StoredCustomer(ID, "", data))).decode()
    read = person(content.replace("038 1", "038 2", 1))
    assert read.points == (PointData(PointKind.PHONE, "038 2", "work"),)


@given(st.binary(max_size=300))
def test_any_bytes_under_headings_give_customers_or_reasons(content: bytes) -> None:
    for row in rows(b"Name,Note,Details,Birth date\n" + content):
        assert (row.incoming is None) == bool(row.reason)


@pytest.mark.parametrize(
    "text", ["1970-02-03", "19700203", "3-2-1970", "03/02/1970", "3.2.1970", "1970-02-03T10:00"]
)
def test_a_date_is_read_in_its_usual_forms(text: str) -> None:
    assert parse_day(text, field="born") == date(1970, 2, 3)


@pytest.mark.parametrize("text", ["31-13-1970", "yesterday", "1970", "0000-01-01", "٣-٢-١٩٧٠"])
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match="1970-02-03"):
        parse_day(text, field="born")


def test_the_blank_behind_every_separator_belongs_to_no_text() -> None:
    content = 'Name, Note, Town\nJan Smit, "one, two\nthree", Zwolle\nEls Post, x, Hattem\n'
    jan, els = rows(content)
    assert jan.incoming is not None
    assert els.incoming is not None
    assert (jan.incoming.data.name, jan.incoming.data.note) == ("Jan Smit", "one, two\nthree")
    assert (els.incoming.data.note, els.incoming.data.addresses[0].town) == ("x", "Hattem")


def test_blanks_in_front_of_a_text_stay_where_the_separator_has_none() -> None:
    assert person("Name,Note\nJan Smit,  two blanks\n").note == "  two blanks"
