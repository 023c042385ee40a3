"""Loads the sources from their TOML files and refuses one that is not complete and consistent."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import Field, ValidationError, model_validator

from domain.source_health import Expectations
from domain.vocabulary import STATES, ListKind
from scrapers.links_on_page import host_of
from scrapers.ways import Strict, Watch, Way, WebAddress
from workflows.ports import SourceConfig

PACKAGED = Path(__file__).parent / "sources"
"""The sources that come with Lookout."""

FEDERAL = "United States"

Sentence = Annotated[str, Field(min_length=1)]


class SourceFileError(ValueError):
    """A source file cannot be used; the message names the file and says what to write instead."""


class ExpectedRows(Strict):
    """How many rows a healthy list has, for a person to compare with; the guards have their own rules."""

    rows_min: int = Field(ge=0)
    rows_max: int = Field(ge=1)


class ExpectedReleases(Strict):
    """What a healthy newsroom shows; whatever falls short of it is an incident and never "no news"."""

    items_min: int = Field(ge=1)
    """Releases on the first page."""
    newest_within_days: int = Field(ge=1)
    """How old the newest release may be."""
    dated_share: float = Field(default=0.9, ge=0, le=1)
    """The share of releases whose day must be readable."""


class Politeness(Strict):
    """How the publisher's server is treated: one request at a time, and this long between two of them."""

    delay_seconds: float = Field(default=1.0, ge=0, le=60)


