"""A whole message in words: subject, opening, reports by state, closing. The channels only lay it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.changes import Certainty
from domain.subscriptions import Cadence, Language
from domain.text import shown
from notifier.phrases import Phrases, phrases
from notifier.reports import NAME_LIMIT, Fact, Report, clip, report, web_link, who
from notifier.telling import say
from workflows.ports import AlertItem, AlertMessage

SUBJECT_LIMIT = 150
"""Characters of a subject; also what Slack's header block holds."""
FULL_REPORTS = 20
"""Changes told with all their facts. Gmail cuts a message at 102 kB; twenty full reports and eighty short ones take
98 kB of HTML, and ICE's largest updates in fifteen months added some ninety agreements."""
_NOT_STATES = frozenset(
    {
        "American Samoa",
        "District of Columbia",
        "Guam",
        "Northern Mariana Islands",
        "Puerto Rico",
        "U.S. Virgin Islands",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateGroup:
    """The reports of one state, in the order in which they were given."""

    state: str
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message in words, before any channel lays it out. Every text is a single line, safe to show."""

    language: Language
    subject: str
    opening: tuple[str, ...]
    groups: tuple[StateGroup, ...]
    links: tuple[Fact, ...]
    """The change log and, where the message has one, the address for managing the subscription."""
    closing: tuple[str, ...]
    change_log_url: str
    permalink_label: str

    @property
    def count(self) -> int:
        """The number of changes told."""
        return sum(len(group.reports) for group in self.groups)


def says_something(message: AlertMessage) -> bool:
    """Tell whether *message* holds facts: an alert without any must not go out; a digest or a test may."""
    return bool(message.items) or message.is_test or message.cadence is not Cadence.AT_ONCE


def letter(message: AlertMessage) -> Letter:
    """Put *message* into the language of its subscription."""
    words = phrases(message.language)
    return Letter(
        language=message.language,
        subject=_subject(message, words),
        opening=tuple(_opening(message, words)),
        groups=_groups(message.items, words),
        links=tuple(_links(message, words)),
        closing=tuple(_closing(message, words)),
        change_log_url=web_link(message.change_log_url),
        permalink_label=words.say("label.permalink"),
    )


def more(count: int, url: str, language: Language) -> str:
    """Return the line for *count* changes that a channel has no room for."""
    return phrases(language).say("closing.more", count=count, url=url)


def _subject(message: AlertMessage, words: Phrases) -> str:
    """Return the subject; where it is too long, the agency's name gives way, not what happened to it."""
    text = _tagged(message, words, NAME_LIMIT)
    if (excess := len(text) - SUBJECT_LIMIT) > 0:
        text = _tagged(message, words, max(NAME_LIMIT - excess, 20))
    return clip(text, SUBJECT_LIMIT)


def _tagged(message: AlertMessage, words: Phrases, name_limit: int) -> str:
    text = words.say("subject.prefix", text=_topic(message, words, name_limit))
    return words.say("subject.possible_repeat", text=text) if message.possible_repeat else text


def _topic(message: AlertMessage, words: Phrases, name_limit: int) -> str:
    items = message.items
    if message.is_test:
        return words.say("subject.test")
    if not items:
        return words.say("subject.nothing_week" if message.cadence is Cadence.WEEKLY else "subject.nothing_today")
    if len(items) == 1:
        return _topic_of_one(items[0], words, name_limit)
    agencies = {(item.change.facts.state, shown(item.change.facts.agency)) for item in items}
    if len(agencies) == 1:
        return words.say("subject.one_agency", count=len(items), who=who(items[0].change.facts, name_limit))
    states = {item.change.facts.state for item in items}
    if len(states) == 1:
        return words.say("subject.one_state", count=len(items), state=clip(items[0].change.facts.state, 40))
    places = "subject.states_and_territories" if states & _NOT_STATES else "subject.states"
    return words.say(places, count=len(items), places=len(states))


def _topic_of_one(item: AlertItem, words: Phrases, name_limit: int) -> str:
    change = item.change
    text = say("subject", item, words, who=who(change.facts, name_limit))
    return words.say("subject.unconfirmed", text=text) if change.certainty is Certainty.UNCONFIRMED else text


def _opening(message: AlertMessage, words: Phrases) -> list[str]:
    lines = [words.say("opening.possible_repeat")] if message.possible_repeat else []
    if message.is_test:
        lines.append(words.say("opening.test"))
        return lines
    count = len(message.items)
    amount = "none" if not count else "one" if count == 1 else "many"
    key = f"opening.{amount}" if message.cadence is Cadence.AT_ONCE else f"opening.digest_{amount}"
    since, until = words.instant(message.period_from), words.instant(message.period_to)
    lines.append(words.say(key, count=count, since=since, until=until))
    if count > FULL_REPORTS:
        lines.append(words.say("opening.in_short", full=FULL_REPORTS))
    return lines


def _groups(items: Sequence[AlertItem], words: Phrases) -> tuple[StateGroup, ...]:
    by_state: dict[str, list[Report]] = {}
    # sorted() keeps the order in which the changes of one state were given.
    for number, item in enumerate(sorted(items, key=_state)):
        by_state.setdefault(_state(item), []).append(report(item, words, full=number < FULL_REPORTS))
    return tuple(StateGroup(state=state, reports=tuple(reports)) for state, reports in by_state.items())


def _state(item: AlertItem) -> str:
    return clip(item.change.facts.state, 60)


def _links(message: AlertMessage, words: Phrases) -> list[Fact]:
    pairs = (("all_changes", message.change_log_url), ("manage", message.manage_url))
    return [Fact(words.say(f"label.{key}"), url, url) for key, raw in pairs if (url := web_link(raw))]


def _closing(message: AlertMessage, words: Phrases) -> list[str]:
    about = words.say("closing.who_we_are")
    return [words.say("closing.forward"), about] if web_link(message.manage_url) else [about]
