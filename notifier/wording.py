"""What a message says to everybody who gets it: subject, opening, reports by state, releases. The channels only lay it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.changes import Certainty
from domain.deliveries import TELLS_NEWS, Purpose
from domain.subscriptions import Cadence, Language
from domain.text import shown
from notifier.content import Content
from notifier.phrases import Phrases, phrases
from notifier.release_reports import release_report, releases_subject
from notifier.reports import NAME_LIMIT, Fact, Report, clip, report, web_link, who
from notifier.telling import say
from notifier.wishes import wish_in_words
from workflows.ports import AlertItem

SUBJECT_LIMIT = 150
"""Characters of a subject; also what Slack's header block holds."""
FULL_REPORTS = 20
"""Changes and releases told with all their facts. Gmail cuts a message at 102 kB; twenty full reports and eighty short ones take
98 kB of HTML, and ICE's largest updates in fifteen months added some ninety agreements."""
LINE_LIMIT = 1000
"""Characters of one line that the service tells its operator."""
_AFTER = {
    Purpose.CONFIRM: ("confirm_asks", "confirm_ignore", "confirm_never"),
    Purpose.CODE: ("code_type", "code_ignore"),
    Purpose.MANAGE: ("manage_once", "manage_ignore"),
    Purpose.END: ("end_asks",),
    Purpose.ENDED: ("ended_undo",),
}
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
class Group:
    """The reports of one state, or the press releases, in the order in which they were given."""

    heading: str
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a message says to everybody who gets it, in words, before any channel lays it out.

    Every text is a single line, safe to show. What only one recipient gets, its links above all, is `Personal`.
    """

    language: Language
    subject: str
    opening: tuple[str, ...]
    facts: tuple[Fact, ...]
    """What somebody asked to hear of, in a letter that asks whether they did."""
    groups: tuple[Group, ...]
    after: tuple[str, ...]
    """Of a letter of the service's own: what to know of the link or the code in it."""
    links: tuple[Fact, ...]
    """The change log, or the releases, where the letter comes to a subscription."""
    closing: tuple[str, ...]
    comes_to_a_subscription: bool
    change_log_url: str

    @property
    def count(self) -> int:
        """The number of changes and releases told."""
        return sum(len(group.reports) for group in self.groups)


def letter(content: Content) -> Letter:
    """Put *content* into its language."""
    words = phrases(content.language)
    return Letter(
        language=content.language,
        subject=_subject(content, words),
        opening=tuple(_opening(content, words)),
        facts=wish_in_words(content, words),
        groups=(*_groups(content.items, words), *_press(content, words)),
        after=_after(content, words),
        links=_links(content, words),
        closing=_closing(content, words),
        comes_to_a_subscription=content.comes_to_a_subscription,
        change_log_url=web_link(content.change_log_url),
    )


def more(count: int, url: str, language: Language) -> str:
    """Return the line for *count* changes or releases that a channel has no room for."""
    return phrases(language).say("closing.more", count=count, url=url)


def _subject(content: Content, words: Phrases) -> str:
    """Return the subject; where it is too long, an agency's name or a title gives way, not what happened."""
    text = _tagged(content, words, NAME_LIMIT)
    if (excess := len(text) - SUBJECT_LIMIT) > 0:
        text = _tagged(content, words, max(NAME_LIMIT - excess, 20))
    return clip(text, SUBJECT_LIMIT)


def _tagged(content: Content, words: Phrases, name_limit: int) -> str:
    if content.comes_to_a_subscription:
        text = words.say("subject.prefix", text=_topic(content, words, name_limit))
    else:
        text = words.say("subject.service", text=_matter(content, words))
    return words.say("subject.possible_repeat", text=text) if content.possible_repeat else text


def _matter(content: Content, words: Phrases) -> str:
    """Return what a letter of the service's own is about."""
    if content.notice is not None:
        return clip(content.notice.headline, SUBJECT_LIMIT)
    return words.say(f"subject.{content.purpose.value}")


def _topic(content: Content, words: Phrases, name_limit: int) -> str:
    if content.purpose not in TELLS_NEWS:
        return words.say(f"subject.{content.purpose.value}")
    releases = content.releases
    if not releases:
        return _topic_of_changes(content, words, name_limit)
    if not content.items:
        return releases_subject(releases, words, name_limit)
    text = _topic_of_changes(content, words, name_limit)
    key = "subject.also_release" if len(releases) == 1 else "subject.also_releases"
    return words.say(key, text=text, count=len(releases))


