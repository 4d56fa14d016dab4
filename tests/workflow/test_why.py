"""Why may I, why may I not: for any employee and any action, a sentence that names the cell; denied by default."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_crm.access.model import Catalogue
from desktop_crm.access.why import Explanation, in_words
from desktop_crm.core.errors import Invalid, NotFound, Refused
from desktop_crm.core.ids import WorkItemId
from desktop_crm.process.reads import version_in_force
from desktop_crm.process.service import publish_version, write_draft
from desktop_crm.store.work import Reading
from desktop_crm.workflow.reads_activity import activity_view
from desktop_crm.workflow.reads_queues import queues
from desktop_crm.workflow.reads_start import start_options
from desktop_crm.workflow.why import explain_any, words
from tests.workflow.builders import Office, refused
from tests.workflow.claims_office import DUTIES, ITEMS, MODEL, ROLES
from tests.workflow.test_rights import ANYBODYS, VERBS


def why(office: Office, login: str, action: str, on: str = "", asker: str = "") -> Explanation:
    def catalogue(view: Reading) -> Catalogue:
        version = version_in_force(view, office.people[login].id)
        assert version is not None
        plan = office.plans.of(view, version)
        return Catalogue(
            plan.version,
            plan.number,
            {one.code: one.name for one in plan.model.roles},
            {one.code: one.name for one in plan.model.activities},
            {one.code: one.name for one in plan.model.processes},
        )

    with office.looking() as view:
        return explain_any(
            view, office.plans, office.people[asker or login],
            login=login, action=action, on=on, catalogue=catalogue,
        )  # fmt: skip


@pytest.fixture
def dialect() -> str:
    """What is told is told of either database; one says it."""
    return "sqlite"


def test_a_step_of_a_case_is_explained_by_the_cell_of_the_case_s_own_version(office: Office) -> None:
    case = office.a_case().at("check")
    office.publish(
        replace(MODEL, responsibilities=tuple(
            replace(one, role="front") if one.activity == "check" else one for one in DUTIES
        ))
    )  # fmt: skip
    number = case.head.number
    mine, not_mine = (
        why(office, "joost", "complete", number),
        why(office, "anouk", "complete", f"{number}/check"),
    )
    assert (mine.may, mine.sentence) == (
        True,
        "Joost van den Berg may complete “Check cover”: the role Claims is responsible for it in version 1 "
        "of the model.",
    )
    assert (not_mine.may, not_mine.version) == (False, 1)
    assert (
        "in version 1 of the model Claims is responsible, and Anouk Jansen has Front office"
        in not_mine.sentence
    )
    assert why(office, "anouk", "complete", "check").sentence.endswith(
        "responsible for it in version 2 of the model."
    )


def test_what_a_colleague_has_in_hand_is_said_beside_the_cell(office: Office) -> None:
    case = office.a_case().at("check")
    office.desk("saar").items.claim(work_item=case.item("check"))
    said = why(office, "joost", "complete", case.head.number)
    assert not said.may
    assert said.sentence.endswith("But Saar de Wit has it in hand.")
    assert why(office, "saar", "complete", case.head.number).may


def test_delegated_work_is_explained_by_its_own_cell(office: Office) -> None:
    case = office.a_case().at("assess")
    item = case.item("assess")
    assert not why(office, "anouk", "complete", f"{case.head.number}/assess").may
    office.desk("joost").items.claim(work_item=item)
    office.desk("joost").items.delegate(work_item=item, employee=office.people["anouk"].id)
    said = why(office, "anouk", "complete", f"{case.head.number}/assess")
    assert said.may
    assert "may be delegated “Assess the damage”: the role Front office may receive it" in said.sentence


@pytest.mark.parametrize(
    ("login", "action", "may", "said"),
    [
        ("anouk", "cancel", True, "they own it"),
        ("tim", "cancel", False, "Anouk Jansen owns it, and Tim Visser does not supervise"),
        ("greet", "cancel", True, "a supervisor may in any"),
        ("joost", "pause", True, "answer for a step of it that is open"),
        ("tim", "pause", False, "“Check cover” is open, for which Claims answers"),
        ("greet", "carry", True, "a supervisor may in any"),
        ("tim", "contact", True, "everyone who serves customers may"),
        ("nora", "contact", False, "they have no role"),
    ],
)
def test_acts_on_a_case_are_explained(office: Office, login: str, action: str, may: bool, said: str) -> None:
    case = office.a_case().at("check")
    found = why(office, login, action, case.head.number)
    assert found.may is may
    assert said in found.sentence
    assert "case " + case.head.number in found.sentence


def test_of_a_case_that_has_ended_no_step_is_open(office: Office) -> None:
    case = office.a_case("question").concluded()
    said = why(office, "anouk", "complete", case.head.number)
    assert (said.may, "has ended" in said.sentence) == (False, True)


def test_a_sensitive_field_is_read_by_who_works_with_it(office: Office) -> None:
    office.publish(replace(MODEL, items=tuple(replace(one, sensitive=one.code == "report") for one in ITEMS)))
    assert why(office, "joost", "read", "report").may  # assesses
    assert "sensitive" in why(office, "joost", "read", "report").sentence
    said = why(office, "greet", "read", "report")
    assert not said.may
    assert "only “Assess the damage” or “Visit the site” or “Tell the outcome” uses it" in said.sentence
    assert why(office, "greet", "read", "words").may
    assert not why(office, "nora", "read", "words").may


@pytest.mark.parametrize(
    ("login", "action", "on", "may"),
    [
        ("anouk", "open", "desk", True), ("anouk", "open", "model", False), ("greet", "open", "queues", True),
        ("nora", "open", "customers", False), ("anouk", "sketch", "", True), ("anouk", "publish", "", False),
        ("anouk", "approve", "", False), ("anouk", "start", "claim", True), ("joost", "start", "claim", False),
    ],
)  # fmt: skip
def test_screens_and_powers_are_explained(
    office: Office, login: str, action: str, on: str, may: bool
) -> None:
    assert why(office, login, action, on).may is may


@pytest.mark.parametrize(
    ("login", "action", "on", "may", "said"),
    [
        ("anouk", "release", "receive", True, "Front office is responsible"),
        ("joost", "skip", "receive", False, "Joost van den Berg has Claims"),
        ("anouk", "take_next", "", True, "everyone with a role may"),
        ("anouk", "Reset password", "", False, "administer"),
        ("joost", "change-password", "", True, "for themselves alone"),
        ("lars", "save", "", False, "Lars"),
        ("anouk", "correct", "words", True, "registers “"),
        ("joost", "register", "words", False, "Joost van den Berg has Claims"),
    ],
)
def test_what_is_not_of_a_case_is_explained(
    office: Office, login: str, action: str, on: str, may: bool, said: str
) -> None:
    found = why(office, login, action, on, asker="greet" if login == "lars" else "")
    assert found.may is may, found.sentence
    assert said in found.sentence


def test_going_back_handing_over_and_correcting_are_explained_by_the_cells_of_the_case(
    office: Office,
) -> None:
    case = office.a_case().at("check")
    number = case.head.number
    assert why(office, "anouk", "back", f"{number}/receive").may
    assert not why(office, "joost", "go-back", f"{number}/receive").may
    assert why(office, "anouk", "correct", f"{number}/words").may
    assert not why(office, "anouk", "hand-over", number).may
    assert why(office, "greet", "hand-over", number).sentence.endswith("a supervisor may in any.")
    assert why(office, "joost", "open", number).may
    refused(lambda: why(office, "anouk", "back", number), Invalid)
    refused(lambda: why(office, "anouk", "correct", "nothing"), NotFound)


def test_every_verb_of_every_service_can_be_asked_about() -> None:
    # An import is one act for who asks, in several calls.
    parts = {("IntakeService", part) for part in ("begin", "begin_trial", "finish")}
    at_the_door = {("LogInService", "make_first_administrator"), ("LogInService", "recover_administrator")}
    verbs = {(name, verb) for name, verb in (*VERBS, *ANYBODYS)} - parts - at_the_door
    assert [verb for _name, verb in sorted(verbs) if in_words(verb) not in words()] == []


def test_what_there_is_not_is_said(office: Office) -> None:
    refused(lambda: why(office, "anouk", "open", "cellar"), Invalid)
    refused(lambda: why(office, "anouk", "complete", "nothing"), NotFound)
    refused(lambda: why(office, "anouk", "cancel"), Invalid)
    refused(lambda: why(office, "anouk", "fly"), Invalid)
    refused(lambda: why(office, "tim", "complete", "check", asker="anouk"), Refused)
    assert why(office, "tim", "complete", "check", asker="greet").may is False


def test_one_cell_moves_a_queue_a_screen_and_a_right(office: Office) -> None:
    """Before: Claims check the cover. One cell is changed and published: the front office does, and nothing else."""
    moved = tuple(replace(one, role="front") if one.activity == "check" else one for one in DUTIES)

    def seen() -> tuple[dict[str, int], bool, list[bool]]:
        case = office.a_case().at("check")
        with office.looking() as view:
            waiting = {row.role: row.waiting for row in queues(view, office.plans, office.now) if row.role}
        rights = [why(office, login, "complete", "check").may for login in ("anouk", "joost")]
        return waiting, _has_window(office, "anouk", case.item("check")), rights

    before = seen()
    with office.store.write(None) as work:
        publish_version(work, write_draft(work, replace(MODEL, responsibilities=moved)))
    after = seen()

    assert (before[0]["front"], before[0]["claims"]) == (0, 1)
    assert (after[0]["front"], after[0]["claims"]) == (
        1,
        1,
    )  # the new case waits there, the old one where it did
    assert (before[1], after[1]) == (False, True)
    assert (before[2], after[2]) == ([False, True], [True, False])
    case = office.a_case().at("check")
    refused(lambda: case.done("check", by="joost"), Refused)  # the store says so, not a sentence alone
    case.done("check", by="anouk")


def _has_window(office: Office, login: str, item: WorkItemId) -> bool:
    with office.looking() as view:
        return activity_view(view, office.plans, office.people[login], item, office.now).mine


def test_one_cell_more_opens_a_process_at_the_desk(office: Office) -> None:
    def starts() -> list[str]:
        with office.looking() as view:
            return [one.code for one in start_options(view, office.plans, office.people["joost"]).processes]

    assert "question" not in starts()
    second = next(one for one in DUTIES if one.activity == "answer")
    office.publish(replace(MODEL, roles=ROLES, responsibilities=(*DUTIES, replace(second, role="claims"))))
    assert "question" in starts()
