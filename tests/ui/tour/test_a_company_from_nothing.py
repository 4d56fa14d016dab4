"""A company built by keyboard alone: from a store that is empty to cases that three roles conclude.

No file is edited, nothing is imported, and no widget is touched but by keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.settings import Settings
from desktop_crm.process.findings import Severity
from desktop_crm.process.model import Model
from desktop_crm.process.reads import load_model, published_version
from desktop_crm.store.open import open_store
from desktop_crm.store.work import Reading
from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.ui.app import App
from desktop_crm.ui.login.gate import Gate
from desktop_crm.ui.modelling.versions_page import VersionsPage
from desktop_crm.workflow.reads_case import read_head
from desktop_crm.workflow.reads_find import find_case
from tests.conftest import MONDAY_NINE
from tests.ui.typist import Key, Typist

pytestmark = pytest.mark.gui
ADA, SECRET = "ada", "a garden with tulips"
PEOPLE = {
    "counter": ("Carla Bos", "carla"),
    "workshop": ("Willem Smit", "willem"),
    "manager": ("Mia Vos", "mia"),
}


@dataclass
class Company:
    """Where the company stands, and the passwords of who works there."""

    store: Path
    time: FakeTime
    passwords: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return Company(tmp_path_factory.mktemp("bicycles") / "office.store", FakeTime(MONDAY_NINE))


@pytest.fixture
def typist(company: Company, tmp_path: Path, qtbot: QtBot) -> Iterator[Typist]:
    """The application on the company's store, and somebody with a keyboard before it."""
    app = App(Gate(company.store, time=company.time), Settings(tmp_path / "settings.json"))
    app.start()
    yield Typist(app, company.time, qtbot)
    qtbot.waitUntil(lambda: not app.tasks.busy, timeout=10_000)
    app.close()
    for window in (app.login, app.office.window if app.office else None):
        if window is not None:
            window.hide()
            window.deleteLater()
    app.deleteLater()
    QApplication.processEvents()


def first_administrator(typist: Typist) -> None:
    door = typist.wait(lambda: typist.app.login, "the log-in window")
    door.activateWindow()
    typist.wait(door.first.isVisible, "the page of the first administrator")
    for words in ("Ada Winter", ADA, SECRET, SECRET):
        typist.type(words)
        typist.press(Key.Key_Return)
    typist.wait(door.key_page.isVisible, "the recovery key")
    typist.press(Key.Key_Space)
    typist.push(door.key_page.go_on)
    typist.wait(door.log_in.isVisible, "the page to log in")


def lists(typist: Typist) -> None:
    """Roles, information, activities, processes and what customers said."""
    typist.sheet("company")
    typist.line("model", name="De Ketting, bicycles")
    typist.line("calendar/office", weekly__sat="10:00-16:00")
    typist.names("role", ("Counter", "Workshop"))
    typist.line("process_owner", name="Manager")
    typist.line("process_owner", code="manager")
    typist.names("item", ("Bicycle", "Fault", "Estimate", "Price agreed", "Work done", "Words", "Verdict"))
    for item, kind in (("estimate", "money"), ("price_agreed", "yes-no"), ("words", "comment")):
        typist.line(item, type=kind)
    typist.names(
        "activity",
        ("Take in", "Diagnose", "Agree price", "Mend", "Hand back", "Listen", "Judge", "Tell customer"),
    )
    for activity, contact in (
        ("take_in", "in desk"), ("agree_price", "out telephone"), ("hand_back", "out desk answers"),
        ("listen", "in telephone"), ("tell_customer", "out telephone answers"),
    ):  # fmt: skip
        typist.line(activity, contact=contact)
    typist.names("process", ("Repair", "Question", "Complaint"))
    for process, begins, ends in (
        ("repair", "Customer brings a bicycle", "Customer rides it home"),
        ("question", "Customer asks", "Customer knows"),
        ("complaint", "Customer complains", "Customer has our answer"),
    ):
        typist.line(process, starting__name=begins, concluding__name=ends)
    typist.names("ksf", ("Ready in two days", "Answered today"))
    for ksf, text, norm in (
        ("ready_in_two_days", "I need my bicycle to get to work.", "2 working days"),
        ("answered_today", "Don't let me wait for an answer.", "1 working day"),
    ):
        typist.line(ksf, text=text, calendar="office", norm=norm, evidence="Said at the counter, autumn 2026")


