"""Editors for a file and for a drawing."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.button import Button, IconButton
from desktop_crm.ui.widgets.fields.canvas import Canvas
from desktop_crm.ui.widgets.fields.editor import Editor
from desktop_crm.ui.widgets.fields.spec import FieldSpec, PickedFile
from desktop_crm.ui.widgets.label import ElidingLabel

Ask = Callable[[QWidget, str], str]


def ask_for_file(parent: QWidget, pattern: str) -> str:
    """Let the person choose a file of their own; return its path, or an empty text."""
    path, _pattern = QFileDialog.getOpenFileName(parent, _("Choose a file"), "", pattern)
    return path


class FileTag(QWidget):
    """The name of a file, and a cross that takes it away.

    Signals:
        removed: the person clicked the cross.
    """

    removed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme().height("control_small"))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(26, 0, 2, 0)
        row.setSpacing(4)
        row.addWidget(ElidingLabel(name, font="caption"))
        self.cross = IconButton("ph.x", _("Remove {name}").format(name=name))
        self.cross.setFixedSize(20, 20)
        self.cross.clicked.connect(self.removed)
        row.addWidget(self.cross)
        picture = (mimetypes.guess_type(name)[0] or "").startswith("image/")
        self._icon_name = "ph.image" if picture else "document"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tag."""
        painter = QPainter(self)
        look = theme()
        edge = look.colour("separator")
        paint.box(
            painter, self.rect(), fill=look.colour("panel_alt"), outline=edge, radius=look.radius("chip")
        )
        paint.icon(painter, self.rect().adjusted(7, 5, 21 - self.width(), -5), self._icon_name, "text")


class FileEditor(Editor):
    """A file: chosen from disk; read when chosen, since the original may be gone later.

    Attributes:
        ask: how a file is asked for; a test or the tour gives its own.
        problem: what was wrong with the last file that was chosen, as a sentence; empty: nothing.
    """

    most_bytes = 25 * 1024 * 1024

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.ask: Ask = ask_for_file
        self.problem = ""
        self._file: PickedFile | None = None
        self._stored = ""
        self._tag: FileTag | None = None
        self.add_button = Button(_("Add…"), icon="ph.paperclip")
        self.add_button.clicked.connect(self.choose)
        self._add(self.add_button)
        self._row.addStretch(1)

    def start_over(self, spec: FieldSpec) -> None:
        """Take another item and no file."""
        super().start_over(spec)
        self.ask = ask_for_file
        self.set_file(None)

    def choose(self) -> None:
        """Ask for a file and take it."""
        path = self.ask(self, "")
        if path:
            self.take(Path(path))

    def take(self, path: Path) -> None:
        """Take the file at `path`; one that can't be read or is too large leaves a `problem`."""
        try:
            if path.stat().st_size > self.most_bytes:
                self.problem = _("“{name}” has more than 25 MB; choose a smaller file.").format(
                    name=path.name
                )
            else:
                kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
                self.set_file(PickedFile(path.name, path.read_bytes(), kind))
        except OSError as wrong:
            sentence = _("“{name}” can't be read ({reason}); choose another file.")
            self.problem = sentence.format(name=path.name, reason=wrong.strerror or type(wrong).__name__)
        self.tell()

    def file(self) -> PickedFile | None:
        """Return what was chosen here."""
        return self._file

    def set_file(self, file: PickedFile | None) -> None:
        """Show a file that was chosen before, as in a draft; without telling."""
        self._file, self._stored, self.problem = file, "", ""
        self._show(file.name if file else "")

    def snapshot(self) -> Callable[[], None]:
        """Return what puts back the file that is here now."""
        file, stored = self._file, self._stored
        return lambda: self.set_text(stored) if file is None else self.set_file(file)

    def text(self) -> str:
        """Return the stored form of a file registered before, or the name of the one chosen here."""
        return self._file.name if self._file is not None else self._stored

    def set_text(self, text: str) -> None:
        """Show a file registered before (``id/name``)."""
        self._file, self._stored, self.problem = None, text, ""
        self._show(text.partition("/")[2] or text)

    def _show(self, name: str) -> None:
        if self._tag is not None:
            self._row.removeWidget(self._tag)
            self._tag.hide()
            self._tag.deleteLater()
            self._tag = None
        if name:
            self._tag = FileTag(name)
            self._tag.removed.connect(self._remove)
            self._row.insertWidget(1, self._tag)

    def _remove(self) -> None:
        self.set_file(None)
        self.add_button.setFocus()
        self.tell()


