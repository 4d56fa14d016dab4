"""Row-level security of every table: who reads, adds, changes and removes which rows, and the grants beside it.

Static: made by the migrations, they read rows, and publishing a model writes rows. A table that says nothing of
itself gets what its mark asks for, the least; what is not granted here nobody who logs in may do.

Each question about who asks is an uncorrelated sub-select, which PostgreSQL answers once a statement; what depends
on the row is one look at a key. A function a row would take a hundred times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import MetaData, Table

from desktop_crm.store.schema import Sync, sync_of
from desktop_crm.store.server import admission, erasing, history, measuring, saying, scope, searching, telling

_ME = "(SELECT public.crm_me())"
_HERE = f"{_ME} IS NOT NULL"
_SERVES = "(SELECT public.crm_serves())"
_NOW = "(SELECT public.crm_now())"
_MODELS = "(SELECT public.crm_models())"
_NEVER = ""


def _may(power: str) -> str:
    return f"(SELECT public.crm_may('{power}'))"


# The rows of customers whom somebody may see; of nobody's rows everybody who works here may. `{row}` is the table:
# inside the sub-select a bare column would be the other table's.
_SCOPE = (
    "((SELECT public.crm_sees_all()) "
    "OR EXISTS (SELECT FROM rights.reader WHERE reader.customer_id = {row}.customer_id) "
    f"OR ({{row}}.customer_id IS NULL AND {_SERVES}))"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Conditions on a row of a table, in SQL; an empty one is never true, and nothing is granted for it.

    Attributes:
        changes: which rows may be changed; `into`: what may become of them, if that is less.
        stamped: columns that hold the instant of recording when a row is added; `by`: who adds it, or nobody.
        hidden: columns that nobody reads.
    """

    reads: str = _NEVER
    adds: str = _NEVER
    changes: str = _NEVER
    removes: str = _NEVER
    into: str | None = None
    stamped: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    @property
    def added(self) -> str:
        """The whole condition of a row that is added."""
        if not self.adds:
            return _NEVER
        more = [f"{column} = {_NOW}" for column in self.stamped]
        more += [f"({column} = {_ME} OR {column} IS NULL)" for column in self.by]
        return " AND ".join([self.adds, *more])


def _of_customers(
    *,
    removes: bool = False,
    undone: bool = False,
    stamped: tuple[str, ...] = (),
    by: tuple[str, ...] = (),
    also: str = "",
    reads: str = "",
) -> Rule:
    written = f"{_SERVES} AND {_SCOPE}"
    return Rule(
        reads=_SCOPE + (f" AND {reads}" if reads else ""),
        adds=written + (f" AND {also}" if also else ""),
        changes=written,
        # Whoever may bring customers in may take an import back.
        removes=written if removes else f"{_may('import')} AND {written}" if undone else _NEVER,
        stamped=stamped,
        by=by,
    )


def _of_company(
    power: str, *, removes: bool = True, stamped: tuple[str, ...] = (), by: tuple[str, ...] = ()
) -> Rule:
    may = _may(power)
    return Rule(_HERE, may, may, may if removes else _NEVER, stamped=stamped, by=by)


