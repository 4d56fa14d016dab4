"""Where a report goes: a file whose name ends in .pdf."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _


def pdf(args: argparse.Namespace) -> Path:
    """Return the file that was named; raise `Invalid` for one that is no PDF."""
    out = Path(args.out)
    if out.suffix.lower() != ".pdf":
        raise Invalid(_("A report is a PDF; give it a name that ends in .pdf."), where="--out")
    return out
