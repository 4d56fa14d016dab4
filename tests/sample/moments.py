"""When the generated history of these tests ends, and for how many customers."""

from __future__ import annotations

from datetime import UTC, datetime

# A Friday afternoon in Zwolle, while the office is open.
ANCHOR = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
CUSTOMERS = 200