_OWN_CUSTOMER = (
    f"((SELECT public.crm_sees_all()) OR (owner_id = {_ME} AND {_SERVES}) OR (owner_id IS NULL AND {_SERVES}) "
    "OR EXISTS (SELECT FROM rights.reader WHERE reader.customer_id = customer.id))"
)
# What an import wrote can be taken back from what the log says of it.
_IMPORTED = (
    "address",
    "attachment",
    "consent",
    "contact_point",
    "customer",
    "identifier",
    "import_run",
    "relation",
)
_LOG_OF_IMPORTS = (
    f"{_may('import')} AND table_name IN ({', '.join(repr(name) for name in _IMPORTED)}) "
    "AND ((SELECT public.crm_sees_all()) OR scope IS NULL "
    "OR EXISTS (SELECT FROM rights.reader WHERE reader.customer_id = change_log.scope::uuid))"
)
_OWN_ACCOUNT = f"(employee_id = {_ME} OR {_may('administer')})"
_OWN_DRAFT = f"employee_id = {_ME}"
# Rows of a version are written while it is a draft; of a sketch, by who draws it.
_MINE = f"state = 'sketch' AND held_by = {_ME} AND {_SERVES}"
_VERSION = f"({_MODELS} OR {_MINE})"
_DRAWN = (
    "EXISTS (SELECT FROM public.model_version AS v WHERE v.id = {row}.version_id "
    f"AND (v.state = 'draft' AND {_MODELS} OR v.{_MINE.replace('held_by', 'v.held_by')}))"
)
_DRAFTED = (
    "EXISTS (SELECT FROM public.model_version AS v WHERE v.id = {row}.version_id "
    f"AND v.state = 'draft' AND {_MODELS})"
)
# Everybody says under their own name what they did or think; whether it is good, whoever may approve.
_SAID = f"{_SERVES} AND (kind NOT IN ('approved', 'sent_back') OR {_MODELS} OR {_may('approve')})"
# What others did elsewhere is for who may bring it in, and for who looks after a team.
_LOGGED = Rule(f"({_may('supervise')} OR {_may('import')})", _may("import"), _may("import"), _may("import"))
_SUPERVISES = _may("supervise")
# Everybody says when they are away themselves, and who looks after a team for others.
_AWAY = f"{_SERVES} AND (employee_id = {_ME} OR {_SUPERVISES})"
_RULES = {
    "customer": Rule(
        _OWN_CUSTOMER,
        f"{_SERVES} AND {_OWN_CUSTOMER}",
        f"{_SERVES} AND {_OWN_CUSTOMER}",
        stamped=("created_at",),
    ),
    "consent": _of_customers(removes=True),
    "address": _of_customers(removes=True),
    "contact_point": _of_customers(removes=True),
    "relation": _of_customers(removes=True),
    "customer_tag": _of_customers(removes=True),
    "customer_statement": _of_customers(removes=True, stamped=("recorded_at",), by=("employee_id",)),
    "planned_contact": _of_customers(removes=True),
    "attachment": _of_customers(undone=True, stamped=("recorded_at",)),
    "contact": _of_customers(stamped=("recorded_at",), by=("employee_id",)),
    "question": _of_customers(stamped=("recorded_at",)),
    "identifier": _of_customers(removes=True, stamped=("recorded_at",)),
    "told_apart": _of_customers(removes=True, stamped=("recorded_at",), by=("employee_id",)),
    "merged_row": _of_customers(removes=True),
    "customer_merge": _of_customers(stamped=("merged_at",), by=("merged_by",)),
    "crm_case": _of_customers(stamped=("recorded_at",)),
    "case_event": _of_customers(stamped=("recorded_at",), by=("actor_id",)),
    "item_value": _of_customers(
        by=("registered_by",), reads="item <> ALL ((SELECT public.crm_withheld())::text[])"
    ),
    "promise": _of_customers(stamped=("recorded_at",), by=("made_by",)),
    "clock": _of_customers(removes=True),
    "search_doc": _of_customers(removes=True),
    # Which words there are tells of customers whom one doesn't see: it is asked and kept by functions alone.
    "search_word": Rule(),
    "employee": _of_company("administer", removes=False, stamped=("created_at",)),
    "employee_role": _of_company("administer", stamped=("since",)),
    "import_run": _of_company("import", removes=False, by=("employee_id",)),
    "event_log": _LOGGED,
    "logged_case": _LOGGED,
    "contact_look": Rule(
        f"(author_id = {_ME} OR reader_id = {_ME})", f"reader_id = {_ME}", stamped=("looked_at",)
    ),
    "coaching_note": Rule(
        f"(author_id = {_ME} OR about_id = {_ME})",
        f"author_id = {_ME} AND {_SUPERVISES}",
        f"about_id = {_ME}",
        stamped=("made_at",),
    ),
    "measured_month": Rule(_SUPERVISES, _SUPERVISES, _SUPERVISES, _SUPERVISES),
    "crowd_rule": Rule(_HERE, _may("administer"), stamped=("set_at",), by=("set_by",)),
    "absence": Rule(_HERE, _AWAY, _AWAY, stamped=("recorded_at",), by=("recorded_by",)),
    "pulse_rule": Rule(_HERE, _may("administer"), stamped=("set_at",), by=("set_by",)),
    "pulse_asked": Rule(_OWN_DRAFT, _OWN_DRAFT, _OWN_DRAFT),
    # What was answered is counted and told by functions alone, which know of no fewer than the rule says.
    "pulse_count": Rule(),
    "import_layout": _of_company("import", removes=False),
    "change_log": Rule(reads=_LOG_OF_IMPORTS),
    # Whoever tells what is held on people, erases them or keeps the store reads what was told and erased.
    "privacy_act": Rule(
        f"({_may('disclose')} OR {_may('erase')} OR {_may('administer')}) AND {_SCOPE}",
        f"{_SERVES} AND {_SCOPE} AND (kind = 'override' OR kind = 'told' AND {_may('disclose')} "
        f"OR kind IN ('erased', 'aged', 'postponed') AND {_may('erase')})",
        stamped=("happened_at",),
        by=("employee_id",),
    ),
    "retention_rule": _of_company("administer", stamped=("set_at",), by=("set_by",)),
    "model_version": Rule(
        _HERE,
        _VERSION,
        _VERSION,
        into=f"({_MODELS} OR {_MINE} OR (state = 'discarded' AND held_by = {_ME}))",
        stamped=("made_at",),
        by=("made_by",),
    ),
    "model_row": Rule(_HERE, _DRAWN, _DRAWN, _DRAWN),
    "access_right": Rule(_HERE, _DRAFTED, _NEVER, _DRAFTED),
    "model_act": Rule(_HERE, _SAID, stamped=("recorded_at",), by=("employee_id",)),
    # Who may change models reads what was proposed from any contact; the contact itself stays its readers'.
    "ksf_proposal": Rule(
        f"({_SCOPE} OR {_MODELS} OR proposed_by = {_ME})",
        f"{_SERVES} AND {_SCOPE} AND state = 'open'",
        f"({_MODELS} OR {_SERVES} AND {_SCOPE})",
        stamped=("proposed_at",),
        by=("proposed_by",),
    ),
    "credential": Rule(
        _OWN_ACCOUNT, _OWN_ACCOUNT, _NEVER, _OWN_ACCOUNT, stamped=("changed_at",), hidden=("password_hash",)
    ),
    "draft": Rule(_OWN_DRAFT, _OWN_DRAFT, _OWN_DRAFT, _OWN_DRAFT),
    "number_series": Rule(_SERVES, _SERVES, _SERVES),
    # A row may be locked, so that one at a time changes employees or the model, and never changed.
    "store_fact": Rule(_HERE, changes=_SERVES, into="false"),
    "store_copy": Rule(_HERE),
    "alembic_version": Rule(_HERE),
}
_BY_MARK = {
    Sync.CUSTOMER: _of_customers(),
    Sync.COMPANY: Rule(_HERE, _MODELS, _MODELS, _MODELS),
    Sync.LOCAL: Rule(),
}
_DERIVED = {
    "rights.reader": Rule("reader = ANY ((SELECT public.crm_readers())::text[])"),
    "rights.item": Rule(_HERE),
    "rights.erasing": Rule(),
}
_SEQUENCES = {"search_doc": "search_doc_rid_seq"}


