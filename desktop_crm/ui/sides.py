"""How wide the columns at the side are at each width of a window."""

from __future__ import annotations

from desktop_crm.ui.theme import theme

# Below this width of a page (1440 less the rail) a side column takes its narrow form.
_NORMAL_FROM = 1340
_MOST_FROM = 2000


def side_width(name: str, page_width: int) -> int:
    """Return the width of a side column for a page of this width, in pixels."""
    part = "at_1280" if page_width < _NORMAL_FROM else "most" if page_width >= _MOST_FROM else "normal"
    return theme().width(name, part)
