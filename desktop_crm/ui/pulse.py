"""The pulse at the desk: a line above the page asks now and then whether this helps to serve; one key answers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.ui.frame.window import MainWindow
from desktop_crm.ui.session import Session
from desktop_crm.ui.widgets.banner import Banner

_WAIT_MS = 20 * 60_000  # nobody is asked while they begin their day


class PulseAsking(QObject):
    """Asks once the desk has stood for a while, if it is time; whoever goes on working has not answered.

    Attributes:
        banner: the line that asks, or None.

    Signals:
        pulse_wanted: somebody wants to see what all say together.
    """

    pulse_wanted = Signal()

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self.banner: Banner | None = None
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_WAIT_MS)
        self._waiting.timeout.connect(self.look)
        self._waiting.start()

    def look(self) -> None:
        """Ask the store whether it is time, and ask the employee if it is."""
        if not self._session.tasks.closed:
            desk = self._session.desk

            def ask() -> bool:
                return desk.measuring.pulse.ask()  # what measures is loaded here, not on the window's thread

            self._session.tasks.write(ask, self._ask, self._quiet, owner=self)

    def _ask(self, wanted: bool) -> None:
        if not wanted:
            return
        banner = self.banner = Banner(
            "info", _("Does this program help you serve?"), _("Nobody learns who answered, or what.")
        )
        for number, (answer, words) in enumerate(
            (("yes", _("Yes")), ("partly", _("Partly")), ("no", _("No"))), start=1
        ):
            keys = f"Ctrl+{number}"
            say = partial(self.answer, answer)
            link = banner.add_action(_("{words} ({keys})").format(words=words, keys=keys), say)
            link.setObjectName(f"pulse_{answer}")
            QShortcut(QKeySequence(keys), banner).activated.connect(say)
        banner.dismissed.connect(self._gone)
        self._window.notices.put(banner)

    def answer(self, answer: str) -> None:
        """Count an answer, and thank for it."""
        if self.banner is not None:
            self.banner.dismiss()
            pulse = self._session.desk.measuring.pulse
            self._session.tasks.write(
                partial(pulse.answer, answer=answer), self._thank, self._session.messages.error, owner=self
            )

    def _thank(self, _done: None) -> None:
        thanks = Banner("notice", _("Thank you."), _("It is counted, without your name."))
        thanks.add_action(_("What all say"), self.pulse_wanted.emit)
        self._window.notices.put(thanks)

    def _gone(self) -> None:
        self.banner = None

    def _quiet(self, _problem: Known) -> None:
        """Say nothing where it can't be asked: it is no trouble of whoever works here."""

    def leave(self) -> None:
        """Ask no more: whoever would have been asked goes."""
        self._waiting.stop()
