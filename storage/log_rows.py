"""Lines of the change log as readers see them: selected in one statement, with what takes each back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, String, cast, select

from domain.changes import Change, FieldChange, RowFacts
from domain.vocabulary import SupportType
from storage.rows import change_from_cells, facts_from_text
from storage.tables import ChangeRow
from workflows.reading import LoggedChange

LOG = ChangeRow.__table__  # type: ignore[attr-defined]  # set by SQLModel
_JSON = ("facts", "before", "after", "fields", "powers_before", "powers_after")
_PLAIN = tuple(column.name for column in LOG.columns if column.name not in _JSON)


def logged_lines() -> Select[Any]:
    """Select lines of the log as `lines_from_rows` takes them. JSON comes as text: a page repeats much of it."""
    later = LOG.alias("later")
    newest = select(later.c.id).where(later.c.supersedes == LOG.c.id).order_by(later.c.seq.desc()).limit(1)
    return select(
        *(LOG.c[name] for name in _PLAIN),
        *(cast(LOG.c[name], String).label(name) for name in _JSON),
        newest.scalar_subquery().label("superseded_by"),
    )


def lines_from_rows(rows: Iterable[Row[Any]]) -> list[LoggedChange]:
    """Return the lines that rows of `logged_lines` hold."""
    return [
        LoggedChange(seq=row.seq, change=_change(row), recorded_at=row.recorded_at, superseded_by=row.superseded_by)
        for row in rows
    ]


def _change(row: Row[Any]) -> Change:
    return change_from_cells(
        row,
        facts=facts_from_text(row.facts),
        before=_facts(row.before),
        after=_facts(row.after),
        fields=_fields(row.fields),
        powers_before=_powers(row.powers_before),
        powers_after=_powers(row.powers_after),
    )


def _facts(text: str | None) -> RowFacts | None:
    return None if text in {None, "null"} else facts_from_text(text)


@lru_cache(maxsize=1_024)
def _fields(text: str) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(field=f, before=b, after=a) for f, b, a in json.loads(text))


@lru_cache(maxsize=64)
def _powers(text: str | None) -> tuple[SupportType, ...]:
    return tuple(SupportType(power) for power in json.loads(text or "null") or ())
