"""Columns that fit: in a narrow window words give way, clocks and figures never."""

from __future__ import annotations

import math
from collections.abc import Sequence

from desktop_crm.ui.widgets.paged_model import Column

_LEAST_WORDS = 72


def fitted(columns: Sequence[Column], wanted: Sequence[int], room: int) -> list[int]:
    """Return the widths, in pixels, that columns get in `room`.

    The stretching column takes what is left. Where there is too little, columns of words share the loss in
    proportion to their width, down to 72 pixels; clocks and figures keep theirs.
    """
    widths = list(wanted)
    lacking = sum(widths) - room
    soft = [i for i, column in enumerate(columns) if column.kind != "clock" and not column.right]
    spare = {i: max(0, widths[i] - _LEAST_WORDS) for i in soft}
    total = sum(spare.values())
    if lacking > 0 and total > 0:
        share = min(1.0, lacking / total)
        for i in soft:
            widths[i] -= min(spare[i], math.ceil(spare[i] * share))
    stretch = next((i for i, column in enumerate(columns) if column.stretch), None)
    if stretch is not None:
        others = sum(widths) - widths[stretch]
        widths[stretch] = max(widths[stretch], room - others)
    return widths
