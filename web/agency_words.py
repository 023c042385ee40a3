"""What a change means for the whole agency, in words: joined, now also, from the jail to the task force, left."""

from __future__ import annotations

from collections.abc import Sequence

from domain.agency_events import Turn, turn
from domain.changes import AgencyEvent, Certainty, Change, ChangeKind
from domain.vocabulary import SupportType

SHORT: dict[SupportType, str] = {
    SupportType.TASK_FORCE: "Task Force",
    SupportType.JAIL_ENFORCEMENT: "Jail Enforcement",
    SupportType.WARRANT_SERVICE: "Warrant Service",
}
EVENT_LABELS: dict[AgencyEvent, str] = {
    AgencyEvent.JOINED: "Joined",
    AgencyEvent.EXPANDED: "Expanded",
    AgencyEvent.REDUCED: "Reduced",
    AgencyEvent.LEFT: "Left",
}
_TURNS: dict[Turn, str] = {
    Turn.JOINED: "joined 287(g) ({own})",
    Turn.ADDED: "now also has {own}, beside {before}",
    Turn.EXPANDED: "expanded its agreement, from {before} to {after}",
    Turn.SWAPPED: "reduced its agreement, from {before} to {after}",
    Turn.REPLACED: "no longer listed for {own}, now for {after}",
    Turn.REDUCED: "no longer listed for {own}, keeps {after}",
    Turn.LEFT: "left ICE's list, {own} was its last agreement",
}


def agency_news(change: Change) -> str:
    """Return what happened to the agency, for a headline; "" where the agreement alone is news."""
    how = turn(change)
    if how is None:
        return ""
    return _TURNS[how].format(
        own=SHORT[change.facts.support_type],
        before=listed_powers(change.powers_before),
        after=listed_powers(change.powers_after),
    )


def agency_line(change: Change) -> str:
    """Return what the agency held before and holds now: "Expanded: Jail Enforcement → Task Force"; "" for no event."""
    if change.agency_event is None:
        return ""
    label = EVENT_LABELS[change.agency_event]
    if change.agency_event is AgencyEvent.JOINED and change.kind is ChangeKind.RETURNED:
        label = "Joined again"
    if change.certainty is Certainty.UNCONFIRMED:
        label += ", if this is confirmed"
    return f"{label}: {listed_powers(change.powers_before)} → {listed_powers(change.powers_after)}"


def listed_powers(powers: Sequence[SupportType]) -> str:
    """Return support types by their short names: "Task Force and Jail Enforcement"; "no agreement" for none."""
    names = [SHORT[power] for power in powers]
    if not names:
        return "no agreement"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