def matrices(typist: Typist) -> None:
    """Steps, who does them, what they need and register, and which clocks run."""
    orders = {
        "repair": ("take_in", "diagnose", "agree_price", "mend", "hand_back"),
        "question": ("listen", "tell_customer"),
        "complaint": ("listen", "judge", "tell_customer"),
    }
    for process, activities in orders.items():
        typist.marks("places", *((one, process, str(at)) for at, one in enumerate(activities, 1)))
    typist.sheet("steps")
    typist.line("repair/diagnose", flows="agree_price when estimate more 150.00 EUR | mend")
    for end in ("repair/hand_back", "question/tell_customer", "complaint/tell_customer"):
        typist.line(end, concluding="yes")
    of_counter = ("take_in", "agree_price", "hand_back", "listen", "tell_customer")
    typist.marks(
        "responsibilities", *((one, "counter", "r") for one in of_counter),
        ("diagnose", "workshop", "r"), ("mend", "workshop", "r"), ("judge", "manager", "r"),
    )  # fmt: skip
    typist.marks(
        "uses",
        ("take_in", "bicycle", "o*"), ("take_in", "fault", "o*"), ("diagnose", "fault", "i"),
        ("diagnose", "estimate", "o*"), ("agree_price", "estimate", "i*"), ("agree_price", "price_agreed", "o*"),
        ("mend", "bicycle", "i"), ("mend", "price_agreed", "i"), ("mend", "work_done", "o*"),
        ("hand_back", "work_done", "i"), ("listen", "words", "o*"), ("judge", "words", "i*"),
        ("judge", "verdict", "o*"), ("tell_customer", "words", "i"), ("tell_customer", "verdict", "i"),
    )  # fmt: skip
    typist.marks(
        "measurements", ("ready_in_two_days", "repair", "m"), ("answered_today", "question", "m"),
        ("answered_today", "complaint", "m"),
    )  # fmt: skip


def screening(typist: Typist, *said: tuple[str, tuple[str, ...]]) -> str:
    """Do acts on the version at hand, each with its words; return what stands there of it then."""
    typist.push(typist.model.versions)
    typist.settle()
    page = typist.office.window.current_page()
    assert isinstance(page, VersionsPage)
    for act, words in said:
        button = page.findChild(QPushButton, f"version_{act}")
        assert button is not None, f"nobody offers to {act}"
        typist.push(button)
        for place, word in enumerate(words):
            if place:
                typist.press(Key.Key_Tab)
            typist.type(word)
        typist.press(Key.Key_Return)
        typist.settle()
        assert page.form is None, page.form.findChild(QLabel, "problem").text()  # type: ignore[union-attr]
    told = "\n".join(label.text() for label in page.words.findChildren(QLabel))
    typist.go_to("model")
    return told


def approved_by_a_second_person(typist: Typist, company: Company) -> None:
    """Otto of general management logs in, reads what the draft lacks, and approves it with a remark."""
    typist.log_out()
    typist.log_in("otto", company.passwords["otto"], new="otto walks to work")
    typist.go_to("model")
    assert "A second person has to approve this version: Otto Prins." in screening(typist)
    assert "Otto Prins approved it: “Customers know what to expect”" in screening(
        typist, ("approve", ("Customers know what to expect",))
    )
    typist.log_out()
    typist.log_in(ADA, SECRET)
    typist.go_to("model")


def hindering(typist: Typist) -> list[str]:
    """Return what is wrong or doubtful; the paper's ranges are remarks on companies of any size."""
    typist.settle()
    checked = typist.model.bench.checked
    assert checked is not None
    assert checked.model is typist.model.bench.model
    return [f"{one.place}: {one.sentence}" for one in checked.findings if one.severity is not Severity.ADVICE]


