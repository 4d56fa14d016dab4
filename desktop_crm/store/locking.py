"""After how many minutes without a touch desks lock: the company's word, kept among the facts of its store."""

from __future__ import annotations

from desktop_crm.store.work import Reading, Writing

# Minutes: where nobody said anything, and the bounds of what can be said.
DEFAULT, LEAST, MOST = 15, 1, 240
_FACT = "lock_after"
_SAID = f"SELECT content FROM store_fact WHERE name = '{_FACT}'"
_IN_FILE = f"INSERT OR REPLACE INTO store_fact (name, content) VALUES ('{_FACT}', ?)"
_ON_SERVER = "SELECT crm_lock_after(%s)"


def lock_after(view: Reading) -> int:
    """Return after how many minutes, at most, a desk locks that nobody touches."""
    found = view.driver.execute(_SAID).fetchone()
    return DEFAULT if found is None else min(max(int(found[0]), LEAST), MOST)


def keep_lock_after(work: Writing, minutes: int) -> None:
    """Let desks lock after so many minutes at most; raises the server's refusal unless who acts administers."""
    if work.dialect == "postgresql":
        work.driver.execute(_ON_SERVER, (minutes,))
    else:
        work.driver.execute(_IN_FILE, (str(minutes),))
