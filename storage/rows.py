"""Rows to values and back. JSON holds facts as ICE printed them, with ISO dates."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from domain.agreements import Agreement, Standing, Twin
from domain.changes import AgencyEvent, Certainty, Change, ChangeKind, FieldChange, RowFacts
from domain.counties import county_of
from domain.snapshots import Column, Totals
from domain.subscriptions import Filter
from domain.vocabulary import SupportType
from storage.tables import CaptureRow, ChangeRow, IncidentRow
from workflows.reading import CaptureView, IncidentStatus, IncidentView

_RELEASES = "releases"


def facts_to_json(facts: RowFacts) -> dict[str, Any]:
    """Return *facts* as JSON."""
    return {
        "state": facts.state,
        "state_text": facts.state_text,
        "agency": facts.agency,
        "agency_type": facts.agency_type,
        "county": facts.county,
        "support_type": facts.support_type.value,
        "support_type_text": facts.support_type_text,
        "signed_on": facts.signed_on.isoformat() if facts.signed_on else None,
        "signed_text": facts.signed_text,
        "moa_url": facts.moa_url,
        "moa_text": facts.moa_text,
        "addendum_url": facts.addendum_url,
        "addendum_text": facts.addendum_text,
    }


def facts_from_json(data: dict[str, Any]) -> RowFacts:
    """Return the facts that `facts_to_json` wrote."""
    signed = data["signed_on"]
    return RowFacts(
        **{
            **data,
            "support_type": SupportType(data["support_type"]),
            "signed_on": date.fromisoformat(signed) if signed else None,
        }
    )


def totals_to_json(totals: Totals) -> dict[str, Any] | None:
    """Return *totals* as JSON; None where the page stated nothing."""
    if totals == Totals():
        return None
    return {
        "agreements": totals.agreements,
        "states": totals.states,
        "territories": totals.territories,
        "by_support_type": [[support_type.value, count] for support_type, count in totals.by_support_type],
        "quoted": totals.quoted,
    }


def totals_from_json(data: dict[str, Any] | None) -> Totals:
    """Return the totals that `totals_to_json` wrote."""
    if not data:
        return Totals()
    by_type = tuple((SupportType(support_type), count) for support_type, count in data["by_support_type"])
    return Totals(**{**data, "by_support_type": by_type})


@lru_cache(maxsize=8_192)
def facts_from_text(text: str) -> RowFacts:
    """Return the facts that `facts_to_json` wrote, from the database's own text; a list repeats nearly all of them."""
    return facts_from_json(json.loads(text))


@lru_cache(maxsize=1_024)
def _columns(names: tuple[str, ...]) -> frozenset[Column]:
    return frozenset(Column(name) for name in names)


def agreement_to_values(agreement: Agreement) -> dict[str, Any]:
    """Return the columns of `agreement` for *agreement*, its facts left out."""
    return {
        "id": agreement.id,
        "source": agreement.source,
        "columns": sorted(agreement.columns),
        "aliases": sorted(agreement.aliases),
        "twins": sorted([list(twin) for twin in agreement.twins]),
        "standing": agreement.standing.value,
        "first_version": agreement.first_version,
        "first_listed_at": agreement.first_listed_at,
        "in_baseline": agreement.in_baseline,
        "document_seen": agreement.document_seen,
        "addendum_seen": agreement.addendum_seen,
        "missing_since": agreement.missing_since,
        "missing_version": agreement.missing_version,
        "merged_into_row": agreement.merged_into_row,
        "departure_change": agreement.departure_change,
        "held_since": agreement.held_since,
        "in_doubt": agreement.in_doubt,
        "returned_at": agreement.returned_at,
        "renewal_change": agreement.renewal_change,
        "renewed_from": agreement.renewed_from,
    }


def agreement_from_row(row: Row[Any]) -> Agreement:
    """Return the agreement that a row of `agreement`'s columns, with the newest facts of its listing as text, makes."""
    return Agreement(
        id=row.id,
        source=row.source,
        facts=facts_from_text(row.facts_text),
        columns=_columns(tuple(row.columns)),
        aliases=frozenset(row.aliases),
        twins=frozenset(Twin(*twin) for twin in row.twins),
        standing=Standing(row.standing),
        first_version=row.first_version,
        first_listed_at=row.first_listed_at,
        in_baseline=row.in_baseline,
        document_seen=row.document_seen,
        addendum_seen=row.addendum_seen,
        missing_since=row.missing_since,
        missing_version=row.missing_version,
        merged_into_row=row.merged_into_row,
        departure_change=row.departure_change,
        held_since=row.held_since,
        in_doubt=row.in_doubt,
        returned_at=row.returned_at,
        renewal_change=row.renewal_change,
        renewed_from=row.renewed_from,
    )


