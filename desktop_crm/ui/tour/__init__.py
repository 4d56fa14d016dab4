"""The tour: the windows, driven by keys and clicks through whole processes, with a picture of each of them."""

from __future__ import annotations

from desktop_crm.ui.tour.script import BEGINS, PROCESSES, play

__all__ = ["BEGINS", "PROCESSES", "play"]
