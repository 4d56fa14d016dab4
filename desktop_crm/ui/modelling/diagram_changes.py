"""What is done to a process where one stands in its drawing: each a change of the draft that can be undone."""

from __future__ import annotations

from collections.abc import Callable

from desktop_crm.core.i18n import _
from desktop_crm.process import edit, edit_flows, edit_steps
from desktop_crm.process.codes import code_from
from desktop_crm.process.condition_text import read_conditions, write_conditions
from desktop_crm.process.diagram import Shape, step_title
from desktop_crm.process.diagram_walk import Spot, Walk
from desktop_crm.process.model import Activity, Join, Model, Split, Step
from desktop_crm.ui.modelling.bench import Bench

Change = Callable[[Model], Model]


class DiagramChanges:
    """Changes one process on the bench.

    Attributes:
        process: its code.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.process = ""

    def _do(self, words: str, change: Change) -> str:
        """Change the model; return the code of a step that is new by that, if one is."""
        before = self._codes()
        self._bench.edit(words, change)
        return next((code for code in self._codes() if code not in before), "")

    def _codes(self) -> list[str]:
        process = self._bench.model.process.get(self.process)
        return [step.code for step in process.steps] if process is not None else []

    def _step(self, code: str) -> Step | None:
        process = self._bench.model.process.get(self.process)
        return None if process is None else process.by_code.get(code)

    def words_of(self, step: str) -> str:
        """Return what people call a step."""
        known = self._step(step)
        return step if known is None else step_title(self._bench.model, known)

    def condition_of(self, source: str, target: str) -> str | None:
        """Return the condition between two steps as one types it; None where there can be none."""
        step = self._step(source)
        flow = next((one for one in step.flows if one.to == target), None) if step is not None else None
        return None if flow is None else write_conditions(flow.when)

    def insert(self, walk: Walk, spot: Spot, text: str) -> str:
        """Put a step after a figure or on a line: an activity by its name or code, or a new one.

        Returns the code of the new step.
        """
        process, flow, step = self.process, walk.flow_of(spot), walk.step_of(Spot(spot.source))

        def change(model: Model) -> Model:
            model, activity = _with_activity(model, text)
            if flow is not None:
                return edit_flows.insert_between(model, process, *flow, activity=activity)
            return edit_flows.insert_after(model, process, step, activity=activity)

        return self._do(_("step {step} added").format(step=text), change)

    def call(self, step: str, text: str) -> None:
        """Make a step the activity of that name or code; any other text is what the step is called here."""
        process = self.process

        def change(model: Model) -> Model:
            code = _known_activity(model, text)
            if code:
                return edit_steps.change_step(model, process, step, activity=code, name="")
            return edit_steps.change_step(model, process, step, name=text)

        self._do(_("{step} called {name}").format(step=self.words_of(step), name=text), change)

    def say_when(self, source: str, target: str, text: str) -> None:
        """Give the way between two steps its condition."""
        words = _("condition of {step}").format(step=self.words_of(target))
        self._do(
            words,
            lambda model: edit_flows.set_condition(
                model, self.process, source, target, read_conditions(text)
            ),
        )

    def connect(self, walk: Walk, origin: Spot, target: Spot) -> None:
        """Let what follows a figure be another's step too; the conclusion is connected by concluding."""
        source, figure = walk.step_of(origin), walk.figures[target.source]
        if figure.shape is Shape.END:
            self.turn(source, "C")
        elif figure.step:
            words = _("{source} leads to {target}").format(
                source=self.words_of(source) or _("start"), target=self.words_of(figure.step)
            )
            self._do(words, lambda model: edit_flows.connect(model, self.process, source, figure.step))

    def remove(self, walk: Walk, spot: Spot) -> None:
        """Take out a step, a way between two, or the conclusion of a step."""
        flow, figure = walk.flow_of(spot), walk.figures[spot.source]
        if flow is not None:
            words = _("way to {step} taken out").format(step=self.words_of(flow[1]))
            self._do(words, lambda model: edit_flows.disconnect(model, self.process, *flow))
        elif (spot.target or spot.source) == f"end:{figure.step}":
            self.turn(figure.step, "C")
        elif figure.step and not spot.target:
            words = _("{row} taken out").format(row=self.words_of(figure.step))
            self._do(words, lambda model: edit_steps.without_step(model, self.process, figure.step))

    def move(self, walk: Walk, spot: Spot, by: int) -> None:
        """Move a branch among the others, or a step in the order of the process."""
        flow, step = walk.flow_of(spot), walk.step_of(spot)
        if flow is not None:
            self._do(_("branch moved"), lambda model: edit_flows.move_flow(model, self.process, *flow, by))
        elif step in self._codes():
            at = self._codes().index(step)
            words = _("{row} moved").format(row=self.words_of(step))
            self._do(words, lambda model: edit_steps.move_step(model, self.process, step, max(0, at + by)))

    def turn(self, step: str, letter: str) -> None:
        """Turn one of the signs of a step: P all follow, W waits for all, C concludes, S may be skipped."""
        known = self._step(step)
        if known is None:
            return
        what, value = {
            "P": ("split", Split.ONE if known.split is Split.ALL else Split.ALL),
            "W": ("join", Join.ANY if known.join is Join.ALL else Join.ALL),
            "C": ("concluding", not known.concluding),
            "S": ("skippable", not known.skippable),
        }[letter]
        words = _("{letter} of {step}").format(letter=letter, step=self.words_of(step))
        self._do(words, lambda model: edit_steps.change_step(model, self.process, step, **{what: value}))


def _known_activity(model: Model, text: str) -> str:
    wanted = text.strip().casefold()
    for one in model.activities:
        if wanted in (one.name.casefold(), one.code):
            return one.code
    return ""


def _with_activity(model: Model, text: str) -> tuple[Model, str]:
    """Return the code of an activity by its name or code; one that is not there yet is added."""
    known = _known_activity(model, text)
    if known:
        return model, known
    code = code_from(text, model.activity, instead="activity")
    return edit.add(model, "activity", Activity(code, text.strip())), code
