"""What a person does in each window, in terms of the driver: fill in a field, start an event, complete a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.ui.tour.driver import CONTROL, Driver, Stuck
from desktop_crm.ui.widgets.fields import ItemField
from desktop_crm.ui.widgets.fields.canvas import Canvas
from desktop_crm.ui.widgets.fields.file_editors import DrawingEditor
from desktop_crm.ui.widgets.segmented import SegmentedChoice
from desktop_crm.workflow.states import ItemState

_TRIES = 40
# A sketch of a crossing with two cars, in hundredths of the sheet.
_SKETCH = (
    ((5, 35), (95, 35)), ((5, 65), (42, 65)), ((58, 65), (95, 65)), ((42, 65), (42, 98)), ((58, 65), (58, 98)),
    ((20, 42), (34, 42)), ((34, 42), (34, 54)), ((34, 54), (20, 54)), ((20, 54), (20, 42)),
    ((46, 60), (54, 60)), ((54, 60), (54, 78)), ((54, 78), (46, 78)), ((46, 78), (46, 60)),
    ((34, 48), (46, 56)), ((41, 50), (46, 56)), ((40, 57), (46, 56)),
)  # fmt: skip


def fill(driver: Driver, field: ItemField, value: str) -> None:
    """Fill in a field with keys or the mouse, as its type asks.

    `value` is typed as a person types it; of a choice it is the code; ``sketch`` draws.
    """
    targets = field.editor.targets
    first = targets[0]
    if isinstance(first, SegmentedChoice):
        _choose_beside(driver, first, value)
    elif isinstance(first, QComboBox):
        _choose_below(driver, first, value)
    elif isinstance(field.editor, DrawingEditor):
        _draw(driver, field.editor.canvas)
    elif len(targets) > 1:
        day, _space, time = value.partition(" ")
        driver.retype(day, first)
        driver.retype(time, targets[1])
    else:
        driver.retype(value, first)


def answer(driver: Driver, field: ItemField, key: Qt.Key, reason: str) -> None:
    """Answer a field without a value, by its key, and say why."""
    driver.click(field.editor.targets[0])
    driver.press(key, Qt.KeyboardModifier.AltModifier)
    driver.type(reason)


def _choose_beside(driver: Driver, choice: SegmentedChoice, code: str) -> None:
    """Walk over the options with the arrows, from the first one on; what is chosen already is left alone."""
    if choice.code() == code:
        return
    choice.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
        for _try in range(_TRIES):
            before = choice.code()
            driver.press(key)
            if choice.code() == code:
                return
            if choice.code() == before:
                break
    raise Stuck(f"“{code}” is not offered")


def _choose_below(driver: Driver, combo: QComboBox, code: str) -> None:
    combo.setFocus(Qt.FocusReason.TabFocusReason)
    wanted = combo.findData(code)
    if wanted < 0:
        raise Stuck(f"“{code}” is not offered")
    for _try in range(combo.count() + 1):
        if combo.currentIndex() == wanted:
            return
        driver.press(Qt.Key.Key_Down if combo.currentIndex() < wanted else Qt.Key.Key_Up)
    raise Stuck(f"“{code}” can't be reached")


def _draw(driver: Driver, sheet: Canvas) -> None:
    wide, high = sheet.width(), sheet.height()

    def at(point: tuple[int, int]) -> QPoint:
        return QPoint(point[0] * wide // 100, point[1] * high // 100)

    for start, end in _SKETCH:
        QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=at(start))
        QTest.mouseMove(sheet, at(end))
        driver.breathe()
        QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=at(end))
        driver.breathe()


def start(
    driver: Driver,
    *,
    process: str,
    who: str = "",
    channel: tuple[str, str] = ("telephony", "telephone"),
    says: str = "",
    lines: Mapping[str, str] | None = None,
    picture: str = "",
) -> ActivityPage:
    """Fill in a new event at the desk and start it; return the window of its first step.

    Args:
        who: what is typed to find the customer; the first one found is chosen. Empty: nobody says who it is.
        channel: its family, and its own code.
        lines: what is typed into the lines, by their names: arrived, asks, expects, promise.
    """
    form = driver.office.desk.event_form
    driver.office.window.show_page_at(0)
    driver.press(Qt.Key.Key_N, CONTROL)
    if who:
        driver.type(who, form.who.box.line)
        driver.wait(form.who.box.results.current, f"somebody called “{who}”")
        if picture:
            driver.picture(f"{picture}-found")
        driver.press(Qt.Key.Key_Return)
        driver.wait(lambda: form.who.customer, "the customer")
    family, code = channel
    if family:
        _choose_beside(driver, form.channel.families, family)
    if form.channel.code() != code:
        _choose_beside(driver, form.channel.within, code)
    _choose_below(driver, form.about, process)
    if says:
        driver.type(says, form.says)
    for name, words in (lines or {}).items():
        driver.retype(words, getattr(form, name))
    if picture:
        driver.picture(picture, small=True)
    driver.press(Qt.Key.Key_Return, CONTROL)
    return opened(driver)


def opened(driver: Driver, *, other_than: object = None) -> ActivityPage:
    """Wait until an activity's window is in front, one whose work item is `other_than` the one before."""

    def there() -> ActivityPage | None:
        page = driver.office.window.current_page() if driver.app.office is not None else None
        ready = isinstance(page, ActivityPage) and page.view is not None and page.view.work_item != other_than
        return page if ready else None  # type: ignore[return-value]

    page = driver.wait(there, "the window of an activity")
    assert page is not None
    driver.settle()
    # Time stands still until the store knows that the window is open: work begins there.
    driver.wait(lambda: _is_at_rest(page), "the step to be open")
    driver.settle()
    return page


