"""Headings of CSV files: which column means what, in our own exports and those of common programs.

Recognised are our own headings, those of Google Contacts, Outlook and Thunderbird, and plain ones, in English, Dutch,
German, French and Spanish.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop_crm.customers.points import PointKind
from desktop_crm.exchange.heading_words import meaning_of
from desktop_crm.store.search import fold


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a column's text goes.

    Attributes:
        what: ``field``, ``point``, ``address``, ``label`` (of a point or address), ``extra`` or ``nothing``.
        name: the field, the kind of point, or the part of the address; of an extra column its heading.
        place: tells several points of a kind, or several addresses, apart.
        label: what the heading says of a point or address: home, work.
    """

    what: str
    name: str
    place: str = ""
    label: str = ""


# The columns of our own export, in their order; each is recognised again under exactly this name.
OWN = {
    "ID": Slot("field", "id"),
    "Number": Slot("field", "number"),
    "Reference": Slot("field", "reference"),
    "Kind": Slot("field", "kind"),
    "Name": Slot("field", "name"),
    "Prefix": Slot("field", "prefix"),
    "Given name": Slot("field", "given"),
    "Additional name": Slot("field", "additional"),
    "Particle": Slot("field", "particle"),
    "Family name": Slot("field", "family"),
    "Suffix": Slot("field", "suffix"),
    "Nickname": Slot("field", "nickname"),
    "Organisation": Slot("field", "organisation"),
    "Department": Slot("field", "department"),
    "Job title": Slot("field", "job_title"),
    "Birth date": Slot("field", "birth_date"),
    "Language": Slot("field", "language"),
    "Segment": Slot("field", "segment"),
    "Status": Slot("field", "status"),
    "Since": Slot("field", "since"),
    "Note": Slot("field", "note"),
    "Phone": Slot("point", PointKind.PHONE, "1"),
    "Phone 2": Slot("point", PointKind.PHONE, "2"),
    "Mobile": Slot("point", PointKind.MOBILE, "1"),
    "Fax": Slot("point", PointKind.FAX, "1"),
    "E-mail": Slot("point", PointKind.EMAIL, "1"),
    "E-mail 2": Slot("point", PointKind.EMAIL, "2"),
    "Web": Slot("point", PointKind.WEB, "1"),
    "Street": Slot("address", "street", "1"),
    "Postcode": Slot("address", "postcode", "1"),
    "Town": Slot("address", "town", "1"),
    "Region": Slot("address", "region", "1"),
    "Country": Slot("address", "country", "1"),
    "Details": Slot("field", "details"),
}
# Where a person may send a column, by names that stay the same: ours, and those of a second or labelled number.
TARGETS = {
    **{heading: slot for heading, slot in OWN.items() if heading not in {"ID", "Details"}},
    "Phone (home)": Slot("point", PointKind.PHONE, "home", "home"),
    "Phone (work)": Slot("point", PointKind.PHONE, "work", "work"),
    "E-mail (home)": Slot("point", PointKind.EMAIL, "home", "home"),
    "E-mail (work)": Slot("point", PointKind.EMAIL, "work", "work"),
    "House number": Slot("address", "number", "1"),
    "Address line 2": Slot("address", "extended", "1"),
    "P.O. box": Slot("address", "box", "1"),
    "Street (work)": Slot("address", "street", "work", "work"),
    "Postcode (work)": Slot("address", "postcode", "work", "work"),
    "Town (work)": Slot("address", "town", "work", "work"),
    "Country (work)": Slot("address", "country", "work", "work"),
    "Other": Slot("point", PointKind.OTHER, "1"),
}
# Kept under its heading beside the fields; or not taken in at all.
KEEP, LEAVE_OUT = "Keep", "Leave out"
_OWN = {fold(heading): slot for heading, slot in OWN.items()}

_BIRTH_DATE = Slot("field", "birth_date")

