"""Where words that somebody typed stand in the facts of a case: every field is declared, and the engine keeps to it."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from desktop_crm.workflow.events import CODES, FREE_TEXT, KINDS
from tests.workflow.builders import Office

TYPED = "zwarte raaf"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_text_of_an_event_is_declared_free_or_a_code(kind: type[Any]) -> None:
    texts = {field.name for field in fields(kind) if "str" in str(field.type)}
    free, codes = FREE_TEXT.get(kind, frozenset()), CODES.get(kind, frozenset())
    assert free | codes == texts
    assert not free & codes


def test_what_is_typed_stands_in_the_declared_fields_and_in_the_reason_of_the_work_item(
    office: Office,
) -> None:
    case = office.a_case(customer="Anna")
    front, boss = office.desk("anouk"), office.desk("greet")
    case.at("appoint")
    until = office.now + timedelta(days=1)
    front.items.pause(case=case.id, reason="customer", party=f"{TYPED} 1", until=until)
    front.steering.add_activity(case=case.id, activity="visit", reason=f"{TYPED} 2")
    boss.items.hand_over(work_item=case.item("assess"), reason=f"{TYPED} 3", role="senior")
    front.steering.skip(work_item=case.item("appoint"), reason=f"{TYPED} 4")
    rows = office.ask("SELECT reason FROM work_item WHERE reason LIKE :typed ORDER BY 1", typed=f"{TYPED}%")
    assert rows == [(f"{TYPED} 2",), (f"{TYPED} 4",)]
    front.steering.cancel(case=case.id, reason=f"{TYPED} 5")
    found = {
        (type(event), field.name)
        for event in case.events
        for field in fields(event)
        if TYPED in str(getattr(event, field.name))
    }
    assert len(found) == 5
    assert found <= {(kind, name) for kind, names in FREE_TEXT.items() for name in names}
