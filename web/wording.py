"""What a change says, in the reader's language. The sentences themselves stand in `languages/`."""

from __future__ import annotations

from collections.abc import Iterable

from domain.changes import Certainty, Change, ChangeKind, FieldChange, RowFacts
from web.agency_words import agency_line, agency_news
from web.phrases import Phrases
from web.powers import power_means, power_sentence
from workflows.reading import DaySummary

_IN_FORCE = frozenset({ChangeKind.NEW, ChangeKind.RETURNED, ChangeKind.RENEWED})
"""The kinds after which the power may be used: only then does a text to pass on speak of it."""
_SHARE_TEXT_LENGTH = 300
"""What the field guides of rapid-response teams give for one text message."""


def headline(words: Phrases, change: Change) -> str:
    """Return one line that says what happened to whom, most telling word first."""
    facts = change.facts
    news = agency_news(words, change) or words.say(f"news.{change.kind.value}", power=facts.support_type)
    if change.certainty is Certainty.UNCONFIRMED:
        news = words.say("news.unconfirmed", news=news)
    return f"{facts.agency}, {facts.state}: {news}"


def certainty_means(words: Phrases, change: Change) -> str:
    """Return how sure we are of *change*, in a sentence or two that a reporter can act on."""
    if change.certainty is Certainty.UNCONFIRMED:
        missing = change.kind is ChangeKind.MISSING
        return words.say("certainty_means.missing" if missing else "certainty_means.unconfirmed")
    if change.kind is ChangeKind.RETRACTED:
        return words.say("certainty_means.retracted")
    terminated = change.kind is ChangeKind.TERMINATED
    return words.say("certainty_means.terminated" if terminated else "certainty_means.confirmed")


def detail(words: Phrases, change: Change) -> str:
    """Return what differs and why we think so, as one line of text for exports and feeds."""
    differences = [difference(words, field) for field in change.fields]
    return "; ".join([*differences, *([change.reason] if change.reason else [])])


def difference(words: Phrases, field: FieldChange) -> str:
    """Return how a field reads before and after: "County: (nothing) → Goliad County"."""
    nothing = words.say("field.nothing")
    return f"{field_label(words, field.field)}: {field.before or nothing} → {field.after or nothing}"


def told(words: Phrases, change: Change) -> list[tuple[str, str]]:
    """Return *change* as the sentences that a feed tells; each stands for itself.

    Each is a pair: our words, and what is quoted after them in the English in which it is on record, mostly "".
    """
    facts = change.facts
    county = facts.county or words.say("told.no_county")
    sentences = [words.say(f"kind_means.{change.kind.value}"), f"{facts.agency}, {county}, {facts.state}."]
    if change.kind is not ChangeKind.RETRACTED:  # of an agreement that never was, nothing more is to be said
        means = power_means(words, facts.support_type)
        sentences.append(words.say("told.power", power=facts.support_type, means=means))
    if facts.signed_on and change.kind is not ChangeKind.RETRACTED:
        sentences.append(words.say("told.signed", day=words.day(facts.signed_on)))
    if event := agency_line(words, change):
        sentences.append(words.say("told.agency", event=event))
    sentences += [f"{note}." for note in notes(words, change)]
    sentences += [f"{difference(words, field)}." for field in change.fields]
    pairs = [(sentence, "") for sentence in sentences]
    if change.reason:
        pairs.append((words.say("told.reason"), change.reason))
    certainty = words.say(f"certainty.{change.certainty.value}")
    return [*pairs, (f"{certainty}: {certainty_means(words, change)}", "")]


def notes(words: Phrases, change: Change) -> list[str]:
    """Return the short remarks that make a change matter: first in its county or state, pending since when."""
    remarks = []
    if change.first_in_state:
        remarks.append(words.say("note.first_in_state"))
    elif change.first_in_county:
        remarks.append(words.say("note.first_in_county"))
    if change.pending_since:
        remarks.append(words.say("note.pending_since", day=words.day(change.pending_since.date())))
    return remarks


def share_text(words: Phrases, change: Change, permalink: str) -> str:
    """Return a text to pass on in a message: what, the power it gives where it fits, and the permalink, never cut."""
    room = _SHARE_TEXT_LENGTH - len(permalink) - 1
    plain = f"{headline(words, change)}."
    power = f"{plain} {power_sentence(words, change.facts.support_type)}"
    if change.kind in _IN_FORCE and len(power) <= room:
        plain = power
    return f"{plain if len(plain) <= room else plain[: room - 1] + '…'} {permalink}"


def field_label(words: Phrases, name: str) -> str:
    """Return the heading for a field of a row; a name we have no words for is shown as it is."""
    return words.texts.get(f"field.{name}") or name.replace("_", " ").capitalize()


def incident_label(words: Phrases, kind: str) -> str:
    """Return what kind of trouble an incident is; a kind we have no words for is shown as it is."""
    return words.texts.get(f"incident.{kind}") or kind.replace("_", " ").capitalize()


def status_label(words: Phrases, status: str) -> str:
    """Return where an agreement stands; a status we have no words for is shown as it is."""
    return words.texts.get(f"status.{status}") or status


def status_count(words: Phrases, status: str, number: int) -> str:
    """Return how many agreements stand so: "3 missing, unconfirmed"."""
    if f"status_count.{status}.many" in words.texts:
        return words.counted(f"status_count.{status}", number)
    return f"{words.number(number)} {status}"


def printed_row(words: Phrases, facts: RowFacts) -> list[tuple[str, str, str | None]]:
    """Return *facts* as ICE printed them: (heading, text, link or None) in the order of ICE's columns."""
    columns: list[tuple[str, str, str | None]] = [
        ("state", facts.state_text, None),
        ("agency", facts.agency, None),
        ("type", facts.agency_type, None),
        ("county", facts.county, None),
        ("support_type", facts.support_type_text, None),
        ("signed", facts.signed_text, None),
        ("moa", facts.moa_text, facts.moa_url),
        ("addendum", facts.addendum_text, facts.addendum_url),
    ]
    return [(field_label(words, name), text, link) for name, text, link in columns]


def day_sentence(words: Phrases, day: DaySummary, *, is_today: bool) -> str:
    """Return what happened on a day in one or two sentences; no good check means that nothing can be said."""
    total = sum(count for _, count in day.counts)
    if not day.polls:
        unchecked = words.say("day.today_unchecked" if is_today else "day.unchecked")
        return unchecked if total else f"{unchecked} {words.say('day.cannot_say')}"
    checked = words.counted("day.checked_today" if is_today else "day.checked", day.polls)
    return f"{checked} {words.counted('day.changed', total) if total else words.say('day.nothing')}"


def day_counts(words: Phrases, day: DaySummary) -> str:
    """Return the counts of a day by kind: "3 new, 1 corrected"."""
    return kind_counts(words, day.counts)


def kind_counts(words: Phrases, counts: Iterable[tuple[ChangeKind, int]]) -> str:
    """Return how many changes there were of each kind: "3 new, 1 corrected"; those with none are left out."""
    return ", ".join(words.counted(f"kind_count.{kind.value}", count) for kind, count in counts if count)
