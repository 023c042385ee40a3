"""Steps of a mirror of the agreements: noted with each write that shows, and read from any of them onward."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, insert, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from domain.agreements import Agreement
from domain.mirrors import is_mirrored, shown_as
from storage.tables import AgreementStepRow
from workflows.reading import Stretch

_AT_ONCE = 500
"""How many ids one question names: SQLite takes 32,766 values, and older ones 999."""


def note_steps(session: Session, agreements: Iterable[Agreement]) -> None:
    """Note a step for each of *agreements* that a mirror would show differently than after its last one."""
    items = list(agreements)
    last = _last([agreement.id for agreement in items], session)
    steps = []
    for agreement in items:
        present, shown = is_mirrored(shown_as(agreement)), _fingerprint(agreement)
        before = last.get(agreement.id, (False, ""))
        if present or before[0]:
            step = (present, shown)
            if step != before:
                steps.append({"agreement_id": agreement.id, "present": present, "shown": shown})
    if steps:
        session.execute(insert(AgreementStepRow), steps)


def read_steps(session: Session, stretch: Stretch, *, limit: int) -> Sequence[tuple[int, str, bool, bool]]:
    """Return the next steps as (number, agreement's id, whether a mirror holds it, whether it is to hold it)."""
    step, later, earlier = AgreementStepRow, aliased(AgreementStepRow), aliased(AgreementStepRow)
    is_last = (
        ~select(col(later.number))
        .where(
            col(later.agreement_id) == col(step.agreement_id),
            col(later.number) > col(step.number),
            col(later.number) <= stretch.until,
        )
        .exists()
    )
    held = func.coalesce(
        select(col(earlier.present))
        .where(col(earlier.agreement_id) == col(step.agreement_id), col(earlier.number) <= stretch.since)
        .order_by(col(earlier.number).desc())
        .limit(1)
        .scalar_subquery(),
        False,
    )
    query = (
        select(col(step.number), col(step.agreement_id), held, col(step.present))
        .where(col(step.number) > stretch.after, col(step.number) <= stretch.until, is_last, col(step.present) | held)
        .order_by(col(step.number))
        .limit(limit)
    )
    return [(number, name, bool(was), bool(present)) for number, name, was, present in session.execute(query)]


def last_step(session: Session) -> int:
    """Return the number of the newest step; 0 before the first."""
    number: int | None = session.execute(select(func.max(col(AgreementStepRow.number)))).scalar_one()
    return number or 0


def _last(ids: list[str], session: Session) -> Mapping[str, tuple[bool, str]]:
    found: dict[str, tuple[bool, str]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        newest = (
            select(func.max(col(AgreementStepRow.number)))
            .where(col(AgreementStepRow.agreement_id).in_(ids[start : start + _AT_ONCE]))
            .group_by(col(AgreementStepRow.agreement_id))
        )
        rows = session.execute(
            select(
                col(AgreementStepRow.agreement_id), col(AgreementStepRow.present), col(AgreementStepRow.shown)
            ).where(col(AgreementStepRow.number).in_(newest))
        )
        found.update({name: (present, shown) for name, present, shown in rows})
    return found


def _fingerprint(agreement: Agreement) -> str:
    """Return a name for all that readers are shown of *agreement*; what we keep for ourselves is not in it."""
    shown = (
        shown_as(agreement).value,
        agreement.facts,
        sorted(agreement.aliases),
        agreement.first_listed_at.isoformat(),
        agreement.source,
    )
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]
