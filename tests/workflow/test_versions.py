"""A case keeps the version it was started under, whatever is published after it."""

from __future__ import annotations

from dataclasses import replace

from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.process.model import Flow, Model, Step
from desktop_crm.store.open import open_store
from desktop_crm.workflow.plans import Plans
from tests.workflow.builders import ACase, Office, refused
from tests.workflow.claims_office import CLAIM, DUTIES, MODEL, QUESTION
from tests.workflow.laws import require_laws


def short_model() -> Model:
    """The next version: a claim is told at once, by a senior, and questions are no process any more."""
    steps = (
        Step("receive", "receive", flows=(Flow("tell"),)),
        Step("tell", "tell", concluding=True),
    )
    return replace(
        MODEL,
        name="A shorter office",
        processes=(
            replace(CLAIM, steps=steps),
            *(one for one in MODEL.processes if one not in (CLAIM, QUESTION)),
        ),
        measurements=tuple(cell for cell in MODEL.measurements if cell.process != "question"),
        responsibilities=tuple(
            replace(duty, role="senior") if duty.activity == "tell" else duty for duty in DUTIES
        ),
    )


def test_a_running_case_goes_on_under_the_version_it_was_started_under(office: Office) -> None:
    old = office.a_case().at("check")
    office.publish(short_model())
    new = office.a_case()
    assert old.head.version != new.head.version
    old.at("assess").at("decide").at("tell")
    old.done("tell", by="anouk")  # under the old version the front office tells
    assert old.row("status") == ("concluded",)
    new.done("receive")
    assert set(new.live) == {"tell"}
    refused(lambda: new.done("tell", by="anouk"), Refused)
    new.done("tell", by="saar")


def test_a_process_that_is_no_more_ends_its_cases_and_begins_none(office: Office) -> None:
    old = office.a_case("question")
    office.publish(short_model())
    refused(lambda: office.a_case("question"), Invalid)
    old.done("answer")
    assert old.row("status") == ("concluded",)


def test_going_back_and_reopening_follow_the_old_version(office: Office) -> None:
    case = office.a_case().concluded()
    office.publish(short_model())
    office.desk("anouk").steering.reopen(case=case.id, reason="a rattle", step="assess")
    assert set(case.at("decide").live) == {"decide"}
    office.desk("joost").steering.go_back(case=case.id, step="check")
    assert set(case.live) == {"check"}
    case.concluded()
    require_laws(case)


def test_take_next_gives_work_of_every_version_by_its_own_rights(office: Office) -> None:
    old = office.a_case().at("tell")
    office.publish(short_model())
    new = office.a_case().at("tell")
    assert office.desk("anouk").items.take_next() == old.item("tell")
    assert office.desk("anouk").items.take_next() is None
    assert office.desk("saar").items.take_next() == new.item("tell")


def test_clocks_of_a_case_keep_its_version_s_norms(office: Office) -> None:
    case = office.a_case(channel="email", asks=["When?"])
    due = case.clocks["answers/question"].due
    slower = tuple(replace(one, norm_seconds=10 * (one.norm_seconds or 0) or None) for one in MODEL.ksfs)
    office.publish(replace(MODEL, ksfs=slower))
    assert case.clocks["answers/question"].due == due
    assert office.a_case(channel="email", asks=["When?"]).clocks["answers/question"].due != due


def test_every_step_can_be_followed_by_a_restart(office: Office) -> None:
    """Nothing of a case lives outside the store: each step is done by a program that was just started."""
    case = office.a_case(asks=["When?"])
    path = office.store.location
    while case.live:
        office.store.close()
        office.store, office.plans = open_store(path, time=office.time), Plans()
        case = ACase(office, case.id)
        case.done(next(iter(case.live)))
        require_laws(case)
    assert case.row("status") == ("concluded",)
