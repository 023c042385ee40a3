"""One agreement with its whole life, as the record holds it between two versions of a list."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from domain.changes import RowFacts
from domain.snapshots import Column, ListedRow


class Standing(StrEnum):
    """Where an agreement stands on its list."""

    LISTED = "listed"
    MISSING = "missing"
    """Absent from the newest believable list; not yet told as fact."""
    TERMINATED = "terminated"
    """Absent for at least 24 hours and one more good poll, or so decided by a reviewer. A pending entry that left."""
    MERGED = "merged"
    """Found to be another agreement under another spelling: kept for its permalinks, never recognised again."""


class Twin(NamedTuple):
    """A further row that shows an agreement a second time: ICE enters some agencies twice."""

    agency: str
    signed: str
    """The signing date as printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One agency's participation under one support type.

    *facts* is how the list printed it last. *columns* are the columns that have told us something about it: a column
    that a workbook leaves out keeps its last value. *aliases* are all agency names it was ever printed with, *twins*
    are further rows that show the same agreement now. *document_seen* and *addendum_seen* remember that a
    link was published once, so that a link lost and found again is not news of a first publication.
    """

    id: str
    source: str
    facts: RowFacts
    columns: frozenset[Column]
    aliases: frozenset[str]
    twins: frozenset[Twin] = frozenset()
    standing: Standing = Standing.LISTED
    first_version: int
    first_listed_at: datetime
    in_baseline: bool = False
    """It stood on the first list we ever read, so it was listed at *first_listed_at* or earlier."""
    document_seen: bool = False
    addendum_seen: bool = False
    missing_since: datetime | None = None
    missing_version: int | None = None
    merged_into_row: bool = False
    """It left because ICE kept the same document under another row, so it never truly left."""
    departure_change: str | None = None
    """The id of the `missing` or `terminated` change that a return takes back."""
    held_since: datetime | None = None
    """Since when it stands on no list while a hold keeps that from being told."""
    in_doubt: bool = False
    """It is missing, but may stand on the list after all: in a row not understood, a question or a held change."""
    returned_at: datetime | None = None
    """When it was last back on the list."""
    renewal_change: str | None = None
    """The id of the last `renewed` change, which a return to the earlier date takes back."""
    renewed_from: date | None = None
    """The signing date before that renewal."""


def agreement_id(source: str, version: int, row: ListedRow) -> str:
    """Return the id of an agreement first listed by *row* in *version*: twelve hex digits, the same on every replay."""
    text = "|".join((source, str(version), row.state, row.agency, row.county, row.support_type))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def change_id(source: str, version_from: int | None, version_to: int, agreement: str, kind: str) -> str:
    """Return the id of a change: sixteen hex digits that name the two versions, the agreement and the kind.

    Version numbers stand in it and not the contents' hashes: when ICE goes from A to B to A, and to B again, the
    second B is news.
    """
    text = "|".join((source, str(version_from), str(version_to), agreement, kind))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def arrival_id(agreement: Agreement) -> str | None:
    """Return the id of the change that told of an agreement's first listing; None where it stood on the first list."""
    if agreement.in_baseline:
        return None
    kind = "pending" if agreement.source.endswith("-pending") else "new"
    return change_id(agreement.source, agreement.first_version - 1, agreement.first_version, agreement.id, kind)


def row_facts(row: ListedRow) -> RowFacts:
    """Return what *row* says, without its place in the sheet."""
    return RowFacts(
        state=row.state,
        state_text=row.state_text,
        agency=row.agency,
        agency_type=row.agency_type,
        county=row.county,
        support_type=row.support_type,
        support_type_text=row.support_type_text,
        signed_on=row.signed_on,
        signed_text=row.signed_text,
        moa_url=row.moa_url,
        moa_text=row.moa_text,
        addendum_url=row.addendum_url,
        addendum_text=row.addendum_text,
    )
