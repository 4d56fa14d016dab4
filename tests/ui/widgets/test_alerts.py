"""Alerts: said once, not in quiet hours, and never in a dialog."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Invalid
from desktop_crm.core.ids import CaseId, WorkItemId, new_id
from desktop_crm.core.settings import Settings
from desktop_crm.ui import wording
from desktop_crm.ui.alerts import Alerts
from desktop_crm.ui.frame.notices import Notices
from desktop_crm.ui.messages import Messages
from desktop_crm.ui.quiet_hours import NEVER, QuietHours, kept_quiet_hours, read_quiet_hours
from desktop_crm.ui.setup.alert_hours import AlertHours
from desktop_crm.ui.theme import theme
from desktop_crm.workflow.reads_rows import NearestClock, WorkRow
from desktop_crm.workflow.states import ItemState

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


def a_step(face: str, name: str = "Call back") -> WorkRow:
    clock = NearestClock("answer", "Answer", "response", face, 600, NOON + timedelta(minutes=10), NOON)
    return WorkRow(
        WorkItemId(new_id()), CaseId(new_id()), "2026-1", name, "Claim", None, "Smit", ItemState.CLAIMED, "Front",
        NOON, NOON, None, None, clock, None, None, "",
    )  # fmt: skip


@pytest.fixture
def told(messages: Messages) -> list[str]:
    found: list[str] = []
    messages.told.connect(lambda message: found.append(message.title))
    return found


def colour_in_the_middle(banner: QWidget) -> str:
    banner.resize(600, banner.height())
    return banner.grab().toImage().pixelColor(500, banner.height() // 2).name()


def watching(qtbot: QtBot, messages: Messages, now: FakeTime, quiet: QuietHours = NEVER) -> Alerts:
    window = QWidget()
    qtbot.addWidget(window)
    return Alerts(now.now, messages, lambda: quiet, window)


def test_an_alert_looks_like_the_risk_it_tells_of_and_goes_by_itself(
    qtbot: QtBot, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(theme().tokens.duration, "notice_stays", 1)  # type: ignore[arg-type]
    notices = Notices(messages)
    qtbot.addWidget(notices)
    watching(qtbot, messages, FakeTime(NOON)).look_at([a_step("at_risk")])
    (banner,) = notices.banners
    assert colour_in_the_middle(banner) == theme().colour("at_risk_bg").name()
    qtbot.waitUntil(lambda: notices.banners == (), timeout=5_000)


def test_what_comes_to_be_at_risk_is_said_once(qtbot: QtBot, messages: Messages, told: list[str]) -> None:
    alerts = watching(qtbot, messages, FakeTime(NOON))
    calm = a_step("running")
    alerts.look_at([calm])
    assert told == []
    assert calm.clock is not None
    risky = replace(calm, clock=replace(calm.clock, face="at_risk"))
    alerts.look_at([risky])
    alerts.look_at([risky, a_step("running")])
    late = replace(calm, clock=replace(calm.clock, face="overdue"))
    alerts.look_at([late])
    assert told == ["At risk now: “Call back” for Smit."]
    assert QApplication.activeModalWidget() is None


def test_many_at_once_are_one_alert(qtbot: QtBot, messages: Messages, told: list[str]) -> None:
    alerts = watching(qtbot, messages, FakeTime(NOON))
    alerts.look_at([a_step("at_risk", f"Step {number}") for number in range(5)])
    assert told == ["At risk now: “Step 0” for Smit, “Step 1” for Smit, “Step 2” for Smit, 2 more."]


def test_what_was_never_seen_at_risk_is_said_to_be_overdue(
    qtbot: QtBot, messages: Messages, told: list[str]
) -> None:
    alerts = watching(qtbot, messages, FakeTime(NOON))
    alerts.look_at([a_step("at_risk"), a_step("overdue", "Weigh it")])
    assert told == ["At risk now: “Call back” for Smit. Overdue: “Weigh it” for Smit."]


def test_two_clocks_of_a_step_are_two_alerts_and_one_where_they_come_together(
    qtbot: QtBot, messages: Messages, told: list[str]
) -> None:
    alerts = watching(qtbot, messages, FakeTime(NOON))
    late = a_step("overdue")
    assert late.clock is not None
    other = replace(late, clock=replace(late.clock, ksf="settles", face="at_risk"))
    alerts.look_at([late])
    alerts.look_at([late, other])
    assert told == ["Overdue: “Call back” for Smit.", "At risk now: “Call back” for Smit."]
    alerts = watching(qtbot, messages, FakeTime(NOON))
    alerts.look_at([late, other])
    assert told[2:] == ["Overdue: “Call back” for Smit."]


def test_what_was_said_is_not_said_again_at_the_next_log_in(
    qtbot: QtBot, messages: Messages, told: list[str], tmp_path: Path
) -> None:
    settings, step, window = Settings(tmp_path / "settings.json"), a_step("at_risk"), QWidget()
    qtbot.addWidget(window)
    for _log_in in range(2):
        kept = Settings(settings.file)
        Alerts(FakeTime(NOON).now, messages, lambda: NEVER, window, kept, "alerts/me").look_at([step])
    assert len(told) == 1
    Alerts(FakeTime(NOON).now, messages, lambda: NEVER, window, settings, "alerts/you").look_at([step])
    assert len(told) == 2


def test_in_quiet_hours_nothing_is_said_and_afterwards_it_is(
    qtbot: QtBot, messages: Messages, told: list[str]
) -> None:
    now = FakeTime(NOON)
    hour = wording.local(NOON).hour
    alerts = watching(qtbot, messages, now, QuietHours(time(hour), time(hour + 1)))
    step = a_step("at_risk")
    alerts.look_at([step])
    assert told == []
    now.advance(3_600)
    alerts.look_at([step])
    assert len(told) == 1


def test_while_the_desk_is_hidden_nothing_is_said_and_afterwards_it_is(
    qtbot: QtBot, messages: Messages, told: list[str]
) -> None:
    alerts = watching(qtbot, messages, FakeTime(NOON))
    window, step = alerts.parent(), a_step("at_risk")
    assert isinstance(window, QWidget)
    window.show()
    window.hide()
    alerts.look_at([step])
    assert told == []
    window.show()
    alerts.look_at([step])
    assert len(told) == 1


@given(st.times(), st.times(), st.times())
def test_quiet_hours_may_lie_across_midnight(start: time, end: time, at: time) -> None:
    quiet = QuietHours(start, end)
    inside = start <= at < end if start <= end else not end <= at < start
    assert quiet.holds(datetime.combine(NOON, at)) is inside


def test_quiet_hours_are_read_as_they_are_shown_or_refused() -> None:
    for hours in (QuietHours(), QuietHours(time(0, 30), time(6)), NEVER):
        assert read_quiet_hours(str(hours)) == hours
    with pytest.raises(Invalid, match="are no hours"):
        read_quiet_hours("at night")


def test_quiet_hours_are_set_on_one_line_and_kept(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    panel = AlertHours(settings)
    qtbot.addWidget(panel)
    assert panel.hours.text() == "18:00-08:00"
    panel.hours.setText("20.00 - 7:30")
    qtbot.keyClick(panel.hours, Qt.Key.Key_Return)
    assert kept_quiet_hours(Settings(settings.file)) == QuietHours(time(20), time(7, 30))
    panel.hours.setText("at night")
    qtbot.keyClick(panel.hours, Qt.Key.Key_Return)
    assert "are no hours" in panel.wrong
    assert kept_quiet_hours(settings) == QuietHours(time(20), time(7, 30))
    panel.hours.clear()
    qtbot.keyClick(panel.hours, Qt.Key.Key_Return)
    assert kept_quiet_hours(settings) == NEVER
