"""Key files of encrypted stores: 32 random bytes as hexadecimal digits, readable by the owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.store.driver import KEY_BYTES
from desktop_crm.store.files import file_errors, refuse_existing


def read_key(file: Path) -> bytes:
    """Return the key in a key file; raise `StoreProblem` when there is none in it."""
    if not file.is_file():
        raise StoreProblem(_("There is no key file {file}. Name the one of this store.").format(file=file))
    with file_errors(file):
        content = file.read_bytes()[: 4 * KEY_BYTES]
    try:
        key = bytes.fromhex(content.decode("ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise StoreProblem(
            _(
                "{file} is not a key file: one holds {digits} hexadecimal digits. Name the one of this store."
            ).format(file=file, digits=2 * KEY_BYTES)
        )
    return key


def make_key(file: Path) -> bytes:
    """Write a new key file, readable by its owner only, and return its key; never over another file."""
    refuse_existing(file)
    key = secrets.token_bytes(KEY_BYTES)
    with file_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(key.hex() + "\n")
            opened.flush()
            os.fsync(opened.fileno())
    return key
