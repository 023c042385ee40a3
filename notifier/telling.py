"""What a change is told as: the agreement's news, the agency's news where that leads, or our own correction."""

from __future__ import annotations

from collections.abc import Sequence

from domain.agency_events import turn
from domain.changes import AgencyEvent, Certainty, Change, ChangeKind
from domain.text import shown
from domain.vocabulary import SupportType
from notifier.phrases import Phrases
from workflows.ports import AlertItem

SUPPORT_KEYS = {
    SupportType.JAIL_ENFORCEMENT: "jail_enforcement",
    SupportType.TASK_FORCE: "task_force",
    SupportType.WARRANT_SERVICE: "warrant_service",
}
_QUOTED_NAME = 60
"""Characters of an agency's name inside a quoted headline: a correction must have room for the rest."""


def say(group: str, item: AlertItem, words: Phrases, **names: str) -> str:
    """Return the sentence of *group* that tells *item*; *names* are its fields for who it is about.

    A correction repeats what was wrong as its readers got it, where that is known.
    """
    change, earlier = item.change, item.earlier
    if change.kind is ChangeKind.RETRACTED and earlier is not None:
        return words.say(
            f"{group}.retracted_known",
            model=change.facts.support_type.value,
            date=words.day(earlier.observed_at.date()),
            told=_headline(earlier, words),
            **names,
        )
    return _say(group, change, words, **names)


def _headline(change: Change, words: Phrases) -> str:
    headline = _say("headline", change, words, agency=shown(change.facts.agency)[:_QUOTED_NAME])
    if change.certainty is Certainty.UNCONFIRMED:
        return words.say("headline.unconfirmed", text=headline)
    return headline


def _say(group: str, change: Change, words: Phrases, **names: str) -> str:
    """Return the sentence of *group* ("subject", "headline" or "share" of a catalogue) for *change*."""
    return words.say(
        f"{group}.{turn(change) or change.kind.value}",
        model=change.facts.support_type.value,
        power=_power(change.facts.support_type, words),
        before=powers(change.powers_before, words),
        after=powers(change.powers_after, words),
        **names,
    )


def powers(held: Sequence[SupportType], words: Phrases) -> str:
    """Return support types by their short names, as a list in a sentence."""
    names = [_power(power, words) for power in held]
    if not names:
        return words.say("value.no_agreement")
    if len(names) == 1:
        return names[0]
    return words.say("value.and", first=", ".join(names[:-1]), last=names[-1])


def agency_event(change: Change, words: Phrases) -> str:
    """Return what *change* means for the whole agency, as one line; "" where it means nothing for it."""
    if change.agency_event is None:
        return ""
    rejoined = change.agency_event is AgencyEvent.JOINED and change.kind is ChangeKind.RETURNED
    unconfirmed = change.certainty is Certainty.UNCONFIRMED
    line = words.say(
        "value.agency_event_unconfirmed" if unconfirmed else "value.agency_event",
        event=words.say(f"event.{'rejoined' if rejoined else change.agency_event.value}"),
        before=powers(change.powers_before, words),
        after=powers(change.powers_after, words),
    )
    lost = [power for power in change.powers_before if power not in change.powers_after]
    if change.kind is ChangeKind.NEW and lost:
        return f"{line} {words.say('value.agency_lost', lost=powers(lost, words))}"
    return line


def _power(support_type: SupportType, words: Phrases) -> str:
    return words.say(f"short.{SUPPORT_KEYS[support_type]}")