def _topic_of_changes(content: Content, words: Phrases, name_limit: int) -> str:
    items = content.items
    if not items:
        span = "week" if content.cadence is Cadence.WEEKLY else "today"
        return words.say(f"subject.{'unread' if content.checks == 0 else 'nothing'}_{span}")
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


def _opening(content: Content, words: Phrases) -> list[str]:
    repeat = [words.say("opening.possible_repeat")] if content.possible_repeat else []
    if content.purpose in TELLS_NEWS:
        changes = [] if content.purpose is Purpose.RELEASE else _summary(content, words)
        return [*repeat, *changes, *_releases_summary(content, words), *_shortened(content, words)]
    return [*repeat, *_service_opening(content, words)]


def _service_opening(content: Content, words: Phrases) -> list[str]:
    if content.notice is not None:
        lines = [clip(line, LINE_LIMIT) for line in content.notice.lines]
        return [line for line in lines if line] or [clip(content.notice.headline, LINE_LIMIT)]
    since, until = map(words.instant, content.period) if content.period else ("", "")
    lines = [words.say(f"opening.{content.purpose.value}", site=content.site, since=since, until=until)]
    if content.wish is not None:
        lines.append(words.say("opening.wish"))
    if content.purpose is Purpose.SYNTHETIC:
        lines.append(words.say("opening.synthetic_stops"))
    return lines


def _summary(content: Content, words: Phrases) -> list[str]:
    count = len(content.items)
    amount = "none" if not count else "one" if count == 1 else "many"
    if content.period is None:
        lines = [words.say(f"opening.{amount}", count=count)]
    else:
        since, until = map(words.instant, content.period)
        key = f"opening.digest_{amount}" if count else _nothing(content.checks)
        lines = [words.say(key, count=count or content.checks, since=since, until=until)]
        if count and content.checks:
            key = "opening.checked_once" if content.checks == 1 else "opening.checked"
            lines.append(words.say(key, count=content.checks))
    return lines


def _releases_summary(content: Content, words: Phrases) -> list[str]:
    count = len(content.releases)
    if not count:
        return []
    amount = words.say("opening.release") if count == 1 else words.say("opening.releases", count=count)
    return [amount, words.say("opening.release_word")]


def _shortened(content: Content, words: Phrases) -> list[str]:
    is_short = len(content.items) + len(content.releases) > FULL_REPORTS
    return [words.say("opening.in_short", full=FULL_REPORTS)] if is_short else []


def _nothing(checks: int | None) -> str:
    """Return the sentence of a digest without changes: only who looked can say that nothing changed."""
    if checks is None:
        return "opening.digest_none"
    if checks < 1:
        return "opening.digest_unread"
    return "opening.digest_none_checked_once" if checks == 1 else "opening.digest_none_checked"


def _groups(items: Sequence[AlertItem], words: Phrases) -> tuple[Group, ...]:
    by_state: dict[str, list[Report]] = {}
    # sorted() keeps the order in which the changes of one state were given.
    for number, item in enumerate(sorted(items, key=_state)):
        by_state.setdefault(_state(item), []).append(report(item, words, full=number < FULL_REPORTS))
    return tuple(Group(heading=state, reports=tuple(reports)) for state, reports in by_state.items())


def _press(content: Content, words: Phrases) -> tuple[Group, ...]:
    """Return the releases as a group after the changes."""
    told_in_full = max(FULL_REPORTS - len(content.items), 0)
    reports = tuple(
        release_report(item, words, full=number < told_in_full) for number, item in enumerate(content.releases)
    )
    return (Group(heading=words.say("label.releases"), reports=reports),) if reports else ()


def _state(item: AlertItem) -> str:
    return clip(item.change.facts.state, 60)


def _after(content: Content, words: Phrases) -> tuple[str, ...]:
    if content.purpose is Purpose.ENDED and not content.has_link:
        return ()
    return tuple(words.say(f"after.{key}") for key in _AFTER.get(content.purpose, ()))


def _links(content: Content, words: Phrases) -> tuple[Fact, ...]:
    url = web_link(content.change_log_url) if content.comes_to_a_subscription else ""
    label = "label.all_releases" if content.purpose is Purpose.RELEASE else "label.all_changes"
    return (Fact(words.say(label), url, url),) if url else ()


def _closing(content: Content, words: Phrases) -> tuple[str, ...]:
    about = words.say("closing.who_we_are")
    may_be_forwarded = content.comes_to_a_subscription and content.has_link
    return (words.say("closing.forward"), about) if may_be_forwarded else (about,)
