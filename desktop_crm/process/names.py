"""What people call the parts of a model: its kinds, their attributes, and duties."""

from __future__ import annotations

from desktop_crm.core.i18n import _
from desktop_crm.process.model import Duty


def kind_name(kind: str) -> str:
    """Return what people call a kind of thing such as ``ksf``."""
    return {
        "channel": _("channel"),
        "segment": _("segment"),
        "calendar": _("calendar"),
        "role": _("role"),
        "item": _("item"),
        "ksf": _("key success factor"),
        "activity": _("activity"),
        "process": _("process"),
    }[kind]


def duty_name(duty: Duty) -> str:
    """Return a duty as it follows “is”."""
    return {
        Duty.RESPONSIBLE: _("responsible"),
        Duty.INFORMED: _("informed"),
        Duty.DELEGATE: _("one to delegate to"),
    }[duty]


def attribute_name(name: str) -> str:
    """Return what people call an attribute of the model's classes."""
    found = _general(name) or _particular(name)
    if not found:
        raise KeyError(name)
    return found


def _general(name: str) -> str:
    return {
        "name": _("name"),
        "purpose": _("purpose"),
        "family": _("family"),
        "immediate": _("immediate"),
        "country": _("country"),
        "region": _("region"),
        "holidays": _("holidays"),
        "version": _("version"),
        "type": _("type"),
        "scope": _("scope"),
        "choices": _("choices"),
        "sensitive": _("sensitive"),
        "master": _("master"),
        "help": _("help"),
        "performer": _("performer"),
        "channels": _("channels"),
        "outside": _("outside"),
        "contact": _("contact"),
        "start": _("start"),
        "measure": _("measure"),
        "unit": _("unit"),
        "share": _("share"),
        "judged": _("judged"),
    }.get(name, "")


def _particular(name: str) -> str:
    return {
        "calendar": _("calendar"),
        "weight": _("weight"),
        "segment": _("segment"),
        "channel": _("channel"),
        "customer": _("customer"),
        "evidence": _("evidence"),
        "proposals": _("proposals"),
        "activity": _("activity"),
        "flows": _("flows"),
        "split": _("split"),
        "join": _("join"),
        "skippable": _("skippable"),
        "required": _("required"),
        "when": _("when"),
        "timezone": _("time zone"),
        "weekly": _("weekly hours"),
        "starting": _("starting event"),
        "concluding": _("conclusion"),
        "text": _("the customers' words"),
        "norm_seconds": _("norm in seconds"),
        "urgent_seconds": _("norm of urgent cases in seconds"),
        "norm_grade": _("norm as a grade"),
        "third_party_pauses": _("pauses for third parties"),
        "validity_days": _("valid for days"),
        "retention_days": _("kept for days"),
        "reopen_days": _("may be reopened for days"),
        "promise_share": _("share of promises to be kept"),
        "cost_cents": _("cost in cents"),
        "value_added": _("value added"),
        "only_when": _("only when"),
        "needs_customer": _("needs the customer"),
        "from_event": _("from"),
        "to_event": _("to"),
        "special_days": _("special days"),
        "may": _("powers"),
    }.get(name, "")
