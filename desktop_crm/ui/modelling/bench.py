"""The model on the bench: what stands, what was done, what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_crm.access.check import has_power
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.errors import Invalid, Known
from desktop_crm.core.i18n import _
from desktop_crm.process.differences import Difference, differences
from desktop_crm.process.draft_reads import DraftRow, draft_in_hand, worked_on
from desktop_crm.process.drafting import Kept
from desktop_crm.process.findings import Finding, Severity, check
from desktop_crm.process.history import Edit, History
from desktop_crm.process.measured import NOTHING, Measured
from desktop_crm.process.model import Model
from desktop_crm.process.reads import VersionRow, load_model, version_in_force, versions
from desktop_crm.process.screening_findings import check_screening
from desktop_crm.process.severity import worst_first
from desktop_crm.process.standing import Standing, standing_of
from desktop_crm.process.starter import starter_model
from desktop_crm.store.work import Reading
from desktop_crm.ui.session import Session
from desktop_crm.workflow.reads_measured import measured

_KEPT_AFTER = 400  # ms without another change


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the store holds: the published version and the draft in hand.

    Attributes:
        may: whether this employee may change models; `reads`: whether they may look.
        looked_at: the version that was chosen to be looked at; `draft` is it, where it is one's own sketch.
        standing: what was said of the draft, and by whom.
    """

    may: bool
    reads: bool
    published: VersionRow | None
    published_model: Model | None
    draft: DraftRow | None
    draft_model: Model | None
    looked_at: VersionRow | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found on one model: findings, and how it differs from the published one.

    Attributes:
        errors: how many findings are about the model itself and keep it from running.
    """

    errors: int
    model: Model
    findings: tuple[Finding, ...]
    differences: tuple[Difference, ...]
    at: datetime


class Bench(QObject):
    """The model that is worked on.

    Attributes:
        loaded: what the store held. `checked`: what was found on the model last.

    Signals:
        loaded_again: the store was read; everything may be another.
        model_changed: the model is another one.
        found: the findings are those of the model that stands.
        refused: a sentence about what could not be taken.
        kept: the draft in the store is what stands here.
        failed: carries the known error of reading the store.
    """

    loaded_again = Signal()
    model_changed = Signal()
    found = Signal()
    refused = Signal(str)
    kept = Signal()
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.loaded: Loaded | None = None
        self.checked: Checked | None = None
        self._measured = NOTHING
        self._measure_wanted = False
        self._history = History(Model(""))
        self._chosen: UUID | None = None
        self._revision = 0
        self._keeping = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEPT_AFTER)
        self._timer.timeout.connect(self.keep)
        # Once what changed is painted: a thread that computes would hold the painting up at every call of Qt.
        self._checking = QTimer(self)
        self._checking.setSingleShot(True)
        self._checking.timeout.connect(self._examine)

    @property
    def model(self) -> Model:
        """The model as it stands."""
        return self._history.model

    @property
    def published(self) -> Model | None:
        """The model of the published version."""
        return None if self.loaded is None else self.loaded.published_model

    @property
    def measured(self) -> Measured | None:
        """What the cases that ran say; None until that was read."""
        return None if self._measured is NOTHING else self._measured

    @property
    def draft(self) -> DraftRow | None:
        """The draft in hand, whoever holds it."""
        return None if self.loaded is None else self.loaded.draft

    @property
    def editable(self) -> bool:
        """Whether this employee holds the draft."""
        return self.draft is not None and self.draft.held_by == self._session.actor.id

    @property
    def unsaved(self) -> bool:
        """Whether something is not in the store yet."""
        return self.editable and self._history.model is not self._history.saved

    @property
    def undoable(self) -> str:
        """What undo would take back."""
        return self._history.undoable

    @property
    def redoable(self) -> str:
        """What redo would do again."""
        return self._history.redoable

    def errors(self) -> int:
        """Return how many findings keep the model from being published."""
        return self.checked.errors if self.checked is not None else 0

    def look_at(self, version: UUID | None) -> None:
        """Show a version, or a sketch; None: the draft in hand, else what is published."""
        self.keep()
        self._chosen = version
        self.load(anew=True)

    def load(self, *, anew: bool = False) -> None:
        """Read the published version and the draft in hand, or the version that is looked at.

        What was typed into the draft and is not in the store yet stays, unless everything is read `anew`.
        """
        who, chosen = self._session.actor, self._chosen
        self._session.read(
            lambda view: _load(view, who, chosen), partial(self._take, anew), self.failed.emit,
            owner=self, key="model",
        )  # fmt: skip

    def _take(self, anew: bool, loaded: Loaded) -> None:
        typed_on = not anew and self._is_ahead_of(loaded)
        self.loaded = loaded
        if not typed_on:
            self._start_over(loaded)
        self.checked = None
        self._measure_wanted = loaded.may
        self.loaded_again.emit()
        self._checking.start()

    def _is_ahead_of(self, loaded: Loaded) -> bool:
        """Whether this draft is the one that was read, with changes on their way to the store."""
        now, here = loaded.draft, self.draft
        same = now is not None and here is not None and (now.id, now.held_by) == (here.id, here.held_by)
        return same and (self.unsaved or self._keeping)

    def _start_over(self, loaded: Loaded) -> None:
        self._history = History(loaded.draft_model or loaded.published_model or Model(""))
        self._revision = loaded.draft.revision if loaded.draft is not None else 0

    def _measure(self) -> None:
        """Read what the cases that ran say, which takes longer than the model itself; then judge again."""
        model, now = self.model, self._session.now()

        def then(found: Measured) -> None:
            if found != self._measured:
                self._measured = found
                self._examine()

        self._session.read(
            lambda view: measured(view, model, now=now), then, self.failed.emit, owner=self, key="measured"
        )

    def edit(self, words: str, edit: Edit) -> bool:
        """Change the model; tell whether that made a difference."""
        if not self.editable:
            self.refused.emit(_("This version is only read here; begin a draft to change it."))
            return False
        try:
            changed = self._history.do(words, edit)
        except Invalid as problem:
            self.refused.emit(problem.sentence)
            return False
        if changed:
            self._moved()
        return changed

    def undo(self) -> bool:
        """Take the last change back."""
        return self._step(self._history.undo)

    def redo(self) -> bool:
        """Do again what was undone last."""
        return self._step(self._history.redo)

    def _step(self, step: Callable[[], bool]) -> bool:
        moved = self.editable and step()
        if moved:
            self._moved()
        return moved

    def _moved(self) -> None:
        self.model_changed.emit()
        self._timer.start()
        self._checking.start()

    def _examine(self) -> None:
        model, published, now = self.model, self.published, self._session.now()
        history, standing = self._measured, self._standing()

        def go() -> Checked:
            told = differences(published, model) if published is not None else ()
            found = check(model, history)
            errors = sum(one.severity is Severity.ERROR for one in found)
            lacks = tuple(check_screening(standing)) if standing is not None else ()
            return Checked(errors, model, worst_first((*found, *lacks)), told, now)

        self._session.tasks.read(go, self._examined, owner=self, key="check")

    def _standing(self) -> Standing | None:
        """Return how the draft stands, as it will once it is kept: a change lets an approval lapse."""
        standing = self.loaded.standing if self.loaded is not None else None
        return standing and replace(standing, revision=self._revision + int(self.unsaved))

    def _examined(self, checked: Checked) -> None:
        self.checked = checked
        self.found.emit()
        if self._measure_wanted:
            self._measure_wanted = False
            self._measure()

    def keep(self) -> None:
        """Write the draft as it stands, unless that is under way: then once more when it is done."""
        self._timer.stop()
        if self._keeping or not self.unsaved or self.draft is None:
            return
        self._keeping = True
        model, service = self.model, self._session.desk.drafting
        act = partial(service.keep_draft, version=self.draft.id, revision=self._revision, model=model)
        self._session.write(act, partial(self._was_kept, model), self._not_kept, owner=self)

    def _was_kept(self, model: Model, kept: Kept) -> None:
        self._keeping = False
        self._revision = kept.revision
        self._history.saved = model
        self.kept.emit()
        if self.unsaved:
            self.keep()

    def _not_kept(self, problem: Known) -> None:
        self._keeping = False
        self._session.messages.error(problem)
        self.load(anew=True)

    # The draft as a whole -----------------------------------------------------------------------------

    def begin(self) -> None:
        """Begin a draft."""
        service = self._session.desk.drafting
        self._session.write(
            lambda: service.begin_draft(starter_model()), None, self._session.messages.error, owner=self
        )

    def take_over(self) -> None:
        """Hold the draft that a colleague holds."""
        if self.draft is not None:
            act = partial(self._session.desk.drafting.take_over_draft, version=self.draft.id)
            self._session.write(act, None, self._session.messages.error, owner=self)

    def set_aside(self) -> None:
        """Give the draft up."""
        if self.draft is not None:
            self.keep()
            act = partial(self._session.desk.drafting.set_draft_aside, version=self.draft.id)
            self._session.write(act, None, self._session.messages.error, owner=self)

    def publish(self) -> None:
        """Keep what stands and put it to work."""
        if self.draft is not None and self.editable and not self.errors():
            self.keep()
            number = self.draft.number
            act = partial(self._session.desk.model.publish, number=number)
            self._session.write(
                act, partial(self._published, number), self._session.messages.error, owner=self
            )

    def _published(self, number: int, _changes: object) -> None:
        self._session.messages.notice(
            _("Version {number} is at work; cases that run keep theirs.").format(number=number)
        )


def _load(view: Reading, who: Actor, chosen: UUID | None) -> Loaded:
    """Read what the bench shows: everybody who works here may look, the draft is for who may change models."""
    known = versions(view)
    row = next((one for one in reversed(known) if one.state == "published"), None)
    in_force = version_in_force(view, who.id)
    may = has_power(view, who, Verb.MODEL, in_force)
    looked_at = next((one for one in known if one.id == chosen), None)
    reads = may or (looked_at is not None and has_power(view, who, Verb.SERVE, in_force))
    published = load_model(view, row.id) if reads and row is not None else None
    draft = draft_in_hand(view) if may and looked_at is None else None
    if looked_at is not None and reads:
        own = worked_on(view, looked_at.id)
        draft = own if own is not None and (own.held_by == who.id or own.state == "draft") else None
    shown = draft or (looked_at if reads else None)
    model = load_model(view, shown.id) if shown is not None else None
    standing = standing_of(view, draft.id, in_force) if draft is not None and may else None
    return Loaded(may, reads, row if reads else None, published, draft, model, looked_at, standing)
