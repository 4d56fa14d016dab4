"""The bar of actions below an activity's window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.bar import Bar
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import ElidingLabel
from desktop_crm.workflow.reads_activity import ActivityView
from desktop_crm.workflow.states import LIVE


class ActionBar(Bar):
    """Back, save draft, pause, hand over, more; at the right what follows, and the one filled button.

    Signals:
        act_wanted: carries the key of an act: ``back``, ``pause``, ``hand_over``, ``delegate``, ``consult``,
            ``skip``, ``add_activity``, ``promise``, ``contact``, ``identify``, ``cancel``, ``release``,
            ``give_back``, ``carry``.
        save_wanted: keep the draft now.
        complete_wanted: register, and go on to the next step.
    """

    act_wanted = Signal(str)
    save_wanted = Signal()
    complete_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("above", parent)
        self.setFixedHeight(theme().height("action_bar"))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme().space("panel"), 0, theme().space("panel"), 0)
        row.setSpacing(theme().space("base"))
        self.back = self._button("back", Button(_("Back"), kind="flat", icon="ph.arrow-left"))
        self.save = Button(_("Save draft"))
        self.save.setObjectName("save_draft")
        self.save.clicked.connect(self.save_wanted)
        self.pause = self._button("pause", Button(_("Pause…")))
        self.hand_over = self._button("hand_over", Button(_("Hand over…")))
        self.more = Button(_("More…"))
        self.more.setObjectName("more")
        self.more.clicked.connect(self.open_menu)
        self.kept = ElidingLabel(font="caption", colour="muted")
        self.then = ElidingLabel(colour="muted", right=True)
        self.next_steps = ElidingLabel(font="strong")
        self.next_roles = ElidingLabel(colour="muted")
        self.complete = Button(_("Complete and next"), kind="filled", key="Ctrl+Enter")
        self.complete.setObjectName("complete")
        self.complete.clicked.connect(self.complete_wanted)
        for widget in (self.back, self.save, self.pause, self.hand_over, self.more, self.kept):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.then)
        row.addWidget(self.next_steps)
        row.addWidget(self.next_roles)
        row.addSpacing(theme().space("base"))
        row.addWidget(self.complete)
        self._view: ActivityView | None = None

    def _button(self, key: str, button: Button) -> Button:
        button.setObjectName(key)
        button.clicked.connect(lambda: self.act_wanted.emit(key))
        return button

    def show_view(self, view: ActivityView) -> None:
        """Offer what can be done with this work item now."""
        self._view = view
        running = view.case.status.value == "running"
        for button in (self.save, self.complete):
            button.setEnabled(view.mine)
        self.hand_over.allow(_why_not_yours(view))
        self.pause.allow(view.no_part or _why_not_yours(view))
        self.back.allow(_why_no_way_back(view))
        self.more.setEnabled(running)
        self.complete.set_words(_("Conclude the case") if view.concluding else _("Complete and next"))

    def show_next(self, steps: tuple[tuple[str, str], ...]) -> None:
        """Say what follows if it were completed now."""
        self.then.set_text(_("Then:") if steps else "")
        self.next_steps.set_text(", ".join(name for name, _role in steps))
        roles = list(dict.fromkeys(role for _name, role in steps if role))
        self.next_roles.set_text("· " + ", ".join(roles) if roles else "")

    def say_kept(self, words: str) -> None:
        """Say when the draft was kept."""
        self.kept.set_text(words)

    def menu(self) -> QMenu:
        """Return the menu of everything else that may be done here."""
        menu = QMenu(self)
        view = self._view
        if view is None:
            return menu
        for key, words, offered in (
            ("contact", _("Register a contact…"), True),
            ("promise", _("Promise a time…"), True),
            ("identify", _("Name the customer…"), view.case.customer is None),
            ("correct", _("Correct a registered value…"), True),
            ("consult", _("Consult a colleague…"), True),
            ("delegate", _("Delegate to a colleague…"), view.mine and not view.lender),
            ("give_back", _("Give back to {who}").format(who=view.lender), view.mine and bool(view.lender)),
            ("release", _("Give back to the role"), view.mine and not view.lender),
            ("skip", _("Skip this step…"), view.mine and view.skippable),
            ("add_activity", _("Add an activity…"), any(one.outside for one in view.plan.model.activities)),
            ("propose", _("Propose a key success factor…"), bool(view.contacts)),
            ("merge", _("Merge with another case…"), view.case.customer is not None),
            ("carry", _("Go on under the version in use…"), True),
            ("priority", _("Make urgent, or no longer urgent…"), True),
            ("process", _("Change the process…"), True),
            ("cancel", _("Cancel the case…"), True),
        ):
            if offered:
                action = menu.addAction(words)
                action.setObjectName(key)
                action.triggered.connect(lambda _checked=False, act=key: self.act_wanted.emit(act))
        return menu

    def press(self, key: str) -> str:
        """Do by its key what the button of an act does; return why not where the button can't be pressed."""
        button = {"back": self.back, "pause": self.pause, "hand_over": self.hand_over}[key]
        if button.isEnabled():
            self.act_wanted.emit(key)
        return "" if button.isEnabled() else button.accessibleDescription()

    def open_menu(self) -> None:
        """Show the menu above its button."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        high = menu.sizeHint().height()
        menu.popup(self.more.mapToGlobal(QPoint(0, -high - 4)))


def _why_no_way_back(view: ActivityView) -> str:
    """Return why nobody can go back to an earlier step from here; empty where one can."""
    if view.case.status.value != "running":
        return _("This case has ended.")
    return "" if view.back else _("No earlier step can be gone back to.")


def _why_not_yours(view: ActivityView) -> str:
    """Return why a step can't be set aside by whoever sees it; empty where it is theirs."""
    if view.mine:
        return ""
    if view.state not in LIVE:
        return _("This step has ended.")
    return _("{who} has this step now.").format(who=view.holder or view.role)