def published(company: Company) -> Model:
    store = open_store(company.store, time=company.time)
    try:
        with store.read() as view:
            version = published_version(view)
            assert version is not None, "nothing is published"
            return load_model(view, version)
    finally:
        store.close()


def test_1_an_empty_store_becomes_a_published_company_by_keys_alone(typist: Typist, company: Company) -> None:
    first_administrator(typist)
    typist.log_in(ADA, SECRET)
    typist.go_to("setup")
    company.passwords["otto"] = typist.add_employee("Otto Prins", "otto")
    typist.go_to("model")
    typist.push(typist.model.begin)
    typist.settle()
    lists(typist)
    assert hindering(typist)
    matrices(typist)
    screening(typist, ("sponsor", ("Otto Prins",)), ("success", ("answered_today", "80%", "95%")))
    (lacking,) = hindering(typist)
    assert "A second person has to approve this version: Otto Prins." in lacking
    approved_by_a_second_person(typist, company)
    assert hindering(typist) == []
    for _once_more in range(2):  # what will differ is shown first
        typist.push(typist.model.publish)
        typist.settle()

    made = published(company)
    assert (len(made.processes), len(made.activities), len(made.roles)) == (3, 8, 3)
    assert made.name == "De Ketting, bicycles"


def hire(typist: Typist, company: Company) -> None:
    """Ada makes three employees in Set-up; each will find a password that was handed over."""
    typist.log_in(ADA, SECRET)
    typist.go_to("setup")
    for role, (name, login) in PEOPLE.items():
        company.passwords[login] = typist.add_employee(name, login, role)
    typist.log_out()


def enter(typist: Typist, company: Company, role: str) -> None:
    """Log in as whoever has a role; the first time with a new password."""
    login = PEOPLE[role][1]
    given, own = company.passwords[login], f"{login} rides a bicycle"
    typist.log_in(login, given, new="" if given == own else own)
    company.passwords[login] = own
    company.time.advance(600)


def number_of(page: ActivityPage) -> str:
    assert page.view is not None
    return page.view.case.number


def test_2_three_roles_log_in_and_walk_cases_to_their_conclusion(typist: Typist, company: Company) -> None:
    hire(typist, company)

    enter(typist, company, "counter")
    page = typist.start("repair", "It makes a noise.")
    repair = number_of(page)
    typist.register(page, bicycle="Gazelle, blue", fault="The crank is loose")
    assert typist.complete(page) is None
    page = typist.start("complaint", "My light broke again.")
    complaint = number_of(page)
    typist.register(page, words="The light that you mended broke the next day.")
    assert typist.complete(page) is None
    typist.log_out()

    enter(typist, company, "workshop")
    page = typist.take(repair)
    typist.register(page, estimate="180")
    assert typist.complete(page) is None  # above 150 euros the counter agrees on the price first
    typist.log_out()

    enter(typist, company, "manager")
    page = typist.take(complaint)
    typist.register(page, verdict="A new light, free of charge")
    typist.complete(page)
    typist.log_out()

    enter(typist, company, "counter")
    page = typist.take(repair)
    typist.register(page, price_agreed="yes")
    assert typist.complete(page) is None
    page = typist.take(complaint)
    typist.register(page, channel="telephone", text="A new light waits.", delivered="A new light")
    typist.complete(page)
    typist.log_out()

    enter(typist, company, "workshop")
    page = typist.take(repair)
    typist.register(page, work_done="New bottom bracket")
    assert typist.complete(page) is None
    typist.log_out()

    enter(typist, company, "counter")
    page = typist.take(repair)
    typist.register(page, channel="desk", text="Here is your bicycle.", delivered="A bicycle without a noise")
    typist.complete(page)
    typist.log_out()

    assert [status(company, one) for one in (repair, complaint)] == ["concluded", "concluded"]


def status(company: Company, number: str) -> str:
    def ask(view: Reading) -> str:
        return str(read_head(view, find_case(view, number)).status)

    store = open_store(company.store, time=company.time)
    try:
        with store.read() as view:
            return ask(view)
    finally:
        store.close()