def _is_at_rest(page: ActivityPage) -> bool:
    view = page.view
    return view is None or not view.mine or view.state in (ItemState.OPEN, ItemState.PAUSED)


def register(driver: Driver, page: ActivityPage, values: Mapping[str, str]) -> None:
    """Fill in the fields of a window; those that appear only after others are waited for."""
    left = dict(values)
    while left:
        code = next((one for one in left if _asked(page, one)), None)
        if code is None:
            raise Stuck(f"{page.title} does not ask for {', '.join(left)}")
        fill(driver, page.fields.fields[code], left.pop(code))
    assert page.fields.form is not None
    for line in page.fields.form.missing():
        _confirm_or_say_why(driver, page, line.item.code)


def _asked(page: ActivityPage, code: str) -> bool:
    field = page.fields.fields.get(code)
    return field is not None and field.isVisibleTo(page)


def _confirm_or_say_why(driver: Driver, page: ActivityPage, code: str) -> None:
    """Nobody asked for it in this conversation: the window wants to know why there is no answer."""
    answer(driver, page.fields.fields[code], Qt.Key.Key_U, "not asked in this call")


def say(driver: Driver, page: ActivityPage, said: Mapping[str, str]) -> None:
    """Fill in what a contact or a conclusion asks for: channel, text, asks, delivered, grade, graded_by."""
    part = page.fields.contact
    if part is None:
        raise Stuck(f"{page.title} asks for no contact")
    for code, value in said.items():
        fill(driver, part.field(code), value)


def tick_answers(driver: Driver, page: ActivityPage) -> None:
    """Tick every open question as answered by this contact."""
    for box in page.findChildren(QCheckBox):
        if box.objectName().startswith("answers_") and not box.isChecked():
            box.setFocus(Qt.FocusReason.TabFocusReason)
            driver.press(Qt.Key.Key_Space)


def complete(driver: Driver, page: ActivityPage) -> ActivityPage | None:
    """Complete a step; return the window of the next one, or None when it is somebody else's."""
    title, before = page.title, page.view.work_item if page.view is not None else None
    went: list[object] = []
    page.went_on.connect(went.append)
    driver.press(Qt.Key.Key_Return, CONTROL)
    driver.wait(lambda: went or page.bar.complete.isEnabled(), f"the step after “{title}”")
    if not went:
        raise Stuck(f"“{title}” was not completed: {_told(page)}")
    driver.settle()
    now = driver.office.window.current_page()
    return opened(driver, other_than=before) if now is page else None


def _told(page: ActivityPage) -> str:
    """Return what a window that was not completed says about it."""
    notes = [
        f"{code}: {field.note.words}"
        for code, field in page.fields.fields.items()
        if field.note.tone == "problem"
    ]
    return "; ".join(notes) or "it gives no reason"


def take(driver: Driver, number: str) -> ActivityPage:
    """Open the step of a case in the queue of the role, or among one's own work, with the keyboard."""
    office = driver.office
    office.window.show_page_at(0)
    driver.settle()
    for panel in (office.desk.mine, office.desk.waiting):
        rows = (panel.rows.row_at(place) for place in range(panel.rows.rowCount()))
        found = next((row for row in rows if row is not None and row.number == number), None)
        if found is not None:
            panel.list.setFocus(Qt.FocusReason.TabFocusReason)
            panel.list.select_id(found.work_item)
            driver.press(Qt.Key.Key_Return)
            return opened(driver)
    raise Stuck(f"case {number} waits for nobody here")


def find(driver: Driver, words: str, ready: Callable[[QWidget], bool], picture: str = "") -> QWidget:
    """Type into the search box of the top bar, choose the first result, and return the page that opens."""
    box = driver.office.window.top_bar.search
    driver.press(Qt.Key.Key_K, CONTROL)
    driver.type(words)
    driver.wait(lambda: box.results.isVisible() and box.results.current(), f"something called “{words}”")
    if picture:
        driver.picture(picture)
    driver.press(Qt.Key.Key_Return)

    def there() -> QWidget | None:
        page = driver.office.window.current_page()
        return page if page is not None and ready(page) else None

    page = driver.wait(there, f"the page of “{words}”")
    assert page is not None
    driver.settle()
    return page
