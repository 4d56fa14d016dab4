"""Import transactions: a file of another system is chosen, tried, and brought in; what is refused is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.exchange.trade_file import TradeReport, import_trades, lines_of
from desktop_crm.ui.activity.acts import text_item
from desktop_crm.ui.activity.fields import spec_of
from desktop_crm.ui.importing.file_page import FilePage
from desktop_crm.ui.importing.lists import rejected_rows, told_model
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.fields import make_field
from desktop_crm.ui.widgets.label import ElidingLabel, Label
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.panel import Panel

KEY = "customers/transactions"


def ask_which(parent: QWidget | None) -> str:
    """Ask which file; empty: none."""
    pattern = _("Transactions (*.csv *.txt *.tsv);;All files (*)")
    path, _pattern = QFileDialog.getOpenFileName(parent, _("Import transactions"), "", pattern)
    return path


class TradesPage(FilePage):
    """A file and its system above, what was refused below.

    Attributes:
        report: what the last import or trial did.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(KEY, _("Import transactions"), session, ask_which, parent)
        self.setObjectName("trades_page")
        self.report: TradeReport | None = None
        self.system = make_field(
            replace(spec_of(text_item("system", _("System they come from"))), answerable=False)
        )
        self.system.setObjectName("trades_system")
        self.name = ElidingLabel(_("none chosen"), colour="muted")
        self.sentence = Label("", wrap=True)
        self.told = told_model(self)
        nothing = EmptyState(
            _("Nothing was refused."),
            _(
                "Choose a .csv file with customer, product, amount and date, or drop it anywhere on this page."
            ),
        )
        self.list = ListView(self.told, name=_("What was refused"), empty=nothing)
        self.choose.setObjectName("trades_choose")
        self.attempt.setObjectName("trades_try")
        self.bring.setObjectName("trades_bring")
        self._lay_out()
        self._show_state()

    def _lay_out(self) -> None:
        space = theme().space("panel")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(space, space, space, space)
        whole.setSpacing(space)
        above = Panel(_("File"))
        above.add_to_head(self.name, left=True)
        above.add_to_head(self.choose)
        explained = Label(
            _("Whose a transaction is, is told by that system's number of the customer, or by ours. They stay as that "
              "system has them: the same file again changes nothing, a newer one brings them up to date."),
            colour="muted", wrap=True,
        )  # fmt: skip
        inner = QVBoxLayout()
        inner.setContentsMargins(space, space, space, space)
        inner.setSpacing(theme().space("inner"))
        inner.addWidget(explained)
        inner.addWidget(self.system)
        above.body.addLayout(inner)
        whole.addWidget(above)
        below = Panel(_("What was refused"))
        said = QVBoxLayout()
        said.setContentsMargins(space, theme().space("base"), space, theme().space("base"))
        said.addWidget(self.sentence)
        below.body.addLayout(said)
        below.add(self.busy)
        below.add(self.list, 1)
        row = QHBoxLayout()
        row.setContentsMargins(space, theme().space("base"), space, theme().space("base"))
        row.setSpacing(theme().space("base"))
        row.addStretch(1)
        row.addWidget(self.attempt)
        row.addWidget(self.bring)
        below.body.addLayout(row)
        whole.addWidget(below, 1)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+O", _("Choose a file")),
            ("Ctrl+T", _("Try: tell what would happen")),
            ("Ctrl+Enter", _("Import")),
        )

    def open_file(self, path: Path) -> None:
        """Take a file; nothing is read of it yet."""
        self.path, self.report = path, None
        self.name.set_text(path.name)
        self.told.set_rows(())
        self._show_state()
        self.system.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self, *, trial: bool) -> None:
        """Bring the file in, or tell what would happen, on a thread; each few rows are a transaction."""
        if self.path is None or self.running:
            return
        act = partial(
            import_trades,
            self.session.desk.trading,
            self.path,
            system=self.system.value() or "",
            dry_run=trial,
            progress=lambda count: self._told.emit(count, 0),
            cancelled=self._stop.is_set,
        )
        self._run(act, partial(self._done, trial=trial))

    def _done(self, report: TradeReport, *, trial: bool) -> None:
        self._ended()
        self.report = report
        self.told.set_rows(rejected_rows(report.rejected, ()))
        (words, *_rest) = lines_of(report)
        self._show_state(_("It would be: {words}.").format(words=words) if trial else f"{words}.")
        self.session.announce(report.changes)

    def _show_state(self, words: str = "") -> None:
        self.sentence.setText(words)
        self.sentence.setVisible(bool(words))
        why = "" if self.path is not None and not self.running else _("Choose a file first.")
        self.attempt.allow(why)
        self.bring.allow(why)
