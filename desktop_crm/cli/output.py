"""What the command line prints: one JSON document, or sentences; and how it reads times and durations."""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.money import Money
from desktop_crm.store.server.address import Address


def give(args: argparse.Namespace, document: Any, lines: Iterable[str]) -> None:
    """Print the answer of a command: `document` under ``--json``, else `lines` for a person."""
    if args.json:
        print_json(document)
    else:
        for line in lines:
            print(line)


def print_json(document: Any) -> None:
    """Print one JSON document on standard output."""
    print(json.dumps(document, ensure_ascii=False, indent=2, default=_plain, allow_nan=False))


def say(sentence: str) -> None:
    """Tell a person something beside the answer: on standard error, so that scripts read only the answer."""
    print(sentence, file=sys.stderr)


def _plain(value: Any) -> Any:
    """Return what JSON has for a value of ours: ISO times, UUIDs, `12.50 EUR`."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Path | Address | Money):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset | set):
        return sorted(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def parse_time(text: str, where: str) -> datetime:
    """Return the aware datetime written in ISO 8601 with an offset; raise `Invalid` naming the option."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid(
            _("“{text}” is not a time with an offset; write it like 2026-11-24T09:30:00+01:00.").format(
                text=text
            ),
            where=where,
        )
    return moment


def parse_seconds(text: str, where: str) -> float:
    """Return a number of seconds, also a negative or a fractional one; raise `Invalid` for anything else."""
    try:
        if re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII):
            return int(text)
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds):
        raise Invalid(_("“{text}” is not a number of seconds.").format(text=text), where=where)
    return seconds


def parse_id(text: str, where: str) -> UUID:
    """Return the UUID that `text` writes; raise `Invalid` naming the argument `where`."""
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("“{text}” is not an identifier (a UUID).").format(text=text), where=where) from None


def read_text(file: str) -> str:
    """Return the content of a UTF-8 file; raise `Invalid` naming it when it can't be read."""
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            _("It is not written in UTF-8 (byte {at}).").format(at=error.start), where=file
        ) from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Invalid(_("It can't be read: {why}.").format(why=why), where=file) from error
