"""After how many minutes without a touch a desk locks: this computer's line, and the company's for who administers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.store.locking import LEAST, MOST, lock_after
from desktop_crm.ui.locking import KEY, LOCK_NOW, kept_minutes
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.ui.widgets.list_view import Keeper


class LockMinutes(QWidget):
    """Asks for minutes; Enter, or leaving a line, keeps them.

    Attributes:
        own: this computer's line. `company`: everybody's, shown to who administers.
    """

    def __init__(self, session: Session, settings: Keeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._settings = session, settings
        self._longest = MOST
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space("hair"))
        column.addWidget(Label(_("Lock"), font="panel_title"))
        words = _(
            "A desk that nobody touches hides until whoever works there logs in again ({keys}: now). "
            "What was typed stays."
        ).format(keys=LOCK_NOW)
        column.addWidget(Label(words, colour="muted", wrap=True))
        self.own = self._add_line(column, "lock_own", _("Minutes on this computer; nothing: as everybody"))
        self._everybodys = QWidget()
        inner = QVBoxLayout(self._everybodys)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme().space("hair"))
        self.company = self._add_line(inner, "lock_company", _("Minutes at most, for everybody"))
        self._everybodys.hide()
        column.addWidget(self._everybodys)
        self._wrong = Label("", colour="overdue_ink", wrap=True)
        self._wrong.hide()
        column.addWidget(self._wrong)
        kept = kept_minutes(settings)
        self.own.setText("" if kept is None else str(kept))
        self.own.editingFinished.connect(lambda: self._take(self.own, self._keep_own))
        self.company.editingFinished.connect(lambda: self._take(self.company, self._keep_company))
        session.read(lock_after, self._show, owner=self, key="lock")

    def _add_line(self, column: QVBoxLayout, name: str, words: str) -> LineEdit:
        label, line = Label(words, font="label"), LineEdit(name=words)
        line.setObjectName(name)
        label.setBuddy(line)
        column.addWidget(label)
        column.addWidget(line)
        return line

    @property
    def wrong(self) -> str:
        """What is wrong with a line; empty: nothing."""
        return self._wrong.text()

    def show_company(self, may: bool) -> None:
        """Let who administers say how long everybody's desk may stay open."""
        self._everybodys.setVisible(may)

    def _show(self, minutes: int) -> None:
        self._longest = minutes
        self.company.setText(str(minutes))
        self.own.setPlaceholderText(str(minutes))

    def _take(self, line: LineEdit, keep: Callable[[int | None], None]) -> None:
        text = line.text().strip()
        own = line is self.own
        most = self._longest if own else MOST
        if not text and own:
            keep(None)
        elif text.isascii() and text.isdigit() and LEAST <= int(text[:4]) <= most:
            keep(int(text[:4]))
        else:
            self._say(
                _("“{text}” is no number of minutes from {least} to {most}; nothing was changed.").format(
                    text=text[:40], least=LEAST, most=most
                )
            )
            return
        self._say("")

    def _say(self, problem: str) -> None:
        self._wrong.setText(problem)
        self._wrong.setVisible(bool(problem))

    def _keep_own(self, minutes: int | None) -> None:
        self._settings.put({KEY: minutes})

    def _keep_company(self, minutes: int | None) -> None:
        if minutes is None or minutes == self._longest:
            return
        employees = self._session.desk.employees
        self._session.write(
            lambda: employees.lock_after(minutes=minutes), lambda _done: self._show(minutes), self._refused,
            owner=self,
        )  # fmt: skip

    def _refused(self, problem: Known) -> None:
        self.company.setText(str(self._longest))
        self._say(problem.sentence)
