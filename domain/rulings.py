"""What follows from a reviewer's decision about two agreements, or about one that is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.agreements import Agreement, Standing, Twin, arrival_id, change_id
from domain.changes import Certainty, Change, ChangeKind
from domain.text import comparable


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """When and why a reviewer decided, and between which versions it stands in the log."""

    at: datetime
    why: str
    version_from: int
    version_to: int


Outcome = tuple[tuple[Change, ...], tuple[Agreement, ...]]
"""The changes to log, and the agreements as they stand after."""


def merge(a: Agreement, b: Agreement, decided: Decided) -> Outcome:
    """Make one agreement of two: the one listed first lives on, and what was told of the other is taken back.

    A departure of the one that lives on is taken back too where the other stands on the list.
    """
    keeper, other = sorted((a, b), key=lambda agreement: (agreement.first_version, agreement.first_listed_at))
    after = replace(
        keeper,
        aliases=keeper.aliases | other.aliases,
        document_seen=keeper.document_seen or other.document_seen,
        addendum_seen=keeper.addendum_seen or other.addendum_seen,
    )
    changes = []
    if other.standing is Standing.LISTED and keeper.standing is Standing.LISTED:
        twin = Twin(agency=other.facts.agency, signed=other.facts.signed_text)
        after = replace(after, twins=keeper.twins | other.twins | {twin})
    elif other.standing is Standing.LISTED:
        after = replace(
            after,
            facts=other.facts,
            columns=keeper.columns | other.columns,
            twins=other.twins,
            standing=Standing.LISTED,
            missing_since=None,
            missing_version=None,
            departure_change=None,
        )
        reason = f'It stands on the list as "{other.facts.agency}": a reviewer found the two to be one. {decided.why}'
        kind = ChangeKind.PENDING if keeper.source.endswith("-pending") else ChangeKind.RETURNED
        changes.append(_change(after, keeper, kind, reason, decided, supersedes=keeper.departure_change))
    reason = f'It is no agreement of its own: a reviewer found it to be "{keeper.facts.agency}". {decided.why}'
    changes += _taken_back(other, (arrival_id(other), other.departure_change), reason, decided)
    merged = replace(other, standing=Standing.MERGED, missing_since=decided.at, departure_change=None)
    return tuple(changes), (after, merged)


def split(agreement: Agreement, correction: Change, decided: Decided) -> Outcome:
    """Undo *correction*, which took another agency's row for *agreement*'s: the record stands as before it.

    The list compared again then shows that the one is missing, since the correction, and the other new. Raises
    ValueError for a correction that says nothing of before.
    """
    if correction.before is None:
        raise ValueError("The correction does not say what stood before it.")
    wrong = comparable(agreement.facts.agency)
    after = replace(
        agreement,
        facts=correction.before,
        aliases=frozenset(alias for alias in agreement.aliases if comparable(alias) != wrong),
        held_since=correction.observed_at,
    )
    reason = (
        f'"{agreement.facts.agency}" is another agency: a reviewer found that its row was wrongly taken for this '
        f"agreement's. {decided.why}"
    )
    return tuple(_taken_back(after, (correction.id,), reason, decided)), (after,)


def confirm(agreement: Agreement, decided: Decided) -> Outcome:
    """Tell a departure as fact because a reviewer says so. Raises ValueError unless *agreement* is missing."""
    if agreement.standing is not Standing.MISSING:
        raise ValueError(
            f"The agreement is {agreement.standing}, and only a missing one can be confirmed to have left."
        )
    reason = f"Confirmed by a reviewer. {decided.why}"
    change = _change(
        agreement, agreement, ChangeKind.TERMINATED, reason, decided, supersedes=agreement.departure_change
    )
    change = replace(change, after=None)
    return (change,), (replace(agreement, standing=Standing.TERMINATED, departure_change=change.id),)


def _taken_back(agreement: Agreement, superseded: Iterable[str | None], reason: str, decided: Decided) -> list[Change]:
    """Return one retraction for each earlier change, so that each reaches exactly those who got that one."""
    return [
        replace(_change(agreement, agreement, ChangeKind.RETRACTED, reason, decided, supersedes=earlier), after=None)
        for earlier in superseded
        if earlier is not None
    ]


def _change(
    after: Agreement, before: Agreement, kind: ChangeKind, reason: str, decided: Decided, *, supersedes: str | None
) -> Change:
    salt = f"{kind}:{supersedes}" if kind is ChangeKind.RETRACTED else kind
    return Change(
        id=change_id(after.source, decided.version_from, decided.version_to, after.id, salt),
        source=after.source,
        kind=kind,
        certainty=Certainty.CONFIRMED,
        agreement_id=after.id,
        observed_at=decided.at,
        version_from=decided.version_from,
        version_to=decided.version_to,
        facts=after.facts,
        before=before.facts,
        after=after.facts,
        reason=reason,
        first_listed_at=after.first_listed_at,
        supersedes=supersedes,
    )
