"""Renders the demonstration's own pages; every text in them is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

BANNER = "A recorded demonstration, not today's list"


def render(template: str, **values: Any) -> bytes:
    """Return *template* of this package filled with *values*; a value that is missing is an error."""
    return _environment().get_template(template).render(values, banner=BANNER).encode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
