"""What is kept of a person, table by table: how it is found, and what becomes of it when they are erased.

One list for both: whatever is told to a person of themselves is erased with them, and the other way round. A table
or a column that nobody decided about is found by a test. The conditions are SQL that both databases read; `fitted`
fills in the people who are meant, which are all the parts of a customer who was merged.

Rows that are counted stay, without their words: how many contacts there were, how long a case took, what was paid.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from uuid import UUID

from desktop_crm.core.frozen import frozen
from desktop_crm.store.tables import PROFILE_TABLES

_CASES = "SELECT c.id FROM crm_case AS c WHERE c.customer_id {people}"
_CONTACTS = (
    "SELECT t.id FROM contact AS t WHERE t.customer_id {people} "
    f"OR t.customer_id IS NULL AND t.case_id IN ({_CASES})"
)
_ITEMS = f"SELECT w.id FROM work_item AS w WHERE w.case_id IN ({_CASES})"
_MERGES = "SELECT m.id FROM customer_merge AS m WHERE m.kept_id {people} OR m.gone_id {people}"
_OWN = "customer_id {people}"
_OF_CASES = f"case_id IN ({_CASES})"
_OF_CONTACTS = f"contact_id IN ({_CONTACTS})"


@frozen
class Holding:
    """What a table holds of people.

    Attributes:
        found: the condition on their rows; empty where there are none, and `why` says why.
        goes: their rows are removed; else `emptied` says what becomes of which columns, in SQL.
        stays: the columns with text, dates or bytes that are left as they are, each with the reason.
        beside: columns too large to be told among the others; they are read one by one.
    """

    found: str = ""
    why: str = ""
    goes: bool = False
    emptied: Mapping[str, str] = field(default_factory=dict)
    stays: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[str, ...] = ()


_CODE = "a code of ours or of the process model"
_COUNTED = "counted and added up in figures"
_NOBODY = "the company's own; of no customer"
_PASS = "employees and the store itself"
_MODEL = "the process model: published words of the company"
_GONE = "''"


def _emptied(*columns: str, **otherwise: str) -> Mapping[str, str]:
    return dict.fromkeys(columns, _GONE) | otherwise


def _codes(*columns: str) -> Mapping[str, str]:
    return dict.fromkeys(columns, _CODE)


# What somebody typed into the facts of a case: the kinds of `case_event` and the fields that hold it. The room that
# writes them says the same (`workflow.events.FREE_TEXT`); a test compares.
TYPED_INTO_EVENTS: Mapping[str, tuple[str, ...]] = {
    "ItemOffered": ("reason",),
    "ItemHandedOver": ("reason",),
    "ItemDelegated": ("reason",),
    "ItemSkipped": ("reason",),
    "PriorityChanged": ("reason",),
    "ProcessChanged": ("reason",),
    "CasePaused": ("party",),
    "CaseCancelled": ("reason",),
    "CaseReopened": ("reason",),
}

HOLDINGS: Mapping[str, Holding] = {
    "customer": Holding(
        "id {people}",  # `customer_id` repeats it, without an index
        emptied=_emptied(
            "name", "sort_key", "prefix", "given", "additional", "particle", "family", "suffix", "nickname",
            "organisation", "department", "job_title", "language", "reference", "note",
            birth_date="NULL", since="NULL", extra="'{}'", deleted_at="{now}",
        ),
        stays={
            "number": "the record calls them by it",
            **dict.fromkeys(("kind", "segment", "status"), _COUNTED),
        },
    ),
    "contact_point": Holding(_OWN, goes=True),
    "address": Holding(_OWN, goes=True),
    "relation": Holding("customer_id {people} OR other_id {people}", goes=True),
    "consent": Holding(_OWN, goes=True),
    "identifier": Holding(_OWN, goes=True),
    "customer_tag": Holding(_OWN, goes=True),
    "customer_statement": Holding(f"customer_id {{people}} OR {_OF_CONTACTS}", goes=True),
    "planned_contact": Holding(_OWN, goes=True),
    "attachment": Holding(f"customer_id {{people}} OR {_OF_CONTACTS}", goes=True, beside=("content",)),
    "trade": Holding(
        _OWN,
        emptied=_emptied("reference"),
        stays={
            **dict.fromkeys(("kind", "product", "status", "currency"), _COUNTED),
            "master": "the name of a system",
        },
    ),
    "contact": Holding(
        f"customer_id {{people}} OR customer_id IS NULL AND {_OF_CASES}",
        emptied=_emptied("subject", "text"),
        stays=_codes("channel", "direction", "party"),
    ),
    "question": Holding(
        f"customer_id {{people}} OR {_OF_CONTACTS}", emptied=_emptied("text"), stays=_codes("raised_by")
    ),
    "crm_case": Holding(
        _OWN,
        emptied=_emptied("subject", "expectation", "delivered"),
        stays={
            "number": "the number of the case",
            **_codes("process", "status", "channel", "segment", "graded_by"),
        },
    ),
    "work_item": Holding(
        _OF_CASES, emptied=_emptied("reason"), stays=_codes("step", "activity", "role", "state")
    ),
    "case_token": Holding(_OF_CASES, stays=_codes("from_step", "to_step")),
    "case_event": Holding(
        _OF_CASES, emptied={"detail": "{untyped}"}, stays=_codes("kind")
    ),
    "clock": Holding(_OF_CASES, stays=_codes("ksf", "measure", "subject", "state", "previous", "target")),
    "promise": Holding(_OF_CASES, emptied=_emptied("words"), stays=_codes("channel")),
    "item_value": Holding(
        f"customer_id {{people}} OR {_OF_CASES}",
        emptied=_emptied("reason", content="NULL"),
        stays=_codes("item", "scope", "answer", "process", "source"),
    ),
    "ksf_proposal": Holding(
        f"customer_id {{people}} OR {_OF_CONTACTS}",
        emptied=_emptied("words", "remark", "reason"),
        stays=_codes("state"),
    ),
    "coaching_note": Holding(_OF_CONTACTS, emptied=_emptied("text")),
    "contact_look": Holding(_OF_CONTACTS),
    "told_apart": Holding("customer_id {people} OR other_id {people}", goes=True),
    "customer_merge": Holding(
        "kept_id {people} OR gone_id {people} OR customer_id {people}",
        emptied={"before": "'{}'", "after": "'{}'"},
    ),
    "merged_row": Holding(f"customer_id {{people}} OR merge_id IN ({_MERGES})", goes=True),
    "privacy_act": Holding(
        _OWN, emptied=_emptied("remark"), stays={**_codes("kind", "form"), "number": "see customer",
                                                 "detail": "counts, and where copies are"},
    ),
    # A file that brought nobody else may be called after them.
    "import_run": Holding(
        "id IN (SELECT i.import_id FROM identifier AS i WHERE i.customer_id {people}) AND NOT EXISTS ("
        "SELECT 1 FROM identifier AS o WHERE o.id > import_run.id AND o.import_id = import_run.id "
        "AND NOT o.customer_id {people})",
        emptied=_emptied("file_name"),
    ),
    # Whoever began to type something about them loses the draft.
    "draft": Holding("{mentioned}", goes=True),
    "search_doc": Holding(_OWN, goes=True),
    "search_word": Holding(why="words that are nobody else's go with the search document"),
    "change_log": Holding(why="what it says of the rows above is told and erased with them"),
    "import_layout": Holding(why=_NOBODY),
    "event_log": Holding(why="logs of other systems, which know people by pseudonyms; removed as a whole"),
    "logged_case": Holding(why="logs of other systems, which know people by pseudonyms; removed as a whole"),
    "measured_month": Holding(why="figures of many; nobody stands in them"),
    "model_version": Holding(why=_MODEL),
    "model_row": Holding(why=_MODEL),
    "model_act": Holding(why=_MODEL),
    "model_success": Holding(why=_MODEL),
    "model_pilot": Holding(why=_MODEL),
    **{
        name: Holding(why=_PASS)
        for name in (
            "absence", "access_right", "credential", "crowd_rule", "employee", "employee_role", "log_in_try",
            "number_series", "pulse_asked", "pulse_count", "pulse_rule", "recovery_key",
            "retention_rule", "store_copy", "store_fact", "write_context",
        )
    },
}  # fmt: skip
# Told from another table: the search box's document repeats the customer's own fields.
REPEATED = frozenset({"search_doc"})
_DELETED_UNSEEN = "planned_contact"


@frozen
class Place:
    """How a database writes what differs: which people, whom a text mentions, ids and JSON."""

    people: str
    dialect: str

    def key(self, column: str) -> str:
        """An id as the change log has it."""
        return f"lower(hex({column}))" if self.dialect == "sqlite" else f"replace({column}::text, '-', '')"

    def written(self, column: str) -> str:
        """An id as people and JSON have it."""
        if self.dialect != "sqlite":
            return f"{column}::text"
        hexed, parts = f"lower(hex({column}))", ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        return " || '-' || ".join(f"substr({hexed}, {start}, {length})" for start, length in parts)

    def mentioned(self) -> str:
        """The condition on a draft: it names one of them, or a case or step of theirs."""
        inside = "instr" if self.dialect == "sqlite" else "strpos"
        whose = f"SELECT p.id FROM customer AS p WHERE p.id {{people}} UNION ALL {_CASES} UNION ALL {_ITEMS}"
        named = f"{inside}(draft.subject || ' ' || draft.content, {self.written('who.id')}) > 0"
        return f"EXISTS (SELECT 1 FROM ({whose}) AS who WHERE {named})"

    def untyped(self) -> str:
        """The facts of a case without what somebody typed."""
        cases = []
        for kind, names in TYPED_INTO_EVENTS.items():
            if self.dialect == "sqlite":
                paths = ", ".join(f"'$.{name}', ''" for name in names)
                cases.append(f"WHEN '{kind}' THEN json_replace(detail, {paths})")
            else:
                told = "detail::jsonb"
                for name in names:
                    told = f"""jsonb_set({told}, '{{{name}}}', '""', false)"""
                cases.append(f"WHEN '{kind}' THEN ({told})::text")
        return f"CASE kind {' '.join(cases)} ELSE detail END"

    def without(self, column: str, names: Collection[str]) -> str:
        """A JSON object of the change log without some of its values."""
        if self.dialect == "sqlite":
            return f"json_remove({column}, {', '.join(repr(f'$.{name}') for name in names)})"
        return f"({column}::jsonb - ARRAY[{', '.join(map(repr, names))}])::text"

    def gone(self) -> str:
        """When a customer left: now, unless they had before."""
        now = "(SELECT at FROM write_context)" if self.dialect == "sqlite" else "public.crm_now()"
        return f"coalesce(deleted_at, {now})"

    def fitted(self, text: str) -> str:
        """Return SQL with its places filled."""
        text = text.replace("{now}", self.gone())
        text = text.replace("{mentioned}", self.mentioned()).replace("{untyped}", self.untyped())
        return text.replace("{people}", self.people)


def place_on_file(people: Collection[UUID]) -> Place:
    """Return how statements name people in a SQLite store."""
    return Place("IN (" + ", ".join(f"x'{one.hex}'" for one in sorted(people)) + ")", "sqlite")


def held_in(place: Place, columns: Mapping[str, Collection[str]]) -> Iterator[tuple[str, str]]:
    """Yield the tables that hold anything of people, each with the SELECT of its rows.

    `columns` are those of every table; the large ones are left out.
    """
    for name, holding in HOLDINGS.items():
        if holding.found and name not in REPEATED:
            told = ", ".join(f'{name}."{one}"' for one in columns[name] if one not in holding.beside)
            yield name, f"SELECT {told} FROM {name} WHERE {place.fitted(holding.found)}"


def logged_in(place: Place) -> Iterator[tuple[str, str]]:
    """Yield the conditions on the entries of the change log about people, each with the table it is about.

    Of rows that are there by their keys; of what was removed before by whose it was.
    """
    for name, holding in HOLDINGS.items():
        if holding.found and name not in {*REPEATED, "draft"}:
            keys = f"SELECT {place.key(f'{name}.id')} FROM {name} WHERE {place.fitted(holding.found)}"
            yield name, f"table_name = '{name}' AND pk IN ({keys})"
    scope = f"scope IN (SELECT {place.key('p.id')} FROM customer AS p WHERE p.id {place.people})"
    listed = ", ".join(f"'{name}'" for name in PROFILE_TABLES)
    yield "", f"{scope} AND op <> 'I' AND table_name IN ({listed})"
    yield "", f"{scope} AND op = 'D' AND table_name = '{_DELETED_UNSEEN}'"


def erasing(place: Place) -> Iterator[tuple[str, str]]:
    """Yield the statements that erase people, in the order in which they have to run, each with its table.

    The log first, while the rows by which its entries are found are there; then what hangs on others.
    """
    for name, condition in logged_in(place):
        holding = HOLDINGS.get(name)
        holding = holding or Holding(goes=True)
        if not holding.goes and not holding.emptied:
            continue
        told = ", ".join(f"{one} = {_unlogged(place, holding, one)}" for one in ("old", "new"))
        yield (
            "change_log",
            f"UPDATE change_log SET {told} WHERE {condition} AND (old IS NOT NULL OR new IS NOT NULL)",
        )
    for name, holding in sorted(HOLDINGS.items(), key=lambda one: one[0] in _LAST):
        found = place.fitted(holding.found)
        if holding.goes and name not in REPEATED:
            yield name, f"DELETE FROM {name} WHERE {found}"
        elif holding.emptied:
            told = ", ".join(f'"{column}" = {place.fitted(to)}' for column, to in holding.emptied.items())
            yield name, f"UPDATE {name} SET {told} WHERE {found}"


# What may go by its age while the customer stays: the rows of these tables, by `older`. `{before}` is a number of
# microseconds since 1970. What belongs to a case stays with it, and what proves a consent.
_OLD_DOCUMENTS = (
    "customer_id {people} AND case_id IS NULL AND recorded_at < {before} "
    "AND NOT EXISTS (SELECT 1 FROM consent AS o WHERE o.document_id = attachment.id)"
)
_OLD_CONTACTS = "customer_id {people} AND happened_at < {before}"
# A policy without an end runs on.
_OLD_TRADES = (
    "customer_id {people} AND happened_at < {before} "
    "AND (until < {before} OR until IS NULL AND kind <> 'policy')"
)
_SAID_IN_OLD = f"contact_id IN (SELECT t.id FROM contact AS t WHERE t.{_OLD_CONTACTS})"
AGEING: Mapping[str, Mapping[str, str]] = {
    "documents": {"attachment": _OLD_DOCUMENTS},
    "words": {"contact": _OLD_CONTACTS, "question": _SAID_IN_OLD, "coaching_note": _SAID_IN_OLD},
    "statements": {"customer_statement": "customer_id {people} AND said_at < {before}"},
    "plans": {"planned_contact": "customer_id {people} AND planned_at < {before}"},
    "trades": {"trade": _OLD_TRADES},
}


def ageing(place: Place, kind: str, before: str) -> Iterator[tuple[str, str]]:
    """Yield the statements that erase what people's rows of a kind say that are older, each with its table."""
    for name, condition in AGEING[kind].items():
        holding, found = HOLDINGS[name], place.fitted(condition).replace("{before}", before)
        keys = f"SELECT {place.key(f'{name}.id')} FROM {name} WHERE {found}"
        told = ", ".join(f"{one} = {_unlogged(place, holding, one)}" for one in ("old", "new"))
        yield (
            "change_log",
            f"UPDATE change_log SET {told} WHERE table_name = '{name}' AND pk IN ({keys}) "
            "AND (old IS NOT NULL OR new IS NOT NULL)",
        )
        if holding.goes:
            yield name, f"DELETE FROM {name} WHERE {found}"
        else:
            words = ", ".join(f'"{column}" = {to}' for column, to in holding.emptied.items())
            some = " OR ".join(f"\"{column}\" <> ''" for column in holding.emptied)
            yield name, f"UPDATE {name} SET {words} WHERE {found} AND ({some})"


def _unlogged(place: Place, holding: Holding, column: str) -> str:
    """What is left of a side of the log: the names of nothing for rows that go, else all that isn't emptied."""
    if holding.goes:
        return f"CASE WHEN {column} IS NOT NULL THEN '{{}}' END"
    return place.without(column, holding.emptied)


# By these the rows of others are found.
_LAST = frozenset({"identifier", "customer_merge", "merged_row"})