# Other names of the same fields, folded; a comma between two.
_SYNONYMS = {
    "reference": "ref, referentie, external id, extern nummer, rec id, record id, unique id, person id, "
    "source id, klantnummer, customer number, customer no, relatienummer, kundennummer, kunden nr, kundennr, "
    "referenz, numero client, numero de client, n client, numero de cliente, referencia",
    "kind": "type, soort, art, typ, tipo",
    "name": "full name, fullname, display name, naam, volledige naam, weergavenaam, file as, fn, vollstandiger name, "
    "anzeigename, nom complet, nom a afficher, nombre completo, nombre para mostrar",
    "prefix": "title, name prefix, salutation, aanhef, titel, anrede, titre, civilite, tratamiento, titulo",
    "given": "first name, firstname, forename, given, voornaam, voornamen, roepnaam, vorname, vornamen, rufname, "
    "prenom, prenoms, nombre, nombre de pila",
    "additional": "middle name, middlename, tweede naam, voorletters, initials, middelste naam, weitere vornamen, "
    "zweiter vorname, deuxieme prenom, autres prenoms, segundo nombre",
    "particle": "tussenvoegsel, tussenvoegsels, voorvoegsel, voorvoegsels, namenszusatz, particule",
    "family": "last name, lastname, surname, family, achternaam, familienaam, nachname, familienname, zuname, nom, "
    "nom de famille, apellido, apellidos",
    "suffix": "name suffix, achtervoegsel, namenssuffix, suffixe, sufijo",
    "nickname": "nick name, bijnaam, spitzname, surnom, apodo",
    "organisation": "organization, organization name, organization 1 name, company, company name, bedrijf, "
    "bedrijfsnaam, organisatie, firma, firmenname, unternehmen, societe, entreprise, raison sociale, organizacion, "
    "empresa, razon social",
    "department": "organization department, organization 1 department, afdeling, abteilung, service, departamento",
    "job_title": "jobtitle, organization title, organization 1 title, function, functie, position, funktion, "
    "arbeitstitel, berufsbezeichnung, fonction, poste, puesto, cargo",
    "birth_date": "birthday, birthdate, date of birth, dob, geboortedatum, geboren, verjaardag, geburtstag, "
    "geburtsdatum, anniversaire, date de naissance, cumpleanos, fecha de nacimiento",
    "birth_year": "birth year, geboortejaar, geburtsjahr, annee de naissance, ano de nacimiento",
    "birth_month": "birth month, geboortemaand, geburtsmonat, mois de naissance, mes de nacimiento",
    "birth_day": "birth day, geboortedag, jour de naissance, dia de nacimiento",
    "language": "taal, sprache, langue, idioma",
    "since": "customer since, klant sinds, kunde seit, client depuis, cliente desde",
    "status": "statut, situacion",
    "segment": "segmento, klantgroep, kundengruppe",
    "note": "notes, comments, opmerking, opmerkingen, notitie, notities, notiz, notizen, bemerkung, bemerkungen, "
    "anmerkungen, remarque, remarques, commentaires, nota, notas, observaciones",
}
_FIELDS = {name: field for field, names in _SYNONYMS.items() for name in names.split(", ")}
_ADDRESS_PARTS = {
    "street": "street, address, straat, adres, address 1, street address",
    "number": "house number, street number, huisnummer, nummer",
    "extended": "address 2, street 2, extended address, toevoeging",
    "box": "po box, postbus",
    "postcode": "postcode, postal code, post code, zip, zip code, zipcode",
    "town": "town, city, suburb, plaats, woonplaats, stad, locality",
    "region": "region, state, province, provincie, county",
    "country": "country, land, country region",
}
_PARTS = {name: part for part, names in _ADDRESS_PARTS.items() for name in names.split(", ")}
_WHERE = r"(?P<label>home|work|business|private|prive|zakelijk|thuis|werk|other|main|primary|secondary)"
_PLACE = r"(?: (?P<place>\d))?"
_LAST = r"(?: (?P<last>value|label|type|address|number|nummer))?"
_POINTS = (
    (PointKind.MOBILE, rf"(?:{_WHERE} )?(?:mobile|mobiel|cell|gsm)(?: phone| telefoon)?{_PLACE}{_LAST}"),
    (PointKind.FAX, rf"(?:{_WHERE} )?fax{_PLACE}{_LAST}"),
    (PointKind.EMAIL, rf"(?:{_WHERE} )?(?:e ?mail|mail)(?: address| adres)?{_PLACE}{_LAST}"),
    (PointKind.WEB, rf"(?:{_WHERE} )?(?:web ?page|web ?site|web|url|homepage){_PLACE}{_LAST}"),
    (PointKind.PHONE, rf"(?:{_WHERE} )?(?:tele ?phone|phone|telefoon|telefoonnummer|tel){_PLACE}{_LAST}"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _POINTS)
_ADDRESS = re.compile(rf"(?:{_WHERE} )?(?:address (?P<place>\d) )?(?P<part>[a-z0-9 ]+?)")
_LABELS = {
    "business": "work",
    "zakelijk": "work",
    "werk": "work",
    "thuis": "home",
    "private": "home",
    "prive": "home",
    "primary": "",
    "secondary": "",
    "main": "main",
}


def slot_of(heading: str) -> Slot:
    """Return where a column goes; one that no rule knows is kept beside the fields, under its heading."""
    folded = fold(heading)
    found = _OWN.get(folded) or _point(folded)
    if found is None and folded in _FIELDS:
        found = Slot("field", _FIELDS[folded])
    return found or _address(folded) or _by_words(folded) or Slot("extra", heading)


def slots_of(headings: Sequence[str]) -> list[Slot]:
    """Return where the columns go, each looked at beside the others."""
    slots = [slot_of(heading) for heading in headings]
    if any(slot.name == "birth_year" for slot in slots):
        # Beside year and month, what reads like the birthday is the day of the month.
        day = Slot("field", "birth_day")
        slots = [day if slot == _BIRTH_DATE else slot for slot in slots]
    return apart(slots)


def apart(slots: Sequence[Slot]) -> list[Slot]:
    """Return slots of which no two numbers are the same one: a second e-mail address is another one."""
    seen: Counter[Slot] = Counter()
    found = []
    for slot in slots:
        seen[slot] += 1
        again = slot.what == "point" and seen[slot] > 1
        found.append(replace(slot, place=f"{slot.place}+{seen[slot]}") if again else slot)
    return found


def _by_words(folded: str) -> Slot | None:
    meaning = meaning_of(folded)
    if meaning is None:
        return None
    if meaning.is_address:
        return Slot("address", meaning.name, f"{meaning.label}{meaning.place}" or "1", meaning.label)
    return Slot("point", PointKind(meaning.name), f"{meaning.label}{meaning.place}", meaning.label)


def _point(folded: str) -> Slot | None:
    for kind, pattern in _COMPILED:
        match = pattern.fullmatch(folded)
        if match:
            written = match["label"] or ""
            place = f"{written}{match['place'] or ''}"
            if match["last"] in {"label", "type"}:
                return Slot("label", kind, place)
            return Slot("point", kind, place, _LABELS.get(written, written))
    return None


def _address(folded: str) -> Slot | None:
    match = _ADDRESS.fullmatch(folded)
    if match is None:
        return None
    written, place = match["label"] or "", match["place"] or ""
    part = "label" if place and match["part"] in {"label", "type"} else _PARTS.get(match["part"])
    if part is None:
        return None
    label = _LABELS.get(written, written)
    # Without a word or digit it is the first address, as our own columns are.
    which = f"{written}{place}" or "1"
    return Slot("label", "address", which) if part == "label" else Slot("address", part, which, label)


_NAMES = {slot: name for name, slot in TARGETS.items()}


def target_of(slot: Slot) -> str:
    """Return by which name of `TARGETS` a column goes where it goes; empty for a place that has none."""
    if slot.what in {"extra", "nothing"}:
        return KEEP if slot.what == "extra" else LEAVE_OUT
    return _NAMES.get(slot) or _NAMES.get(replace(slot, place="1"), "")
