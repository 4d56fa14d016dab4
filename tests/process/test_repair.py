"""One key repairs a finding: it is gone, no error came in its place, and undoing gives the model back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid
from desktop_crm.process.findings import Finding, Severity, check
from desktop_crm.process.history import History
from desktop_crm.process.measured import Measured
from desktop_crm.process.model import (
    Activity,
    Choice,
    Direction,
    Duty,
    Item,
    ItemType,
    Join,
    Model,
    Performer,
    Responsibility,
    Split,
    Use,
)  # fmt: skip
from desktop_crm.process.repair import REPAIRS, repair_at, repair_of
from desktop_crm.process.rows import from_rows, to_rows
from desktop_crm.process.toml_form import read
from tests.process.small_model import (
    CLAIM,
    SMALL,
    Change,
    a,
    a_step,
    also,
    only,
    steps,
    when,
    without,
)
from tests.process.strategies import sound_models
from tests.process.wild import readable_models, wild_models
from tests.sampling import examples

_READ = Measured(collected={"verdict": 3})


def spare(code: str) -> Change:
    """Add an activity in no process."""
    return lambda model: also("responsibilities", Responsibility("front", code, Duty.RESPONSIBLE))(
        also("activities", Activity(code, code.title()))(model)
    )


# For each repair a model with its finding, and the words of what it does.
_FAULTS: dict[str, tuple[Change, str]] = {
    "no-start": (steps(start=()), "Start at “Take”"),
    "no-conclusion": (steps(a_step("tell", activity="tell")), "Let “Tell” conclude the process"),
    "dead-end": (steps(a_step("assess")), "Let “Tell” follow"),
    "unreachable": (steps(a_step("lost", "tell")), "Take the step “Assess” out"),
    "join-never": (
        steps(a_step("both", "tell", join=Join.ALL), a_step("assess", "both"), a_step("other", "both"),
              a_step("take", when("assess", "covered", "is", "yes"), "other", activity="take")),
        "Begin this step whenever something leads to it",
    ),
    "join-stuck": (
        steps(a_step("take", "assess", "other", activity="take", split=Split.ALL),
              a_step("assess", when("both", "covered", "is", "yes"), "other"),
              a_step("other", "both"), a_step("both", "tell", join=Join.ALL)),
        "Begin this step whenever something leads to it",
    ),
    "after-the-end": (steps(a_step("tell", "assess", activity="tell", concluding=True)), "Take out what follows"),
    "end-passed-over": (
        steps(a_step("tell", activity="tell", concluding=True, only_when=only("covered", "is", "yes"))),
        "Let this step never be passed over",
    ),
    "gap": (
        steps(a_step("take", when("assess", "covered", "is", "yes"), when("tell", "covered", "is", "no"),
                     activity="take")),
        "Follow “Tell” in all other cases",
    ),
    "overlap": (
        steps(a_step("take", "tell", when("assess", "covered", "is", "yes"), activity="take")),
        "Put the flow without condition last",
    ),
    "never-taken": (
        steps(a_step("take", when("assess", "covered", "is", "yes"), when("assess", "covered", "one-of", "yes"),
                     "tell", activity="take")),
        "Take the flow to “Assess” out",
    ),
    "else-never": (
        steps(a_step("take", when("assess", "covered", "known"), when("tell", "covered", "not-known"), "tell",
                     activity="take")),
        "Take out the flow for all other cases",
    ),
    "parallel-condition": (
        steps(a_step("take", when("assess", "covered", "is", "yes"), "tell", activity="take", split=Split.ALL)),
        "Take the conditions out",
    ),
    "could-be-parallel": (
        lambda model: steps(a_step("take", when("assess", "covered", "is", "yes"), "tell", activity="take"),
                            a_step("assess", "more"), a_step("more", "tell", activity="more"))(
            also("uses", Use("more", "kind", Direction.INPUT))(spare("more")(model))),
        "Do “Assess” and “More” side by side",
    ),
    "unknown-reference": (without("roles", "claims"), "Add “Claims”"),
    "twice": (
        lambda model: replace(model, uses=(*model.uses, model.uses[0])), "Keep the first of what stands twice"
    ),
    "no-responsible": (
        lambda model: replace(model, responsibilities=tuple(
            one for one in model.responsibilities if one.activity != "tell")),
        "Make “Front” responsible",
    ),
    "two-responsible": (
        also("responsibilities", Responsibility("claims", "tell", Duty.RESPONSIBLE)),
        "Let “Front” alone be responsible; it may be delegated to the others",
    ),
    "authority-gap": (
        lambda model: replace(model, responsibilities=tuple(
            one for one in model.responsibilities if (one.role, one.activity) != ("front", "assess"))),
        "Let “Claims” do what is beyond the limits",
    ),
    "system-output": (
        lambda model: replace(model, uses=tuple(
            replace(one, required=True) if one.item == "verdict" else one for one in model.uses),
            activities=tuple(replace(one, performer=Performer.SYSTEM) if one.code == "assess" else one
                             for one in model.activities)),
        "Let an employee do it",
    ),
    "input-missing": (
        lambda model: replace(model, uses=tuple(one for one in model.uses if one.activity != "assess")),
        "Ask for “Verdict” in “Take”",
    ),
    "condition-unregistered": (
        steps(a_step("take", when("assess", "verdict", "is", "good"), "tell", activity="take"),
              a_step("assess", "tell")),
        "Ask for “Verdict” in “Take”",
    ),
    "input-maybe-missing": (
        steps(a_step("take", "assess", "show", activity="take", split=Split.ALL), a_step("assess", "both"),
              a_step("show", "both", activity="tell"), a_step("both", "tell", activity="", join=Join.ALL)),
        "Show it without requiring it",
    ),
    "input-idle": (
        lambda model: replace(model, uses=tuple(
            one for one in model.uses if (one.item, one.direction) != ("kind", "output"))),
        "Do not show it here",
    ),
    "choices-unused": (
        a("items", "verdict", choices=(Choice("yes", "Yes"),)), "Take the choices out"
    ),
    "condition-value": (
        steps(a_step("take", when("assess", "covered", "is", "ja"), "tell", activity="take")),
        "Write the values in their form",
    ),
    "ksf-without-process": (lambda model: replace(model, measurements=()), "Measure “Settled” in “Claim”"),
    "process-without-ksf": (lambda model: replace(model, measurements=()), "Measure “Settled” in “Claim”"),
    "no-calendar": (a("ksfs", "settled", calendar=""), "Judge it on the hours of “Office”"),
    "unused-item": (also("items", Item("mood", "Mood", ItemType.TEXT)), "Take “Mood” out"),
    "unused-output": (
        lambda model: replace(model, uses=tuple(one for one in model.uses if one.activity != "tell")),
        "Take “Verdict” out",
    ),
    "never-read": (lambda model: model, "Take “Verdict” out"),
    "unused-role": (
        lambda model: replace(model, responsibilities=tuple(
            one for one in model.responsibilities if one.role != "claims")),
        "Take “Claims” out",
    ),
    "unused-activity": (spare("spare"), "Take “Spare” out"),
    "asked-twice": (
        lambda model: also("uses", Use("tell", "kinds", Direction.OUTPUT, required=True))(
            also("items", replace(model.item["kind"], code="kinds", name="Kinds"))(model)),
        "Keep “Kind” and take “Kinds” out",
    ),
    "same-activity": (spare("assesss"), "Keep “Assess” and take “Assesss” out"),
}  # fmt: skip


def test_every_repair_is_tried() -> None:
    assert _FAULTS.keys() == REPAIRS.keys()


def the_finding(model: Model, code: str) -> Finding:
    return next(one for one in check(model, _READ) if one.code == code)


@pytest.mark.parametrize("code", list(_FAULTS))
def test_a_repair_says_what_it_does_and_leaves_neither_the_finding_nor_a_new_error(code: str) -> None:
    change, words = _FAULTS[code]
    model = change(read(SMALL))
    finding = the_finding(model, code)
    repair = repair_of(model, finding)
    assert repair is not None
    assert repair.words.startswith(words)

    history = History(model)
    assert history.do(repair.words, repair.edit)
    after = check(history.model, _READ)
    assert (code, finding.place) not in {(one.code, one.place) for one in after}
    known = {(one.code, one.place) for one in check(model, _READ)}
    # What was taken out may leave behind what named it, and that is said; nothing is published by a repair.
    assert {(o.code, o.place) for o in after if o.severity is Severity.ERROR} - known <= _followed(code)
    history.undo()
    assert history.model == model


def _followed(code: str) -> set[tuple[str, str]]:
    return {("input-missing", f"{CLAIM}, step tell")} if code == "never-read" else set()


def test_a_repair_is_asked_for_by_code_and_place() -> None:
    model = also("items", *(Item(code, code.title(), ItemType.TEXT) for code in ("mood", "weather")))(
        read(SMALL)
    )

    repaired = repair_at(model, "unused-item@item mood")
    assert (repaired.words, [*repaired.model.item][-1]) == ("Take “Mood” out", "weather")
    for wanted, said in (
        ("unused-item", "several places"),
        ("unused-item@item sun", "no finding"),
        ("range@model", "only a person"),
    ):
        with pytest.raises(Invalid) as refused:
            repair_at(model, wanted)
        assert said in refused.value.sentence


def test_steps_side_by_side_keep_what_led_to_them_and_what_followed() -> None:
    change, _words = _FAULTS["could-be-parallel"]
    model = change(read(SMALL))
    done = repair_at(model, "could-be-parallel").model.process["claim"]

    parting = next(one for one in done.steps if one.split is Split.ALL)
    joining = next(one for one in done.steps if one.join is Join.ALL)
    assert [flow.to for flow in done.by_code["take"].flows] == [parting.code, "tell"]
    assert [flow.to for flow in parting.flows] == ["assess", "more"]
    assert [one.flows[0].to for one in (done.by_code["assess"], done.by_code["more"])] == [joining.code] * 2
    assert [flow.to for flow in joining.flows] == ["tell"]


def test_of_two_activities_made_one_the_steps_and_the_wider_cells_stay() -> None:
    model = spare("assesss")(read(SMALL))
    model = also("uses", Use("assesss", "verdict", Direction.OUTPUT, required=True))(model)
    model = steps(a_step("assess", "more"), a_step("more", "tell", activity="assesss"))(model)
    merged = repair_at(model, "same-activity").model

    assert [one.activity for one in merged.processes[0].steps].count("assess") == 2
    assert [one.required for one in merged.outputs["assess"] if one.item == "verdict"] == [True]
    assert "assesss" not in {one.activity for one in (*merged.uses, *merged.responsibilities)}


@given(wild_models() | readable_models() | sound_models(), st.data())
@settings(max_examples=examples(8, soak=40))
def test_whatever_a_model_says_what_is_offered_can_be_done_kept_and_judged(
    model: Model, data: st.DataObject
) -> None:
    offered = [one for finding in check(model) if (one := repair_of(model, finding)) is not None]
    if not offered:
        return
    repair = data.draw(st.sampled_from(offered))
    done = repair.edit(model)
    assert repair.words
    check(done)
    assert from_rows([*to_rows(done)]).activities == done.activities


@given(sound_models())
@settings(max_examples=examples(4, soak=16))
def test_repairing_a_sound_model_again_and_again_leaves_it_able_to_run(model: Model) -> None:
    for _round in range(6):
        repair = next((one for finding in check(model) if (one := repair_of(model, finding))), None)
        if repair is None:
            break
        model = repair.edit(model)
        assert [one for one in check(model) if one.severity is Severity.ERROR and one.code in _OF_FLOWS] == []


_OF_FLOWS = {"dead-end", "unreachable", "join-never", "join-stuck", "no-exit", "no-conclusion"}
