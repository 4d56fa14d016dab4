"""Letters from templates: filled in, refused to who wants none, kept in the history with the PDF."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop_crm.core.errors import Invalid
from desktop_crm.customers.data import AddressData, CustomerData
from desktop_crm.reports.letter import filled, words_for
from tests.cli.run import Shell

DATA = CustomerData(
    name="Jan de Vries",
    given="Jan",
    particle="de",
    family="Vries",
    addresses=(AddressData("Kerkstraat 1", "8011 AA", "Zwolle"),),
)
WORDS = words_for(DATA, number="000001", employee="Anouk", day=date(2026, 11, 23))


def test_the_words_of_a_template_are_filled_in_once() -> None:
    assert (
        filled("Beste {given} {family} ({number}), {date}", WORDS)
        == "Beste Jan de Vries (000001), 23-11-2026"
    )
    assert filled("{name}", {"name": "{number}", "number": "1"}) == "{number}"


def test_a_word_that_stands_for_nothing_is_refused_with_those_that_do() -> None:
    with pytest.raises(Invalid, match=r"“\{salary\}” stands for nothing.*\{name\}"):
        filled("{salary}", WORDS)
    with pytest.raises(Invalid, match="longer than any letter"):
        filled("x" * 100_001, WORDS)


def test_a_letter_is_written_and_registered_unless_the_customer_wants_none(
    admin: Shell, tmp_path: Path
) -> None:
    cards, template, out = tmp_path / "a.vcf", tmp_path / "t.txt", tmp_path / "l.pdf"
    card = "BEGIN:VCARD\nVERSION:4.0\nUID:{who}\nFN:{who} Smit\n{more}END:VCARD\n"
    no = 'X-DESKTOP-CRM-CONSENT;X-GIVEN=no;X-AT="2026-01-02T09:00:00+00:00":post;;\n'
    cards.write_text(card.format(who="Jan", more="") + card.format(who="Els", more=no), encoding="utf-8")
    jan, els = admin("contacts", "import", str(cards), "--json").json["ids"]
    template.write_text("Beste {name},\n\nDank u wel.\n", encoding="utf-8")
    letter = ("contact", "letter", "--template", str(template), "--out", str(out))
    assert "never said" in admin.refused(*letter, "--customer", jan)
    admin("contacts", "consent", jan, "--channel", "post", "--yes")
    made = admin(*letter, "--customer", jan, "--json").json
    assert made["contact"] is not None
    assert out.read_bytes().startswith(b"%PDF")
    assert admin(*letter, "--customer", jan, "--draft", "--json").json["contact"] is None
    out.unlink()
    assert "does not want this (Post, said on 02-01-2026)" in admin.refused(*letter, "--customer", els)
    assert not out.exists()
    assert admin(*letter, "--customer", els, "--despite", "a recall", "--json").json["contact"]
    at = ("--at", "2090-01-02T10:00:00+01:00", "--subject", "Review")
    plan = ("contact", "plan", "--channel", "telephone", *at)
    assert "never said" in admin.refused(*plan, "--customer", jan)
    assert admin(*plan, "--customer", jan, "--despite", "they asked", "--json").json["plan"]
    record = admin("contacts", "privacy", "--json").json["record"]
    assert [(one["kind"], one["remark"]) for one in record] == [
        ("override", "they asked"), ("override", "a recall"),
    ]  # fmt: skip
    assert "ends in .pdf" in admin.refused(*letter[:-1], str(tmp_path / "l.doc"), "--customer", jan)
