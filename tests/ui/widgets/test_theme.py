"""The look: tokens, palettes, fonts, icons, boxes and wrapped lines."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.ui.theme import Mode, Theme, boxes, icons, install, paint
from desktop_crm.ui.theme.wrap import wrapped
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import Label
from tests.ui.on_screen import show_active


def test_the_palette_takes_each_role_from_the_token_that_names_it(look: Theme) -> None:
    for mode, colours in ((Mode.LIGHT, look.tokens.light), (Mode.DARK, look.tokens.dark)):
        look.set_mode(mode)
        palette = QApplication.palette()
        for role, name in look.tokens.palette.items():
            assert palette.color(QPalette.ColorRole[role]).name().upper() == colours[name].upper(), role


def test_both_schemes_name_the_same_colours(look: Theme) -> None:
    assert set(look.tokens.light) == set(look.tokens.dark)


def test_every_text_and_shape_is_as_legible_as_the_design_says(look: Theme) -> None:
    """Text at least 4.5, shapes at least 3.0 (WCAG 2), on the grounds they stand on."""
    pairs = [
        ("text", "panel"),
        ("muted", "panel"),
        ("muted", "window"),
        ("disabled", "panel"),
        ("link", "panel"),
    ]
    pairs += [(f"{s}_ink", f"{s}_bg") for s in ("running", "at_risk", "overdue", "met", "missed", "paused")]
    shapes = [(f"{s}_shape", f"{s}_bg") for s in ("running", "at_risk", "overdue", "met", "missed", "paused")]
    for scheme in (look.tokens.light, look.tokens.dark):
        assert min(_contrast(scheme[a], scheme[b]) for a, b in pairs) >= 4.5
        assert min(_contrast(scheme[a], scheme[b]) for a, b in [*shapes, ("border", "panel")]) >= 3.0


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_every_icon_that_the_design_names_is_in_the_set(look: Theme) -> None:
    missing = [name for name in look.tokens.icon_name.values() if not icons.exists(name)]
    assert missing == []


def test_an_icon_is_painted_in_the_colour_of_its_role(look: Theme, qapp: QApplication) -> None:
    image = look.icon("desk", "accent").pixmap(32, 32).toImage()
    inks = {
        image.pixelColor(x, y).rgb()
        for x in range(32)
        for y in range(32)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert inks == {look.colour("accent").rgb()}


def test_an_unknown_colour_is_a_bug_and_not_black(look: Theme) -> None:
    with pytest.raises(KeyError):
        look.colour("mauve")


def test_larger_system_fonts_make_rows_and_lines_higher(look: Theme) -> None:
    before = look.height("row_comfortable"), look.line("body")
    font = QFont(QApplication.font())
    font.setPointSizeF(15)
    old = QFont(QApplication.font())
    look.set_base_font(font)
    try:
        assert (look.height("row_comfortable"), look.line("body")) == (48, 30)
    finally:
        look.set_base_font(old)
    assert (look.height("row_comfortable"), look.line("body")) == before


def test_figures_have_one_width_so_that_times_stand_still(look: Theme) -> None:
    for kind in look.tokens.type:
        assert len({paint.width_of(digit, kind) for digit in "0123456789"}) == 1


class _Paints(QObject):
    """Counts how often each widget is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.painted[watched.objectName()] += event.type() is QEvent.Type.Paint
        return False


def test_what_is_on_the_screen_is_repainted_when_the_colours_change(look: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    button, label = Button("Save", parent=window), Label("Words", parent=window)
    button.setGeometry(80, 0, 100, 32)
    label.setGeometry(80, 40, 100, 20)
    paints = _Paints()
    for widget in (button, label):
        widget.setObjectName(type(widget).__name__)
        widget.installEventFilter(paints)
    show_active(qtbot, window)
    qtbot.waitUntil(lambda: len(paints.painted) == 2)
    paints.painted.clear()
    look.set_mode(Mode.DARK)
    qtbot.waitUntil(lambda: min(paints.painted["Button"], paints.painted["Label"]) > 0)
    assert _has(label, look.colour("text"))
    assert _has(button, look.colour("panel"))


def _has(widget: QWidget, colour: QColor) -> bool:
    image = widget.grab().toImage()
    return any(
        image.pixelColor(x, y).rgb() == colour.rgb()
        for x in range(image.width())
        for y in range(image.height())
    )


def test_following_the_system_again_gives_the_colours_the_system_wants(qapp: QApplication) -> None:
    look = install(qapp, Mode.DARK)
    assert look.dark
    install(qapp, Mode.SYSTEM)
    assert look.dark is (qapp.styleHints().colorScheme().name == "Dark")


@pytest.mark.parametrize("width", [1, 2])
@pytest.mark.parametrize("radius", [3, 4, 6])
def test_a_box_in_nine_parts_looks_like_one_that_is_stroked_whole(
    look: Theme, radius: int, width: int
) -> None:
    fill, edge = look.colour("panel"), look.colour("border")
    pictures = []
    for whole in (False, True):
        image = QImage(60, 40, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(look.colour("window"))
        painter = QPainter(image)
        area = QRect(3, 4, 50, 30)
        if whole:
            boxes._stroke(painter, QRectF(area), fill, edge, radius, width, dashed=False)
        else:
            boxes.box(painter, area, fill=fill, outline=edge, radius=radius, width=width)
        painter.end()
        pictures.append(image)
    for x in range(60):
        for y in range(40):
            one, other = pictures[0].pixelColor(x, y), pictures[1].pixelColor(x, y)
            assert abs(one.red() - other.red()) <= 6, (x, y)


def test_wrapped_lines_lose_no_letter_and_fit_the_width(look: Theme) -> None:
    text = (
        "The customer said: 🙂🙂 “they drove off before I could write it down”, averylongwordthatdoesnotfit"
    )
    lines = wrapped(text, "body", 120)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert max(paint.width_of(line, "body") for line in lines) <= 121


def test_wrapping_keeps_empty_lines_and_line_ends(look: Theme) -> None:
    assert wrapped("one\n\ntwo", "body", 200) == ("one", "", "two")


def test_plain_qt_controls_are_painted_by_our_style(look: Theme, qtbot: QtBot) -> None:
    line, button, bar = QLineEdit("x"), QPushButton("Plain"), QProgressBar()
    bar.setValue(50)
    for widget in (line, button, bar):
        qtbot.addWidget(widget)
        widget.resize(120, 32)
    assert _has(line, look.colour("border"))
    assert _has(button, look.colour("border"))
    assert _has(bar, look.colour("accent"))
