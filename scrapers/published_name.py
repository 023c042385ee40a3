"""Finds the name under which the publisher offers a file."""

from __future__ import annotations

import re
from urllib.parse import unquote

from domain.text import shown
from scrapers.links_on_page import file_name

_EXTENDED = re.compile(r"filename\*\s*=\s*(?:UTF-8|ISO-8859-1)?'[^']*'([^;]+)", re.IGNORECASE)
_QUOTED = re.compile(r'filename\s*=\s*"((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_BARE = re.compile(r"filename\s*=\s*([^;]+)", re.IGNORECASE)
_LONGEST = 200


def published_name(content_disposition: str, url: str) -> str:
    """Return the name that *content_disposition* gives, else the last part of *url*; decoded, one line, no folders."""
    for pattern in (_EXTENDED, _QUOTED, _BARE):
        if match := pattern.search(content_disposition):
            name = shown(unquote(match[1]).replace("\\", "/").rpartition("/")[2]).strip("\"' ")
            if name:
                return name[:_LONGEST]
    return shown(file_name(url))[:_LONGEST]
