"""What comes to a customer's file with little typing: a contact in one line, an e-mail, an appointment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_crm.customers.data import ConsentData, PointData
from desktop_crm.customers.points import PointKind
from desktop_crm.exchange.calendar_file import read_calendar
from desktop_crm.ui.customer.page import CustomerPage
from desktop_crm.ui.incoming import plain_number
from desktop_crm.ui.widgets.link import Link
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
_NONE, _LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


def file_of(windows: Windows, company: Company, who: str = "smit") -> CustomerPage:
    page = windows.office.open_customer(company.customers[who])
    windows.settle()
    return page


def drop(page: CustomerPage, *paths: Path) -> bool:
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy = Qt.DropAction.CopyAction
    entering = QDragEnterEvent(page.rect().center(), copy, dropped, _LEFT, _NONE)
    entering.ignore()
    QApplication.sendEvent(page, entering)
    if not entering.isAccepted():
        return False
    QApplication.sendEvent(page, QDropEvent(QPointF(5, 5), copy, dropped, _LEFT, _NONE))
    return True


def rows(company: Company, statement: str) -> list[tuple[object, ...]]:
    with company.store.read() as view:
        return view.driver.execute(statement).fetchall()  # type: ignore[no-any-return]


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    message = EmailMessage()
    message["From"], message["Subject"] = "bakker@example.nl", "Schade"
    message["Date"] = "Fri, 20 Nov 2026 10:00:00 +0100"
    message.set_content("de ruit is stuk")
    message.add_attachment(b"1", maintype="image", subtype="png", filename="ruit.png")
    path = tmp_path / "schade.eml"
    path.write_bytes(message.as_bytes())
    return path


def test_a_contact_is_registered_with_two_keys_and_the_words(
    log_in: LogIn, company: Company, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    page = file_of(windows, company)
    keys = 0
    qtbot.keyClick(page.line, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    keys += 1
    typing = QApplication.focusWidget()
    assert typing is not None
    qtbot.keyClicks(typing, "belt terug")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    keys += 1
    windows.settle()
    assert keys == 2
    assert rows(company, "SELECT text, channel, direction, subject FROM contact") == [
        ("belt terug", "telephone", "in", "")
    ]
    assert page.planning.panel is None
    assert page.view is not None
    assert page.view.file.counts.contacts == 1


def test_an_email_that_is_dropped_is_registered_once_with_its_files(
    log_in: LogIn, company: Company, mail: Path
) -> None:
    windows = log_in("anouk")
    page = file_of(windows, company)
    assert drop(page, mail)
    windows.settle()
    assert "does not have the address bakker@example.nl" in windows.told[-1].title
    assert rows(company, "SELECT subject, text, channel, direction FROM contact") == [
        ("Schade", "de ruit is stuk", "email", "in")
    ]
    assert rows(company, "SELECT name FROM attachment") == [("ruit.png",)]
    drop(page, mail)
    windows.settle()
    assert "already" in windows.told[-1].title
    assert len(rows(company, "SELECT id FROM contact")) == 1


def test_an_email_of_another_customer_is_refused_with_their_name(
    log_in: LogIn, company: Company, mail: Path
) -> None:
    windows = log_in("anouk")
    point = PointData(PointKind.EMAIL, "bakker@example.nl")
    windows.office.session.desk.customers.add_contact_point(customer=company.customers["smit"], point=point)
    page = file_of(windows, company, "vries")
    drop(page, mail)
    windows.settle()
    assert "Bakkerij Smit" in windows.told[-1].title
    assert rows(company, "SELECT id FROM contact") == []


def test_an_appointment_that_is_dropped_is_planned(log_in: LogIn, company: Company, tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    lines = (
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "DTSTART:20261201T090000Z",
        "SUMMARY:Taxatie",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    path.write_text("\r\n".join(lines), "utf-8")
    windows = log_in("anouk")
    page = file_of(windows, company)
    assert drop(page, path)
    windows.settle()
    assert windows.told[-1].title == "1 contact is planned."
    assert rows(company, "SELECT subject, channel FROM planned_contact") == [("Taxatie", "visit")]


def test_what_is_planned_goes_out_as_a_calendar_file_and_comes_back_once(
    log_in: LogIn, company: Company, tmp_path: Path
) -> None:
    windows = log_in("anouk")
    page = file_of(windows, company)
    button = page.findChild(QPushButton, "calendar_out")
    assert button is not None
    assert button.isHidden()
    session = windows.office.session
    at = session.now() + timedelta(days=2)
    session.announce(
        session.desk.customers.plan_contact(
            customer=company.customers["smit"], channel="visit", subject="Taxatie", at=at
        )
    )
    windows.settle()
    assert not button.isHidden()
    path = tmp_path / "planned.ics"
    page.calendar.write(path)
    windows.settle()
    (appointment,) = read_calendar(path, UTC)
    assert (appointment.at, appointment.customer) == (at, company.customers["smit"])
    assert "Taxatie" in appointment.subject


OVERRIDES = "SELECT form, remark FROM privacy_act WHERE kind = 'override'"


def say_why(windows: Windows, page: CustomerPage, reason: str) -> None:
    """Confirm what is refused to who never agreed, and type the reason where the keyboard is put then."""
    panel = page.planning.panel
    assert panel is not None
    panel.confirm()
    windows.settle()
    assert "never said" in problem_of(page)
    typing = QApplication.focusWidget()
    assert typing is not None
    QTest.keyClicks(typing, reason)
    QTest.keyClick(typing, Qt.Key.Key_Return)
    windows.settle()


def problem_of(page: CustomerPage) -> str:
    problem = page.findChild(QLabel, "act_problem")
    assert problem is not None
    return problem.text()


def test_a_contact_with_who_never_agreed_is_planned_with_a_reason(log_in: LogIn, company: Company) -> None:
    windows = log_in("anouk")
    page = file_of(windows, company)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(page, Qt.Key.Key_N, keys)
    panel = page.planning.panel
    assert panel is not None
    ahead = windows.office.session.now() + timedelta(days=1)
    for code, value in (("channel", "telephone"), ("subject", "Review"), ("at", ahead.isoformat())):
        panel.fields[code].set_value(value)
    say_why(windows, page, "promised at the counter")
    assert page.planning.panel is None
    assert rows(company, "SELECT subject FROM planned_contact") == [("Review",)]
    assert rows(company, OVERRIDES) == [("Telephone", "promised at the counter")]


def test_a_mail_to_who_never_agreed_is_begun_with_a_reason(
    log_in: LogIn, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    monkeypatch.setattr("desktop_crm.ui.customer.mailing.compose", begun.append)
    windows = log_in("anouk")
    point = PointData(PointKind.EMAIL, "bakker@example.nl")
    windows.office.session.desk.customers.add_contact_point(customer=company.customers["smit"], point=point)
    page = file_of(windows, company)
    link = next(one for one in page.head.findChildren(Link) if "@" in one.text())
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    windows.settle()
    panel = page.planning.panel
    assert panel is not None
    assert "never said" in panel.spec.explanation
    assert begun == []
    panel.fields["despite"].set_value("a recall")
    panel.confirm()
    windows.settle()
    agreed = ConsentData("email", True, windows.office.session.now())
    windows.office.session.desk.customers.register_consent(customer=company.customers["smit"], consent=agreed)
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    windows.settle()
    assert begun == ["mailto:bakker@example.nl"] * 2
    assert rows(company, OVERRIDES) == [("E-mail", "a recall")]


def test_a_letter_is_looked_at_before_it_is_registered_with_its_pdf(log_in: LogIn, company: Company) -> None:
    windows = log_in("anouk")
    page = file_of(windows, company)
    QTest.keyClick(page, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    panel = page.planning.panel
    assert panel is not None
    panel.fields["subject"].set_value("Offer")
    panel.fields["text"].set_value("Dear {name},\n\nHere it is.")
    say_why(windows, page, "they asked for it")
    assert not panel.picture.visibleRegion().isEmpty(), "it is in sight without scrolling"
    assert panel.confirm_button.text() == "Register the letter"
    assert rows(company, "SELECT id FROM contact") == []
    panel.fields["text"].set_value("Dear {name},\n\nHere it is at last.")
    panel.confirm()
    windows.settle()
    assert rows(company, "SELECT id FROM contact") == [], "what was changed is looked at again"
    panel.confirm()
    windows.settle()
    assert page.planning.panel is None
    assert rows(company, "SELECT subject, text, channel, direction FROM contact") == [
        ("Offer", "Dear Bakkerij Smit B.V.,\n\nHere it is at last.", "letter", "out")
    ]
    assert rows(company, "SELECT name, media_type FROM attachment") == [("Offer.pdf", "application/pdf")]
    assert rows(company, OVERRIDES) == [("Post", "they asked for it")]


def test_a_letter_to_who_wants_no_post_is_refused_with_the_reason(log_in: LogIn, company: Company) -> None:
    windows = log_in("anouk")
    page = file_of(windows, company)
    desk = windows.office.session.desk
    said = ConsentData("post", False, windows.office.session.now())
    desk.customers.register_consent(customer=company.customers["smit"], consent=said)
    QTest.keyClick(page, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    panel = page.planning.panel
    assert panel is not None
    panel.confirm()
    windows.settle()
    assert "does not want this" in problem_of(page)
    assert panel.picture.isHidden()


def test_a_message_beside_a_file_of_another_kind_is_no_contact(
    log_in: LogIn, company: Company, tmp_path: Path, mail: Path
) -> None:
    windows = log_in("anouk")
    page = file_of(windows, company)
    other = tmp_path / "a.xlsx"
    other.write_bytes(b"x")
    drop(page, mail, other)
    windows.settle()
    assert rows(company, "SELECT id FROM contact") == []


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("tel:+31-38-4217706", "+31-38-4217706"),
        ("TEL:038%204217706;phone-context=+31", "038 4217706"),
        ("callto://0384217706", "0384217706"),
        (" 038  4217706 ", "038 4217706"),
    ],
)
def test_a_number_is_taken_from_a_link(said: str, number: str) -> None:
    assert plain_number(said) == number