def rule_of(table: Table) -> Rule:
    """Return the rule of a table: its own, or what its mark asks for."""
    return _RULES.get(table.name) or _BY_MARK[sync_of(table)]


def statements(metadata: MetaData) -> list[str]:
    """Return the statements that make all policies and grants; the roles stand in them as {owner} and {staff}."""
    found = ["GRANT USAGE ON SCHEMA rights TO {staff}"]
    for name in sorted(metadata.tables):
        table = metadata.tables[name]
        found.extend(_of_table(f"public.{name}", rule_of(table), [column.name for column in table.columns]))
    found.extend(_of_table("public.alembic_version", _RULES["alembic_version"], ["version_num"]))
    for name, rule in _DERIVED.items():
        found.extend(_of_table(name, rule, []))
    found += [f"GRANT USAGE ON SEQUENCE public.{name} TO {{staff}}" for name in _SEQUENCES.values()]
    found += [
        f"GRANT EXECUTE ON FUNCTION public.{name} TO {{staff}}"
        for name in (
            *scope.CALLED,
            *admission.CALLED,
            *measuring.CALLED,
            *telling.CALLED,
            *searching.SIGNATURES,
            history.SIGNATURE,
            *saying.SIGNATURES,
            *erasing.SIGNATURES,
        )
    ]
    return found


def _of_table(name: str, rule: Rule, columns: Iterable[str]) -> Iterator[str]:
    row = name.rpartition(".")[2]
    for statement in _rights_on(name, rule, columns):
        yield statement.replace("{row}", row)


def _rights_on(name: str, rule: Rule, columns: Iterable[str]) -> Iterator[str]:
    yield f"REVOKE ALL ON {name} FROM PUBLIC, {{staff}}"
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    # Functions of ours run as the owner, whom a forced policy binds as well.
    yield f"CREATE POLICY owner ON {name} TO {{owner}} USING (true) WITH CHECK (true)"
    if rule.reads:
        shown = ", ".join(column for column in columns if column not in rule.hidden) if rule.hidden else ""
        yield f"GRANT SELECT{shown and f' ({shown})'} ON {name} TO {{staff}}"
        yield f"CREATE POLICY reads ON {name} FOR SELECT TO {{staff}} USING ({rule.reads})"
    if rule.adds:
        yield f"GRANT INSERT ON {name} TO {{staff}}"
        yield f"CREATE POLICY adds ON {name} FOR INSERT TO {{staff}} WITH CHECK ({rule.added})"
    if rule.changes:
        into = rule.changes if rule.into is None else rule.into
        yield f"GRANT UPDATE ON {name} TO {{staff}}"
        yield f"CREATE POLICY changes ON {name} FOR UPDATE TO {{staff}} USING ({rule.changes}) WITH CHECK ({into})"
    if rule.removes:
        yield f"GRANT DELETE ON {name} TO {{staff}}"
        yield f"CREATE POLICY removes ON {name} FOR DELETE TO {{staff}} USING ({rule.removes})"
