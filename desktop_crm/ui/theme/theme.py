"""The theme: what painters and widgets ask for a colour, a font, an icon or a size by name."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetrics,
    QGuiApplication,
    QIcon,
    QPainter,
    QStaticText,
    QTransform,
)
from PySide6.QtWidgets import QApplication

from desktop_crm.ui.theme import icons, palette, tokens

# The offscreen platform has no system font to follow; pictures of the windows are taken with this one.
_OFFSCREEN_FAMILY = "Inter"
_WIDTHS_KEPT = 4000
_LINES_KEPT = 2000


class Mode(StrEnum):
    """Which colours: those the system asks for, or always the same."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Colours, fonts, icons and sizes by their token names.

    Attributes:
        tokens: the numbers behind it.
        dark: whether the dark colours are in use.

    Signals:
        changed: the colours or the base font are other ones now; whoever keeps some asks again.
    """

    changed = Signal()

    def __init__(self, application: QGuiApplication, numbers: tokens.Tokens | None = None) -> None:
        super().__init__(application)
        self.tokens = numbers or tokens.load()
        self.dark = False
        self._mode = Mode.SYSTEM
        self._application = application
        self._base = application.font()
        self._scale = max(1.0, self._base.pointSizeF() / self.tokens.body_points)
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetrics] = {}
        self._widths: dict[tuple[str, str], int] = {}
        self._lines: dict[tuple[str, str], QStaticText] = {}
        self._icons: dict[tuple[str, str], QIcon] = {}
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        self._take(self._wants_dark())

    @property
    def mode(self) -> Mode:
        """Whether the system or the user chose the colours."""
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        """Follow the system, or keep to light or dark."""
        self._mode = mode
        self._follow()

    def set_base_font(self, font: QFont) -> None:
        """Derive all fonts from `font`."""
        self._base = QFont(font)
        self._fonts.clear()
        self._metrics.clear()
        self._widths.clear()
        self._lines.clear()
        self._scale = max(1.0, font.pointSizeF() / self.tokens.body_points)
        QApplication.setFont(self.font("body"))
        self.changed.emit()

    def colour(self, name: str) -> QColor:
        """Return the colour of a role such as ``muted`` or ``at_risk_ink``; raises `KeyError` for no role."""
        found = self._colours.get(name)
        if found is None:
            scheme = self.tokens.dark if self.dark else self.tokens.light
            found = self._colours[name] = QColor(scheme[name])
        return found

    def font(self, name: str) -> QFont:
        """Return the font of a kind of text such as ``panel_title``; figures are tabular in all of them."""
        found = self._fonts.get(name)
        if found is None:
            token = self.tokens.type[name]
            found = QFont(self._base)
            found.setPointSizeF(self._base.pointSizeF() * token.factor)
            found.setWeight(QFont.Weight(token.weight))
            found.setFeature(QFont.Tag.fromString("tnum"), 1)
            self._fonts[name] = found
        return found

    def metrics(self, name: str) -> QFontMetrics:
        """Return the metrics of a kind of text."""
        found = self._metrics.get(name)
        if found is None:
            found = self._metrics[name] = QFontMetrics(self.font(name))
        return found

    def width_of(self, words: str, name: str) -> int:
        """Return how many pixels a line of text takes; remembered, since shaping it is dear."""
        key = (words, name)
        found = self._widths.get(key)
        if found is None:
            if len(self._widths) >= _WIDTHS_KEPT:
                self._widths.clear()
            found = self._widths[key] = self.metrics(name).horizontalAdvance(words)
        return found

    def shaped(self, words: str, name: str) -> QStaticText:
        """Return a line of text as it is painted, shaped and laid out; remembered, as its width is."""
        key = (words, name)
        found = self._lines.get(key)
        if found is None:
            if len(self._lines) >= _LINES_KEPT:
                self._lines.clear()
            found = self._lines[key] = QStaticText(words)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.prepare(QTransform(), self.font(name))
        return found

    def line(self, name: str) -> int:
        """Return the line height in pixels of a kind of text, for the base font's size."""
        return round(self.tokens.type[name].line * self._scale)

    def icon_name(self, name: str) -> str:
        """Return the glyph for a token name (``desk``) or a glyph's own name (``ph.house``)."""
        return self.tokens.icon_name.get(name, name)

    def icon(self, name: str, colour: str = "text") -> QIcon:
        """Return an icon by token or glyph name, in a colour role."""
        key = (name, colour)
        found = self._icons.get(key)
        if found is None:
            engine = icons.GlyphEngine(self.icon_name(name), self.colour(colour), self.colour("disabled"))
            found = self._icons[key] = QIcon(engine)
        return found

    def paint_icon(self, painter: QPainter, box: QRect | QRectF, name: str, colour: str = "text") -> None:
        """Paint an icon directly; cheaper than an icon's pixmap where one paints anyway."""
        icons.paint(painter, box, self.icon_name(name), self.colour(colour))

    def space(self, name: str) -> int:
        """Return a distance: hair 4, base 8, inner 12, panel 16, group 24, page 32."""
        return self.tokens.space[name]

    def height(self, name: str) -> int:
        """Return a height such as ``row_comfortable``, larger where the system font is larger."""
        return round(self.tokens.height[name] * self._scale)

    def width(self, name: str, part: str = "normal") -> int:
        """Return a width; of a side column its `part`: at_1280, normal or most."""
        found: Any = self.tokens.width[name]
        return int(found[part] if isinstance(found, dict) else found)

    def radius(self, name: str) -> int:
        """Return the radius of a control, chip or panel."""
        return self.tokens.radius[name]

    def duration(self, name: str) -> int:
        """Return a duration in milliseconds."""
        return self.tokens.duration[name]

    def icon_size(self, name: str) -> int:
        """Return the side of an icon: small 14, normal 16, rail 20, clock_shape 14."""
        return self.tokens.icon_size[name]

    def _wants_dark(self) -> bool:
        if self._mode is not Mode.SYSTEM:
            return self._mode is Mode.DARK
        return self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark

    def _follow(self) -> None:
        wanted = self._wants_dark()
        if wanted != self.dark:
            self._take(wanted)

    def _take(self, dark: bool) -> None:
        self.dark = dark
        self._colours.clear()
        self._icons.clear()
        scheme = self.tokens.dark if dark else self.tokens.light
        QApplication.setPalette(palette.build(self.tokens, scheme))
        self.changed.emit()


_current: Theme | None = None


def install(application: QApplication, mode: Mode = Mode.SYSTEM) -> Theme:
    """Give the application its style, palette and fonts; calling it again only changes the mode."""
    global _current
    if _current is None or _current.parent() is not application:
        from desktop_crm.ui.theme.style import CalmStyle

        application.setStyle(CalmStyle())
        _current = Theme(application)
        _current.set_base_font(_base_font(application))
    _current.set_mode(mode)
    return _current


def theme() -> Theme:
    """Return the theme in use; `install` comes first."""
    if _current is None:
        raise RuntimeError("theme.install(application) has not been called")
    return _current


def _base_font(application: QApplication) -> QFont:
    font = application.font()
    if application.platformName() == "offscreen" and _OFFSCREEN_FAMILY in QFontDatabase.families():
        font = QFont(_OFFSCREEN_FAMILY, 10)
    return font
