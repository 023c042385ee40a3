"""From the record's values to the shapes of the programming interface. What a page does not show is not here either."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from domain.agreements import Agreement
from domain.changes import ChangeKind, RowFacts
from domain.corroboration import Beside
from domain.mirrors import shown_as
from domain.releases import Figure
from domain.subscriptions import Language
from web import wording
from web.api_models import (
    AgreementInFull,
    AgreementItem,
    AsPrinted,
    ChangeInFull,
    ChangeItem,
    Evidence,
    EvidenceItem,
    FieldDifference,
    Linked,
    MirrorItem,
    ReleaseOnChange,
    Row,
    SourceItem,
    Standing,
    StateCounts,
    StateItem,
)
from web.api_press_models import (
    ChangeBorneOut,
    FigureItem,
    NamedAgency,
    NamedCounty,
    OurCount,
    ReleaseInFull,
    ReleaseItem,
)
from web.links import agency_path, change_path, web_link
from web.overview import Tally
from web.phrases import phrases
from web.press import Borne
from workflows import reading
from workflows.press_views import LoggedRelease
from workflows.reading import AgreementView, LoggedChange, SourceHealth


class Shaper:
    """Fills the shapes; every link begins with *public_url*."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url

    def change(self, entry: LoggedChange) -> ChangeItem:
        """Return one line of the change log."""
        one = entry.change
        return ChangeItem(
            seq=entry.seq,
            id=one.id,
            url=self._at(change_path(one.id)),
            api_url=self._here("changes", one.id),
            kind=one.kind,
            certainty=one.certainty,
            headline=wording.headline(phrases(Language.ENGLISH), one),
            agreement_id=one.agreement_id,
            agreement=row(one.facts),
            fields=[FieldDifference(field=f.field, before=f.before, after=f.after) for f in one.fields],
            reason=one.reason,
            source=one.source,
            version_from=one.version_from,
            version_to=one.version_to,
            observed_at=one.observed_at,
            recorded_at=entry.recorded_at,
            first_listed_at=one.first_listed_at,
            pending_since=one.pending_since,
            first_in_county=one.first_in_county,
            first_in_state=one.first_in_state,
            supersedes=self._change_link(one.supersedes),
            superseded_by=self._change_link(entry.superseded_by),
            part_of=self._change_link(one.part_of),
            agency_event=one.agency_event,
            powers_before=list(one.powers_before),
            powers_after=list(one.powers_after),
        )

    def change_in_full(
        self,
        entry: LoggedChange,
        *,
        later: LoggedChange | None,
        evidence: tuple[reading.Evidence | None, reading.Evidence | None],
        releases: Iterable[Borne],
        publishers: dict[str, str],
    ) -> ChangeInFull:
        """Return one change with its evidence. *later* is the change that supersedes it."""
        one, (before, after) = entry.change, evidence
        retracted = later is not None and later.change.kind is ChangeKind.RETRACTED
        return ChangeInFull(
            **_fields(self.change(entry)),
            stands="retracted" if retracted else "superseded" if entry.superseded_by else "stands",
            row_before=row(one.before) if one.before else None,
            row_after=row(one.after) if one.after else None,
            evidence=Evidence(before=self.evidence(before), after=self.evidence(after)),
            releases=[self._release_on_change(borne, publishers) for borne in releases],
        )

    def agreement(self, view: AgreementView) -> AgreementItem:
        """Return one agreement that stands on a list."""
        return AgreementItem(
            id=view.id,
            api_url=self._here("agreements", view.id),
            agency_url=self._at(agency_path(view.id)),
            status=_standing(view.status),
            agreement=row(view.facts),
            first_listed_at=view.first_listed_at,
            last_seen_at=view.last_seen_at,
            aliases=list(view.agency_aliases),
            source=view.source,
        )

    def mirrored(self, one: Agreement) -> MirrorItem:
        """Return one agreement as it stands now, in any standing."""
        return MirrorItem(
            id=one.id,
            api_url=self._here("agreements", one.id),
            agency_url=self._at(agency_path(one.id)),
            status=_standing(shown_as(one).value),
            agreement=row(one.facts),
            first_listed_at=one.first_listed_at,
            aliases=sorted(one.aliases),
            source=one.source,
        )

    def agreement_in_full(
        self, view: AgreementView | None, life: Agreement, entries: Sequence[LoggedChange]
    ) -> AgreementInFull:
        """Return one agreement with its changes; its *life* tells of one that is on neither list."""
        item = self.agreement(view) if view is not None else self._departed(life, entries)
        return AgreementInFull(**_fields(item), changes=[self.change(entry) for entry in entries])

    def release(self, logged: LoggedRelease, publishers: dict[str, str]) -> ReleaseItem:
        """Return one release."""
        one, told = logged.release, logged.release.reading
        return ReleaseItem(
            id=one.id,
            url=self._at(f"/releases/{one.id}"),
            api_url=self._here("releases", one.id),
            source=one.source,
            publisher=publishers.get(one.source, one.source),
            title=one.title,
            original_url=web_link(one.url),
            published_on=one.published.on if one.published else None,
            first_seen_at=one.first_seen_at,
            recorded_at=logged.recorded_at,
            language=told.language,
            actions=list(told.actions),
            support_types=list(told.support_types),
            states=list(told.states),
            counties=[NamedCounty(state=county.state, county=county.name) for county in told.counties],
            agencies=[
                NamedAgency(state=named.state, agency=named.agency, agreement_ids=list(named.agreement_ids))
                for named in told.agencies
            ],
            same_as=self._release_link(one.same_as) if one.same_as else None,
        )

    def release_in_full(
        self,
        logged: LoggedRelease,
        publishers: dict[str, str],
        *,
        figures: Iterable[tuple[Figure, Beside | None]],
        repeats: Iterable[LoggedRelease],
        changes: Iterable[Borne],
    ) -> ReleaseInFull:
        """Return one release with its figures and the changes that it bears out."""
        return ReleaseInFull(
            **_fields(self.release(logged, publishers)),
            figures=[_figure(figure, beside) for figure, beside in figures],
            repeated_by=[self._release_link(repeat.release.id) for repeat in repeats],
            changes=[self._borne_out(borne.entry, borne) for borne in changes if borne.entry],
        )

    def source(self, health: SourceHealth) -> SourceItem:
        """Return one source with its health."""
        return SourceItem(
            key=health.key,
            url=self._at(f"/sources/{quote(health.key, safe='')}"),
            title=health.title,
            publisher=health.publisher,
            kind=health.kind,  # type: ignore[arg-type]  # one of the three; pydantic checks it
            jurisdiction=health.jurisdiction,
            address=web_link(health.url),
            cadence_seconds=health.cadence_seconds,
            status=health.status,
            last_attempt_at=health.last_attempt_at,
            last_success_at=health.last_success_at,
            last_change_at=health.last_change_at,
            last_outcome=health.last_outcome,
            last_message=health.last_message,
            condition=health.condition,
            condition_since=health.condition_since,
            stale=health.stale,
            open_incidents=health.open_incidents,
            versions=health.versions,
            listed=health.listed,
            notes=health.notes,
        )

    def _departed(self, life: Agreement, entries: Sequence[LoggedChange]) -> AgreementItem:
        seen_at = entries[-1].change.observed_at if entries else life.missing_since or life.first_listed_at
        return AgreementItem(**_fields(self.mirrored(life)), last_seen_at=seen_at)

    def evidence(self, capture: reading.Evidence | None) -> EvidenceItem | None:
        """Return the file behind a version; None for none."""
        if capture is None:
            return None
        return EvidenceItem(
            capture_id=capture.capture_id,
            version=capture.version,
            url=web_link(capture.url),
            published_name=capture.published_name,
            fetched_at=capture.fetched_at,
            http_status=capture.status,
            bytes=capture.bytes,
            sha256=capture.sha256,
            download_url=self._at(f"/captures/{capture.capture_id}/download"),
        )

    def _release_on_change(self, borne: Borne, publishers: dict[str, str]) -> ReleaseOnChange:
        one = borne.logged.release
        return ReleaseOnChange(
            id=one.id,
            url=self._at(f"/releases/{one.id}"),
            title=one.title,
            publisher=publishers.get(one.source, one.source),
            strength=borne.how.strength,
            sentence=borne.how.sentence,
        )

    def _borne_out(self, entry: LoggedChange, borne: Borne) -> ChangeBorneOut:
        one = entry.change
        return ChangeBorneOut(
            id=one.id,
            url=self._at(change_path(one.id)),
            api_url=self._here("changes", one.id),
            kind=one.kind,
            headline=wording.headline(phrases(Language.ENGLISH), one),
            strength=borne.how.strength,
            sentence=borne.how.sentence,
        )

    def _change_link(self, change_id: str | None) -> Linked | None:
        return Linked(id=change_id, url=self._at(change_path(change_id))) if change_id else None

    def _release_link(self, release_id: str) -> Linked:
        return Linked(id=release_id, url=self._at(f"/releases/{release_id}"))

    def _here(self, kind: str, name: str) -> str:
        return self._at(f"/api/v1/{kind}/{quote(name, safe='')}")

    def _at(self, path: str) -> str:
        return self._public_url + path


