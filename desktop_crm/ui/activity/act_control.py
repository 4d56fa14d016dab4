"""Opens, runs and closes the panels of acts in an activity's window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop_crm.core.errors import Invalid, Known
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import ContactId, WorkItemId
from desktop_crm.process.model import Item
from desktop_crm.ui import wording
from desktop_crm.ui.activity import acts, case_acts
from desktop_crm.ui.activity.act_panel import ActPanel
from desktop_crm.ui.activity.acts import ActSpec
from desktop_crm.ui.proposing import Proposing, contact_in_hand
from desktop_crm.workflow.clock_facts import priority_of
from desktop_crm.workflow.reads_activity import ActivityView
from desktop_crm.workflow.reads_start import HandOverOptions, hand_over_options
from desktop_crm.workflow.states import Priority

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.ui.activity.page import ActivityPage
    from desktop_crm.workflow.promises import PromiseOffer

_WITH_PEOPLE = {"hand_over": acts.hand_over, "delegate": acts.delegate, "consult": acts.consult}
_PLAIN: dict[str, Callable[[ActivityView, Desk], ActSpec]] = {
    "pause": acts.pause,
    "skip": acts.skip,
    "back": acts.go_back,
    "contact": lambda view, desk: case_acts.contact(view.case.id, view.channels, desk),
    "identify": acts.identify,
    "add_activity": acts.add_activity,
    "cancel": acts.cancel,
    "process": lambda view, desk: case_acts.process(
        view.case.id, view.case.number, view.case.process, view.plan, desk
    ),
}


class ActControl(QObject):
    """One act at a time: its panel stands above the bar until it is confirmed or left.

    Attributes:
        panel: the open panel, or None.

    Signals:
        merge_wanted: carries the id of the case, which may be about the same as another one.
    """

    merge_wanted = Signal(object)

    def __init__(self, page: ActivityPage) -> None:
        super().__init__(page)
        self._page = page
        self.panel: ActPanel | None = None
        self._proposing = Proposing(page, page.session, page.act_place, self._contact)

    def _contact(self) -> ContactId | None:
        view = self._page.view
        return None if view is None else contact_in_hand(view.contacts)

    def press(self, key: str) -> None:
        """Do by its key what a button of the bar does, or say why it can't be pressed."""
        why = self._page.bar.press(key)
        if why:
            self._page.session.messages.notice(why)

    def begin(self, key: str, **preset: str) -> None:
        """Open the panel of an act, or do it at once where it asks nothing; `preset` fills its fields in."""
        view = self._page.view
        if view is None:
            return
        desk = self._page.session.desk
        if key == "promise":
            self._ask_what_to_promise(view)
        elif key in _PLAIN:
            self._open(_PLAIN[key](view, desk), preset)
        elif key in _WITH_PEOPLE:
            plan = view.plan
            self._page.session.read(
                lambda reading: hand_over_options(reading, plan), partial(self._with_people, key, preset),
                owner=self, key="people",
            )  # fmt: skip
        elif key == "merge":
            self.merge_wanted.emit(view.case.id)
        elif key == "propose":
            self.leave()
            self._proposing.begin()
        elif key == "release":
            self._run(lambda: desk.items.release(work_item=view.work_item), closes=True)
        elif key == "give_back":
            self._run(lambda: desk.items.give_back(work_item=view.work_item), closes=True)
        elif key == "carry":
            session = self._page.session
            session.read(
                lambda reading: session.plans.in_force(reading, session.actor.id).number, self._carry,
                owner=self, key="carry",
            )  # fmt: skip
        elif key == "priority":
            self._page.session.read(
                lambda reading: priority_of(reading, view.case.id), self._priority, owner=self, key="priority"
            )
        elif key == "correct":
            self._choose_what_to_correct(view)

    def _ask_what_to_promise(self, view: ActivityView) -> None:
        """Offer what can honestly be promised now."""
        session, now = self._page.session, self._page.session.now()

        def show(offer: PromiseOffer) -> None:
            spec = acts.promise(view, session.desk, offer, now)
            self._open(spec, {"until": wording.local(offer.until).isoformat(), "about": str(offer.about)})

        session.read(
            lambda reading: session.office.promises.offer_in_case(reading, view.plan, view.case.id, now),
            show, owner=self, key="promise",
        )  # fmt: skip

    def _with_people(self, key: str, preset: dict[str, str], options: HandOverOptions) -> None:
        view = self._page.view
        if view is not None:
            self._open(_WITH_PEOPLE[key](view, self._page.session.desk, options), preset)

    def _carry(self, number: int) -> None:
        view = self._page.view
        if view is None:
            return
        if number == view.plan.number:
            told = _("This case runs under version {number}, the one you work by.")
            self._page.session.messages.notice(told.format(number=number))
            return
        self._open(case_acts.carry(view, number, self._page.session.desk), {})

    def _priority(self, before: Priority) -> None:
        view = self._page.view
        if view is not None:
            self._open(
                case_acts.priority(view.case.id, view.case.number, before, self._page.session.desk), {}
            )

    def _choose_what_to_correct(self, view: ActivityView) -> None:
        items = acts.correctable(view)
        if not items:
            self._page.session.messages.warning(
                _("Nothing that you see here was registered in this case; there is nothing to correct.")
            )
        elif len(items) == 1:
            self._open(acts.correct(view, self._page.session.desk, items[0]), {})
        else:
            self._open(_which(view, items), {})

    def _open(self, spec: ActSpec, preset: dict[str, str]) -> None:
        self.leave()
        panel = self.panel = ActPanel(spec, self._page.session)
        for code, value in preset.items():
            panel.fields[code].set_value(value)
        panel.confirmed.connect(self._confirmed)
        panel.left.connect(self._left)
        self._page.act_place.addWidget(panel)
        panel.show()
        panel.begin()

    def _left(self) -> None:
        self.leave()
        self._page.fields.focus_first()

    def leave(self) -> None:
        """Close the panel, if one is open."""
        self._proposing.leave()
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None

    def _confirmed(self, spec: ActSpec, given: dict[str, str]) -> None:
        view = self._page.view
        if spec.key == "which" and view is not None:
            item = view.plan.model.item[given["which"]]
            self._open(acts.correct(view, self._page.session.desk, item), {})
            return
        self._run(spec.act(given), closes=spec.closes)

    def _run(self, act: Any, *, closes: bool) -> None:
        page = self._page
        page.drafts.save()

        def done(result: Any) -> None:
            self.leave()
            mine: tuple[WorkItemId, ...] = getattr(result, "mine", ())
            if closes and not mine:
                page.set_dirty(False)
                page.left_behind = True
                page.close_wanted.emit()
            elif closes:
                page.open_item(mine[0])
            else:
                page.reload()

        page.session.write(act, done, self._refused, owner=self)

    def _refused(self, problem: Known) -> None:
        where = problem.where if isinstance(problem, Invalid) else ""
        sentence = problem.sentence.removeprefix(f"{where}: ")
        if self.panel is not None:
            self.panel.say(sentence)
        else:
            self._page.show_error(problem)


def _which(view: ActivityView, items: tuple[Item, ...]) -> ActSpec:
    """Ask which registered value is to be corrected."""
    choice = acts.choice_item("which", _("Which value"), tuple((item.code, item.name) for item in items))
    return ActSpec(
        "which",
        _("Correct a registered value"),
        _("Case {number}: choose what is wrong.").format(number=view.case.number),
        _("Go on"),
        (choice,),
        lambda _given: lambda: None,
        closes=False,
    )
