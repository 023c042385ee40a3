"""A letter as Slack's Block Kit: what a publisher wrote stands in plain text, and only our own links are links.

Limits from Slack's reference: 50 blocks a message, 3,000 characters a text, 150 a header.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from notifier.personal import Personal
from notifier.reports import Fact, Report
from notifier.wording import SUBJECT_LIMIT, Letter, more

MAX_BLOCKS = 50
MAX_TEXT = 3000
_OWN_BLOCKS = 3
"""Room that is kept for what one recipient gets, and for what stands below that."""
_OFFICIAL = (".ice.gov", ".dhs.gov")
"""Ends of the hosts whose documents may be linked from a channel, besides our own site."""

Block = dict[str, Any]


def payload(letter: Letter, own: Personal, public_url: str) -> bytes:
    """Return the JSON body for an incoming webhook."""
    return whole_payload(shared_payload(letter, public_url), own)


def shared_payload(letter: Letter, public_url: str) -> tuple[bytes, bytes]:
    """Return what everybody gets: the body above its recipient's own blocks, and below them."""
    message = {
        # Shown in notifications and read out by screen readers; the blocks are what the channel shows.
        "text": _fallback(letter),
        "unfurl_links": False,
        "unfurl_media": False,
        "blocks": _blocks(letter, public_url),
    }
    after = [_plain("\n".join(letter.after))] if letter.after else []
    return json.dumps(message).removesuffix("]}").encode("ascii"), _more_blocks(after) + b"]}"


def whole_payload(shared: tuple[bytes, bytes], own: Personal) -> bytes:
    """Return the body with its recipient's *own* part in its place."""
    above, below = shared
    return above + _more_blocks(_own_blocks(own)) + below


def _more_blocks(blocks: Iterable[Block]) -> bytes:
    return "".join(f", {json.dumps(block)}" for block in blocks).encode("ascii")


def _blocks(letter: Letter, public_url: str) -> list[Block]:
    blocks = [_header(letter.subject), _plain("\n".join(letter.opening))]
    if letter.facts:
        blocks.append(_plain("\n".join(f"{fact.label}: {fact.value}" for fact in letter.facts)))
    closing = [_context([_link(fact.link, fact.label) for fact in letter.links])] if letter.links else []
    told = 0
    for group in letter.groups:
        for number, report in enumerate(group.reports):
            new = [_plain(group.heading.upper())] if number == 0 and len(letter.groups) > 1 else []
            new += [_plain(_story(report)), _context(_links(report, public_url))]
            if len(blocks) + len(new) + len(closing) + _OWN_BLOCKS + 1 > MAX_BLOCKS:
                rest = more(letter.count - told, letter.change_log_url, letter.language)
                return [*blocks, _plain(rest), *closing]
            blocks += new
            told += 1
    return [*blocks, *closing]


def _own_blocks(own: Personal) -> list[Block]:
    blocks = [_plain(f"{own.code.label}: {own.code.value}")] if own.code else []
    return blocks + [_context([_link(fact.link, fact.label)]) for fact in (own.action, own.manage) if fact]


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


def _fallback(letter: Letter) -> str:
    return escape(
        "\n".join([letter.subject, *(report.headline for group in letter.groups for report in group.reports)])
    )


def _story(report: Report) -> str:
    return "\n".join([report.headline, "", *(f"{fact.label}: {fact.value}" for fact in report.facts)])


def _links(report: Report, public_url: str) -> list[str]:
    permalink = Fact(report.permalink_label, report.permalink, report.permalink)
    return [
        _link(fact.link, fact.label) if _may_link(fact.link, public_url) else escape(f"{fact.label}: {fact.value}")
        for fact in (permalink, *report.evidence)
        if fact.value
    ]


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
