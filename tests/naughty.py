"""Strings that break programs: the big list of them where it is at hand, else a few of its kinds."""

from __future__ import annotations

import json
import os
from pathlib import Path

FEW = (
    "",
    "null",
    "'; DROP TABLE customer; --",
    '"',
    "NEAR(a b)",
    "\0",
    "\ud800",
    "\u202eturned",
    "Ω≈ç√",
    "👩‍👧",
    "ثم نفس",
)


def naughty_strings() -> list[str]:
    """Return them all."""
    samples = os.environ.get("DESKTOP_CRM_SAMPLES")
    if samples is None:
        return [*FEW]
    listed: list[str] = json.loads((Path(samples) / "baddata" / "blns.json").read_text(encoding="utf-8"))
    return [*FEW, *listed]
