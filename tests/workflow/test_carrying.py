"""A case is carried to the version in force where it can go on there; else it is told why not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.process.graph import reached
from desktop_crm.process.model import (
    Condition,
    Flow,
    Item,
    ItemType,
    Join,
    Model,
    Operator,
    Process,
    Scope,
    Split,
    Step,
)
from tests.workflow.builders import ACase, Office, refused
from tests.workflow.claims_office import CLAIM, DUTIES, ITEMS, MODEL
from tests.workflow.laws import require_laws


def model(**changed: object) -> Model:
    return replace(MODEL, name="Next", **changed)  # type: ignore[arg-type]


def claim(**changed: Step) -> Process:
    """The claim with other steps; those that nothing leads to any more are no part of it."""
    steps = [changed.pop(step.code, step) for step in CLAIM.steps]
    whole = replace(CLAIM, steps=(*steps, *changed.values()))
    there = set(reached(whole, whole.start))
    return replace(whole, steps=tuple(step for step in whole.steps if step.code in there))


def with_claim(process: Process) -> Model:
    return model(processes=tuple(process if one.code == "claim" else one for one in MODEL.processes))


def duties(activity: str, role: str) -> Model:
    """Another role is responsible for an activity, it alone."""
    kept = [one for one in DUTIES if one.activity != activity]
    moved = next(one for one in DUTIES if one.activity == activity)
    return model(responsibilities=(*kept, replace(moved, role=role, limits=())))


def number(case: ACase) -> int:
    with case.office.looking() as view:
        return case.office.plans.of(view, case.head.version).number


def carry(case: ACase, by: str = "anouk") -> None:
    case.office.desk(by).carrying.carry(case=case.id)
    require_laws(case)


def test_a_case_goes_on_under_the_new_version_with_its_open_steps(office: Office) -> None:
    case = office.a_case().at("check")
    shorter = claim(check=Step("check", "check", flows=(Flow("tell"),)))
    office.publish(with_claim(shorter))

    carry(case)

    assert number(case) == 2
    assert set(case.live) == {"check"}
    case.done("check")
    assert set(case.live) == {"tell"}
    case.done("tell")
    assert case.row("status") == ("concluded",)
    require_laws(case)
    refused(lambda: carry(case), Refused)


def test_parallel_work_and_what_waits_at_its_join_go_along(office: Office) -> None:
    case = office.a_case().at("assess")
    case.done("assess", by="saar")
    office.publish(model())
    carry(case)
    assert ("assess", "joined") in case.tokens
    case.at("decide").at("tell").done("tell")
    require_laws(case)


def test_where_an_open_step_is_no_more_the_sentence_names_it(office: Office) -> None:
    case = office.a_case().at("assess")
    lone = Step("both", split=Split.ALL, flows=(Flow("assess"), Flow("glass")))
    office.publish(with_claim(claim(both=lone)))
    before = case.events

    said = refused(lambda: carry(case), Refused)

    assert said.sentence == (
        f"Case {case.head.number} stays under version 1: "
        "its open step “Appoint repairer” is no part of version 2."
    )
    assert case.events == before
    assert number(case) == 1


def test_a_step_that_is_other_work_a_process_that_is_gone_and_work_of_the_system_are_named(
    office: Office,
) -> None:
    case = office.a_case().at("check")
    office.publish(with_claim(claim(check=Step("check", "decide", flows=(Flow("tell"),)))))
    assert "is other work in version 2" in refused(lambda: carry(case), Refused).sentence
    office.publish(model(processes=tuple(one for one in MODEL.processes if one.code != "claim"),
                         measurements=tuple(c for c in MODEL.measurements if c.process != "claim")))  # fmt: skip
    assert "version 3 has no such process" in refused(lambda: carry(case), Refused).sentence


def test_a_case_that_would_never_come_to_its_end_stays(office: Office) -> None:
    """The new version joins a branch that this case never began."""
    case = office.a_case().at("check")
    both = Step("fork", split=Split.ALL, flows=(Flow("check"), Flow("visit")))
    process = claim(
        register=Step("register", "register", flows=(Flow("fork"),), needs_customer=True),
        fork=both,
        check=Step("check", "check", flows=(Flow("meet"),)),
        visit=Step("visit", "visit", flows=(Flow("meet"),)),
        meet=Step("meet", name="Both are done", join=Join.ALL, flows=(Flow("confirm"),)),
    )
    office.publish(with_claim(process))
    said = refused(lambda: carry(case), Refused).sentence
    assert "would not come to its end in version 2, but wait at “Both are done”" in said


def test_work_that_waits_at_a_join_the_new_version_has_not_keeps_the_case(office: Office) -> None:
    case = office.a_case().at("assess")
    case.done("assess", by="saar")
    lone = claim(both=Step("both", split=Split.ALL, flows=(Flow("appoint"), Flow("glass"))),
                 assess=Step("assess", "assess", flows=(Flow("decide"),)),
                 joined=Step("joined", join=Join.ALL, flows=(Flow("assess"),)))  # fmt: skip
    office.publish(with_claim(lone))
    said = refused(lambda: carry(case), Refused).sentence
    assert "waits for other work, which version 2 joins elsewhere" in said


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (Item("damage", "Damage", ItemType.TEXT), "is another kind of information"),
        (Item("damage", "Damage", ItemType.MONEY, Scope.CUSTOMER), "is another kind of information"),
    ],
)
def test_what_was_registered_keeps_its_meaning(office: Office, item: Item, said: str) -> None:
    case = office.a_case().at("check")
    others = tuple(item if one.code == "damage" else one for one in ITEMS)
    plain = tuple(replace(one, limits=()) for one in DUTIES)
    office.publish(model(items=others, responsibilities=plain))
    assert (
        f"“Damage”, which it registered, {said} in version 2"
        in refused(lambda: carry(case), Refused).sentence
    )


def test_what_was_sensitive_is_not_shown_to_others_by_the_way(office: Office) -> None:
    secret = tuple(replace(one, sensitive=one.code == "words") for one in ITEMS)
    office.publish(model(items=secret))
    case = office.a_case().at("check")
    office.publish(model())
    assert "“In the customer's words”, which it registered, is not kept as sensitive in version 3" in (
        refused(lambda: carry(case), Refused).sentence
    )


def test_an_open_step_goes_to_the_role_that_does_it_now(office: Office) -> None:
    held, waiting, paused = (office.a_case().at("check") for _ in range(3))
    office.desk("joost").items.claim(work_item=held.item("check"))
    paused.waiting_for_customer(by="joost", work_item=paused.item("check"))
    office.publish(duties("check", "senior"))

    for case in (held, waiting, paused):
        carry(case, by="anouk")  # the owner
        (row,) = case.live.values()
        assert (row.item.role, row.item.holder) == ("senior", None)
    assert str(paused.live["check"].item.state) == "paused"
    refused(lambda: waiting.done("check", by="joost"), Refused)
    waiting.done("check", by="saar")
    office.desk("anouk").items.resume(case=paused.id)
    require_laws(paused)
    paused.done("check", by="saar")


def test_who_may_still_do_it_keeps_it(office: Office) -> None:
    case = office.a_case().at("check")
    office.desk("saar").items.claim(work_item=case.item("check"))  # claims, and senior
    office.publish(duties("check", "senior"))
    carry(case)
    row = case.live["check"]
    assert (row.item.role, row.item.holder) == ("senior", office.people["saar"].id)


def test_nobody_goes_back_behind_the_moment(office: Office) -> None:
    case = office.a_case().at("check")
    office.publish(model())
    carry(case)
    refused(lambda: office.desk("anouk").steering.go_back(case=case.id, step="register"), Refused)
    case.done("check")
    office.desk("joost").steering.go_back(case=case.id, step="check")
    require_laws(case)
    case.concluded()
    office.desk("anouk").steering.reopen(case=case.id, reason="a rattle")
    require_laws(case)


def test_a_clock_goes_on_under_the_new_norm_and_an_earlier_miss_stays(office: Office) -> None:
    missed = office.a_case(channel="email", asks=["When?"])
    office.wait(days=2)
    running = office.a_case(channel="email", asks=["When?"])
    due = running.clocks["answers/question"].due
    assert str(missed.clocks["answers/question"].state) == "missed"
    slower = tuple(replace(one, norm_seconds=10 * (one.norm_seconds or 0) or None) for one in MODEL.ksfs)
    office.publish(model(ksfs=slower))
    for case in (missed, running):
        carry(case)
    assert str(missed.clocks["answers/question"].state) == "missed"
    later = running.clocks["answers/question"].due
    assert due is not None
    assert later is not None
    assert later > due
    assert running.clocks["answers/question"].started == running.head.started


def test_what_is_no_longer_measured_keeps_what_was_settled(office: Office) -> None:
    case = office.a_case(channel="email", asks=["When?"])
    office.wait(days=2)
    fewer = tuple(one for one in MODEL.measurements if one.ksf not in ("answers", "settles"))
    office.publish(model(measurements=fewer))
    carry(case)
    clocks = case.clocks
    assert str(clocks["answers/question"].state) == "missed"
    assert "settles" not in clocks
    case.concluded()
    require_laws(case)


def test_who_has_no_part_in_a_case_does_not_carry_it(office: Office) -> None:
    case = office.a_case().at("check")
    office.publish(model())
    refused(lambda: carry(case, by="tim"), Refused)
    refused(lambda: carry(case, by="nora"))  # without a role she does not even see it, on a server
    carry(case, by="joost")  # answers for the open step
    assert "the version you work by" in refused(lambda: carry(case), Refused).sentence


def test_a_case_is_carried_again_and_back(office: Office) -> None:
    case = office.a_case().at("check")
    for _time in range(3):
        office.publish(model())
        carry(case)
    assert number(case) == 4
    assert case.kinds().count("CaseCarried") == 3
    case.concluded()
    require_laws(case)


def test_outside_work_that_is_no_more_keeps_the_case(office: Office) -> None:
    case = office.a_case().at("check")
    office.desk("anouk").steering.add_activity(case=case.id, activity="visit", reason="to be sure")
    gone = tuple(one for one in MODEL.processes if one.code != "idea")
    office.publish(
        model(
            activities=tuple(one for one in MODEL.activities if one.code != "visit"),
            uses=tuple(one for one in MODEL.uses if one.activity != "visit"),
            responsibilities=tuple(one for one in DUTIES if one.activity != "visit"),
            processes=gone,
            measurements=tuple(one for one in MODEL.measurements if one.process != "idea"),
        )
    )
    assert "“visit” is no part of version 2" in refused(lambda: carry(case), Refused).sentence


def test_a_condition_decides_by_what_was_registered_before(office: Office) -> None:
    case = office.a_case().at("check")
    kinds = (Condition("kind", Operator.IS, ("theft",)),)
    office.publish(
        with_claim(claim(check=Step("check", "check", flows=(Flow("tell", kinds), Flow("confirm")))))
    )
    carry(case)
    with pytest.raises(Invalid):
        office.desk("joost").cases.complete(work_item=case.item("check"), outputs={"covered": "perhaps"})
    case.done("check")
    assert "assess" in case.live