def change_to_values(change: Change) -> dict[str, Any]:
    """Return the columns of `change` for *change*, `recorded_at` left out."""
    return {
        "id": change.id,
        "source": change.source,
        "kind": change.kind.value,
        "certainty": change.certainty.value,
        "agreement_id": change.agreement_id,
        "state": change.facts.state,
        "support_type": change.facts.support_type.value,
        "county_fips": _county_fips(change.facts),
        "observed_at": change.observed_at,
        "version_from": change.version_from,
        "version_to": change.version_to,
        "facts": facts_to_json(change.facts),
        "before": facts_to_json(change.before) if change.before else None,
        "after": facts_to_json(change.after) if change.after else None,
        "fields": [[f.field, f.before, f.after] for f in change.fields],
        "reason": change.reason,
        "first_listed_at": change.first_listed_at,
        "pending_since": change.pending_since,
        "first_in_county": change.first_in_county,
        "first_in_state": change.first_in_state,
        "supersedes": change.supersedes,
        "agency_event": change.agency_event.value if change.agency_event else None,
        "powers_before": [power.value for power in change.powers_before],
        "powers_after": [power.value for power in change.powers_after],
        "part_of": change.part_of,
    }


def _county_fips(facts: RowFacts) -> str | None:
    county = county_of(facts.agency, facts.county, facts.state)
    return county.fips if county else None


def change_from_row(row: ChangeRow) -> Change:
    """Return the change that *row* holds."""
    return change_from_cells(
        row,
        facts=facts_from_json(row.facts),
        before=facts_from_json(row.before) if row.before else None,
        after=facts_from_json(row.after) if row.after else None,
        fields=tuple(FieldChange(field=f, before=b, after=a) for f, b, a in row.fields),
        powers_before=tuple(SupportType(power) for power in row.powers_before or ()),
        powers_after=tuple(SupportType(power) for power in row.powers_after or ()),
    )


def change_from_cells(
    row: Any,
    *,
    facts: RowFacts,
    before: RowFacts | None,
    after: RowFacts | None,
    fields: tuple[FieldChange, ...],
    powers_before: tuple[SupportType, ...],
    powers_after: tuple[SupportType, ...],
) -> Change:
    """Return the change of which *row* has the plain columns; what stands there as JSON is given, read already."""
    return Change(
        id=row.id,
        source=row.source,
        kind=ChangeKind(row.kind),
        certainty=Certainty(row.certainty),
        agreement_id=row.agreement_id,
        observed_at=row.observed_at,
        version_from=row.version_from,
        version_to=row.version_to,
        facts=facts,
        before=before,
        after=after,
        fields=fields,
        reason=row.reason,
        first_listed_at=row.first_listed_at,
        pending_since=row.pending_since,
        first_in_county=row.first_in_county,
        first_in_state=row.first_in_state,
        supersedes=row.supersedes,
        agency_event=AgencyEvent(row.agency_event) if row.agency_event else None,
        powers_before=powers_before,
        powers_after=powers_after,
        part_of=row.part_of,
    )


def incident_from_row(row: IncidentRow) -> IncidentView:
    """Return the incident that *row* holds."""
    assert row.id is not None
    return IncidentView(
        id=row.id,
        source=row.source,
        kind=row.kind,
        status=IncidentStatus(row.status),
        opened_at=row.opened_at,
        last_seen_at=row.last_seen_at,
        seen=row.seen,
        summary=row.summary,
        subject=row.subject,
        rules=tuple(row.rules),
        capture_ids=tuple(row.capture_ids),
        decided_at=row.decided_at,
        decided_why=row.decided_why,
    )


def capture_from_row(row: CaptureRow, version: int | None) -> CaptureView:
    """Return the capture that *row* holds, with the version it became."""
    assert row.id is not None
    return CaptureView(
        id=row.id,
        source=row.source,
        role=row.role,
        url=row.url,
        published_name=row.published_name,
        fetched_at=row.fetched_at,
        status=row.status,
        sha256=row.sha256,
        bytes=row.size,
        version=version,
    )


def filter_to_json(wish: Filter) -> dict[str, list[str]]:
    """Return *wish* as JSON, in a stable order."""
    # Only where they are asked for: a wish is compared with those written before they could be.
    certainties = {"certainties": [Certainty.UNCONFIRMED.value]} if wish.unconfirmed else {}
    also = {"also": [_RELEASES]} if wish.releases else {}
    return {
        **certainties,
        **also,
        "states": sorted(wish.states),
        "counties": sorted(wish.counties),
        "agencies": sorted(wish.agencies),
        "support_types": sorted(wish.support_types),
        "kinds": sorted(wish.kinds),
    }


def filter_from_json(data: dict[str, list[str]]) -> Filter:
    """Return the filter that `filter_to_json` wrote."""
    return Filter(
        states=frozenset(data["states"]),
        counties=frozenset(data["counties"]),
        agencies=frozenset(data["agencies"]),
        support_types=frozenset(SupportType(value) for value in data["support_types"]),
        kinds=frozenset(ChangeKind(value) for value in data["kinds"]),
        unconfirmed=Certainty.UNCONFIRMED.value in data.get("certainties", []),
        releases=_RELEASES in data.get("also", []),
    )
