"""Reads the commands with which Drupal's `views/ajax` answers."""

from __future__ import annotations

from typing import Any

from scrapers.listings import Listing, ListingError
from scrapers.strategies.html_list import read_fragment
from scrapers.strategies.json_values import read_json
from scrapers.strategies.parts import Answer
from scrapers.ways import DrupalAjaxWay


def form_of(way: DrupalAjaxWay, page: int) -> dict[str, str]:
    """Return the form that asks for a page, counted from 0. Drupal does without `view_dom_id`, which changes every time."""
    return {"view_name": way.view_name, "view_display_id": way.view_display_id, "page": str(page)}


def read_drupal_ajax(way: DrupalAjaxWay, answer: Answer) -> Listing:
    """Return the releases in the HTML that the commands insert.

    Older ones are at the same address, by a form with the next page, so that is `next_url` while there are any.
    """
    commands = read_json(answer.body)
    if not isinstance(commands, list):
        raise ListingError("The answer is no list of commands.")
    inserted = [command["data"] for command in commands if _inserts(command)]
    if not inserted:
        raise ListingError("None of the answer's commands inserts anything: the view may be named differently now.")
    releases = read_fragment("\n".join(inserted), way.select, answer)
    return Listing(releases=releases, next_url=way.url if releases else None)


def _inserts(command: Any) -> bool:
    return isinstance(command, dict) and command.get("command") == "insert" and isinstance(command.get("data"), str)
