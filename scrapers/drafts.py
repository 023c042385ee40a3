"""`make source KEY=… URL=…`: writes the beginnings of a source file, checked by the same schema as the rest.

A draft is never polled. `lookout try KEY` visits it and says what is there; the person who finishes the file sets its
status to active.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from scrapers.registry import PACKAGED, SourceFileError, load_source

_USAGE = 'Say which: make source KEY=us-tx-governor URL="https://…"'
_EXIT_USAGE = 2


def write_draft(key: str, url: str, folder: Path, today: date) -> Path:
    """Write `key.toml` in *folder* and return its path. Raises SourceFileError when it stands there or cannot be right."""
    path = folder / f"{key}.toml"
    if path.exists():
        raise SourceFileError(f"{path.name} is there already: edit it, or choose another key.")
    path.write_text(_draft(key, url, today), encoding="utf-8")
    try:
        load_source(path)
    except SourceFileError:
        path.unlink()
        raise
    return path


def _draft(key: str, url: str, today: date) -> str:
    host = (urlsplit(url).netloc or "").lower()
    lines = {
        "key": key,
        "title": f"{host}: say here what the page is",
        "publisher": host,
        "jurisdiction": "United States",
        "kind": "page",
        "url": url,
        "allowed_hosts": [host],
    }
    head = "".join(f"{name} = {json.dumps(value)}\n" for name, value in lines.items())
    return (
        f"# A draft. Write down who publishes this, how it is updated and its oddities; then set the status to active.\n"
        f'{head}cadence_seconds = 3600\nconfidence = "secondary"\nevidence = "guess"\nstatus = "draft"\nlast_verified = {today.isoformat()}\n\n[watch]\ncontent = "main"\n'
    )


def main(arguments: list[str]) -> int:
    """Write a draft from the command line; return the exit status."""
    if len(arguments) != 2 or not all(arguments):  # noqa: PLR2004  # a key and an address
        sys.stderr.write(f"{_USAGE}\n")
        return _EXIT_USAGE
    key, url = arguments
    try:
        path = write_draft(key, url, PACKAGED, datetime.now(UTC).date())
    except SourceFileError as error:
        sys.stderr.write(f"{error}\n")
        return _EXIT_USAGE
    sys.stdout.write(f"{path.name} is written as a draft. Next: edit it, then `lookout try {key}`.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
