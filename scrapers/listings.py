"""What a listing of releases says, whichever strategy read it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.releases import Published


class ListingError(ValueError):
    """The answer is no listing of the kind that the source's file promises; the message says what was found instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRelease:
    """One release on a listing. *url* is absolute and canonical (`domain.web_addresses.canonical_url`)."""

    url: str
    title: str
    address: str = ""
    """As the listing writes it, absolute: the canonical form drops a final slash that some servers insist on."""
    published: Published | None = None
    lead: str = ""
    """The words below the title, "" where none."""
    text: str = ""
    """The whole body as words, where the listing carries it (feeds and JSON often do); "" where it must be fetched."""
    language: str = ""
    """A tag as `en` or `es` where the listing states one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of a listing, newest first as published; *next_url* is the page of older releases, where there is one."""

    releases: tuple[ListedRelease, ...]
    next_url: str | None = None