class DrawingEditor(Editor):
    """A drawing: made with the pen here, or an image opened from disk; kept as PNG."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.ask: Ask = ask_for_file
        self.problem = ""
        self._stored = ""
        self.canvas = Canvas()
        self.canvas.drawn.connect(self._drawn)
        column = QVBoxLayout()
        column.setSpacing(theme().space("hair"))
        tools = QHBoxLayout()
        tools.setSpacing(theme().space("base"))
        self.open_button = Button(_("Open an image…"), small=True, icon="ph.image")
        self.undo_button = Button(_("Undo"), small=True, icon="ph.arrow-counter-clockwise")
        self.clear_button = Button(_("Clear"), small=True, icon="ph.eraser")
        for button in (self.open_button, self.undo_button, self.clear_button):
            tools.addWidget(button)
        tools.addStretch(1)
        column.addLayout(tools)
        column.addWidget(self.canvas)
        self._row.addLayout(column, 1)
        self.targets = [self.open_button, self.undo_button, self.clear_button, self.canvas]
        self.setFocusProxy(self.open_button)
        self._name_targets()
        self.open_button.clicked.connect(self.choose)
        self.undo_button.clicked.connect(self.undo)
        self.clear_button.clicked.connect(self._clear)

    def start_over(self, spec: FieldSpec) -> None:
        """Take another item and an empty sheet."""
        super().start_over(spec)
        self.ask = ask_for_file
        self.problem = ""
        self.set_text("")

    def _name_targets(self) -> None:
        """Name the sheet alone: its tools have names of their own."""
        self.canvas.setAccessibleName(self.spec.label)

    def _drawn(self) -> None:
        self._stored = ""
        self.tell(typed=True)

    def _clear(self) -> None:
        self.canvas.clear()
        self._drawn()

    def undo(self) -> bool:
        """Take back the last stroke."""
        if not self.canvas.undo():
            return False
        self._drawn()
        return True

    def choose(self) -> None:
        """Ask for an image and draw on it."""
        path = self.ask(self, _("Images (*.png *.jpg *.jpeg *.bmp *.gif *.webp)"))
        if not path:
            return
        image = QImage(path)
        self.problem = ""
        if image.isNull():
            self.problem = _("“{name}” is not an image that can be opened; choose a PNG or JPEG.").format(
                name=Path(path).name
            )
        else:
            self.canvas.set_image(image)
        self._drawn()

    def file(self) -> PickedFile | None:
        """Return the drawing as a PNG file, or None while it is empty."""
        if self.canvas.empty:
            return None
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.canvas.image().save(buffer, "PNG")  # type: ignore[call-overload]
        return PickedFile(f"{self.spec.code}.png", bytes(content.data()), "image/png")

    def set_file(self, file: PickedFile | None) -> None:
        """Show a drawing made before, as in a draft; without telling."""
        image = QImage.fromData(QByteArray(file.content)) if file is not None else QImage()
        self.canvas.set_image(image)

    def text(self) -> str:
        """Return the stored form of a drawing registered before, or a name for the one made here."""
        return self._stored if self.canvas.empty else f"{self.spec.code}.png"

    def set_text(self, text: str) -> None:
        """Name a drawing registered before (``id/name``)."""
        self._stored = text
        self.canvas.set_image(QImage())
        self.canvas.set_caption(text.partition("/")[2])

    def sizeHint(self) -> QSize:
        """Return the canvas's size with its tools."""
        return self.canvas.sizeHint() + QSize(0, theme().height("control"))
