"""What one new list tells of one agreement: that it is new, reads differently, is back, or is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.agreements import Agreement, Standing, Twin, agreement_id, arrival_id, change_id, row_facts
from domain.calendar_days import is_in_the_future
from domain.changes import Certainty, Change, ChangeKind, FieldChange, RowFacts
from domain.context import Places, became_active, pending_since
from domain.fields import DOCUMENT_FIELDS, changed_fields
from domain.listings import Listing, Pair
from domain.places import states_of_county
from domain.snapshots import Column, Snapshot
from domain.text import comparable
from domain.vocabulary import ListKind

CLEARLY_LATER = timedelta(days=30)
"""A signing date this much later than the printed one, and after the agreement was first listed, is a new signature;
less is a typing error put right (in 2025 ICE moved dates by up to 41 days when it mended them)."""
SIGNED_AGAIN_AFTER = timedelta(days=14)
"""An agreement back after more than this with a new signing date was signed anew; sooner, it was the list's slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Everything that one comparison knows besides the two readings themselves."""

    snapshot: Snapshot
    version: int
    previous: int | None
    links_lost: bool = False

    @property
    def pending(self) -> bool:
        """Tell whether this is the pending list."""
        return self.snapshot.list_kind is ListKind.PENDING


def in_order(change: Change) -> tuple[str, str, str, str, str]:
    """Return what changes of one step are sorted by, so that a log reads the same on every replay."""
    facts = change.facts
    return facts.state, comparable(facts.agency), facts.support_type, change.kind, change.id


def open_agreement(step: Step, listing: Listing) -> Agreement:
    """Return the agreement that begins with *listing*."""
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


def arrival(step: Step, opened: Agreement, places: Places, pending: Sequence[Agreement]) -> Change:
    """Tell that an agreement was never listed before. *pending* are the applications it may have been."""
    facts = opened.facts
    since = None if step.pending else pending_since(opened, pending, step.snapshot.observed_at)
    what = "the pending list" if step.pending else "the list"
    reason = f"Not on {what} before, by this or any other spelling we know."
    if others := states_of_county(facts.county, facts.state):
        reason += f" ICE prints {facts.county} under {facts.state}, which has none ({', '.join(sorted(others))} does)."
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


def seen_again(step: Step, pair: Pair) -> tuple[list[Change], Agreement]:
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
        held_since=None,
        in_doubt=False,
        returned_at=before.returned_at if before.standing is Standing.LISTED else step.snapshot.observed_at,
    )
    # A twin that stays when the main row goes is no news, unless it was the renewal, printed beside the old row first.
    silent = _is_known_twin(before, facts) and not _signed_again(before, after, step.snapshot.observed_at)
    fields = () if silent else changed_fields(before.facts, facts, columns)
    if before.standing is not Standing.LISTED:
        return [_return(step, before, after, fields, pair.how)], after
    changes = _document_changes(step, before, after, fields)
    told = tuple(f for f in fields if f.field not in DOCUMENT_FIELDS)
    if told:
        correction = _correction(step, before, after, told, pair.how)
        changes.append(correction)
        after = _with_renewal(before, after, correction)
    return changes, after


def _with_renewal(before: Agreement, after: Agreement, correction: Change) -> Agreement:
    """Remember a renewal, and forget it when ICE prints the earlier date again."""
    if correction.kind is ChangeKind.RENEWED:
        return replace(after, renewal_change=correction.id, renewed_from=before.facts.signed_on)
    if correction.supersedes:
        return replace(after, renewal_change=None, renewed_from=None)
    return after


def _is_known_twin(before: Agreement, facts: RowFacts) -> bool:
    """Tell whether the agreement is now shown by a row that stood beside its main row all along."""
    shown = _printed_as(facts.agency, facts.signed_text)
    return shown != _printed_as(before.facts.agency, before.facts.signed_text) and shown in {
        _printed_as(*twin) for twin in before.twins
    }


def _printed_as(agency: str, signed: str) -> tuple[str, str]:
    return comparable(agency), comparable(signed)


def _merged_facts(step: Step, before: Agreement, facts: RowFacts) -> RowFacts:
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


