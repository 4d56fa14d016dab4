"""Generated customers of the sample company, from 200 to a million, with two years of believable history."""

from __future__ import annotations

from desktop_crm.bench.generator.filling import fill
from desktop_crm.bench.generator.stores import cached_store, generate

__all__ = ["cached_store", "fill", "generate"]
