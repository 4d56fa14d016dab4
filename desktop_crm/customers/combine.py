"""Two sayings about one customer made into one: what an import adds to a customer who is known already."""

from __future__ import annotations

import json
from dataclasses import replace

from desktop_crm.customers.data import TEXTS, CustomerData, CustomerKind, PointData, Status, canonical_json
from desktop_crm.customers.points import normal_form


def merged(before: CustomerData, incoming: CustomerData) -> CustomerData:
    """Return a customer with what a file says added: filled fields replace, lists grow, nothing goes."""
    fields = {name: getattr(incoming, name) or getattr(before, name) for name in (*TEXTS, "note")}
    return replace(
        before,
        **fields,
        kind=incoming.kind if incoming.kind is CustomerKind.ORGANISATION else before.kind,
        birth_date=incoming.birth_date or before.birth_date,
        since=incoming.since or before.since,
        status=before.status if incoming.status is Status.PROSPECT else incoming.status,
        extra=_merged_extra(before.extra, incoming.extra),
        points=before.points + _new_points(before.points, incoming.points),
        addresses=before.addresses + tuple(one for one in incoming.addresses if one not in before.addresses),
        consents=before.consents + tuple(one for one in incoming.consents if one not in before.consents),
        tags=before.tags + tuple(one for one in incoming.tags if one not in before.tags),
        statements=before.statements
        + tuple(one for one in incoming.statements if one not in before.statements),
        identifiers=before.identifiers
        + tuple(one for one in incoming.identifiers if one not in before.identifiers),
        files=before.files + tuple(one for one in incoming.files if one not in before.files),
    )


def _new_points(before: tuple[PointData, ...], incoming: tuple[PointData, ...]) -> tuple[PointData, ...]:
    known = {_point_key(point) for point in before}
    return tuple(point for point in incoming if _point_key(point) not in known)


def _point_key(point: PointData) -> tuple[str, str]:
    return str(point.kind), normal_form(point.kind, point.content) or point.content


def _merged_extra(before: str, incoming: str) -> str:
    old, new = json.loads(before), json.loads(incoming)
    for name, value in new.items():
        known = old.get(name)
        if isinstance(known, list) and isinstance(value, list):
            old[name] = known + [one for one in value if one not in known]
        elif isinstance(known, dict) and isinstance(value, dict):
            old[name] = known | value
        else:
            old[name] = value
    return canonical_json(old)
