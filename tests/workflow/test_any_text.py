"""Whatever people type into any field comes back as it was, or is refused with a sentence."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_crm.core.errors import Known
from desktop_crm.workflow.outcome import ContactGiven
from desktop_crm.workflow.values import Answer, AnswerKind, FileGiven
from tests.workflow.builders import ACase, Desk, Office
from tests.workflow.laws import require_laws

# What a field takes is decided before any database sees it; `test_same_log` has odd characters on both.
pytestmark = pytest.mark.server_in_soak

NAUGHTY = (
    "",
    " ",
    "null",
    "'; DROP TABLE work_item; --",
    '{"a": [1, 2]}',
    "\0",
    "a\0b",
    "\ud800",
    "\udc00tail",
    "\ufeffmark",
    "\u202eturned\u202c",
    "Ω≈ç√∫˜µ≤≥÷",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "ثم نفس سقطت",
    "\x01\x02\x1f\x7f\x85",
    "%s %d {0} {name} $HOME `id`",
    "<script>alert(1)</script>",
    "../../../etc/passwd\n",
    "two\r\nlines\n",
    "x" * 200_000,
)


EVERY = 1 if os.environ.get("DESKTOP_CRM_SOAK") == "1" else 12


def texts_for(field: str) -> list[str]:
    """Our own list, and of the big list of naughty strings, where it is at hand, other ones for each field."""
    samples = os.environ.get("DESKTOP_CRM_SAMPLES")
    if samples is None:
        return list(NAUGHTY)
    listed = json.loads((Path(samples) / "baddata" / "blns.json").read_text(encoding="utf-8"))
    first = [*FIELDS, *CODES].index(field) % EVERY
    return [*NAUGHTY, *listed[first::EVERY]]


Act = Callable[[Office, ACase, str], object]


def _anouk(office: Office) -> Desk:
    return office.desk("anouk")


# For each field: the act that fills it, and the query that gives the newest text of it back.
FIELDS: dict[str, tuple[Act, str]] = {
    "start, subject": (
        lambda office, _case, text: office.a_case(subject=text),
        "SELECT subject FROM crm_case ORDER BY id DESC",
    ),
    "start, expectation": (
        lambda office, _case, text: office.a_case(expects=text),
        "SELECT expectation FROM crm_case ORDER BY id DESC",
    ),
    "start, text": (
        lambda office, _case, text: office.a_case(text=text),
        "SELECT text FROM contact ORDER BY id DESC",
    ),
    "start, question": (
        lambda office, _case, text: office.a_case(asks=[text]),
        "SELECT text FROM question ORDER BY id DESC",
    ),
    "contact, text": (
        lambda _office, case, text: case.contact(text=text),
        "SELECT text FROM contact ORDER BY id DESC",
    ),
    "contact, subject": (
        lambda _office, case, text: case.contact(subject=text),
        "SELECT subject FROM contact ORDER BY id DESC",
    ),
    "promise, words": (
        lambda office, case, text: _anouk(office).cases.promise(
            case=case.id, until=office.now + timedelta(days=1), words=text
        ),
        "SELECT words FROM promise ORDER BY id DESC",
    ),
    "comment": (
        lambda office, case, text: _anouk(office).steering.correct(case=case.id, item="words", value=text),
        "SELECT content FROM item_value ORDER BY id DESC",
    ),
    "text": (
        lambda office, case, text: _anouk(office).steering.correct(case=case.id, item="plate", value=text),
        "SELECT content FROM item_value ORDER BY id DESC",
    ),
    "reason for no value": (
        lambda office, case, text: _anouk(office).steering.correct(
            case=case.id, item="plate", answer=Answer(AnswerKind.REFUSED, text)
        ),
        "SELECT reason FROM item_value ORDER BY id DESC",
    ),
    "name of a file": (
        lambda office, case, text: _anouk(office).steering.correct(
            case=case.id, item="photo", value=FileGiven(text, b"x")
        ),
        "SELECT name FROM attachment ORDER BY id DESC",
    ),
    "consulted": (
        lambda office, case, text: _anouk(office).steering.consult(
            case=case.id, colleague=office.people["joost"].id, text=text
        ),
        "SELECT text FROM contact ORDER BY id DESC",
    ),
    "draft": (
        lambda office, _case, text: _anouk(office).drafts.save("event", text),
        "SELECT content FROM draft",
    ),
    "subject of a draft": (
        lambda office, _case, text: _anouk(office).drafts.save(text, "x"),
        "SELECT subject FROM draft ORDER BY saved_at DESC",
    ),
    "added, reason": (
        lambda office, case, text: _anouk(office).steering.add_activity(
            case=case.id, activity="visit", reason=text
        ),
        "SELECT reason FROM work_item ORDER BY id DESC",
    ),
}
# Fields whose text is looked up, or kept within a fact: they only have to be whole or refused.
CODES: dict[str, Act] = {
    "process": lambda office, _case, text: office.a_case(text),
    "channel": lambda _office, case, text: case.contact(channel=text),
    "direction": lambda _office, case, text: case.contact(text),
    "party": lambda _office, case, text: case.contact(party=text),
    "wait, party": lambda _office, case, text: case.waiting_for_customer(party=text),
    "wait, reason": lambda _office, case, text: case.waiting_for_customer(reason=text),
    "step": lambda office, case, text: _anouk(office).steering.go_back(case=case.id, step=text),
    "activity": lambda office, case, text: _anouk(office).steering.add_activity(
        case=case.id, activity=text, reason="x"
    ),
    "item": lambda office, case, text: _anouk(office).steering.correct(case=case.id, item=text, value="x"),
    "output": lambda office, case, text: _anouk(office).cases.complete(
        work_item=case.item("check"), outputs={text: "x"}
    ),
    "contact of a step": lambda office, case, text: office.desk("joost").cases.complete(
        work_item=case.item("check"),
        outputs={"covered": "yes", "plate": "1"},
        contact=ContactGiven(text, text, (text,)),
    ),
    "role": lambda office, case, text: office.desk("joost").items.hand_over(
        work_item=case.item("check"), reason="x", role=text
    ),
    "hand over, reason": lambda office, case, text: office.desk("joost").items.hand_over(
        work_item=case.item("check"), reason=text, role="claims"
    ),
    "cancel, reason": lambda office, _case, text: _anouk(office).steering.cancel(
        case=office.a_case().id, reason=text
    ),
    "graded by": lambda office, _case, text: _anouk(office).cases.conclude(
        case=office.a_case("question").id, channel="telephone", grade=8, graded_by=text, delivered=text
    ),
}


def a_case_to_write_in(office: Office) -> ACase:
    case = office.a_case().at("register")
    case.done("register", photo=FileGiven("first.png", b"x"))
    return case


@pytest.mark.parametrize("field", FIELDS)
def test_a_text_comes_back_as_it_was_typed_or_is_refused(office: Office, field: str) -> None:
    act, query = FIELDS[field]
    case = a_case_to_write_in(office)
    kept = 0
    for text in texts_for(field):
        office.wait(seconds=1)
        try:
            act(office, case, text)
        except Known as refusal:
            require_sentence(refusal)
        else:
            stored = office.ask(query)[0][0]
            assert stored in (text, text.strip()), repr(text)
            kept += 1
    assert kept > len(NAUGHTY) // 3, "almost nothing was kept"
    require_laws(case)


@pytest.mark.parametrize("field", CODES)
def test_whatever_is_typed_for_a_code_leaves_a_whole_case(office: Office, field: str) -> None:
    case = a_case_to_write_in(office)
    for text in texts_for(field):
        office.wait(seconds=1)
        if "check" not in case.live:
            case = a_case_to_write_in(office)
        try:
            CODES[field](office, case, text)
        except Known as refusal:
            require_sentence(refusal)
    require_laws(case)


def require_sentence(refusal: Known) -> None:
    assert refusal.sentence
    assert len(refusal.sentence) < 500 + max(len(text) for text in NAUGHTY)
