"""What reads differently: the fields of one agreement, the blocks of one page. The only module that knows DeepDiff."""

from __future__ import annotations

import re
from collections.abc import Sequence

from deepdiff import DeepDiff

from domain.changes import FieldChange, RowFacts
from domain.links import document_key
from domain.snapshots import Column
from domain.text import comparable
from domain.vocabulary import is_blank

_COLUMN_OF = {
    "state": Column.STATE,
    "agency": Column.AGENCY,
    "type": Column.TYPE,
    "county": Column.COUNTY,
    "support_type": Column.SUPPORT_TYPE,
    "signed": Column.SIGNED,
    "moa": Column.MOA,
    "addendum": Column.ADDENDUM,
}
_WELL_FORMED = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/(?:\d\d|\d{4})|[A-Za-z]+\.? \d{1,2},? \d{4}")
DOCUMENT_FIELDS = frozenset({"moa", "addendum"})


def changed_fields(before: RowFacts, after: RowFacts, columns: frozenset[Column]) -> tuple[FieldChange, ...]:
    """Return the fields that differ beyond white space, case and punctuation, in the order of ICE's columns.

    Only *columns* are looked at: what one of the two workbooks had no column for has not changed. A document differs
    when its link does; its cell's words ("link", "Link pending") say nothing more.
    """
    fields = [name for name, column in _COLUMN_OF.items() if column in columns]
    old, new = _comparing(before, fields), _comparing(after, fields)
    if old == new:
        return ()
    tree = DeepDiff(old, new, view="tree")
    changed = {item.path(output_format="list")[0] for items in tree.values() for item in items}
    return tuple(
        FieldChange(field=name, before=_showing(before, name), after=_showing(after, name))
        for name in fields
        if name in changed
    )


def differing_blocks(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    """Return pairs of a block before and after that differ, in the order of the page; "" for one that was not there."""
    if not before or not after:
        return [*((old, "") for old in before), *(("", new) for new in after)]
    tree = DeepDiff(list(before), list(after), view="tree")
    found = [(item.path(output_format="list")[0], item) for items in tree.values() for item in items]
    return [(_block(item.t1), _block(item.t2)) for _, item in sorted(found, key=lambda pair: pair[0])]


def _block(found: object) -> str:
    """Return a block as DeepDiff gives it; it marks one that was not there with an object of its own."""
    return found if isinstance(found, str) else ""


def _comparing(facts: RowFacts, fields: list[str]) -> dict[str, str]:
    every = {
        "state": comparable(facts.state_text),
        "agency": comparable(facts.agency),
        "type": _blankable(facts.agency_type),
        "county": _blankable(facts.county),
        "support_type": comparable(facts.support_type_text),
        "signed": _signed(facts),
        "moa": document_key(facts.moa_url),
        "addendum": document_key(facts.addendum_url),
    }
    return {name: every[name] for name in fields}


def _signed(facts: RowFacts) -> str:
    """Return the signing date; one that was read through a slip ("7/72025") compares as printed, so its repair shows."""
    if facts.signed_on is not None and _WELL_FORMED.fullmatch(facts.signed_text):
        return facts.signed_on.isoformat()
    return _blankable(facts.signed_text)


def _blankable(text: str) -> str:
    return "" if is_blank(text) else comparable(text)


def _showing(facts: RowFacts, name: str) -> str:
    every = {
        "state": facts.state_text,
        "agency": facts.agency,
        "type": facts.agency_type,
        "county": facts.county,
        "support_type": facts.support_type_text,
        "signed": facts.signed_text,
        "moa": facts.moa_url or "",
        "addendum": facts.addendum_url or "",
    }
    return every[name]
