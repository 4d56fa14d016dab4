"""Somebody without a mouse: nothing is reached but by keys, and a key goes where the keyboard is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QMenu, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.core.clock import FakeTime
from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.ui.app import App
from desktop_crm.ui.modelling.page import ModelPage
from desktop_crm.ui.office import OfficeWindow
from desktop_crm.ui.setup.page import SetupPage
from desktop_crm.ui.widgets.fields.item_field import ItemField
from desktop_crm.ui.widgets.segmented import SegmentedChoice
from desktop_crm.workflow.states import ItemState

Key = Qt.Key
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_NONE = Qt.KeyboardModifier.NoModifier
# Keys after which something happens in its own time; a person's other keys are taken as fast as they come.
_ACTS = frozenset({Key.Key_Return, Key.Key_Space, Key.Key_F6})
_FAR = 120  # more stops than any window has
_T = TypeVar("_T")


class Typist:
    """Works the windows of one application with keys alone.

    Attributes:
        app: the windows. `time`: their clock.
    """

    def __init__(self, app: App, time: FakeTime, qtbot: QtBot) -> None:
        self.app, self.time, self._qtbot = app, time, qtbot

    # Keys ---------------------------------------------------------------------------------------------

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE, times: int = 1) -> None:
        for _time in range(times):
            # What pops up has the keyboard, as on a real screen.
            target = (
                QApplication.activePopupWidget() or QApplication.focusWidget() or QApplication.activeWindow()
            )
            assert target is not None, f"nothing has the keyboard for {key}"
            QTest.keyClick(target, key, modifier)
            if key in _ACTS:
                QApplication.processEvents()

    def type(self, words: str) -> None:
        for letter in words:
            target = QApplication.activePopupWidget() or QApplication.focusWidget()
            assert target is not None, f"nothing has the keyboard for “{words}”"
            QTest.keyClicks(target, letter)
            if QApplication.activePopupWidget() is not None:  # shown on a screen before it closes again
                QApplication.processEvents()

    def wait(self, until: Callable[[], _T | None], what: str) -> _T:
        found: list[_T] = []

        def there() -> bool:
            answer = until()
            if answer:
                found.append(answer)
            return bool(answer)

        try:
            self._qtbot.waitUntil(there, timeout=10_000)
        except Exception as late:
            raise AssertionError(f"waited in vain for {what}") from late
        return found[0]

    def settle(self) -> None:
        for _round in range(3):
            self.wait(lambda: not self.app.tasks.busy, "the store's answers")
            QApplication.processEvents()

    def reach(self, widget: QWidget, key: Qt.Key = Key.Key_Tab) -> None:
        """Bring the keyboard to a widget with Tab; in a window, by its regions."""
        for _stop in range(_FAR):
            if widget.hasFocus():
                return
            self.press(key)
        here = QApplication.focusWidget()
        raise AssertionError(f"Tab never comes to {widget.objectName() or widget}; it is at {here}")

    def push(self, button: QWidget) -> None:
        self.reach(button)
        self.press(Key.Key_Space)

    # In and out ---------------------------------------------------------------------------------------

    @property
    def office(self) -> OfficeWindow:
        assert self.app.office is not None, "nobody is logged in"
        return self.app.office

    def log_in(self, login: str, password: str, new: str = "") -> OfficeWindow:
        """Log in at the log-in window; `new` replaces a password that was handed over."""
        door = self.wait(lambda: self.app.login, "the log-in window")
        door.activateWindow()
        self.wait(lambda: door.isVisible() and QApplication.focusWidget(), "the log-in window")
        self.settle()
        for field, words in ((door.log_in.field("login"), login), (door.log_in.field("password"), password)):
            self.reach(field)
            self.press(Key.Key_A, CONTROL)
            self.type(words)
        self.press(Key.Key_Return)
        if new:
            self.wait(door.change.isVisible, "the page of a new password")
            for _again in range(2):
                self.type(new)
                self.press(Key.Key_Return)
        office = self.wait(lambda: self.app.office, f"the desk of {login}")
        office.window.activateWindow()
        self.wait(lambda: office.desk.mine.isVisible() and QApplication.focusWidget(), "the desk")
        self.settle()
        return office

    def log_out(self) -> None:
        self.press(Key.Key_F6)
        self.reach(self.office.window.top_bar.who)
        self.press(Key.Key_Space)
        menu = self.wait(_menu, "the menu at one's name")
        last = menu.actions()[-1]
        for _line in menu.actions():
            self.press(Key.Key_Down)
            if menu.activeAction() is last:
                break
        assert menu.activeAction() is last
        self.press(Key.Key_Return)
        self.wait(lambda: self.app.office is None and self.app.login is not None, "the log-in window")

    def go_to(self, place: str) -> None:
        """Go to a place of the rail."""
        rail = self.office.window.rail
        for _region in range(5):
            if rail.isAncestorOf(QApplication.focusWidget() or rail.window()):
                break
            self.press(Key.Key_F6)
        self.reach(rail.button(place))
        self.press(Key.Key_Return)
        self.settle()

    # The model ----------------------------------------------------------------------------------------

    @property
    def model(self) -> ModelPage:
        page = self.office.window.current_page()
        assert isinstance(page, ModelPage)
        return page

    def sheet(self, key: str) -> None:
        """Turn to a sheet of the model."""
        page = self.model
        number = next(n for n, one in enumerate(page.sheets) if one.key == key)
        forward = (number - page.tabs.current) % len(page.sheets)
        back = len(page.sheets) - forward
        self.press(*((Key.Key_Right, CONTROL, forward) if forward <= back else (Key.Key_Left, CONTROL, back)))
        assert page.grid.grid.sheet.key == key
        assert page.grid.hasFocus()

    def cell(self, row: str, column: str) -> None:
        """Go to a cell with the arrows."""
        view = self.model.grid
        wanted = view.grid.place_of(row, column)
        assert wanted.isValid(), f"there is no cell {row}, {column}: {[one.code for one in view.grid.rows]}"
        self._walk(view, wanted.row(), wanted.column())
        assert view.grid.cell(view.currentIndex()) is not None

    def _walk(self, view: QTableView, row: int, column: int) -> None:
        for _step in range(_FAR):
            here = view.currentIndex()
            if here.row() == row:
                break
            self.press(Key.Key_Down if here.row() < row else Key.Key_Up)
        for _step in range(_FAR):
            here = view.currentIndex()
            if here.column() == column:
                break
            self.press(Key.Key_Right if here.column() < column else Key.Key_Left)
        assert (view.currentIndex().row(), view.currentIndex().column()) == (row, column)

    def put(self, words: str) -> None:
        """Type into the cell one is at, over what stands there."""
        self.press(Key.Key_Return)
        self.press(Key.Key_A, CONTROL)
        self.type(words)
        self.press(Key.Key_Return)
        QApplication.processEvents()
        self._must_be_taken(words)

    def _must_be_taken(self, words: str) -> None:
        view = self.model.grid
        self.wait(view.hasFocus, f"the end of the line “{words}”")

    def names(self, sheet: str, names: Iterable[str], group: str = "/") -> None:
        """Type names into the empty row of a list, one after the other."""
        self.sheet(sheet)
        column = self.model.grid.grid.columns[0].code
        self.cell(group, column)
        for name in names:
            self.put(name)
            assert self.model.grid.grid.cell(self.model.grid.currentIndex())[0].code == group  # type: ignore[index]

    def line(self, row: str, **cells: str) -> None:
        """Fill in cells of a row of the list in front; two underscores stand for a dot."""
        for column, words in cells.items():
            self.cell(row, column.replace("__", "."))
            self.put(words)

    def marks(self, sheet: str, *cells: tuple[str, str, str]) -> None:
        """Set letters, or the digit of a place, in cells of a matrix."""
        self.sheet(sheet)
        for row, column, letters in cells:
            self.cell(row, column)
            for letter in letters:
                self.press(Key.Key_Asterisk if letter == "*" else _key(letter))

    # People -------------------------------------------------------------------------------------------

    def add_employee(self, name: str, login: str, role: str = "") -> str:
        """Add somebody in Set-up, by default with all roles; return the password to hand over, from the clipboard."""
        page = self.office.window.current_page()
        assert isinstance(page, SetupPage)
        self.push(_child(page, QPushButton, "add_employee"))
        form = self.wait(lambda: page.form, "the form of an employee")
        for field, words in ((form.name, name), (form.login, login)):
            self.reach(field)
            self.type(words)
        self.push(_child(form, QCheckBox, f"role_{role}" if role else "all_roles"))
        self.push(form.save)
        self.wait(form.given.isVisible, "the password to hand over")
        assert form.given.hasFocus()
        self.press(Key.Key_C, CONTROL)
        given = QGuiApplication.clipboard().text()
        self.push(_child(form, QPushButton, "employee_close"))
        self.settle()
        return given

    # Work ---------------------------------------------------------------------------------------------

    def start(self, process: str, says: str) -> ActivityPage:
        """Start a case at the desk; return the window of its first step."""
        form = self.office.desk.event_form
        self.go_to("desk")
        self.press(Key.Key_N, CONTROL)
        self.choose(form.about, process)
        self.reach(form.says)
        self.type(says)
        self.press(Key.Key_Return, CONTROL)
        return self.opened()

    def opened(self) -> ActivityPage:
        """Wait for the window of a step, until its work has begun."""

        def there() -> ActivityPage | None:
            page = self.office.window.current_page()
            begun = isinstance(page, ActivityPage) and page.view is not None
            return page if begun and page.view.state is ItemState.OPEN else None  # type: ignore[return-value, union-attr]

        page = self.wait(there, "the window of a step")
        self.settle()
        return page

    def take(self, number: str) -> ActivityPage:
        """Open the step of a case from the queue of one's role."""
        self.go_to("desk")
        panel = self.office.desk.waiting
        self.settle()
        rows = [panel.rows.row_at(place) for place in range(panel.rows.rowCount())]
        place = next((at for at, row in enumerate(rows) if row is not None and row.number == number), None)
        assert place is not None, f"case {number} waits for nobody here"
        self.reach(panel.list)
        self.press(Key.Key_Home)
        self._walk(panel.list, place, panel.list.currentIndex().column())
        self.press(Key.Key_Return)
        return self.opened()

    def register(self, page: ActivityPage, **values: str) -> None:
        """Fill in fields of a step, and what is said in its contact."""
        for code, value in values.items():
            field = page.fields.fields.get(code)
            if field is None:
                assert page.fields.contact is not None, f"“{code}” is not asked for"
                field = page.fields.contact.field(code)
            self.answer(field, value)

    def answer(self, field: ItemField, value: str) -> None:
        first = field.editor.targets[0]
        self.choose(first, value)

    def choose(self, widget: QWidget, value: str) -> None:
        """Type into what takes words, choose where there are choices, by their codes."""
        self.reach(widget)
        if isinstance(widget, SegmentedChoice):
            for key in (Key.Key_Left, Key.Key_Right):
                for _option in range(_FAR):
                    before = widget.code()
                    if before == value:
                        return
                    self.press(key)
                    if widget.code() == before:
                        break
            raise AssertionError(f"“{value}” is not offered")
        if isinstance(widget, QComboBox):
            wanted = widget.findData(value)
            assert wanted >= 0, f"“{value}” is not offered"
            while widget.currentIndex() != wanted:
                self.press(Key.Key_Down if widget.currentIndex() < wanted else Key.Key_Up)
            return
        self.press(Key.Key_A, CONTROL)
        self.type(value)

    def complete(self, page: ActivityPage) -> ActivityPage | None:
        """Complete a step; return the next window where that is one's own."""
        went: list[object] = []
        before = page.view.work_item if page.view is not None else None
        page.went_on.connect(went.append)
        self.press(Key.Key_Return, CONTROL)
        self.wait(lambda: went, f"the step after “{page.title}”: {_notes(page)}")
        self.settle()
        after = self.office.window.current_page()
        if after is not page or page.view is None or page.view.work_item == before:
            return None  # somebody else's now, or the case is concluded
        return self.opened()


def _notes(page: ActivityPage) -> str:
    return "; ".join(f"{code}: {field.note.words}" for code, field in page.fields.fields.items())


def _menu() -> QMenu | None:
    popup = QApplication.activePopupWidget()
    return popup if isinstance(popup, QMenu) else None


def _key(letter: str) -> Qt.Key:
    return Qt.Key(ord(letter.upper()))


def _child(parent: QWidget, kind: type[QWidget], name: str) -> QWidget:
    found = parent.findChild(kind, name)
    assert found is not None, f"there is no {name}"
    return found
