"""Templates into text: one Jinja environment, everything escaped, our own words and dates as filters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request

from domain.addresses import at
from domain.subscriptions import Language
from web import agency_words, dates, links, powers, wording
from web.language_path import split
from web.phrases import Phrases, words_of

_FOLDER = Path(__file__).parent
_INVALID_IN_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))
"""What XML 1.0 forbids even when escaped; one such character would break a whole feed."""


_ENGLISH = Markup(' lang="en"')
"""Marks an element of a page in another language whose text is on record in English."""
_SPOKEN: dict[str, Callable[..., object]] = {
    "day": Phrases.day,
    "number": Phrases.number,
    "instant": dates.shown_instant,
    "span": dates.shown_span,
    "power": powers.power,
    "power_means": powers.power_means,
    "power_sentence": powers.power_sentence,
    "listed_powers": powers.listed_powers,
    "headline": wording.headline,
    "agency_line": agency_words.agency_line,
    "certainty_means": wording.certainty_means,
    "notes": wording.notes,
    "told": wording.told,
    "day_sentence": wording.day_sentence,
    "day_counts": wording.day_counts,
    "field_label": wording.field_label,
    "status_label": wording.status_label,
    "status_count": wording.status_count,
    "incident_label": wording.incident_label,
}
"""The filters that speak the reader's language: each takes the sentences of that language first."""


class Renderer:
    """Renders the templates of this package.

    *look* is a fingerprint of templates, style, words and code: it changes when a new release may show old facts differently.
    """

    def __init__(self, *, site_name: str, public_url: str, contact_url: str, may_subscribe: bool = False) -> None:
        self.look = _fingerprint()
        self._public_url = public_url
        self._environment = Environment(
            loader=FileSystemLoader(_FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            clock=dates.shown_time,
            utc_day=dates.utc_day,
            iso=dates.iso_instant,
            web_link=links.web_link,
            change_path=links.change_path,
            agency_path=links.agency_path,
            county_path=links.county_path,
            power_code=powers.POWER_CODES.__getitem__,
            xml=xml_text,
        )
        self._environment.filters.update({name: _in_words(filter_) for name, filter_ in _SPOKEN.items()})
        self._environment.globals.update(
            site_name=site_name,
            public_url=public_url,
            contact_link=links.contact_link(contact_url),
            look=self.look,
            may_subscribe=may_subscribe,
            subscribe_path=links.subscribe_path,
        )

    def render(self, template: str, request: Request, /, **values: Any) -> str:
        """Return *template* filled with *values*; a value that is missing is an error, never a blank.

        The address of *request* tells the language.
        """
        return self._environment.get_template(template).render(_language(request, self._public_url) | values)


def _language(request: Request, public_url: str) -> dict[str, object]:
    """Return what every template knows of the reader's language."""
    words = words_of(request)
    query = request.scope["query_string"].decode("ascii", "replace")
    path = split(request.scope["path"])[1]
    here = f"{path}?{query}" if query else path
    other = Language.ENGLISH if words.language is Language.SPANISH else Language.SPANISH
    return {
        "phrases": words,
        "say": words.say,
        "counted": words.counted,
        "lang": words.language.value,
        "english": _ENGLISH if words.language is not Language.ENGLISH else "",
        "at": partial(at, words.language),
        "own_address": public_url + at(words.language, path),
        "in_english": at(Language.ENGLISH, here),
        "in_spanish": at(Language.SPANISH, here),
        "elsewhere": at(other, here if request.method in {"GET", "HEAD"} else "/"),
        "other_lang": other.value,
    }


def _in_words(speak: Callable[..., object]) -> Callable[..., object]:
    """Return *speak* as a filter that finds the reader's sentences in what every template knows."""

    @pass_context
    def filter_(context: Context, value: object, **more: object) -> object:
        return speak(context["phrases"], value, **more)

    return filter_


def asset(name: str) -> bytes:
    """Return one of our own static files."""
    return (_FOLDER / "static" / name).read_bytes()


def xml_text(text: str) -> str:
    """Return *text* without the characters that XML cannot hold."""
    return text.translate(_INVALID_IN_XML)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in _FOLDER.rglob("*") if p.suffix in {".py", ".html", ".atom", ".css", ".svg", ".po"}):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
