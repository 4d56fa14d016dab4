"""Whose turn it is after an act: whoever answers for what is open, though another role was offered it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.process.model import Duty, Responsibility
from desktop_crm.store.work import Store
from tests.workflow.builders import Office
from tests.workflow.claims_office import MODEL

_FIRST = MODEL.process["claim"].by_code[MODEL.process["claim"].start[0]].activity


@pytest.fixture
def shared(store: Store, fake_time: FakeTime) -> Office:
    """An office in which two roles answer for the first activity of a claim; it is offered to the first."""
    office = Office(store, fake_time)
    second = Responsibility("claims", _FIRST, Duty.RESPONSIBLE)
    office.publish(replace(MODEL, responsibilities=(*MODEL.responsibilities, second)))
    office.employ("anouk", "Anouk Jansen", ("front",))
    office.employ("joost", "Joost van den Berg", ("claims",))
    office.employ("greet", "Greet Mulder", ("boss",))
    return office


def test_who_starts_a_case_goes_on_though_another_role_was_offered_the_step(shared: Office) -> None:
    outcome = shared.desk("joost").cases.start_case(process="claim", channel="telephone")
    assert len(outcome.mine) == 1
    assert outcome.waiting == ()


def test_a_step_of_another_responsibility_waits_for_its_role(shared: Office) -> None:
    started = shared.desk("anouk").cases.start_case(process="claim", channel="telephone")
    seen = shared.desk("greet").cases.register_contact(
        case=started.case, channel="telephone", direction="in", text="Still there?"
    )
    assert seen.mine == ()
    assert len(seen.waiting) == 1
