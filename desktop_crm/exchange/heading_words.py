"""Headings of numbers and addresses, word by word, in English, Dutch, German, French and Spanish.

Programs put the same few words in another order in every language and release: “Straße geschäftlich”, “Rue (bureau)”,
“Werkadres, straat”. So each word says what it may mean, and together they must mean one thing. Words are folded.
"""

from __future__ import annotations

from dataclasses import dataclass


def _table(*lines: str) -> dict[str, str]:
    pairs = (line.partition(": ") for line in lines)
    return {word: meaning for meaning, _colon, words in pairs for word in words.split()}


_LABELS = _table(
    "work: work business office geschaftlich dienstlich arbeit zakelijk werk bureau professionnel pro trabajo laboral "
    "oficina werkadres",
    "home: home private personal privat prive thuis huis domicile personnel maison particular casa residencia "
    "huisadres",
    "other: other andere anderes overig overige autre otro otra weitere anders",
)
_MEANINGS = _table(
    "street: street strasse str rue calle straat",
    "any: address addresse adresse adres anschrift direccion werkadres huisadres",
    "town: town city ort stadt wohnort ville localite ciudad localidad poblacion plaats woonplaats stad",
    "postcode: postcode postleitzahl plz zip zipcode postal cp",
    "region: region state province provincie provincia bundesland kanton estado dep",
    "country: country land pays pais",
    "box: postfach postbus apartado",
    "number: hausnummer hausnr huisnummer huisnr",
    "phone: phone telephone telefon telefonnummer tel fon rufnummer telefoon telefoonnummer telefono",
    "mobile: mobile cell mobil mobiltelefon mobilnummer handy handynummer portable movil celular mobiel mobiele gsm",
    "fax: fax faxnummer telefax telecopie telecopieur",
    "email: email mail mailadresse mailadres emailadres emailadresse courriel correo messagerie",
    "web: web website webseite webpage webpagina homepage internet internetseite site sitio pagina",
)
# Words that add nothing: articles, “number”, “electronic”, “code” beside “postal”, “first”.
_EMPTY = frozenset(
    [
        "a",
        "am",
        "au",
        "d",
        "da",
        "das",
        "de",
        "del",
        "der",
        "des",
        "die",
        "du",
        "e",
        "el",
        "en",
        "het",
        "im",
        "in",
        "l",
        "la",
        "le",
        "les",
        "los",
        "na",
        "o",
        "op",
        "van",
        "y",
        "code",
        "codigo",
        "electronique",
        "electronico",
        "electronica",
        "kode",
        "nr",
        "no",
        "n",
        "nummer",
        "num",
        "numero",
        "value",
        "wert",
        "valeur",
        "valor",
        "page",
        "principal",
        "principale",
        "haupt",
        "primar",
        "primare",
        "primary",
        "sekundar",
        "sekundare",
        "secundario",
        "secondaire",
        "secondary",
        "seite",
        "ou",
        "oder",
        "of",
        "und",
        "et",
    ]
)
_ADDRESS = frozenset({"street", "town", "postcode", "region", "country", "box", "number", "extended"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading means: the kind of a point, or a part of an address; of which one, and its label."""

    name: str
    label: str
    place: str

    @property
    def is_address(self) -> bool:
        """Whether it is part of an address."""
        return self.name in _ADDRESS


def meaning_of(folded: str) -> Meaning | None:
    """Return what a folded heading means; None when a word of it is not known, or they mean several things."""
    label, place, found = "", "", set()
    for word in folded.split():
        if word.isdigit() and len(word) == 1:
            place = word
            continue
        known = False
        if word in _LABELS:
            label, known = _LABELS[word], True
        if word in _MEANINGS:
            found.add(_MEANINGS[word])
            known = True
        if not known and word not in _EMPTY:
            return None
    name = _one_of(found)
    if name == "any":
        # The second line of an address, as Thunderbird has it.
        name, place = ("extended", "") if place == "2" else ("street", place)
    return Meaning(name, label, place) if name else None


def _one_of(found: set[str]) -> str:
    """Return the one thing that several words mean together; empty when they mean none, or more."""
    if len(found) > 1:
        found = found - {"any"}
    if found & {"mobile", "fax"}:
        found = found - {"phone"}
    if found == {"country", "region"}:  # as Outlook calls a country
        return "country"
    return next(iter(found)) if len(found) == 1 else ""
