"""The head of the Model screen: which version stands there, whose draft it is, and what is done with it whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.ui.modelling.bench import Bench, Loaded
from desktop_crm.ui.modelling.state_words import state_words
from desktop_crm.ui.modelling.trying import Trying
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import ElidingLabel


class ModelHead(QWidget):
    """Stands beside the tabs of the window while the Model screen is in front.

    Signals:
        versions_wanted: all versions are to be shown. `compare_wanted`: what differs is to be shown, or no more.
        told: a sentence for the foot of the page.
    """

    versions_wanted = Signal()
    compare_wanted = Signal(bool)
    told = Signal(str)

    def __init__(
        self, bench: Bench, bring: Button, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench, self._now = bench, now
        self._asked = False  # whether it was shown what publishing changes
        self.state = ElidingLabel(colour="muted")
        self.state.setObjectName("model_state")
        self.trying = Trying(bench)
        self.versions = self._button(_("Versions"), "model_versions", bench.keep)
        self.versions.clicked.connect(
            self.versions_wanted
        )  # what is said there is said of all that was typed
        self.compare = Button(_("Compare"), small=True)
        self.compare.setCheckable(True)
        self.compare.toggled.connect(self.compare_wanted)
        self.begin = self._button(_("Begin a draft"), "model_begin", bench.begin)
        self.take_over = self._button(_("Take over"), "model_take_over", bench.take_over)
        self.set_aside = self._button(_("Set aside"), "model_set_aside", bench.set_aside)
        self.publish = self._button(_("Publish"), "model_publish", self._publish)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space("base"))
        for widget in (
            self.state, self.trying, self.versions, self.compare, self.begin, self.take_over, bring, self.set_aside,
            self.publish,
        ):  # fmt: skip
            row.addWidget(widget)

    def _button(self, words: str, name: str, act: Callable[[], None]) -> Button:
        button = Button(words, small=True)
        button.setObjectName(name)
        button.clicked.connect(act)
        return button

    def tell(self) -> None:
        """Say what stands on the bench, and offer what may be done with it."""
        bench, loaded = self._bench, self._bench.loaded
        if loaded is None:
            return
        draft = loaded.draft
        self.state.set_text(state_words(loaded, self._now(), mine=bench.editable) if loaded.reads else "")
        self._asked = False
        errors = bench.errors()
        self.publish.set_words(
            ngettext("Publish · {count} error", "Publish · {count} errors", errors).format(count=errors)
            if errors
            else _("Publish")
        )
        self.publish.setEnabled(bench.checked is not None and not errors)
        for button, on in (
            (self.begin, loaded.may and draft is None and loaded.looked_at is None),
            (self.take_over, loaded.may and draft is not None and not bench.editable),
            (self.set_aside, bench.editable),
            (self.publish, bench.editable and draft is not None and draft.state == "draft"),
            (self.compare, _differs(loaded)),
        ):  # fmt: skip
            button.setVisible(on)

    def _publish(self) -> None:
        """Show in words what will differ and ask once more; the second press puts it to work."""
        if self._asked:
            self._bench.publish()
            return
        self.compare.setChecked(True)
        self._asked = True
        self.publish.set_words(_("Publish this"))
        self.told.emit(_("What will differ stands at the right; press once more to put it to work."))


def _differs(loaded: Loaded) -> bool:
    """Tell whether what is before one may differ from the published version."""
    shown = loaded.draft or loaded.looked_at
    return shown is not None and loaded.published is not None and shown.id != loaded.published.id