def row(facts: RowFacts) -> Row:
    """Return a row of a list. A link that no reader may follow is left out."""
    return Row(
        state=facts.state,
        agency=facts.agency,
        agency_type=facts.agency_type,
        county=facts.county,
        support_type=facts.support_type,
        signed_on=facts.signed_on,
        moa_url=web_link(facts.moa_url),
        addendum_url=web_link(facts.addendum_url),
        as_printed=AsPrinted(
            state=facts.state_text,
            support_type=facts.support_type_text,
            signed=facts.signed_text,
            moa=facts.moa_text,
            addendum=facts.addendum_text,
        ),
    )


def state_counts(tally: Tally) -> StateCounts:
    """Return the counts of one place."""
    return StateCounts(
        listed=tally.listed, by_support_type=tally.by_support_type, pending=tally.other.get("pending", 0)
    )


def state_item(state: str, tally: Tally) -> StateItem:
    """Return the counts of one state."""
    return StateItem(state=state, **_fields(state_counts(tally)))


def _figure(figure: Figure, beside: Beside | None) -> FigureItem:
    ours = None
    if beside is not None:
        ours = OurCount(
            agreements=beside.agreements,
            agencies=beside.agencies,
            states=beside.states,
            fits=list(beside.fits),
            counts_agreements_as_agencies=beside.counts_agreements_as_agencies,
            sentence=beside.sentence,
        )
    return FigureItem(
        value=figure.value,
        counted=figure.counted,
        bound=figure.bound,
        state=figure.state,
        current=figure.current,
        beside=ours,
    )


def _standing(status: str) -> Standing:
    known: dict[str, Standing] = {
        "listed": "listed",
        "pending": "pending",
        "missing": "missing",
        "terminated": "terminated",
        "off_list": "off_list",
    }
    return known[status]


def _fields(shape: object) -> dict[str, Any]:
    """Return what stands in a shape as it is, to be put into a larger one."""
    return dict(vars(shape))
