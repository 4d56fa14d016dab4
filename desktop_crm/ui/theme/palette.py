"""The application palette, built from colour roles."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QColor, QPalette

from desktop_crm.ui.theme.tokens import Tokens


def build(tokens: Tokens, colours: Mapping[str, str]) -> QPalette:
    """Return the palette of one colour scheme; Active and Inactive are alike, Disabled differs in part."""
    palette = QPalette()
    for role, name in tokens.palette.items():
        palette.setColor(QPalette.ColorGroup.All, QPalette.ColorRole[role], QColor(colours[name]))
    for role, name in tokens.palette_disabled.items():
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole[role], QColor(colours[name]))
    return palette
