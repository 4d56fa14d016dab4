"""The whole schema: the tables of every room in one metadata, found by looking so that none is forgotten."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib.util import find_spec

from sqlalchemy import MetaData

import desktop_crm
from desktop_crm.store.schema import metadata


@cache
def whole_schema() -> MetaData:
    """Return the metadata after loading ``tables.py`` of every room that has one.

    The store room knows no other room by name; migrations, triggers and checks need the tables of all.
    """
    for room in pkgutil.iter_modules(desktop_crm.__path__):
        name = f"{desktop_crm.__name__}.{room.name}.tables"
        if room.ispkg and find_spec(name) is not None:
            importlib.import_module(name)
    return metadata
