"""What changed between the record and a believable new list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.agreements import Agreement, Standing, Twin, agreement_id, change_id, row_facts
from domain.changes import Certainty, Change, ChangeKind, FieldChange, RowFacts
from domain.context import Places, became_active, pending_since
from domain.fields import DOCUMENT_FIELDS, changed_fields
from domain.identity import Listing, Matching, Pair, Question, Rulings, match
from domain.snapshots import Column, Snapshot
from domain.text import comparable
from domain.vocabulary import ListKind

CLEARLY_LATER = timedelta(days=30)
"""A signing date this much later than the printed one, and after the agreement was first listed, is a new signature;
less is a typing error put right (in 2025 ICE moved dates by up to 41 days when it mended them)."""
SIGNED_AGAIN_AFTER = timedelta(days=14)
"""An agreement back after more than this with a new signing date was signed anew; sooner, it was the list's slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The outcome: changes in a stable order, and the agreements to store anew (new ones and those that moved)."""

    changes: tuple[Change, ...]
    agreements: tuple[Agreement, ...]
    questions: tuple[Question, ...]
    doubtful: frozenset[str]
    """Ids of agreements that may be on the list after all: in a row not understood, or in a question."""
    listed: int
    """Agreements that the new list shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """Everything that one comparison knows besides the two readings themselves."""

    snapshot: Snapshot
    version: int
    previous: int | None
    links_lost: bool

    @property
    def pending(self) -> bool:
        return self.snapshot.list_kind is ListKind.PENDING


def baseline(snapshot: Snapshot) -> tuple[Agreement, ...]:
    """Return the agreements of the very first list of a source; nobody is told of them."""
    matching = match((), snapshot.rows, {})
    step = _Step(snapshot=snapshot, version=1, previous=None, links_lost=False)
    return tuple(replace(_opened(step, listing), in_baseline=True) for listing in matching.appeared)


def compare(
    known: Sequence[Agreement],
    snapshot: Snapshot,
    *,
    version: int,
    previous: int,
    pending: Sequence[Agreement] = (),
    active: Sequence[Agreement] = (),
    rulings: Rulings | None = None,
    links_lost: bool = False,
) -> Comparison:
    """Compare the agreements in *known* (all of this source's, in any standing) with *snapshot*.

    *pending* are the pending list's agreements, for "pending since"; *active* the participating list's, for telling
    an application that became active. *links_lost* says that this workbook came without its links, so that their
    absence means nothing.
    """
    step = _Step(snapshot=snapshot, version=version, previous=previous, links_lost=links_lost)
    matching = match(known, snapshot.rows, rulings or {})
    changes: list[Change] = []
    stored: list[Agreement] = []
    for pair in matching.pairs:
        _add(changes, stored, _seen_again(step, pair), pair.agreement)
    for agreement, keeper in matching.absorbed:
        _add(changes, stored, _merged_row(step, agreement, keeper), agreement)
    unread = _in_unread_rows(known, snapshot)
    for agreement in matching.vanished:
        if agreement.id in unread:
            continue  # its row is there, only not understood: it has not left
        _add(changes, stored, _vanished(step, agreement, active), agreement)
    places = Places(known)
    for listing in matching.appeared:
        opened = _opened(step, listing)
        stored.append(opened)
        changes.append(_arrival(step, opened, places, pending))
    return Comparison(
        changes=tuple(sorted(changes, key=_order)),
        agreements=tuple(stored),
        questions=matching.questions,
        doubtful=unread | {question.agreement.id for question in matching.questions},
        listed=_listed(matching),
    )


def _in_unread_rows(known: Sequence[Agreement], snapshot: Snapshot) -> frozenset[str]:
    """Return the agreements that a row names whose state or support type could not be understood."""
    names = {
        comparable(text)
        for row in snapshot.sheet.unread_rows
        for header, text in row.printed
        if comparable(header) == comparable(Column.AGENCY)
    }
    return (
        frozenset(a.id for a in known if names & {comparable(alias) for alias in a.aliases}) if names else frozenset()
    )


def confirm_departures(
    known: Iterable[Agreement], now: datetime, version: int, *, doubtful: frozenset[str] = frozenset()
) -> tuple[list[Change], list[Agreement]]:
    """Turn `missing` into `terminated` where, at a good poll at *now*, the absence has lasted 24 hours.

    The poll that calls this is itself the one more good poll that design section 5 asks for; silence between polls
    confirms nothing, because nothing calls this then. *doubtful* are ids of agreements that may be on the list after
    all: in a row that could not be read, or in a question.
    """
    changes, agreements = [], []
    for agreement in known:
        since = agreement.missing_since
        if agreement.standing is not Standing.MISSING or since is None or now - since < timedelta(hours=24):
            continue
        if agreement.id in doubtful:
            continue
        change = Change(
            id=change_id(agreement.source, agreement.missing_version, version, agreement.id, ChangeKind.TERMINATED),
            source=agreement.source,
            kind=ChangeKind.TERMINATED,
            certainty=Certainty.CONFIRMED,
            agreement_id=agreement.id,
            observed_at=now,
            version_from=agreement.missing_version,
            version_to=version,
            facts=agreement.facts,
            before=agreement.facts,
            after=None,
            reason=f"Absent from every list we read since {since:%d %b %Y, %H:%M} UTC, for more than 24 hours.",
            first_listed_at=agreement.first_listed_at,
            supersedes=agreement.departure_change,
        )
        changes.append(change)
        agreements.append(replace(agreement, standing=Standing.TERMINATED, departure_change=change.id))
    return sorted(changes, key=_order), agreements


def _add(
    changes: list[Change], stored: list[Agreement], outcome: tuple[list[Change], Agreement], before: Agreement
) -> None:
    new_changes, after = outcome
    changes += new_changes
    if after != before:
        stored.append(after)


def _order(change: Change) -> tuple[str, str, str, str]:
    return change.facts.state, comparable(change.facts.agency), change.facts.support_type, change.kind


def _listed(matching: Matching) -> int:
    found = {pair.agreement.id for pair in matching.pairs} | {q.agreement.id for q in matching.questions}
    return len(found) + len(matching.appeared)


def _opened(step: _Step, listing: Listing) -> Agreement:
    row = listing.row
    facts = _listing_facts(listing)
    return Agreement(
        id=agreement_id(step.snapshot.source, step.version, row),
        source=step.snapshot.source,
        facts=facts,
        columns=step.snapshot.sheet.known_columns,
        aliases=frozenset({row.agency, *(twin.agency for twin in listing.twins)}),
        twins=_twins(listing),
        first_version=step.version,
        first_listed_at=step.snapshot.observed_at,
        document_seen=_claims_document(facts),
        addendum_seen=facts.addendum_url is not None or "addendum" in comparable(facts.moa_text),
    )


def _listing_facts(listing: Listing) -> RowFacts:
    """Return what the main row says, with a twin's links where it has none of its own."""
    facts = row_facts(listing.row)
    for twin in listing.twins:
        if facts.moa_url is None and twin.moa_url is not None:
            facts = replace(facts, moa_url=twin.moa_url, moa_text=twin.moa_text)
        if facts.addendum_url is None and twin.addendum_url is not None:
            facts = replace(facts, addendum_url=twin.addendum_url, addendum_text=twin.addendum_text)
    return facts


def _twins(listing: Listing) -> frozenset[Twin]:
    return frozenset(Twin(agency=twin.agency, signed=twin.signed_text) for twin in listing.twins)


def _claims_document(facts: RowFacts) -> bool:
    """Tell whether the row says that its agreement is published: by a link, or by the word where the link got lost.

    "link" without a hyperlink is a workbook re-saved without its links; "link pending" is ICE's word for not yet.
    """
    words = comparable(facts.moa_text).split()
    return facts.moa_url is not None or (words[:1] == ["link"] and "pending" not in words)


def _arrival(step: _Step, opened: Agreement, places: Places, pending: Sequence[Agreement]) -> Change:
    facts = opened.facts
    since = None if step.pending else pending_since(opened, pending, step.snapshot.observed_at)
    what = "the pending list" if step.pending else "the list"
    reason = f"Not on {what} before, by this or any other spelling we know."
    if earlier := places.left_earlier(opened):
        reason = f"Signed anew: an earlier agreement of this agency left the list on {earlier:%d %b %Y}."
    return _change(
        step,
        opened,
        ChangeKind.PENDING if step.pending else ChangeKind.NEW,
        before=None,
        after=facts,
        reason=reason,
        pending_since=since,
        first_in_county=not step.pending and places.first_in_county(facts),
        first_in_state=not step.pending and places.first_in_state(facts),
    )


def _seen_again(step: _Step, pair: Pair) -> tuple[list[Change], Agreement]:
    """Tell what is new about an agreement that the list shows: that it is back, and which fields read differently."""
    before = pair.agreement
    facts = _merged_facts(step, before, _listing_facts(pair.listing))
    columns = before.columns & step.snapshot.sheet.known_columns
    signed_anew = before.standing is not Standing.LISTED and before.facts.signed_on != facts.signed_on
    after = replace(
        before,
        facts=facts,
        columns=before.columns | step.snapshot.sheet.known_columns,
        aliases=before.aliases | {facts.agency, *(twin.agency for twin in pair.listing.twins)},
        twins=_twins(pair.listing),
        document_seen=_claims_document(facts) or (before.document_seen and not signed_anew),
        addendum_seen=facts.addendum_url is not None or (before.addendum_seen and not signed_anew),
        standing=Standing.LISTED,
        missing_since=None,
        missing_version=None,
        departure_change=None,
        merged_into_row=False,
    )
    fields = () if _is_known_twin(before, facts) else changed_fields(before.facts, facts, columns)
    if before.standing is not Standing.LISTED:
        return [_return(step, before, after, fields, pair.how)], after
    changes = _document_changes(step, before, after, fields)
    told = tuple(f for f in fields if f.field not in DOCUMENT_FIELDS)
    if told:
        changes.append(_correction(step, before, after, told, pair.how))
    return changes, after


def _is_known_twin(before: Agreement, facts: RowFacts) -> bool:
    """Tell whether the agreement is now shown by a row that stood beside its main row all along."""
    shown = _printed_as(facts.agency, facts.signed_text)
    return shown != _printed_as(before.facts.agency, before.facts.signed_text) and shown in {
        _printed_as(*twin) for twin in before.twins
    }


def _printed_as(agency: str, signed: str) -> tuple[str, str]:
    return comparable(agency), comparable(signed)


def _merged_facts(step: _Step, before: Agreement, facts: RowFacts) -> RowFacts:
    """Keep what a workbook has no column for, and the links where a workbook came without them."""
    columns, old = step.snapshot.sheet.known_columns, before.facts
    if Column.COUNTY not in columns:
        facts = replace(facts, county=old.county)
    if Column.TYPE not in columns:
        facts = replace(facts, agency_type=old.agency_type)
    if Column.SIGNED not in columns:
        facts = replace(facts, signed_on=old.signed_on, signed_text=old.signed_text)
    if Column.MOA not in columns or (step.links_lost and facts.moa_url is None):
        facts = replace(facts, moa_url=old.moa_url, moa_text=old.moa_text)
    if Column.ADDENDUM not in columns or (step.links_lost and facts.addendum_url is None):
        facts = replace(facts, addendum_url=old.addendum_url, addendum_text=old.addendum_text)
    return facts


def _document_changes(
    step: _Step, before: Agreement, after: Agreement, fields: tuple[FieldChange, ...]
) -> list[Change]:
    changes = []
    by_name = {field.field: field for field in fields}
    if after.document_seen and not before.document_seen and after.facts.moa_url:
        changes.append(
            _change(
                step,
                after,
                ChangeKind.MOA_PUBLISHED,
                before=before.facts,
                after=after.facts,
                reason="The row has its first link.",
            )
        )
    elif moa := by_name.get("moa"):
        what = "leads elsewhere" if moa.before and moa.after else "is back" if moa.after else "was taken off the row"
        reason = f"The link to the agreement {what}."
        changes.append(
            _change(
                step,
                after,
                ChangeKind.MOA_CHANGED,
                before=before.facts,
                after=after.facts,
                reason=reason,
                fields=(moa,),
            )
        )
    if after.facts.addendum_url and not before.addendum_seen:
        reason = "The row has its first link to an addendum."
        changes.append(
            _change(step, after, ChangeKind.ADDENDUM_PUBLISHED, before=before.facts, after=after.facts, reason=reason)
        )
    elif (addendum := by_name.get("addendum")) and addendum.before and addendum.after:
        reason = "The link to the addendum leads elsewhere."
        changes.append(
            _change(
                step,
                after,
                ChangeKind.MOA_CHANGED,
                before=before.facts,
                after=after.facts,
                reason=reason,
                fields=(addendum,),
            )
        )
    return changes


def _correction(step: _Step, before: Agreement, after: Agreement, fields: tuple[FieldChange, ...], how: str) -> Change:
    if _signed_again(before, after):
        reason = f"Signed anew on {after.facts.signed_on}, after it had been listed."
        return _change(
            step, after, ChangeKind.RENEWED, before=before.facts, after=after.facts, reason=reason, fields=fields
        )
    reason = f"The same agreement: {how}." if how else "The same agreement by name; ICE prints it differently."
    return _change(
        step, after, ChangeKind.CORRECTED, before=before.facts, after=after.facts, reason=reason, fields=fields
    )


def _signed_again(before: Agreement, after: Agreement) -> bool:
    old, new = before.facts.signed_on, after.facts.signed_on
    if old is None or new is None or (old.month, old.day) == (new.month, new.day):
        return False  # the same day in another year is a mistyped year
    return new - old >= CLEARLY_LATER and new > before.first_listed_at.date()


def _return(step: _Step, before: Agreement, after: Agreement, fields: tuple[FieldChange, ...], how: str) -> Change:
    since = before.missing_since or step.snapshot.observed_at
    old, new = before.facts.signed_on, after.facts.signed_on
    if before.merged_into_row:
        kind, supersedes = ChangeKind.CORRECTED, before.departure_change
        reason = "ICE prints the row again that it had dropped for another row of the same document."
    elif step.pending:
        kind, supersedes = ChangeKind.PENDING, None
        reason = f"On the pending list again; it had left on {since:%d %b %Y}."
    elif old != new and step.snapshot.observed_at - since > SIGNED_AGAIN_AFTER:
        kind, supersedes = ChangeKind.NEW, None
        reason = f"Signed anew on {new}: the agreement signed on {old} left the list on {since:%d %b %Y}."
    else:
        kind, supersedes = ChangeKind.RETURNED, before.departure_change
        reason = f"Listed again after it was absent since {since:%d %b %Y, %H:%M} UTC" + (f" ({how})." if how else ".")
    return _change(
        step,
        after,
        kind,
        before=before.facts,
        after=after.facts,
        reason=reason,
        fields=fields,
        supersedes=supersedes,
    )


def _vanished(step: _Step, agreement: Agreement, active: Sequence[Agreement]) -> tuple[list[Change], Agreement]:
    """Tell that a listed agreement is not on the list. An application is simply gone; an agreement is missing."""
    at = step.snapshot.observed_at
    if step.pending:
        became = became_active(agreement, active)
        reason = "It became active: the participating list has it." if became else "The pending list no longer has it."
        kind, standing = ChangeKind.PENDING_GONE, Standing.TERMINATED
    else:
        reason = "Not on the newest list under this or a similar name. Confirmed or taken back after 24 hours."
        kind, standing = ChangeKind.MISSING, Standing.MISSING
    change = _change(step, agreement, kind, before=agreement.facts, after=None, reason=reason)
    gone = replace(
        agreement,
        standing=standing,
        missing_since=at,
        missing_version=step.version,
        departure_change=change.id,
    )
    return [change], gone


def _merged_row(step: _Step, agreement: Agreement, keeper: Agreement) -> tuple[list[Change], Agreement]:
    """Tell that ICE dropped a row because the same document stands under another row of the same agency."""
    reason = f'ICE keeps this agreement under one row: the same document stands under "{keeper.facts.agency}".'
    change = _change(
        step,
        agreement,
        ChangeKind.CORRECTED,
        before=agreement.facts,
        after=keeper.facts,
        reason=reason,
        fields=(FieldChange(field="agency", before=agreement.facts.agency, after=keeper.facts.agency),),
    )
    at = step.snapshot.observed_at
    return [change], replace(
        agreement,
        standing=Standing.TERMINATED,
        missing_since=at,
        missing_version=step.version,
        departure_change=change.id,
        merged_into_row=True,
    )


def _change(
    step: _Step,
    agreement: Agreement,
    kind: ChangeKind,
    *,
    before: RowFacts | None,
    after: RowFacts | None,
    reason: str,
    fields: tuple[FieldChange, ...] = (),
    pending_since: datetime | None = None,
    first_in_county: bool = False,
    first_in_state: bool = False,
    supersedes: str | None = None,
) -> Change:
    salt = f"{kind}:{fields[0].field}" if kind is ChangeKind.MOA_CHANGED and fields else kind
    return Change(
        id=change_id(step.snapshot.source, step.previous, step.version, agreement.id, salt),
        source=step.snapshot.source,
        kind=kind,
        certainty=Certainty.UNCONFIRMED if kind is ChangeKind.MISSING else Certainty.CONFIRMED,
        agreement_id=agreement.id,
        observed_at=step.snapshot.observed_at,
        version_from=step.previous,
        version_to=step.version,
        facts=agreement.facts,
        before=before,
        after=after,
        fields=fields,
        reason=reason,
        first_listed_at=agreement.first_listed_at,
        pending_since=pending_since,
        first_in_county=first_in_county,
        first_in_state=first_in_state,
        supersedes=supersedes,
    )
