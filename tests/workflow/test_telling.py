"""Everything held on a person, told to them: as JSON that has every row, and as a book to read."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

from desktop_crm.core.errors import Refused
from desktop_crm.exchange.person import write_person_json
from desktop_crm.privacy.held import read_content
from desktop_crm.privacy.record import Kind
from desktop_crm.process.model import Model
from desktop_crm.reports.person_book import person_book
from desktop_crm.reports.person_words import sections
from desktop_crm.store.personal import HOLDINGS, REPEATED
from tests.workflow.builders import Office, refused
from tests.workflow.lives import MARK, Life


def test_everything_planted_on_a_person_is_told_to_them_and_nothing_of_another(
    office: Office, tmp_path: Path
) -> None:
    life = Life(office)
    jan = life.person("jan")
    theirs = set(life.words)
    life.person("other")
    held = life.privacy.tell(customer=jan, form="json")
    out = tmp_path / "jan.json"
    with office.looking() as view:
        write_person_json(out, held, lambda one: read_content(view, one))
    text = out.read_text(encoding="utf-8")
    told = json.loads(text)
    inside = b"".join(base64.b64decode(one) for one in told["documents"].values()).decode()
    # The relation with the firm is told; what the firm's file holds of others is not.
    assert theirs - {word for word in theirs if word in text + inside} == set()
    assert set(re.findall(MARK + "[a-z]+ ?[a-z]*[0-9]+", text)) <= theirs
    assert told["person"]["number"] == held.number
    assert any(entry["old"] for entry in told["changes"])


def test_what_was_told_is_on_the_record(office: Office) -> None:
    life = Life(office)
    held = life.privacy.tell(customer=office.customers["Anna"], form="pdf")
    (act,) = life.privacy.record()
    assert (act.kind, act.number, act.form, act.who) == (Kind.TOLD, held.number, "pdf", "Eva Erybody")
    refused(
        lambda: Life(office, "anouk").privacy.tell(customer=office.customers["Anna"], form="pdf"), Refused
    )


def test_every_table_that_holds_something_of_a_person_has_its_section_in_the_book() -> None:
    holding = {name for name, one in HOLDINGS.items() if one.found} - REPEATED
    assert set(sections()) == holding


def test_the_book_has_contents_and_numbered_pages(office: Office, tmp_path: Path) -> None:
    life = Life(office)
    held = life.privacy.tell(customer=life.person("jan"), form="pdf")
    out = tmp_path / "jan.pdf"
    person_book(held, out, model=Model(""))
    made = out.read_bytes()
    assert made.startswith(b"%PDF")
    assert made.count(b"/Type /Page\n") + made.count(b"/Type /Page ") >= 3
    assert b"/Outlines" in made
