"""Which agreements are one agency's, and what it holds: people ask about the sheriff, not about a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.agency_events import same_agency
from domain.agreements import Agreement, Standing
from domain.vocabulary import SupportType

_PENDING = "-pending"
_ORDER = (SupportType.TASK_FORCE, SupportType.JAIL_ENFORCEMENT, SupportType.WARRANT_SERVICE)
"""The farthest-reaching power first."""
_NAMED_BY = (Standing.LISTED, Standing.MISSING, Standing.TERMINATED, Standing.MERGED)


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency by its agreements in any standing, on both lists, the first ever listed first; never empty."""

    agreements: tuple[Agreement, ...]

    @property
    def id(self) -> str:
        """Return what names the agency in addresses: the id of its first agreement.

        Agreements are never removed and later ones come behind it, so it stays. The id of each of its other agreements
        leads to the agency too: should a reviewer part or join agencies, no old address leads nowhere.
        """
        return self.agreements[0].id

    @property
    def newest(self) -> Agreement:
        """Return the agreement that says best how the agency is called now: one that is listed, and the latest such."""
        return min(
            reversed(self.agreements),
            key=lambda a: (is_pending(a), _NAMED_BY.index(a.standing)),
        )

    @property
    def name(self) -> str:
        """Return the agency's name as it was printed last."""
        return self.newest.facts.agency

    @property
    def state(self) -> str:
        """Return the agency's state."""
        return self.newest.facts.state

    @property
    def county(self) -> str:
        """Return the county as it was printed last with any agreement; "" where none was."""
        return self.newest.facts.county or next((a.facts.county for a in reversed(self.shown) if a.facts.county), "")

    @property
    def shown(self) -> tuple[Agreement, ...]:
        """Return the agreements that are agreements of their own; those found to be another one are left out."""
        return tuple(a for a in self.agreements if a.standing is not Standing.MERGED) or self.agreements

    @property
    def listed(self) -> tuple[Agreement, ...]:
        """Return the agreements that stand on the list of participating agencies now."""
        return tuple(a for a in self.agreements if a.standing is Standing.LISTED and not is_pending(a))

    @property
    def missing(self) -> tuple[Agreement, ...]:
        """Return the agreements whose absence from that list is not told as fact yet."""
        return tuple(a for a in self.agreements if a.standing is Standing.MISSING and not is_pending(a))

    @property
    def pending(self) -> tuple[Agreement, ...]:
        """Return the agreements that stand on the list of pending ones."""
        return tuple(a for a in self.agreements if a.standing is Standing.LISTED and is_pending(a))

    @property
    def only_asked(self) -> bool:
        """Tell whether the agency was never listed with an agreement, only on the list of pending ones."""
        return all(is_pending(a) for a in self.agreements)

    @property
    def powers(self) -> tuple[SupportType, ...]:
        """Return the support types that the agency is listed for now, the farthest-reaching first."""
        held = {a.facts.support_type for a in self.listed}
        return tuple(power for power in _ORDER if power in held)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Return every name that the lists have printed for the agency."""
        return tuple(sorted({name for a in self.agreements for name in (a.facts.agency, *a.aliases)}))


def is_pending(agreement: Agreement) -> bool:
    """Tell whether an agreement is an entry of the list of agencies that asked to join."""
    return agreement.source.endswith(_PENDING)


def agency_of(agreement: Agreement, among: Iterable[Agreement]) -> Agency:
    """Return the agency that *agreement* is of, with all its agreements *among* those of its state."""
    found, _ = _gather(agreement, [a for a in among if a.id != agreement.id])
    return _agency(found)


def agencies_of(agreements: Iterable[Agreement]) -> tuple[Agency, ...]:
    """Return the agencies that hold or held *agreements*, by state, name and id."""
    agencies, left = [], list(agreements)
    while left:
        found, left = _gather(left[0], left[1:])
        agencies.append(_agency(found))
    return tuple(sorted(agencies, key=lambda agency: (agency.state, agency.name.casefold(), agency.id)))


def _agency(agreements: Iterable[Agreement]) -> Agency:
    return Agency(tuple(sorted(agreements, key=lambda a: (a.first_listed_at, a.id))))


def _gather(start: Agreement, others: list[Agreement]) -> tuple[list[Agreement], list[Agreement]]:
    """Part *others* into those of *start*'s agency, it included, and the rest.

    Also what is like one of those found, and not like *start* itself, is of the agency: ICE's spellings drift.
    """
    found, rest = [start], others
    for one in found:  # grows while it is gone through
        near = [other for other in rest if same_agency(one, other)]
        if near:
            known = {a.id for a in near}
            rest = [other for other in rest if other.id not in known]
            found += near
    return found, rest
