"""What lists said on days gone by, worked out from a record in memory: each agreement stood as it is now, once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date
from typing import TYPE_CHECKING

from domain.in_force import Checks, ListReading, Printed
from workflows.past import PowersPoint
from workflows.reading import Evidence

if TYPE_CHECKING:
    from domain.agreements import Agreement
    from workflows.reading import CaptureView


class FakePast:
    """The part of the record that looks back; *past* overrides what agreements said, *checked* when lists were read."""

    lives: list[Agreement]
    kept: list[CaptureView]
    past: dict[str, list[Printed]]
    checked: Checks | None
    powers: dict[str | None, list[PowersPoint]]

    def printed(self, agreement_ids: Collection[str]) -> Mapping[str, Sequence[Printed]]:
        usual = {life.id: [Printed(life.first_version, life.missing_version, life.facts)] for life in self.lives}
        return {name: rows for name, rows in {**usual, **self.past}.items() if name in agreement_ids}

    def readings(self, source: str) -> Sequence[ListReading]:
        return [ListReading(c.version, c.fetched_at) for c in self.kept if c.source == source and c.version is not None]

    def checks(self, source: str, on: date) -> Checks:
        if self.checked is not None:
            return self.checked
        days = [reading.observed_at.astimezone(UTC).date() for reading in self.readings(source)]
        before, after = [day for day in days if day < on], [day for day in days if day > on]
        return Checks(on in days, max(before, default=None), min(after, default=None))

    def evidence_of(self, source: str, version: int) -> Evidence | None:
        for capture in self.kept:
            if capture.version is not None and capture.version == version:
                return Evidence(
                    capture_id=capture.id,
                    url=capture.url,
                    published_name=capture.published_name,
                    fetched_at=capture.fetched_at,
                    status=capture.status,
                    sha256=capture.sha256,
                    bytes=capture.bytes,
                    version=version,
                )
        return None

    def growth_by_power(self, state: str | None = None) -> Sequence[PowersPoint]:
        return self.powers.get(state, [])
