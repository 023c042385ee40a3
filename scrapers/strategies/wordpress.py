"""Reads the posts that WordPress gives as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from domain.releases import Published
from scrapers.listings import ListedRelease, Listing, ListingError
from scrapers.readers.markup import line_of_html, words_of_html
from scrapers.readers.press_dates import at_instant
from scrapers.strategies.json_values import read_json, text_at
from scrapers.strategies.parts import Answer, once_each, release_of
from scrapers.ways import WordPressWay

_PAST_THE_END = "rest_post_invalid_page_number"
"""The code with which WordPress answers for a page after the last."""


def read_wordpress(_: WordPressWay, answer: Answer) -> Listing:
    """Return the posts in their order. ListingError where WordPress tells an error or the answer is no list of posts."""
    posts = read_json(answer.body)
    if isinstance(posts, dict) and posts.get("code") == _PAST_THE_END:
        return Listing(releases=())
    if isinstance(posts, dict) and isinstance(posts.get("message"), str):
        raise ListingError(f"WordPress answered: {line_of_html(posts['message'])[:200]}")
    if not isinstance(posts, list):
        raise ListingError("The answer is no list of posts.")
    releases = once_each(_release(post, answer) for post in posts)
    if posts and not releases:
        raise ListingError(f"None of the {len(posts)} posts has a title and a link.")
    return Listing(releases=releases, next_url=_older(answer) if releases else None)


def _release(post: Any, answer: Answer) -> ListedRelease | None:
    return release_of(
        answer,
        link=text_at(post, "link"),
        title=line_of_html(text_at(post, "title")),
        published=_published(post, answer),
        lead=words_of_html(text_at(post, "excerpt")),
        text=words_of_html(text_at(post, "content")),
        language=text_at(post, "lang"),
    )


def _published(post: Any, answer: Answer) -> Published | None:
    """Return when the post came out. WordPress always states the moment, so its midnights and noons are real ones.

    `date_gmt` is UTC without saying so; drafts and some plug-ins leave it empty, where `date` has the site's own hour.
    """
    try:
        moment = datetime.fromisoformat(text_at(post, "date_gmt"))
    except ValueError:
        return answer.read_date(text_at(post, "date"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return at_instant(moment, time_zone=answer.time_zone, today=answer.today) or answer.read_date(text_at(post, "date"))


def _older(answer: Answer) -> str:
    parts = urlsplit(answer.url)
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != "page"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("page", str(answer.page + 2))]), fragment=""))
