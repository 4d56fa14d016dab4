"""Which version of the process model a command means: the one with a number, or the one that is published."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from desktop_crm.cli.session import desk
from desktop_crm.core.errors import NotFound
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.process.model import Model
    from desktop_crm.process.reads import VersionRow


def chosen_version(args: argparse.Namespace, number: int | None) -> tuple[VersionRow, Model]:
    """Return a version with its model; without a number the published one. Whoever works here may read it."""
    from desktop_crm.process.reads import load_model, versions

    with desk(args) as at, at.store.read() as view:
        known = versions(view)
        if number is None:
            row = next((one for one in reversed(known) if one.state == "published"), None)
        else:
            row = next((one for one in known if one.number == number), None)
        if row is None:
            raise NotFound(
                _("Nothing is published yet; name a version.")
                if number is None
                else _("There is no version {number} of the model.").format(number=number)
            )
        return row, load_model(view, row.id)
