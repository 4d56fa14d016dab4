"""Why may I, why may I not: asked of oneself, or by who supervises or administers of anybody."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.access.why import Explanation
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.ui.login.form_page import FormPage, Line
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.offer import Offer
from desktop_crm.workflow.why import words


class WhyPanel(QWidget):
    """Asks who, what and on what, and answers in a sentence that names the cell of the matrix.

    Attributes:
        form: what is asked. `answer`: the sentence.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.form = FormPage(
            _("Why may I, why may I not"),
            _(
                "What: anything that is done here; while you type, words are offered. On what: the code of an "
                "activity, process or field, a screen, the number of a case, or a step of it as CASE/STEP."
            ),
            (
                Line("login", _("Who (login)")),
                Line("action", _("What")),
                Line("on", _("On what"), optional=True),
            ),
            _("Why?"),
            title_font="panel_title",
        )
        self.form.setObjectName("why_form")
        self.form.button.kind = "outlined"
        self.form.field("login").setText(session.actor.login)
        action = self.form.field("action")
        action.setCompleter(Offer(words(), action))
        self.form.submitted.connect(self._ask)
        self.answer = Label("", wrap=True)
        self.answer.setObjectName("why_answer")
        self.answer.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space("base"))
        column.addWidget(self.form)
        column.addWidget(self.answer)

    def _ask(self, typed: dict[str, str]) -> None:
        desk = self._session.desk
        self._session.tasks.read(
            lambda: desk.why(login=typed["login"], action=typed["action"], on=typed["on"].strip()),
            self._tell, self._cannot, owner=self, key="why",
        )  # fmt: skip

    def _tell(self, found: Explanation) -> None:
        self.answer.set_colour("met_ink" if found.may else "overdue_ink")
        self.answer.setText(found.sentence)
        self.answer.setAccessibleName(found.sentence)
        self.answer.show()

    def _cannot(self, problem: Known) -> None:
        self.answer.hide()
        self.form.say(problem.sentence)
