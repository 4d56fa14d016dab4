"""A case as a figure leads to it: whole, but for who worked on it; that its contacts were read is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_crm.core.errors import Refused
from desktop_crm.measures.looking_back import HistoryService
from desktop_crm.workflow.reads_whole import as_json
from tests.measures.team import team
from tests.workflow.small_company import Company

pytestmark = pytest.mark.server_in_soak


def test_nobody_who_worked_on_it_stands_in_it(company: Company) -> None:
    front, boss = company.desk("anouk"), company.desk("greet")
    begun = company.claim(promise=company.now + timedelta(days=2), asks=["When?"])
    front.steering.consult(case=begun.case, colleague=company.people["joost"].id, text="Is it covered?")
    (item,) = begun.mine
    front.items.claim(work_item=item)
    front.items.delegate(work_item=item, employee=company.people["tim"].id)
    boss.cases.register_contact(case=begun.case, channel="telephone", direction="out", text="We are at it")

    found = team(company).case_behind(case=begun.case)

    told = repr(replace(found, plan=None)) + repr(as_json(replace(found), whole=True))  # type: ignore[arg-type]
    for one in company.people.values():
        assert one.name not in told
        assert str(one.id) not in told
        assert one.id.hex not in told
    assert [line.text for line in found.contacts if line.text] == [
        "We are at it", "Is it covered?", "A van hit me.",
    ]  # fmt: skip
    assert [one.row.step for one in found.open]
    assert found.clocks
    assert found.promises


def test_each_look_is_kept_for_who_had_the_contact(company: Company) -> None:
    case = company.claim().case
    for _time in range(2):
        found = team(company).case_behind(case=case)
    mine = HistoryService(company.store, company.people["anouk"], company.plans)
    assert [one.who for one in mine.read(contact=found.contacts[0].id).looks] == ["Greet Mulder"]


def test_only_who_looks_after_a_team_comes_from_a_figure_to_a_case(company: Company) -> None:
    with pytest.raises(Refused):
        team(company, "anouk").case_behind(case=company.claim().case)