def _document_changes(step: Step, before: Agreement, after: Agreement, fields: tuple[FieldChange, ...]) -> list[Change]:
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


def _correction(step: Step, before: Agreement, after: Agreement, fields: tuple[FieldChange, ...], how: str) -> Change:
    if _signed_again(before, after, step.snapshot.observed_at):
        reason = f"Signed anew on {after.facts.signed_on}, after it had been listed."
        return _change(
            step, after, ChangeKind.RENEWED, before=before.facts, after=after.facts, reason=reason, fields=fields
        )
    taken_back = before.renewed_from is not None and after.facts.signed_on == before.renewed_from
    if taken_back:
        reason = f"It was not signed anew: ICE prints the signing date {before.renewed_from} again."
    else:
        reason = f"The same agreement: {how}." if how else "The same agreement by name; ICE prints it differently."
    return _change(
        step,
        after,
        ChangeKind.CORRECTED,
        before=before.facts,
        after=after.facts,
        reason=reason,
        fields=fields,
        supersedes=before.renewal_change if taken_back else None,
    )


def _signed_again(before: Agreement, after: Agreement, seen_at: datetime) -> bool:
    old, new = before.facts.signed_on, after.facts.signed_on
    if old is None or new is None or (old.month, old.day) == (new.month, new.day):
        return False  # the same day in another year is a mistyped year
    if is_in_the_future(new, seen_at):
        return False  # nobody has signed in the future: a slip
    return new - old >= CLEARLY_LATER and new > before.first_listed_at.date()


def _return(step: Step, before: Agreement, after: Agreement, fields: tuple[FieldChange, ...], how: str) -> Change:
    since = before.missing_since or step.snapshot.observed_at
    old, new = before.facts.signed_on, after.facts.signed_on
    if before.merged_into_row:
        kind, supersedes = ChangeKind.CORRECTED, before.departure_change
        reason = "ICE prints the row again that it had dropped for another row of the same document."
    elif step.pending:
        soon = step.snapshot.observed_at - since <= SIGNED_AGAIN_AFTER
        kind, supersedes = ChangeKind.PENDING, before.departure_change if soon else None
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


def vanished(step: Step, agreement: Agreement, active: Sequence[Agreement]) -> tuple[list[Change], Agreement]:
    """Tell that a listed agreement is not on the list. An application is simply gone; an agreement is missing.

    *active* is the participating list, which tells what became of an application.
    """
    since = agreement.held_since or step.snapshot.observed_at
    if step.pending:
        became = became_active(agreement, active)
        reason = "It became active: the participating list has it." if became else "The pending list no longer has it."
        kind, standing = ChangeKind.PENDING_GONE, Standing.TERMINATED
    else:
        reason = "Not on the newest list under this or a similar name. Confirmed or taken back after 24 hours."
        if agreement.held_since:
            reason = f"Absent since {since:%d %b %Y, %H:%M} UTC, which was held back until it had been looked at."
        kind, standing = ChangeKind.MISSING, Standing.MISSING
    change = _change(step, agreement, kind, before=agreement.facts, after=None, reason=reason)
    gone = replace(
        agreement,
        standing=standing,
        missing_since=since,
        missing_version=step.version,
        departure_change=change.id,
        held_since=None,
    )
    return [change], gone


def never_was(step: Step, agreement: Agreement, returned: Agreement | None) -> tuple[list[Change], Agreement]:
    """Take back the arrival of an agreement that was listed only while another was absent: one row, misprinted.

    *returned* is that other agreement, None where several were absent together.
    """
    whose = f' in place of "{returned.facts.agency}"' if returned else " in place of agreements that are back"
    reason = (
        f"It was no agreement of its own: ICE listed it from {agreement.first_listed_at:%d %b %Y} only{whose}, and the "
        "earlier row stands again."
    )
    change = _change(
        step,
        agreement,
        ChangeKind.RETRACTED,
        before=agreement.facts,
        after=None,
        reason=reason,
        supersedes=arrival_id(agreement),
    )
    return [change], replace(agreement, standing=Standing.MERGED, missing_since=step.snapshot.observed_at)


def merged_row(step: Step, agreement: Agreement, keeper: Agreement) -> tuple[list[Change], Agreement]:
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
    step: Step,
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
