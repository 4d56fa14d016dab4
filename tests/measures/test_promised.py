"""Promises that run out: of what they are, and what becomes of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.measures.promised import Outlook
from desktop_crm.timing.facts import Promised
from desktop_crm.workflow.told import Told
from tests.measures.team import team
from tests.workflow.small_company import Company

pytestmark = pytest.mark.server_in_soak


def test_a_promised_call_is_told_from_a_promised_conclusion(company: Company) -> None:
    until = company.now + timedelta(hours=2)
    call = company.claim(promise=Told(until, about=Promised.CONTACT))
    done = company.claim(promise=until)
    found = team(company).promises(until=until + timedelta(days=1)).promises
    assert {one.case: one.contact for one in found} == {call.case: True, done.case: False}


def test_what_was_promised_next_is_judged_by_its_own_clock(company: Company, fake_time: FakeTime) -> None:
    """A call was promised and made; the conclusion that was promised after it is overdue, and said to be."""
    begun = company.claim(promise=Told(company.now + timedelta(hours=2), about=Promised.CONTACT))
    front = company.desk("anouk")
    fake_time.advance(600)
    front.cases.register_contact(case=begun.case, channel="telephone", direction="out")
    assert team(company).promises(until=company.now + timedelta(days=1)).promises == ()
    fake_time.advance(600)
    front.cases.promise(case=begun.case, until=company.now + timedelta(hours=5))
    fake_time.advance(5 * 3_600 - 60)
    (found,) = team(company).promises(until=company.now + timedelta(days=1)).promises
    assert (found.contact, found.outlook) == (False, Outlook.WILL_BREAK)
    fake_time.advance(3_600)
    (found,) = team(company).promises(until=company.now + timedelta(days=1)).promises
    assert found.outlook is Outlook.BROKEN
