"""What the cases that ran say about a model: how fast its clocks were, what was collected, what was shown."""

from __future__ import annotations

from desktop_crm.process.findings import check
from desktop_crm.process.measured import Measured
from desktop_crm.workflow.reads_measured import DAYS, measured
from tests.workflow.builders import Office
from tests.workflow.claims_office import MODEL


def of(office: Office) -> Measured:
    with office.looking() as view:
        return measured(view, MODEL, now=office.now)


def test_an_empty_store_measured_nothing(office: Office) -> None:
    assert of(office) == Measured(days=DAYS)


def test_what_was_registered_counts_and_is_shown_once_a_later_window_of_the_case_is_opened(
    office: Office,
) -> None:
    case = office.a_case()
    case.done("receive")
    registered = {item for item, count in of(office).collected.items() if count == 1}
    assert registered >= {use.item for use in MODEL.outputs["receive"] if use.required}
    item = min(registered)
    before = of(office).shown.get(item, frozenset())

    office.wait(hours=1)
    step, row = next(iter(case.live.items()))
    office.desk(case.who_can(step)).items.open(work_item=case.item(step))
    assert of(office).shown[item] == before | {row.item.activity}

    office.wait(hours=24 * (DAYS + 1))
    assert of(office).collected == {}
    assert of(office).shown == {}


def test_the_fastest_case_of_each_clock_is_found_and_a_norm_below_it_is_told(office: Office) -> None:
    for days in (11, 10, 12, 13, 14):
        case = office.a_case("question")
        office.wait(hours=24 * days)
        case.concluded()
    found = of(office)
    timed = {ksf: one for (process, ksf), one in found.achieved.items() if process == "question"}
    assert timed
    assert all(one.count == 5 for one in timed.values())
    told = [one.place for one in check(MODEL, found) if one.code == "norm-never-reached"]
    norms = {
        cell.ksf: cell.norm_seconds or MODEL.ksf[cell.ksf].norm_seconds or 0
        for cell in MODEL.measured["question"]
    }
    slow = [
        ksf
        for ksf, one in timed.items()
        if 0 < norms[ksf] < one.best and MODEL.ksf[ksf].measure != "promise_kept"
    ]
    assert slow
    assert sorted(told) == sorted(f"process question, ksf {ksf}" for ksf in slow)