class SourceFile(Strict):
    """Everything one source file says; the schema of `scrapers/sources/*.toml`."""

    key: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: Sentence
    publisher: Sentence
    jurisdiction: Sentence
    kind: Literal["list", "newsroom", "page"]
    list_kind: ListKind | None = None
    url: WebAddress
    allowed_hosts: tuple[str, ...] = Field(min_length=1)
    cadence_seconds: int = Field(default=300, ge=1, le=7 * 86_400)
    polled_with: str | None = None
    ways: tuple[Way, ...] = ()
    """Of a newsroom: how it is read, best first."""
    watch: Watch | None = None
    """Of a page: what is compared."""
    time_zone: str = "America/New_York"
    """Where the publisher sits: an instant is turned into the day there."""
    language: Literal["en", "es"] = "en"
    expected: ExpectedRows | ExpectedReleases | None = None
    politeness: Politeness = Politeness()
    confidence: Literal["official", "secondary"]
    evidence: Literal["checked", "seen", "guess"]
    """How we know the addresses: answered in autumn 2026; used by others up to 2024; never seen to answer."""
    status: Literal["active", "silent", "blocked", "browser", "unproven", "retired", "draft"]
    last_verified: date
    notes: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return every address that a visit begins with."""
        return tuple(way.url for way in self.ways) or (self.url,)

    @property
    def expectations(self) -> Expectations | None:
        """Return what a newsroom must show to be believed healthy; None for other sources."""
        if not isinstance(self.expected, ExpectedReleases):
            return None
        return Expectations(
            items_min=self.expected.items_min,
            newest_within=timedelta(days=self.expected.newest_within_days),
            dated_share=self.expected.dated_share,
        )

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        parts = [urlsplit(address) for address in (self.url, *self.addresses)]
        if any(part.scheme != "https" and not _is_this_machine(part.hostname) for part in parts):
            raise ValueError("addresses must begin with https://; plain http is for a site on this machine only")
        for address in (self.url, *self.addresses):
            if host_of(address) not in self.allowed_hosts:
                raise ValueError(f"allowed_hosts must name the host of {address}, {host_of(address)}")
        if any(host != host.lower() or "/" in host for host in self.allowed_hosts):
            raise ValueError("allowed_hosts are host names in lower case, without https:// and without a path")
        if (self.kind == "list") != (self.list_kind is not None):
            raise ValueError("list_kind (participating or pending) belongs to sources of kind list, and only to them")
        if isinstance(self.expected, ExpectedRows) and self.expected.rows_min > self.expected.rows_max:
            raise ValueError("expected.rows_min must not be above expected.rows_max")
        self._fits_its_kind()
        return self

    def _fits_its_kind(self) -> None:
        if (self.kind == "newsroom") != bool(self.ways):
            raise ValueError("ways belong to sources of kind newsroom, which need at least one, and only to them")
        if (self.kind == "page") != (self.watch is not None):
            raise ValueError("watch belongs to sources of kind page, and only to them")
        if self.kind == "newsroom" and not isinstance(self.expected, ExpectedReleases):
            raise ValueError("expected must say items_min and newest_within_days for a newsroom")
        if self.jurisdiction not in {*STATES, FEDERAL}:
            raise ValueError(f'jurisdiction must be "{FEDERAL}" or the official name of a state or territory')
        if self.time_zone not in _time_zones():
            raise ValueError("time_zone must be an IANA name such as America/Chicago")

    def as_config(self) -> SourceConfig:
        """Return what the rest of the service needs to know."""
        return SourceConfig(
            key=self.key,
            title=self.title,
            publisher=self.publisher,
            kind=self.kind,
            list_kind=self.list_kind,
            url=self.url,
            cadence=timedelta(seconds=self.cadence_seconds),
            polled_with=self.polled_with,
            notes=self.notes,
            jurisdiction=self.jurisdiction,
            status=self.status,
            evidence=self.evidence,
            time_zone=self.time_zone,
            language=self.language,
            expectations=self.expectations,
            strategies=tuple(way.strategy for way in self.ways),
        )


@cache
def _time_zones() -> frozenset[str]:
    """Return the names of all time zones; looking for them takes 12 ms."""
    return frozenset(available_timezones())


def _is_this_machine(host: str | None) -> bool:
    return host is not None and (host in {"localhost", "::1"} or host.startswith("127."))


class SourceRegistry:
    """Every source by key; implements `workflows.ports.Sources`."""

    def __init__(self, files: Iterable[SourceFile]) -> None:
        """Take the checked *files*. Raises SourceFileError where they contradict one another."""
        self._files: Mapping[str, SourceFile] = {file.key: file for file in sorted(files, key=lambda file: file.key)}
        for file in self._files.values():
            companion = self._files.get(file.polled_with) if file.polled_with else None
            if file.polled_with and (companion is None or companion.polled_with):
                raise SourceFileError(
                    f"{file.key}: polled_with names “{file.polled_with}”, which is no source that is polled by itself."
                )

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """Read every `*.toml` in *folder*, or the packaged ones. Raises SourceFileError naming the file."""
        paths = sorted((folder or PACKAGED).glob("*.toml"))
        if not paths:
            raise SourceFileError(f"There is no source file in {folder or PACKAGED}: put <key>.toml files there.")
        return cls([load_source(path) for path in paths])

    def all(self) -> tuple[SourceConfig, ...]:
        """Return every source, in the order of its key. A draft is none yet: it is never polled."""
        return tuple(file.as_config() for file in self._files.values() if file.status != "draft")

    def get(self, key: str) -> SourceConfig:
        """Return one source. Raises KeyError with the nearest keys in its message."""
        return self.details(key).as_config()

    def details(self, key: str) -> SourceFile:
        """Return everything the file of one source says. Raises KeyError with the nearest keys in its message."""
        try:
            return self._files[key]
        except KeyError:
            near = get_close_matches(key, self._files, n=3) or ["ice-287g"]
            raise KeyError(
                f"There is no source {key}. Did you mean {' or '.join(near)}? `lookout sources` lists all "
                f"{len(self._files)}."
            ) from None


def load_source(path: Path) -> SourceFile:
    """Read and check one source file. Raises SourceFileError naming the file and what to write instead."""
    try:
        file = SourceFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceFileError(f"{path.name} cannot be read as TOML: {error}.") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']}" for fault in error.errors())
        raise SourceFileError(f"{path.name} is not a complete source: {faults}.") from error
    if path.stem != file.key:
        raise SourceFileError(f"{path.name} holds the source {file.key}: name the file {file.key}.toml.")
    return file
