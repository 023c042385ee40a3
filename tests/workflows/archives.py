"""Small archives of real workbooks, built on the spot: a folder with an index.csv."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass
class ArchiveFolder:
    """A folder that `lookout replay` reads. *add* writes one workbook and its row in the index."""

    path: Path
    rows: list[dict[str, str]] = field(default_factory=list)

    def add(self, body: bytes, at: datetime, *, kind: str = "participating", name: str | None = None) -> None:
        number = len(self.rows) + 1
        file = f"{number:03}.xlsx"
        self.path.mkdir(exist_ok=True)
        (self.path / file).write_bytes(body)
        self.rows.append(
            {
                "order": str(number),
                "kind": kind,
                "observed_at": at.isoformat(),
                "file": file,
                "published_name": name or f"{kind}-{number}.xlsx",
            }
        )
        self.write_index(self.rows)

    def write_index(self, rows: Sequence[dict[str, str]]) -> None:
        with (self.path / "index.csv").open("w", newline="", encoding="utf-8") as handle:
            writer = csv.DictWriter(handle, ["order", "kind", "observed_at", "file", "published_name"])
            writer.writeheader()
            writer.writerows(rows)
