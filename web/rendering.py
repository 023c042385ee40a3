"""Templates into text: one Jinja environment, everything escaped, our own words and dates as filters."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.subscriptions import Language
from web import agency_words, dates, links, wording
from web.phrases import Phrases, phrases

_FOLDER = Path(__file__).parent
_INVALID_IN_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))
"""What XML 1.0 forbids even when escaped; one such character would break a whole feed."""


class Renderer:
    """Renders the templates of this package.

    *look* is a fingerprint of templates, style, words and code: it changes when a new release may show old facts differently.
    """

    def __init__(self, *, site_name: str, public_url: str, contact_url: str, may_subscribe: bool = False) -> None:
        self.look = _fingerprint()
        self._environment = Environment(
            loader=FileSystemLoader(_FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            day=dates.shown_day,
            instant=dates.shown_instant,
            clock=dates.shown_time,
            utc_day=dates.utc_day,
            span=dates.shown_span,
            iso=dates.iso_instant,
            web_link=links.web_link,
            change_path=links.change_path,
            agency_path=links.agency_path,
            listed_powers=agency_words.listed_powers,
            headline=wording.headline,
            agency_line=agency_words.agency_line,
            notes=wording.notes,
            day_counts=wording.day_counts,
            field_label=wording.field_label,
            incident_label=wording.incident_label,
            xml=xml_text,
            number=lambda n: f"{n:,}",
            plural=lambda n, one, many: f"{n:,} {one if n == 1 else many}",
        )
        self._environment.globals.update(
            words=wording,
            site_name=site_name,
            public_url=public_url,
            contact_link=links.contact_link(contact_url),
            look=self.look,
            may_subscribe=may_subscribe,
            subscribe_path=links.subscribe_path,
        )

    def render(self, template: str, words: Phrases | None = None, /, **values: Any) -> str:
        """Return *template* filled with *values*; a value that is missing is an error, never a blank.

        *words* are those of the reader's language, for a page that is written in several.
        """
        spoken = words or phrases(Language.ENGLISH)
        language = {"say": spoken.say, "local_day": spoken.day, "lang": spoken.language.value}
        return self._environment.get_template(template).render(language | values)


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
