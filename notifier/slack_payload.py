"""A letter as Slack's Block Kit: what a publisher wrote stands in plain text, and only our own links are links.

Limits from Slack's reference: 50 blocks a message, 3,000 characters a text, 150 a header.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from notifier.reports import Fact, Report
from notifier.wording import SUBJECT_LIMIT, Letter, more

MAX_BLOCKS = 50
MAX_TEXT = 3000
_OFFICIAL = (".ice.gov", ".dhs.gov")
"""Ends of the hosts whose documents may be linked from a channel, besides our own site."""

Block = dict[str, Any]


def payload(letter: Letter, public_url: str) -> dict[str, Any]:
    """Return the JSON body for an incoming webhook."""
    closing = _closing(letter)
    blocks = [_header(letter.subject), _plain("\n".join(letter.opening))]
    told = 0
    for group in letter.groups:
        for number, report in enumerate(group.reports):
            new = [_plain(group.state.upper())] if number == 0 and len(letter.groups) > 1 else []
            new += [_plain(_story(report)), _context(_links(letter, report, public_url))]
            if len(blocks) + len(new) + len(closing) + 1 > MAX_BLOCKS:
                blocks.append(_plain(more(letter.count - told, letter.change_log_url, letter.language)))
                return _message(letter, [*blocks, *closing])
            blocks += new
            told += 1
    return _message(letter, [*blocks, *closing])


def escape(text: str, limit: int = MAX_TEXT) -> str:
    """Return *text* with &, < and > made harmless, in that order, in at most *limit* characters."""
    escaped = _escaped(text)
    if len(escaped) <= limit:
        return escaped
    kept, length = [], 1
    for character in map(_escaped, text):
        length += len(character)
        if length > limit:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _message(letter: Letter, blocks: list[Block]) -> dict[str, Any]:
    headlines = [report.headline for group in letter.groups for report in group.reports]
    return {
        # Shown in notifications and read out by screen readers; the blocks are what the channel shows.
        "text": escape("\n".join([letter.subject, *headlines])),
        "blocks": blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _story(report: Report) -> str:
    return "\n".join([report.headline, "", *(f"{fact.label}: {fact.value}" for fact in report.facts)])


def _links(letter: Letter, report: Report, public_url: str) -> list[str]:
    permalink = Fact(letter.permalink_label, report.permalink, report.permalink)
    return [
        _link(fact.link, fact.label) if _may_link(fact.link, public_url) else escape(f"{fact.label}: {fact.value}")
        for fact in (permalink, *report.evidence)
        if fact.value
    ]


def _closing(letter: Letter) -> list[Block]:
    return [_context([_link(fact.link, fact.label) for fact in letter.links])] if letter.links else []


def _may_link(url: str, public_url: str) -> bool:
    if not url:
        return False
    host = urlsplit(url).hostname or ""
    return host == urlsplit(public_url).hostname or host.endswith(_OFFICIAL)


def _link(url: str, label: str) -> str:
    # A bar would end the address inside Slack's <address|label>; web_link lets none through.
    return f"<{_escaped(url)}|{escape(label)}>"


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": escape(text, SUBJECT_LIMIT), "emoji": False}}


def _plain(text: str) -> Block:
    return {"type": "section", "text": {"type": "plain_text", "text": escape(text), "emoji": False}}


def _context(parts: Iterable[str]) -> Block:
    # verbatim: Slack makes no further links, mentions or channels of what it finds in the text.
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": part, "verbatim": True} for part in parts]}
