"""The Versions page: sketches side by side, screening, a team, publishing; old versions only read; why; carrying."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_crm.process import edit
from desktop_crm.process.acts import Kind
from desktop_crm.process.drafting import DraftingService
from desktop_crm.process.model import Duty, Model, Responsibility
from desktop_crm.process.reads import versions
from desktop_crm.process.service import ModelService, publish_version, write_draft
from desktop_crm.process.sketching import SketchingService
from desktop_crm.ui.activity.case_page import CasePage
from desktop_crm.ui.modelling.page import ModelPage
from desktop_crm.ui.modelling.version_told import act_name, state_name
from desktop_crm.ui.modelling.versions_page import VersionsPage
from desktop_crm.ui.setup.page import SetupPage
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import Label
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import MODEL, Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
OWNER = "greet"
INFORMED = Responsibility("claims", "receive", Duty.INFORMED)


def opened(windows: Windows) -> VersionsPage:
    windows.office.open_versions()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, VersionsPage)
    return page


def press(page: VersionsPage, windows: Windows, key: str) -> None:
    button = page.findChild(Button, f"version_{key}")
    assert button is not None
    button.click()
    windows.settle()


def confirm(page: VersionsPage, windows: Windows, **typed: str) -> None:
    assert page.form is not None
    for key, words in typed.items():
        page.form.field(key).setText(words)
    page.form.submit()
    windows.settle()


def said(page: VersionsPage) -> str:
    return "\n".join(label.text() for label in page.words.findChildren(Label) if not label.isHidden())


def acts(page: VersionsPage) -> set[str]:
    return {
        one.objectName().removeprefix("version_")
        for one in page.buttons.findChildren(Button)
        if not one.isHidden()
    }


def states(company: Company) -> list[str]:
    with company.store.read() as view:
        return [one.state for one in versions(view)]


def informed(model: Model) -> Model:
    return edit.set_duties(model, "receive", "claims", [INFORMED])


def test_everybody_keeps_a_sketch_and_sees_them_side_by_side(company: Company, log_in: LogIn) -> None:
    joost = SketchingService(company.store, company.people["joost"])
    joost.begin_sketch(informed(MODEL))
    windows = log_in("anouk")
    page = opened(windows)
    page.sketch.click()
    windows.settle()
    assert states(company) == ["published", "sketch", "sketch"]
    assert acts(page) == {"open", "set_aside"}
    words = said(page)
    assert "2 · Joost van den Berg" in words
    assert "3 · Anouk Jansen" in words
    assert "“Claims” is now informed for “Receive claim report”." in words

    press(page, windows, "open")
    model = windows.office.window.current_page()
    assert isinstance(model, ModelPage)
    assert model.bench.editable
    assert "sketch 3" in model.title
    assert not model.publish.isVisibleTo(model.head)


def test_a_version_is_screened_tried_and_rolled_out_from_the_page(company: Company, log_in: LogIn) -> None:
    with company.store.write(None) as work:
        publish_version(work, write_draft(work, _claims_may(MODEL)))
    DraftingService(company.store, company.people["joost"]).begin_draft(MODEL)
    windows = log_in(OWNER)
    page = opened(windows)
    assert acts(page) == {"open", "sponsor", "success", "approve", "send_back", "pilot", "publish"}
    assert "A second person has to approve this version: Greet Mulder." in said(page)

    press(page, windows, "sponsor")
    confirm(page, windows, name="Mw. Vos")
    press(page, windows, "success")
    confirm(page, windows, ksf="settled", baseline="", aim="nine")
    assert page.form is not None
    confirm(page, windows, ksf="settled", baseline="80%", aim="95%")
    assert "Settled in 10 days: was 80%, shall be 95%; so far nothing yet" in said(page)
    press(page, windows, "approve")
    confirm(page, windows, remarks="Good")
    assert "Greet Mulder approved it: “Good”" in said(page)
    assert "Greet Mulder stated success of: “Settled in 10 days”" in said(page)

    press(page, windows, "pilot")
    confirm(page, windows, team="anouk", roles="front")
    assert states(company)[-1] == "pilot"
    assert "Tried by: Front office, Anouk Jansen" in said(page)
    press(page, windows, "remark")
    confirm(page, windows, text="It asks less")
    assert "Greet Mulder says: “It asks less”" in said(page)
    press(page, windows, "publish")
    confirm(page, windows)
    assert states(company) == ["retired", "retired", "published"]


def _claims_may(model: Model) -> Model:
    return replace(
        model,
        roles=tuple(replace(one, may=("model",)) if one.code == "claims" else one for one in model.roles),
    )


def test_publishing_says_what_differs_and_asks_once_more(company: Company, log_in: LogIn) -> None:
    DraftingService(company.store, company.people[OWNER]).begin_draft(MODEL)
    windows = log_in(OWNER)
    windows.office.open_model()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, ModelPage)
    page.bench.edit("inform", informed)
    windows.settle()
    page.publish.click()
    windows.settle()
    assert states(company) == ["published", "draft"]
    assert page.side.comparing
    assert any("is now informed" in label.text() for label in page.side.findChildren(Label))
    page.publish.click()
    windows.settle()
    assert states(company) == ["retired", "published"]


def test_everything_ever_published_is_read_compared_and_printed_by_everybody(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    with company.store.write(None) as work:
        publish_version(work, write_draft(work, informed(MODEL)))
    windows = log_in("anouk")
    page = opened(windows)
    page.list.selectRow(1)
    windows.settle()
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    windows.settle()
    model = windows.office.window.current_page()
    assert isinstance(model, ModelPage)
    assert model.title == "Model · version 1, only read"
    assert INFORMED not in model.bench.model.responsibilities
    assert not model.bench.edit("inform", informed)
    assert not model.proposals.button.isVisibleTo(model)

    model.head.compare.click()
    told = [label.text() for label in model.side.findChildren(Label)]
    assert any("no longer informed" in one for one in told), told
    sheet = model.paper()
    assert sheet is not None
    book = sheet.gather()
    assert (book.what == MODEL, book.options["row"].number, book.options["row"].state) == (True, 1, "retired")


def test_what_is_refused_stands_beside_what_was_asked_and_escape_leaves_it(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    ModelService(company.store, company.people[OWNER]).import_model(MODEL)
    windows = log_in(OWNER)
    page = opened(windows)
    press(page, windows, "pilot")
    confirm(page, windows, team="nobody")
    assert page.form is not None
    assert "no employee “nobody”" in said(page)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.form is None
    assert states(company)[-1] == "draft"


def test_a_new_version_takes_the_screen_and_the_process_from_who_may_no_longer(
    company: Company, log_in: LogIn
) -> None:
    """The rail and the desk follow from what was published, with nothing configured."""
    moved = replace(
        MODEL,
        roles=tuple(
            replace(one, may=("model",)) if one.code == "front" else replace(one, may=())
            for one in MODEL.roles
        ),
    )
    windows = log_in(OWNER)
    page = opened(windows)
    service = ModelService(company.store, company.people[OWNER])
    service.import_model(moved)
    page.load()
    windows.settle()
    page.list.selectRow(0)
    windows.settle()
    press(page, windows, "publish")
    confirm(page, windows)
    assert not windows.office.window.rail.button("model").isVisibleTo(windows.office.window)
    assert "publish" not in acts(page)


def test_set_up_answers_why(company: Company, log_in: LogIn) -> None:
    windows = log_in("anouk")
    windows.office.open_setup()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, SetupPage)
    why = page.why
    why.form.field("action").setText("complete")
    why.form.field("on").setText("assess")
    why.form.submit()
    windows.settle()
    assert "in version 1 of the model Claims is responsible" in why.answer.text()
    why.form.field("login").setText("joost")
    why.form.submit()
    windows.settle()
    assert why.answer.isHidden()


def test_a_case_goes_on_under_the_new_version_from_its_page(company: Company, log_in: LogIn) -> None:
    case = company.claim().case
    with company.store.write(None) as work:
        publish_version(work, write_draft(work, informed(MODEL)))
    windows = log_in("anouk")
    page = CasePage(windows.office.session, case)
    windows.office.window.open_page(page)
    windows.settle()
    assert page.carry.text() == "Go on under version 2…"
    page.begin("carry")
    assert page.panel is not None
    page.panel.confirmed.emit(page.panel.spec, {})
    windows.settle()
    assert page.view is not None
    assert page.view.plan.number == 2
    assert page.carry.isHidden()


def test_the_window_of_a_step_carries_its_case_too(company: Company, log_in: LogIn) -> None:
    started = company.claim()
    windows = log_in("anouk")
    page = windows.office.open_work(started.mine[0])
    windows.settle()
    page.acts.begin("carry")
    windows.settle()
    assert "the one you work by" in windows.told[-1].title
    with company.store.write(None) as work:
        publish_version(work, write_draft(work, informed(MODEL)))
    page.acts.begin("carry")
    windows.settle()
    assert page.acts.panel is not None
    page.acts.panel.confirmed.emit(page.acts.panel.spec, {})
    windows.settle()
    assert page.view is not None
    assert page.view.plan.number == 2
    assert page.acts.panel is None


def test_whose_word_it_was_is_told(company: Company) -> None:
    """Each kind of act has words, so that none stands there as a code."""
    assert all(act_name(kind) for kind in Kind)
    known = {"sketch", "draft", "pilot", "published", "retired", "withdrawn", "discarded"}
    assert len({state_name(state) for state in known}) == len(known)
