"""How everything looks: tokens, palettes, fonts, icons, and the style that paints with them."""

from desktop_crm.ui.theme.theme import Mode, Theme, install, theme

__all__ = ["Mode", "Theme", "install", "theme"]
