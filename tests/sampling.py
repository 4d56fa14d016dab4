"""How many random examples a test tries: a few in every run, many in the long one."""

from __future__ import annotations

import os

SOAK = os.environ.get("DESKTOP_CRM_SOAK") == "1"


def examples(few: int, *, soak: int) -> int:
    """Return `few`, or `soak` in the long run."""
    return soak if SOAK else few
