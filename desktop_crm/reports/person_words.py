"""What the tables and columns of the store are called towards the person whom they tell of."""

from __future__ import annotations

from functools import cache

from desktop_crm.core.i18n import _


@cache
def sections() -> dict[str, str]:
    """Return the titles of the tables, in the order in which they are told."""
    return {
        "customer": _("Who you are"),
        "contact_point": _("Numbers and addresses by wire"),
        "address": _("Postal addresses"),
        "relation": _("Relations"),
        "consent": _("Consent"),
        "customer_tag": _("Tags"),
        "customer_statement": _("What you said you need, wish and think"),
        "item_value": _("Facts that were registered"),
        "identifier": _("What other systems call you"),
        "crm_case": _("Cases"),
        "question": _("Questions"),
        "promise": _("Promises"),
        "clock": _("Times that were measured"),
        "contact": _("Contacts"),
        "planned_contact": _("Planned contacts"),
        "attachment": _("Documents (the files themselves are in the JSON document)"),
        "trade": _("Transactions"),
        "ksf_proposal": _("Your words, proposed as what matters to customers"),
        "coaching_note": _("Notes of colleagues about contacts with you"),
        "contact_look": _("Who looked at contacts with you"),
        "work_item": _("Steps of cases"),
        "case_event": _("Facts of cases"),
        "case_token": _("Ways that met in cases"),
        "draft": _("Drafts that name you"),
        "import_run": _("Files you alone came in with"),
        "customer_merge": _("Merges"),
        "merged_row": _("What came with a merge"),
        "told_apart": _("Whom you are not"),
        "privacy_act": _("What was told of you before, and done against your word"),
    }


@cache
def labels() -> dict[str, str]:
    """Return what columns are called; another is called by its own name."""
    return {
        "at": _("when"),
        "birth_date": _("date of birth"),
        "by_person": _("by a person"),
        "cents": _("amount in cents"),
        "code": _("called"),
        "concluded_at": _("concluded"),
        "content": _("value"),
        "cost_cents": _("cost in cents"),
        "created_at": _("here since"),
        "customer_seconds": _("seconds of your time"),
        "deleted_at": _("gone since"),
        "detail": _("details"),
        "due_at": _("due"),
        "employee_id": _("employee"),
        "extra": _("other properties"),
        "file_name": _("file"),
        "given": _("given"),
        "graded_by": _("graded by"),
        "happened_at": _("happened"),
        "item": _("what"),
        "job_title": _("position"),
        "ksf": _("what mattered"),
        "made_at": _("made"),
        "media_type": _("kind of file"),
        "net_seconds": _("seconds of opening hours"),
        "normal": _("as it is searched"),
        "other_id": _("other customer"),
        "owner_id": _("whom to turn to"),
        "planned_at": _("planned"),
        "recorded_at": _("recorded"),
        "registered_at": _("registered"),
        "registered_by": _("by"),
        "said_at": _("said"),
        "sha256": _("fingerprint"),
        "sort_key": _("as it is sorted"),
        "started_at": _("started"),
        "stopped_at": _("stopped"),
        "text": _("words"),
    }


def label(column: str) -> str:
    """Return what a column is called."""
    return labels().get(column, column.removesuffix("_id").removesuffix("_at").replace("_", " "))
