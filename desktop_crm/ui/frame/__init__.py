"""The main window: top bar, rail, tabs and pages."""

from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.frame.window import MainWindow

__all__ = ["MainWindow", "Page"]
