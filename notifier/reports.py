"""One change in words: headline, facts, evidence, and a text to share. Every channel shows the same report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from domain.changes import Certainty, Change, ChangeKind, FieldChange, RowFacts
from domain.subscriptions import Language
from domain.text import shown
from domain.vocabulary import STATE_CODES
from notifier.phrases import Phrases, phrases
from notifier.telling import SUPPORT_KEYS, agency_event, say
from workflows.ports import AlertItem

SHARE_LIMIT = 300
"""Characters of a text to share, its link included: it fits two text messages and every social network."""
CELL_LIMIT = 600
"""Characters shown of any one text of the publisher: a cell may hold 32,767, and no honest one comes near this."""
NAME_LIMIT = 90
"""Characters of an agency's name in subjects and texts to share; the Florida Highway Patrol's, as ICE prints it, has 83."""
_LINK = re.compile(r"https?://[^\s<>\"'`\\^{}|]+", re.IGNORECASE)
_OWN_KIND_OF_LINK = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?(?:/|$)")
"""A link whose host is plain to see, so that it need not be taken apart."""
_LINK_LIMIT = 2000
_IN_FORCE = frozenset({ChangeKind.NEW, ChangeKind.RENEWED, ChangeKind.RETURNED})
"""Kinds that say that the agreement is in force, so that a short text may tell what officers may do now."""
_SUPERSEDING = {
    ChangeKind.RETURNED: "takes_back",
    ChangeKind.TERMINATED: "completes",
    ChangeKind.RETRACTED: "retracts",
}
_WHY = frozenset({"reason", "supersedes"})
"""What a reader of a correction looks for first."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a report; *link* is set where *value* is a web address that may be made clickable."""

    label: str
    value: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One change or release in the words of one language, safe to show: one line each, nothing invisible."""

    headline: str
    facts: tuple[Fact, ...]
    evidence: tuple[Fact, ...]
    shares: tuple[Fact, ...]
    """The text to share in English and in Spanish, whatever the language of the report; none of a release."""
    permalink: str
    permalink_label: str
    brief: tuple[str, ...]
    """What a short chat message says after the headline."""


def web_link(url: str) -> str:
    """Return *url* if it is a plain web address that may become a link, else ""."""
    if len(url) > _LINK_LIMIT or not url.isprintable() or not _LINK.fullmatch(url):
        return ""
    if _OWN_KIND_OF_LINK.match(url):
        return url
    try:
        return url if urlsplit(url).hostname else ""
    except ValueError:
        return ""


def clip(text: str, limit: int) -> str:
    """Return *text* made fit to show and cut to *limit* characters, with an ellipsis where it was cut."""
    line = shown(text)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def who(facts: RowFacts, limit: int = NAME_LIMIT) -> str:
    """Return agency, cut to *limit* characters, and state in short: "Goliad County Sheriff's Office, TX"."""
    return f"{clip(facts.agency, limit)}, {STATE_CODES.get(facts.state, clip(facts.state, 30))}"


def report(item: AlertItem, words: Phrases, *, full: bool = True) -> Report:
    """Put one change into *words*; where it is not told in *full*, the permalink leads to the rest."""
    change = item.change
    headline = say("headline", item, words, agency=clip(change.facts.agency, CELL_LIMIT))
    if change.certainty is Certainty.UNCONFIRMED:
        headline = words.say("headline.unconfirmed", text=headline)
    return Report(
        headline=headline,
        facts=tuple(_facts(item, words)) if full else (),
        evidence=_evidence(item, words) if full else (),
        shares=_shares(item, words) if full else (),
        permalink=web_link(item.link(words.language)),
        permalink_label=words.say("label.permalink"),
        brief=_brief(item, words),
    )


def share_text(item: AlertItem, words: Phrases) -> str:
    """Return a text of at most SHARE_LIMIT characters that stands alone: what happened, which power, where to check."""
    change = item.change
    facts = change.facts
    link = web_link(item.link(words.language))
    room = SHARE_LIMIT - len(link) - 1
    if room < SHARE_LIMIT // 3:
        link, room = "", SHARE_LIMIT
    sentence = say("share", item, words, who=who(facts))
    if change.certainty is Certainty.UNCONFIRMED and change.kind is not ChangeKind.MISSING:
        sentence = words.say("share.unconfirmed", text=sentence)
    text = clip(sentence, room)
    is_wrong = change.kind is ChangeKind.RETRACTED
    extras = [words.say("share.signed", date=words.day(facts.signed_on))] if facts.signed_on and not is_wrong else []
    if change.kind in _IN_FORCE:
        extras.append(words.say(f"power_short.{SUPPORT_KEYS[facts.support_type]}"))
    for extra in extras:
        if len(text) + 1 + len(extra) <= room:
            text = f"{text} {extra}"
    return f"{text} {link}".rstrip()


def _brief(item: AlertItem, words: Phrases) -> tuple[str, ...]:
    change = item.change
    if change.kind is ChangeKind.RETRACTED:
        lines = (("reason", clip(change.reason, CELL_LIMIT)), ("supersedes", _supersedes(item, words)))
        return tuple(f"{words.say(f'label.{label}')}: {value}" for label, value in lines if value)
    power = words.say(f"power.{SUPPORT_KEYS[change.facts.support_type]}")
    return power, _signed(change.facts, words), _certainty(change, words)


def _evidence(item: AlertItem, words: Phrases) -> tuple[Fact, ...]:
    return (
        linked(words, "evidence", item.document_url),
        Fact(words.say("label.captured"), words.instant(item.captured_at)),
        Fact(words.say("label.sha256"), clip(item.capture_sha256, 64)),
    )


def _shares(item: AlertItem, words: Phrases) -> tuple[Fact, ...]:
    return tuple(
        Fact(words.say(f"label.share_{language.value}"), share_text(item, phrases(language))) for language in Language
    )


def _facts(item: AlertItem, words: Phrases) -> list[Fact]:
    change = item.change
    facts = change.facts
    lines: list[tuple[str, str]] = [
        ("agency", _agency(facts, words)),
        ("agency_event", agency_event(change, words)),
        ("part_of", _permalink_of(change.part_of, item, words)),
        ("county", clip(facts.county, CELL_LIMIT) or words.say("value.not_stated")),
        ("support_type", _support_type(change, words)),
        ("signed", _signed_value(facts, words)),
        ("first_listed", words.instant(change.first_listed_at) if change.first_listed_at else ""),
        ("pending_since", words.instant(change.pending_since) if change.pending_since else ""),
        ("first", _first(change, words)),
        ("certainty", _certainty(change, words)),
        ("reason", clip(change.reason, CELL_LIMIT)),
        ("supersedes", _supersedes(item, words)),
    ]
    if change.kind is ChangeKind.RETRACTED:
        lines = sorted(lines, key=lambda line: line[0] not in _WHY)
    shown_lines = [Fact(words.say(f"label.{label}"), value) for label, value in lines if value]
    changed = [_changed(field, words) for field in change.fields]
    documents = [
        linked(words, label, url) for label, url in (("moa", facts.moa_url), ("addendum", facts.addendum_url)) if url
    ]
    return [*shown_lines, *changed, Fact(words.say("label.printed"), _as_printed(facts, words)), *documents]


def _support_type(change: Change, words: Phrases) -> str:
    """Return the support type, and what it lets officers do unless the agreement never was."""
    key = SUPPORT_KEYS[change.facts.support_type]
    model = words.say(f"support.{key}")
    if change.kind is ChangeKind.RETRACTED:
        return model
    return words.say("value.model", model=model, power=words.say(f"power.{key}"))


def _agency(facts: RowFacts, words: Phrases) -> str:
    agency, kind = clip(facts.agency, CELL_LIMIT), clip(facts.agency_type, CELL_LIMIT)
    return words.say("value.agency_type", agency=agency, type=kind) if kind else agency


def _signed_value(facts: RowFacts, words: Phrases) -> str:
    if facts.signed_on:
        return words.day(facts.signed_on)
    if text := clip(facts.signed_text, CELL_LIMIT):
        return words.say("value.signed_as_printed", text=text)
    return words.say("value.not_stated")


def _signed(facts: RowFacts, words: Phrases) -> str:
    return f"{words.say('label.signed')}: {_signed_value(facts, words)}"


def _certainty(change: Change, words: Phrases) -> str:
    if change.kind is ChangeKind.RETRACTED:
        return words.say("value.confirmed_retraction")
    departure = change.kind in {ChangeKind.MISSING, ChangeKind.TERMINATED}
    if change.certainty is Certainty.UNCONFIRMED:
        return words.say("value.unconfirmed_absence" if departure else "value.unconfirmed")
    return words.say("value.confirmed_departure" if departure else "value.confirmed")


def _first(change: Change, words: Phrases) -> str:
    if change.kind is ChangeKind.RETRACTED:
        return ""
    state, county = clip(change.facts.state, CELL_LIMIT), clip(change.facts.county, CELL_LIMIT)
    if change.first_in_state:
        return words.say("value.first_in_state", state=state)
    if change.first_in_county and county:
        return words.say("value.first_in_county", county=county, state=state)
    return ""


def _supersedes(item: AlertItem, words: Phrases) -> str:
    """Return the sentence about the earlier change."""
    change = item.change
    if not change.supersedes:
        return ""
    earlier = _permalink_of(change.supersedes, item, words)
    return words.say(f"value.{_SUPERSEDING.get(change.kind, 'follows')}", earlier=earlier)


def _permalink_of(change_id: str | None, item: AlertItem, words: Phrases) -> str:
    """Return the permalink of another change, made from our own where that ends in our own id; else the other's id."""
    if not change_id:
        return ""
    known = clip(change_id, CELL_LIMIT)
    own = item.link(words.language)
    if not own.endswith(item.change.id):
        return known
    return web_link(own.removesuffix(item.change.id) + change_id) or known


def _changed(field: FieldChange, words: Phrases) -> Fact:
    name = words.say(f"field.{field.field}") if words.has(f"field.{field.field}") else clip(field.field, 60)
    before, after = (_field_value(field.field, text, words) for text in (field.before, field.after))
    return Fact(words.say("label.changed", field=name), words.say("value.change", before=before, after=after))


def _field_value(name: str, text: str, words: Phrases) -> str:
    if name == "signed":
        try:
            return words.day(date.fromisoformat(text))
        except ValueError:
            pass
    return clip(text, CELL_LIMIT) or words.say("value.nothing")


def _as_printed(facts: RowFacts, words: Phrases) -> str:
    cells = (
        facts.state_text,
        facts.agency,
        facts.agency_type,
        facts.county,
        facts.support_type_text,
        facts.signed_text,
        facts.moa_text,
        facts.addendum_text,
    )
    return words.say("value.printed_separator").join(text for cell in cells if (text := clip(cell, CELL_LIMIT)))


def linked(words: Phrases, label: str, url: str) -> Fact:
    """Return a line that is an address, clickable where it is a plain web address."""
    return Fact(words.say(f"label.{label}"), clip(url, _LINK_LIMIT), web_link(url))
