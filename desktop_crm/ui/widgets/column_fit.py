"""Columns that fit: in a narrow window words give way, clocks and figures never."""

from __future__ import annotations

import math
from collections.abc import Sequence

from desktop_crm.ui.widgets.paged_model import Column

_LEAST_WORDS = 72


def fitted(columns: Sequence[Column], wanted: Sequence[int], room: int) -> list[int]:
    """Return the widths, in pixels, that columns get in `room`.

    Stretching columns share what is left in proportion to their width. Where there is too little, spare columns
    go (they get 0); then columns of words share the loss in proportion to their width, down to 72 pixels; clocks
    and figures keep theirs.
    """
    widths = list(wanted)
    if sum(widths) > room:
        widths = [0 if column.spare else wide for column, wide in zip(columns, widths, strict=True)]
    lacking = sum(widths) - room
    soft = [i for i, column in enumerate(columns) if column.kind != "clock" and not column.right]
    spare = {i: max(0, widths[i] - _LEAST_WORDS) for i in soft}
    total = sum(spare.values())
    if lacking > 0 and total > 0:
        share = min(1.0, lacking / total)
        for i in soft:
            widths[i] -= min(spare[i], math.ceil(spare[i] * share))
    left = room - sum(widths)
    stretching = [i for i, column in enumerate(columns) if column.stretch]
    for place, i in enumerate(stretching):
        if left <= 0:
            break
        share = round(left * widths[i] / sum(widths[j] for j in stretching[place:]))
        widths[i] += share
        left -= share
    return widths
