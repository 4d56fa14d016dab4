"""The words of contact history on SQLite: an index that finds a rare word among millions of contacts at once.

A full-text index without texts of its own, kept in step by triggers in the transaction of whoever writes: a contact
that is added, erased or emptied enters and leaves it by that alone. What leaves is overwritten at once, as in the
index of customers (`secure-delete`), so nothing of an erased contact stays in the file.

Entries are numbered by when the contact happened, so that the newest that match are read first, and a period is a
range of numbers; which contact has which number is kept in a table beside it. By which channel and in which
direction one spoke stands in the index like words, so that a rare channel is found as a rare word is. All of it lies
outside the metadata: PostgreSQL looks in the texts themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from desktop_crm.core.clock import to_micros

INDEX, NUMBERS = "contact_words", "contact_words_of"
# So many contacts may happen in one millisecond; that many milliseconds take us to the year 2248.
_ROOM = 20
_MICROS = 1_000
_LAST = (1 << 63) - 1
# What an entry is made of, and its columns.
_HELD = ("subject", "text", "channel", "direction", "happened_at")
_COLUMNS = "subject, text, way"

CREATED = (
    f"CREATE TABLE {NUMBERS} (rid INTEGER NOT NULL PRIMARY KEY, contact_id BLOB NOT NULL)",
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(subject, text, way, content='', prefix='3', "
    "tokenize='unicode61 remove_diacritics 2')",
    f"INSERT INTO {INDEX} ({INDEX}, rank) VALUES ('secure-delete', 1)",
)
REMOVED = (f"DROP TABLE {INDEX}", f"DROP TABLE {NUMBERS}")
# Letters: what is shorter is looked for as a whole word, since it begins too many.
SHORT = 3


def number_from(moment: datetime) -> int:
    """Return the first number that a contact of the millisecond of `moment` may have."""
    return max(-_LAST, min(to_micros(moment) // _MICROS << _ROOM, _LAST))


def matching(words: Iterable[str], *ways: str) -> str:
    """Return what to ask the index for: contacts in which each word begins one, that went by each of `ways`.

    Only of what `has_letters`.
    """
    return " AND ".join([*map(_beginning, words), *(f"way : {_quoted(way)}" for way in ways)])


def has_letters(word: str) -> bool:
    """Tell whether the index knows a word at all: it holds letters and digits alone."""
    return any(letter.isalnum() for letter in word)


def _beginning(word: str) -> str:
    asked = f"{{subject text}} : {_quoted(word)}"
    return asked if len(word) < SHORT else f"{asked} *"


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""').replace("\0", " ") + '"'


def trigger_statements() -> Iterator[str]:
    """Yield the triggers that keep the index in step with the contacts."""
    yield _trigger("insert", "AFTER INSERT", _enter())
    yield _trigger("delete", "AFTER DELETE", _take_out())
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in _HELD)
    event = f"AFTER UPDATE OF {', '.join(_HELD)}"
    yield _trigger("update", event, f"{_take_out()} {_enter()}", f"WHEN {changed}")


def _trigger(name: str, event: str, act: str, when: str = "") -> str:
    return f"CREATE TRIGGER words_contact_{name} {event} ON contact {when} BEGIN {act} END"


def _enter() -> str:
    return (
        f"INSERT INTO {NUMBERS} (rid, contact_id) SELECT coalesce(max(rid) + 1, {_first('NEW')}), NEW.id "
        f"FROM {NUMBERS} WHERE {_numbers('NEW')}; "
        f"INSERT INTO {INDEX} (rowid, {_COLUMNS}) SELECT rid, {_texts('NEW.')} "
        f"FROM {NUMBERS} WHERE {_numbers('NEW')} AND contact_id = NEW.id;"
    )


def _take_out() -> str:
    mine = f"{_numbers('OLD')} AND contact_id = OLD.id"
    return (
        f"INSERT INTO {INDEX} ({INDEX}, rowid, {_COLUMNS}) "
        f"SELECT 'delete', rid, {_texts('OLD.')} FROM {NUMBERS} WHERE {mine}; "
        f"DELETE FROM {NUMBERS} WHERE {mine};"
    )


def _first(row: str) -> str:
    return f"({row}.happened_at / {_MICROS} << {_ROOM})"


def _numbers(row: str) -> str:
    return f"rid BETWEEN {_first(row)} AND {_first(row)} + {(1 << _ROOM) - 1}"


def _texts(row: str) -> str:
    return f"{row}subject, {row}text, {row}channel || ' ' || {row}direction"


def rebuild(driver: Any) -> None:
    """Fill the index from the contacts anew."""
    driver.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('delete-all')")
    driver.execute(f"DELETE FROM {NUMBERS}")
    moment = f"happened_at / {_MICROS}"
    driver.execute(
        f"INSERT INTO {NUMBERS} (rid, contact_id) "
        f"SELECT ({moment} << {_ROOM}) + row_number() OVER (PARTITION BY {moment} ORDER BY happened_at, id) - 1, id "
        "FROM contact"
    )
    driver.execute(
        f"INSERT INTO {INDEX} (rowid, {_COLUMNS}) SELECT rid, {_texts('')} "
        f"FROM {NUMBERS} CROSS JOIN contact ON contact.id = {NUMBERS}.contact_id ORDER BY rid"
    )


def is_complete(driver: Any) -> bool:
    """Tell whether there is an entry for every contact."""
    counts = {driver.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("contact", NUMBERS)}
    return len(counts) == 1
