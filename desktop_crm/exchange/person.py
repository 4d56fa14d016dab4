"""Everything held on a person as one JSON document, their documents in it as base64."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop_crm.exchange.exporting import written
from desktop_crm.privacy.held import Held

FORMS = {".json": "json", ".pdf": "pdf"}
Content = Callable[[UUID], bytes]


def person_json(held: Held, content: Content) -> dict[str, Any]:
    """Return the document: rows by table, the change log, the documents' bytes, and what holds nothing of them."""
    documents = {key: base64.b64encode(content(UUID(key))).decode("ascii") for key in _documents(held)}
    return _head(held) | {"documents": documents}


def write_person_json(path: Path, held: Held, content: Content) -> None:
    """Write the document to a file in one step, one of the person's documents in memory at a time."""
    written(path, _pieces(held, content))


def _head(held: Held) -> dict[str, Any]:
    return {
        "person": {"id": str(held.customer), "number": held.number, "name": held.name},
        "told_at": held.at.isoformat(),
        "told_by": held.who,
        "held": held.tables,
        "changes": held.log,
        "names": held.names,
        "copies": held.copies,
        "nothing_in": held.elsewhere,
    }


def _documents(held: Held) -> list[str]:
    return [row["id"] for row in held.tables.get("attachment", [])]


def _pieces(held: Held, content: Content) -> Iterator[bytes]:
    head = json.dumps(_head(held), ensure_ascii=False, indent=1)
    yield head[: head.rindex("}")].rstrip().encode() + b',\n "documents": {'
    for place, key in enumerate(_documents(held)):
        yield (b"," if place else b"") + f'\n  "{key}": "'.encode()
        yield base64.b64encode(content(UUID(key))) + b'"'
    yield b"\n }\n}\n"
