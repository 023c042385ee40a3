"""What agreements of an agency were in force on a day, as far as ICE's list tells, with the evidence for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.agency_groups import Agency, is_pending
from domain.agreements import Agreement
from domain.changes import ChangeKind
from domain.in_force import Checks, Held, ListReading, Statement, in_force, is_told, reading_on
from domain.vocabulary import SupportType
from web.site import Site
from workflows.past import PastReader
from workflows.reading import ChangeQuery, Evidence

_CONFIRMED = frozenset({ChangeKind.TERMINATED})
SUPPORT_ORDER = (SupportType.TASK_FORCE, SupportType.JAIL_ENFORCEMENT, SupportType.WARRANT_SERVICE)
"""The farthest-reaching power first."""
_ORDER = (Held.LISTED, Held.MISSING, Held.NOT_YET, Held.UNKNOWN, Held.GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said of one agreement. *evidence* is the file that decides: of the day, or that lists it first."""

    statement: Statement
    is_pending: bool
    evidence: Evidence | None
    gone: Evidence | None
    """The version that no longer had it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said of an agency and a UTC day. *reading* is the newest version up to its end, *first* the oldest."""

    on: date
    is_today: bool
    told: tuple[Told, ...]
    checks: Checks
    reading: ListReading | None
    first: ListReading | None

    @property
    def powers(self) -> tuple[SupportType, ...]:
        """Return the support types that the agency was listed for, the farthest-reaching first."""
        held = {t.statement.facts.support_type for t in self.told if t.statement.is_listed and not t.is_pending}
        return tuple(power for power in SUPPORT_ORDER if power in held)

    @property
    def key(self) -> str:
        """Return the name of the sentence that answers the question."""
        held = {told.statement.held for told in self.told if not told.is_pending}
        if self.reading is None:
            return "in_force.lead_unknown" if self.first else "in_force.lead_no_list"
        if Held.LISTED in held:
            return "in_force.lead_listed"
        return "in_force.lead_missing" if Held.MISSING in held else "in_force.lead_none"


def answer_for(site: Site, agency: Agency, on: date) -> Answer:
    """Return what the record says of *agency* at the end of UTC day *on*."""
    own = [a for a in agency.agreements if not is_pending(a)]
    source = own[0].source if own else agency.agreements[0].source.removesuffix("-pending")
    readings = site.reader.readings(source)
    told = [one for a in agency.agreements if (one := _told(site, a, on)) is not None]
    return Answer(
        on=on,
        is_today=on == site.today(),
        told=tuple(sorted(told, key=_listed_first)),
        checks=site.reader.checks(source, on),
        reading=reading_on(readings, on),
        first=readings[0] if readings else None,
    )


def _told(site: Site, agreement: Agreement, on: date) -> Told | None:
    """Return what is said of one agreement; None where it is none of its own, or was not on the pending list."""
    reader: PastReader = site.reader
    printed = reader.printed([agreement.id]).get(agreement.id)
    if not printed:
        return None
    query = ChangeQuery(agreement_id=agreement.id, kinds=_CONFIRMED)
    statement = in_force(
        agreement,
        printed,
        reader.readings(agreement.source),
        confirmed=[entry.change.observed_at for entry in site.reader.changes(query)],
        on=on,
        checks=reader.checks(agreement.source, on),
    )
    if not is_told(statement) or (is_pending(agreement) and not statement.is_listed):
        return None
    shown = statement.listed_from if statement.held in {Held.NOT_YET, Held.UNKNOWN} else statement.reading
    return Told(
        statement=statement,
        is_pending=is_pending(agreement),
        evidence=reader.evidence_of(agreement.source, shown.number) if shown else None,
        gone=reader.evidence_of(agreement.source, statement.gone_at.number) if statement.gone_at else None,
    )


def _listed_first(told: Told) -> tuple[bool, int, int, str]:
    statement = told.statement
    power = SUPPORT_ORDER.index(statement.facts.support_type)
    return told.is_pending, _ORDER.index(statement.held), power, statement.agreement.id
