"""How the desk speaks of an incident: what it holds up, what to do, and what each way to decide it does."""

from __future__ import annotations

from collections.abc import Iterable

from web.phrases import Phrases
from workflows.casefile import CaseFile
from workflows.press_ledger import NOTICES
from workflows.reading import IncidentView
from workflows.record import HELD, IMPLAUSIBLE, QUESTION, UNREAD

MATTERS = (QUESTION, HELD, IMPLAUSIBLE, *sorted(NOTICES), UNREAD)
"""The kinds of incident with words of their own, in the order in which they are shown."""
WAIT = "wait"
"""Every other kind: it ends by itself."""
DECIDED_BY = {
    QUESTION: ("same", "different"),
    HELD: ("release", "reject"),
    IMPLAUSIBLE: ("release", "reject"),
    **dict.fromkeys(sorted(NOTICES), ("reject",)),
}
FIGURES = {"agreements on the record": "record", "rows on this list": "list", "rows not understood": "unread"}
COUNTS = {"withheld": "withheld", "would be told": "told"}
"""What a case file counts, by its own words: changes of each kind follow after a colon."""


def matter(incident: IncidentView) -> str:
    """Return the name in the catalogue of what *incident* is about: `desk.held.{name}` and `desk.todo.{name}`."""
    return incident.kind if incident.kind in MATTERS else WAIT


def in_order(incidents: Iterable[IncidentView]) -> list[IncidentView]:
    """Return *incidents*: those that a person must decide first, then those that end by themselves; the oldest first."""
    names = (*MATTERS, WAIT)
    return sorted(incidents, key=lambda one: (one.kind not in DECIDED_BY, names.index(matter(one)), one.opened_at))


def effects(words: Phrases, case: CaseFile) -> list[tuple[str, str, str]]:
    """Return the ways to decide *case*: (action, what its button says, what it does)."""
    kind = case.incident.kind
    aside = kind in NOTICES
    return [
        (
            choice.action,
            words.say("desk.do.aside" if aside else f"desk.do.{choice.action}"),
            words.say("desk.effect.aside" if aside else f"desk.effect.{kind}.{choice.action}"),
        )
        for choice in case.choices
    ]


def figures(words: Phrases, case: CaseFile) -> list[tuple[str, int]]:
    """Return the figures of *case* with their names in the reader's language."""
    return [(_named(words, what), number) for what, number in case.figures]


def _named(words: Phrases, what: str) -> str:
    counted, _, kind = what.partition(": ")
    if kind:
        return words.say(f"desk.figure.{COUNTS[counted]}", kind=words.say(f"badge.{kind}"))
    return words.say(f"desk.figure.{FIGURES[what]}")
