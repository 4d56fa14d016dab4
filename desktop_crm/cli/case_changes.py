"""What the verbs of ``case`` do that change what a running case is."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from desktop_crm.cli.case_acts import on_case
from desktop_crm.cli.case_named import employee_named

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.workflow.changing import ChangingService


def _changing(at: Desk) -> ChangingService:
    from desktop_crm.workflow.changing import ChangingService

    return ChangingService(at.steering.acting)


def carry(args: argparse.Namespace) -> None:
    """Let a case go on under the version in force."""
    on_case(args, lambda at, case: at.carrying.carry(case=case))


def owner(args: argparse.Namespace) -> None:
    """Change whom the customer may turn to."""
    on_case(args, lambda at, case: at.steering.change_owner(case=case, employee=employee_named(at, args.to)))


def process(args: argparse.Namespace) -> None:
    """Let a case go on as another process."""
    on_case(
        args,
        lambda at, case: _changing(at).change_process(case=case, process=args.to, reason=args.reason),
    )


def priority(args: argparse.Namespace) -> None:
    """Make a case urgent, or no longer so."""
    on_case(
        args,
        lambda at, case: _changing(at).change_priority(case=case, priority=args.to, reason=args.reason),
    )
