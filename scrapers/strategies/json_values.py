"""Reads JSON answers, and finds values in them by dotted paths."""

from __future__ import annotations

import json
from typing import Any

from scrapers.listings import ListingError
from scrapers.strategies.parts import refuse_pages

_TEXTS = ("rendered", "value", "processed", "text", "url", "href", "path", "uri", "title", "name", "#text", "alias")
"""Under which key a value that is a mapping has its words: WordPress's `rendered`, Drupal's `value`, links' `url`, …"""
_DEEPEST = 5


def read_json(body: bytes) -> Any:
    """Return what the JSON says. ListingError where it is none."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):  # JSON may hold whole pages, but begins with none
        refuse_pages(body, "JSON")
    try:
        return json.loads(body.decode("utf-8-sig", "replace"), strict=False)
    except RecursionError as error:
        raise ListingError("The answer's JSON is nested too deep to be read.") from error
    except ValueError as error:
        raise ListingError(f"The answer is no JSON: {str(error)[:100]}.") from error


def value_at(value: Any, path: str) -> Any:
    """Return what is at a dotted *path* ("data.0.title"), "" being the value itself. LookupError where nothing is."""
    for key in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value[key]
        elif isinstance(value, list) and key.isascii() and key.isdigit():
            value = value[int(key[:9])]
        else:
            raise LookupError(key)
    return value


def text_at(value: Any, path: str) -> str:
    """Return what is at *path* as text, "" where nothing is or *path* is ""."""
    try:
        return _text(value_at(value, path), _DEEPEST) if path else ""
    except LookupError:
        return ""


def _text(value: Any, depth: int) -> str:
    """Return a value as text: of a list the first that says anything, of a mapping what stands under a usual key."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.0f}" if isinstance(value, float) and abs(value) < 1e15 else str(value)[:100]  # noqa: PLR2004  # exact below it
    if not depth:
        return ""
    if isinstance(value, dict):
        value = [value[key] for key in _TEXTS if key in value]
    if isinstance(value, list):
        return next((text for part in value[:100] if (text := _text(part, depth - 1)).strip()), "")
    return ""
