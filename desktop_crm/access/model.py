"""What may be permitted: verbs on activities and processes, powers besides them, and who acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from desktop_crm.core.frozen import frozen, frozen_caching
from desktop_crm.core.ids import EmployeeId


class Verb(StrEnum):
    """What a right permits. The first four have an object; the powers stand for themselves."""

    PERFORM = "perform"  # an activity: claim, open, complete, pause, hand over
    RECEIVE = "receive"  # an activity: be delegated to
    INFORM = "inform"  # an activity: see its queue and results
    START = "start"  # a process
    SERVE = "serve"  # power of everyone with a role: customers, contacts, cases
    SUPERVISE = "supervise"  # contact history, queues, reassignment, absence
    ADMINISTER = "administer"  # employees, the store
    MODEL = "model"  # import, draft and publish process models
    APPROVE = "approve"  # screen a version that others drafted: approve it, or send it back
    IMPORT = "import"  # bring customers in
    EXPORT = "export"  # take customers out
    DISCLOSE = "disclose"  # take out everything held on a person
    ERASE = "erase"  # erase a person


POWERS = frozenset(
    {
        Verb.SUPERVISE, Verb.ADMINISTER, Verb.MODEL, Verb.APPROVE, Verb.IMPORT, Verb.EXPORT, Verb.DISCLOSE, Verb.ERASE,
    }
)  # fmt: skip


@frozen
class Actor:
    """Who acts: an employee who proved who they are. Rights are looked up at each act, never carried."""

    id: EmployeeId
    login: str
    name: str


class Grant(NamedTuple):
    """One rights row that permits an act: through which role, within which limits (JSON conditions)."""

    role: str
    limits: tuple[tuple[str, ...], ...] = ()


@frozen_caching
class Catalogue:
    """What the published process model calls its things: code to name. Empty while nothing is published.

    Attributes:
        version: the id of the published version; `number` is how people call it.
    """

    version: UUID | None = None
    number: int | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    activities: Mapping[str, str] = field(default_factory=dict)
    processes: Mapping[str, str] = field(default_factory=dict)
