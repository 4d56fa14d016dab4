"""Words that the reader and the writer of vCards share."""

from __future__ import annotations

import base64
import re

PRODUCT = "-//desktop-crm//customer file 1//EN"
OURS = "X-DESKTOP-CRM-"
# What follows it on a card of ours came from other cards and is kept as it was.
REST = OURS + "REST"
_APPLE = re.compile(r"_\$!<(.*)>!\$_")


def custom_label(text: str) -> str:
    """Return a label of somebody's own; Apple writes its stock ones as ``_$!<HomePage>!$_``."""
    match = _APPLE.fullmatch(text)
    return match.group(1) if match else text


def one_line(value: str) -> str:
    """Return a decoded but still escaped value on one line, as it can be written again."""
    return value.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def data_address(media_type: str, content: bytes) -> str:
    """Return content as a ``data:`` address (RFC 2397)."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"
