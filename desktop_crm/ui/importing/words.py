"""What the Import page says in sentences."""

from __future__ import annotations

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.customers.undoing import Undone
from desktop_crm.exchange.examining import Examined
from desktop_crm.exchange.importing import ImportReport


def file_words(found: Examined) -> str:
    """Say what to look at before a file is imported; empty when it is all clear."""
    if found.sure:
        return ""
    return _(
        "Its dates don't tell whether day or month comes first; choose it above if they are read wrongly."
    )


def report_words(report: ImportReport) -> str:
    """Say what an import or a trial did."""
    counts = _("{created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected.").format(
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        rejected=report.rejected_count,
    )
    if report.cancelled:
        counts = _("It was cancelled; what came in so far stays, or can be taken back.") + " " + counts
    if report.import_id is None:
        return _("A trial, nothing was changed:") + " " + counts
    if report.rejected_file is not None:
        counts += " " + _("What was rejected is in {file}.").format(file=report.rejected_file)
    return counts


def back_words(undone: Undone) -> str:
    """Say what taking an import back did."""
    gone = ngettext("{count} customer is gone again", "{count} customers are gone again", len(undone.removed))
    words = gone.format(count=len(undone.removed))
    words += _(", {count} are as before.").format(count=len(undone.restored))
    if undone.cancelled:
        words += " " + _("It was cancelled; the rest can be taken back later.")
    return words
