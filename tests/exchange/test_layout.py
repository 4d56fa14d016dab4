"""How a CSV file is read: headings of several languages, encodings, the order of dates, mappings that are kept."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid
from desktop_crm.customers.data import AddressData, CustomerData, PointData
from desktop_crm.customers.intake import IntakeService
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.stored import all_customers
from desktop_crm.exchange.dates import DateOrder
from desktop_crm.exchange.encodings import encoding_of
from desktop_crm.exchange.examining import examine
from desktop_crm.exchange.headings import KEEP, LEAVE_OUT, TARGETS, slots_of
from desktop_crm.exchange.importing import import_file
from desktop_crm.exchange.layout import Layout, digest_of, layout_from

OUTLOOK = {
    "nl": 'Titel,Voornaam,Achternaam,Bedrijf,"Werkadres, straat","Werkadres, postcode","Werkadres, plaats",'
    "Telefoon op werk,Mobiele telefoon,Fax op werk,E-mailadres,E-mailadres 2,Verjaardag,Notities,Webpagina",
    "de": "Titel,Vorname,Nachname,Firma,Straße geschäftlich,Postleitzahl geschäftlich,Ort geschäftlich,"
    "Telefon geschäftlich,Mobiltelefon,Fax geschäftlich,E-Mail-Adresse,E-Mail 2: Adresse,Geburtstag,Notizen,Webseite",
    "fr": "Titre,Prénom,Nom,Société,Rue (bureau),Code postal (bureau),Ville (bureau),Téléphone (bureau),Tél. mobile,"
    "Télécopie (bureau),Adresse de messagerie,Adresse de messagerie 2,Anniversaire,Notes,Page Web",
    "es": "Título,Nombre,Apellidos,Organización,Calle del trabajo,Código postal del trabajo,Ciudad de trabajo,"
    "Teléfono del trabajo,Móvil,Fax del trabajo,Dirección de correo electrónico,"
    "Dirección de correo electrónico 2,Cumpleaños,Notas,Página Web",
    "en": "Title,First Name,Last Name,Company,Business Street,Business Postal Code,Business City,Business Phone,"
    "Mobile Phone,Business Fax,E-mail Address,E-mail 2 Address,Birthday,Notes,Web Page",
}
ROW = (
    "Mw.,Zoë,Jansen,Acme,Kerkstraat 1,8011 AA,Zwolle,038 1111111,06 22222222,038 3333333,"
    "zoe@example.nl,z@example.com,1980-02-13,een,www.example.nl"
)
THUNDERBIRD = {
    "en": "First Name,Last Name,Display Name,Primary Email,Secondary Email,Work Phone,Home Phone,Mobile Number,"
    "Home Address,Home Address 2,Home City,Home ZipCode,Birth Year,Birth Month,Birth Day",
    "de": "Vorname,Nachname,Anzeigename,Primäre E-Mail-Adresse,Sekundäre E-Mail-Adresse,Tel. dienstlich,Tel. privat,"
    "Mobil-Tel.-Nr.,Privat: Adresse,Privat: Adresse 2,Privat: Ort,Privat: PLZ,Geburtsjahr,Geburtsmonat,Geburtstag",
}


def write(tmp_path: Path, content: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(content.encode(encoding))
    return path


def first(path: Path, layout: Layout | None = None) -> CustomerData:
    piece = examine(path, layout or Layout()).rows[0]
    assert piece.incoming is not None, piece.reason
    return piece.incoming.data


@pytest.mark.parametrize("language", OUTLOOK)
def test_outlook_is_recognised_in_each_language(tmp_path: Path, language: str) -> None:
    zoe = first(write(tmp_path, f"{OUTLOOK[language]}\n{ROW}\n"))
    assert (zoe.prefix, zoe.given, zoe.family, zoe.organisation) == ("Mw.", "Zoë", "Jansen", "Acme")
    assert zoe.addresses == (AddressData("Kerkstraat 1", "8011 AA", "Zwolle", label="work"),)
    assert {(one.kind, one.content) for one in zoe.points} == {
        (PointKind.PHONE, "038 1111111"),
        (PointKind.MOBILE, "06 22222222"),
        (PointKind.FAX, "038 3333333"),
        (PointKind.EMAIL, "zoe@example.nl"),
        (PointKind.EMAIL, "z@example.com"),
        (PointKind.WEB, "www.example.nl"),
    }
    assert (zoe.birth_date, zoe.note, zoe.extra) == (date(1980, 2, 13), "een", "{}")


@pytest.mark.parametrize("language", THUNDERBIRD)
def test_thunderbird_is_recognised_its_birth_date_in_three_columns(tmp_path: Path, language: str) -> None:
    row = "Jan,Smit,Jan Smit,a@example.nl,b@example.nl,038 1,038 2,06 3,Dorpsweg 1,achter,Hattem,8051 AB,1970,2,3"
    jan = first(write(tmp_path, f"{THUNDERBIRD[language]}\n{row}\n"))
    assert (jan.name, jan.birth_date) == ("Jan Smit", date(1970, 2, 3))
    assert jan.addresses == (AddressData("Dorpsweg 1", "8051 AB", "Hattem", label="home", extended="achter"),)
    assert [one.content for one in jan.points if one.kind is PointKind.EMAIL] == [
        "a@example.nl",
        "b@example.nl",
    ]
    assert PointData(PointKind.PHONE, "038 1", "work") in jan.points


@given(st.text(max_size=40))
def test_any_heading_goes_somewhere(heading: str) -> None:
    (slot,) = slots_of([heading])
    assert slot.what in {"field", "point", "address", "label", "extra"}


def test_every_target_is_a_place_of_its_own() -> None:
    assert len(set(TARGETS.values())) == len(TARGETS)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "mac_roman", "cp1250"]
)
def test_the_encoding_of_a_file_is_told_from_its_letters(
    tmp_path: Path, intake: IntakeService, encoding: str
) -> None:
    town, other = ("Łódź, Kraków", "Świdnica") if encoding == "cp1250" else ("Zürich, Málaga", "Liège")
    path = write(tmp_path, f'Name;Town\r\nZoë Müller;"{town}"\r\nRené Geübt;{other}\r\n', encoding)
    assert first(path).addresses[0].town == town
    import_file(intake, path)
    with intake.store.read() as view:
        assert [one.data.addresses[0].town for one in all_customers(view)] == [town, other]


def test_an_encoding_that_was_chosen_is_taken(tmp_path: Path) -> None:
    path = write(tmp_path, "Name\nЖенщина\n", "cp1251")
    assert first(path, Layout("cp1251")).name == "Женщина"
    assert encoding_of(path) != "cp1251"


@pytest.mark.parametrize(
    ("days", "order", "sure"),
    [
        (["13/2/1980", "2/3/1980"], DateOrder.DAY, True),
        (["2/13/1980", "2/3/1980"], DateOrder.MONTH, True),
        (["2/3/1980"], DateOrder.DAY, False),
        (["1980-03-02", ""], DateOrder.DAY, False),
        ([""], DateOrder.DAY, True),
    ],
)
def test_whether_the_day_or_the_month_comes_first_is_told_by_all_dates_of_the_file(
    tmp_path: Path, days: list[str], order: DateOrder, sure: bool
) -> None:
    path = write(tmp_path, "Name,Birthday\n" + "".join(f"Jan {n},{day}\n" for n, day in enumerate(days)))
    found = examine(path)
    assert (found.layout.dates, found.sure) == (order, sure)
    last = found.rows[-1].incoming
    assert last is not None
    if days[-1] == "2/3/1980":
        assert last.data.birth_date == (date(1980, 3, 2) if order is DateOrder.DAY else date(1980, 2, 3))


def test_a_mapping_is_remembered_for_the_headings_whatever_their_order(
    tmp_path: Path, intake: IntakeService
) -> None:
    path = write(tmp_path, "Wie,Bereikbaar,Geheim\nJan Smit,06 12345678,x\n")
    columns = {"Wie": "Name", "Bereikbaar": "Mobile", "Geheim": LEAVE_OUT}
    import_file(intake, path, layout=Layout(columns=columns))
    path.write_text("Bereikbaar,Geheim,Wie\n06 87654321,y,Els Boer\n", encoding="utf-8")
    import_file(intake, path)
    with intake.store.read() as view:
        jan, els = (one.data for one in all_customers(view))
    assert (jan.name, jan.points, jan.extra) == (
        "Jan Smit",
        (PointData(PointKind.MOBILE, "06 12345678"),),
        "{}",
    )
    assert (els.name, els.points[0].content, els.extra) == ("Els Boer", "06 87654321", "{}")
    import_file(intake, path, layout=Layout(columns={**columns, "Geheim": KEEP}))
    with intake.store.read() as view:
        assert json.loads(list(all_customers(view))[2].data.extra) == {"columns": {"Geheim": "y"}}


@given(
    st.builds(
        Layout,
        st.sampled_from(["", "utf-8", "cp1252"]),
        st.sampled_from(["", ";", "\t"]),
        st.none() | st.sampled_from(DateOrder),
        st.dictionaries(st.text(max_size=5), st.sampled_from([*TARGETS, KEEP, LEAVE_OUT]), max_size=3),
    )
)
def test_a_layout_comes_back_from_its_text(layout: Layout) -> None:
    assert layout_from(layout.as_json()) == layout


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("no", "no JSON"),
        ("[]", "JSON object"),
        ('{"colour": 1}', "JSON object"),
        ('{"columns": {"A": "Nowhere"}}', "can't go to"),
        ('{"columns": ["A"]}', "are headings"),
        ('{"encoding": "utf-99"}', "no encoding"),
        ('{"encoding": "utf-7"}', "no encoding"),
        ('{"separator": "x"}', "separated by"),
        ('{"dates": "year"}', "day or month"),
    ],
)
def test_a_mapping_that_says_something_else_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        layout_from(text)


def test_the_same_headings_in_another_order_are_the_same_set() -> None:
    assert digest_of(["Naam", "Plaats"]) == digest_of(["plaats", "naam "])
    assert digest_of(["Naam"]) != digest_of(["Plaats"])


def test_the_preview_shows_rows_as_they_come_in_and_why_one_will_not(tmp_path: Path) -> None:
    found = examine(write(tmp_path, "Naam,Plaats,Kleur\nJan Smit,Zwolle,rood\n,,\n" + "Els Boer,,\n" * 40))
    assert (found.headings, found.examples) == (("Naam", "Plaats", "Kleur"), ("Jan Smit", "Zwolle", "rood"))
    assert found.targets == ("Name", "Town", KEEP)
    assert [piece.reason for piece in found.rows[:2]] == [
        "",
        "name: A customer needs a name; fill in a name, an organisation or a way to reach them.",
    ]
    assert len(found.rows) == 20


def test_cards_are_shown_too(data: Path) -> None:
    found = examine(data / "old_phone_2_1.vcf")
    assert (found.cards, found.headings, len(found.rows)) == (True, (), 1)


def test_the_headings_of_the_tests_are_rows_of_csv() -> None:
    for line in OUTLOOK.values():
        assert len(next(csv.reader([line]))) == len(next(csv.reader([ROW])))
