"""The sample company's process model holds what was asked of it, and has no fault."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from desktop_crm.bench.generator.company import sample_colleagues, sample_model
from desktop_crm.core.paths import resources
from desktop_crm.process.findings import check
from desktop_crm.process.model import Duty, Family, ItemType, Join, Model, Performer, Scope
from desktop_crm.process.severity import Severity
from desktop_crm.process.toml_write import write


@pytest.fixture(scope="module")
def model() -> Model:
    return sample_model()


def test_the_model_has_no_errors_and_no_warnings(model: Model) -> None:
    serious = [finding for finding in check(model) if finding.severity is not Severity.ADVICE]
    assert serious == []


def test_the_remarks_are_a_copy_kept_for_the_file_and_activities_that_two_roles_share(model: Model) -> None:
    found = check(model)
    assert [finding.place for finding in found if finding.code == "unused-output"] == ["item confirmation"]
    shared = {finding.place for finding in found if finding.code == "two-responsible"}
    several = {
        f"activity {code}"
        for code, who in model.duties.items()
        if sum(one.duty is Duty.RESPONSIBLE for one in who) > 1
    }
    assert shared <= several
    assert len(found) == 1 + len(shared) == 8


def test_the_file_is_written_as_the_product_would_write_it(model: Model) -> None:
    text = (resources() / "sample" / "model.toml").read_text(encoding="utf-8")
    assert write(model) == text


def test_there_are_the_twelve_customer_processes_of_an_intermediary(model: Model) -> None:
    assert [process.code for process in model.processes] == [
        "information_request", "appointment", "quotation", "new_policy", "policy_change", "claim",
        "complaint", "renewal", "cancellation", "payment_question", "yearly_review", "product_idea",
    ]  # fmt: skip


def test_processes_have_four_to_ten_steps(model: Model) -> None:
    counts = {process.code: len(process.steps) for process in model.processes}
    assert {code: count for code, count in counts.items() if not 4 <= count <= 10} == {}


def test_at_least_ten_of_thirty_to_forty_five_activities_serve_several_processes(model: Model) -> None:
    served: dict[str, set[str]] = defaultdict(set)
    for process in model.processes:
        for step in process.steps:
            served[step.activity].add(process.code)
    served.pop("", None)
    assert 30 <= len(model.activities) <= 45
    assert sum(len(processes) > 1 for processes in served.values()) >= 10


def test_every_activity_is_somebodys_and_every_kind_of_performer_occurs(model: Model) -> None:
    responsible = {cell.activity for cell in model.responsibilities if cell.duty is Duty.RESPONSIBLE}
    assert {activity.code for activity in model.activities} == responsible
    assert {activity.performer for activity in model.activities} == set(Performer)


def test_there_are_seven_roles_and_each_has_somebody(model: Model) -> None:
    held = {role for colleague in sample_colleagues() for role in colleague.roles}
    assert len(model.roles) == 7
    assert held == {role.code for role in model.roles}


def test_the_powers_of_the_product_are_all_given_to_some_role(model: Model) -> None:
    given = {power for role in model.roles for power in role.may}
    assert given == {"supervise", "administer", "model", "import", "export", "disclose", "erase"}


def test_eight_factors_in_customers_words_each_measure_at_least_one_process(model: Model) -> None:
    measured = {cell.ksf for cell in model.measurements}
    assert len(model.ksfs) == 8
    assert measured == {ksf.code for ksf in model.ksfs}
    assert all(ksf.text and ksf.evidence for ksf in model.ksfs)


def test_there_are_sixty_or_more_items_of_every_type_and_both_scopes(model: Model) -> None:
    assert len(model.items) >= 60
    assert {item.type for item in model.items} == set(ItemType)
    assert {item.scope for item in model.items} == set(Scope)
    assert any(item.master for item in model.items)
    assert any(item.sensitive for item in model.items)
    assert any(item.retention_days for item in model.items)


def test_all_channel_families_have_a_channel(model: Model) -> None:
    assert {channel.family for channel in model.channels} == set(Family)


def test_three_processes_or_more_wait_for_parallel_branches(model: Model) -> None:
    joining = {process.code for process in model.processes for step in process.steps if step.join is Join.ALL}
    assert len(joining) >= 3


def test_three_processes_or_more_have_a_loop_with_an_exit(model: Model) -> None:
    looping = [process.code for process in model.processes if _loops(process.by_code, process.start[0])]
    assert len(looping) >= 3


def _loops(steps: dict, first: str, path: tuple[str, ...] = ()) -> bool:  # type: ignore[type-arg]
    if first in path:
        return True
    return any(_loops(steps, flow.to, (*path, first)) for flow in steps[first].flows)


def test_authority_is_limited_by_an_amount_and_by_a_kind(model: Model) -> None:
    limiting = {condition.item for cell in model.responsibilities for condition in cell.limits}
    assert {model.item[code].type for code in limiting} == {ItemType.MONEY, ItemType.CHOICE}


def test_logins_are_told_apart() -> None:
    logins = Counter(colleague.login for colleague in sample_colleagues())
    assert logins.most_common(1)[0][1] == 1
    assert len(logins) >= 12
