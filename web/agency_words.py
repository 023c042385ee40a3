"""What a change means for the whole agency, in words: joined, now also, from the jail to the task force, left."""

from __future__ import annotations

from domain.agency_events import turn
from domain.changes import AgencyEvent, Certainty, Change, ChangeKind
from web.phrases import Phrases
from web.powers import listed_powers, power_name


def agency_news(words: Phrases, change: Change) -> str:
    """Return what happened to the agency, for a headline; "" where the agreement alone is news."""
    how = turn(change)
    if how is None:
        return ""
    return words.say(
        f"turn.{how.value}",
        own=power_name(words, change.facts.support_type),
        before=listed_powers(words, change.powers_before),
        after=listed_powers(words, change.powers_after),
    )


def agency_line(words: Phrases, change: Change) -> str:
    """Return what the agency held before and holds now: "Expanded: Jail Enforcement → Task Force"; "" for no event."""
    if change.agency_event is None:
        return ""
    again = change.agency_event is AgencyEvent.JOINED and change.kind is ChangeKind.RETURNED
    event = words.say("event.joined_again" if again else f"event.{change.agency_event.value}")
    if change.certainty is Certainty.UNCONFIRMED:
        event = words.say("event.unconfirmed", event=event)
    return f"{event}: {listed_powers(words, change.powers_before)} → {listed_powers(words, change.powers_after)}"
