"""Watched pages: what reads differently since the last look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.page_blocks import changed_blocks
from domain.relevance import judge
from domain.source_health import Condition
from workflows.ledger import Ledger
from workflows.press_incidents import close_incidents, open_incident
from workflows.press_ledger import PageChange, PageWords, PressNote
from workflows.reading import PollOutcome

_NO_WORDS = "The page came and shows no words in the part that is watched. Open it, and mend what is watched in the source's file."


def watch_words(ledger: Ledger, source: str, blocks: Sequence[str], capture_id: int, at: datetime) -> PageChange | None:
    """Compare the words of a watched page with the last ones and write what differs. The first look tells nothing."""
    last = ledger.page_words(source)
    if last is None:
        ledger.add_page_words(source, PageWords(number=1, blocks=tuple(blocks)), capture_id, at)
        return None
    changed = changed_blocks(last.blocks, blocks)
    if not changed:
        return None
    words = PageWords(number=last.number + 1, blocks=tuple(blocks))
    change = PageChange(
        source=source,
        observed_at=at,
        version_from=last.number,
        version_to=words.number,
        blocks=changed,
        relevant=any(judge("", "", text).is_relevant for pair in changed for text in pair),
    )
    ledger.add_page_words(source, words, capture_id, at)
    ledger.add_page_change(change)
    return change


def watch_along(ledger: Ledger, source: str, blocks: Sequence[str], capture_id: int, at: datetime) -> None:
    """Watch a page that another source's visit brought, and note how it stands."""
    if not blocks:
        ledger.note_press(source, PressNote(condition=Condition.EMPTY), at)
        open_incident(ledger, source, Condition.EMPTY.value, _NO_WORDS, (capture_id,), at)
        ledger.note_poll(source, at, PollOutcome.FAILED, _NO_WORDS, good=False)
        return
    change = watch_words(ledger, source, blocks, capture_id, at)
    condition = Condition.CHANGED if change else Condition.UNCHANGED
    if ledger.note_press(source, PressNote(condition=condition), at) is Condition.EMPTY:
        close_incidents(ledger, source, at)
    outcome = PollOutcome.CHANGED if change else PollOutcome.UNCHANGED
    ledger.note_poll(source, at, outcome, in_words(change), good=True)


def in_words(change: PageChange | None) -> str:
    """Return a sentence about what a look came to."""
    if change is None:
        return "Nothing reads differently."
    return f"{len(change.blocks)} blocks read differently{', on 287(g)' if change.relevant else ''}."
