"""The one door to the user: notices and errors, and what Qt itself has to say.

No screen opens a dialog to say something: it shows a row or an error panel of its own, or tells it here, and
the frame shows it as a banner.
"""

from __future__ import annotations

import logging
from dataclasses import field

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from desktop_crm.core.errors import Known
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("qt")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@frozen
class Message:
    """Something to tell.

    Attributes:
        kind: ``notice`` or ``alert`` (go by themselves), ``warning`` or ``error`` (stays until dismissed).
        title: what happened, in one sentence. `kept`: what was kept. `todo`: what to do now.
        details: text to copy for whoever looks into it; empty for what the user can settle alone.
    """

    kind: str
    title: str
    kept: str = ""
    todo: str = ""
    details: str = field(default="", compare=False)


class Messages(QObject):
    """Takes what happened and passes it on to whoever shows it.

    Signals:
        told: carries a `Message`.
    """

    told = Signal(object)

    def notice(self, title: str) -> None:
        """Tell that something went well."""
        self.told.emit(Message("notice", title))

    def alert(self, title: str) -> None:
        """Tell of a risk that stands on the screen too, so that this need not stay."""
        self.told.emit(Message("alert", title))

    def warning(self, title: str, *, todo: str = "") -> None:
        """Tell something to look at, that stays until dismissed."""
        self.told.emit(Message("warning", title, todo=todo))

    def error(self, problem: BaseException, *, kept: str = "") -> None:
        """Tell what went wrong: a known error by its own sentence, anything else as a bug of ours, logged."""
        self.told.emit(message_of(problem, kept=kept))
        if not isinstance(problem, Known):
            _log.error("a bug reached the user", exc_info=problem)


def message_of(problem: BaseException, *, kept: str = "") -> Message:
    """Return what to say about an error."""
    if isinstance(problem, Known):
        return Message("error", problem.sentence, kept=kept)
    return Message(
        "error",
        _("Something went wrong that should not have."),
        kept=kept or _("What you typed is still here."),
        todo=_("Try again; if it happens again, send the details to whoever looks after this program."),
        details=f"{type(problem).__name__}: {problem}",
    )


def log_qt_messages() -> None:
    """Send what Qt writes to the log, so that nothing of it is lost on a machine without a console."""
    qInstallMessageHandler(_to_log)


def _to_log(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    _qt_log.log(_LEVELS[kind], "%s: %s", context.category or "default", text)
