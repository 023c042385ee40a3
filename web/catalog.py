"""What there is to take away, as schema.org tells machines: one catalogue of two data sets, with counts of today."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from web.dates import iso_instant
from web.overview import Tally
from web.site import SITE_NAME

_PLACE = {"@type": "Place", "name": "United States of America"}
_LIST_PAGE = "https://www.ice.gov/identify-and-arrest/287g"
FORMS: Sequence[tuple[str, str, str]] = (
    ("agreements", "CSV", "text/csv"),
    ("agreements", "JSON", "application/json"),
    ("agreements", "GeoJSON", "application/geo+json"),
    ("agreements", "Parquet", "application/vnd.apache.parquet"),
    ("changes", "CSV", "text/csv"),
    ("changes", "JSON", "application/json"),
    ("changes", "Parquet", "application/vnd.apache.parquet"),
)
"""Every export: whose it is, the form's name, which in small letters ends the address, and the media type."""
_FEEDS = (("feed.atom", "Atom", "application/atom+xml"), ("feed.json", "JSON Feed", "application/feed+json"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What is counted for the catalogue; None where nothing is on record yet."""

    tally: Tally
    changes: int
    first_on: date | None
    """The day of the first list on record."""
    first_change_on: date | None
    modified_at: datetime | None


def catalog(measures: Measures, absolute: Callable[[str], str]) -> dict[str, object]:
    """Return the catalogue as JSON-LD. *absolute* makes an address of a path."""
    publisher = {"@type": "Organization", "name": SITE_NAME, "url": absolute("/")}
    common = {
        "creator": publisher,
        "isAccessibleForFree": True,
        "spatialCoverage": _PLACE,
        "isBasedOn": _LIST_PAGE,
        "inLanguage": "en",
        "includedInDataCatalog": {"@id": absolute("/data")},
        "measurementTechnique": absolute("/about"),
    }
    tally = measures.tally
    agreements = {
        "@type": "Dataset",
        "@id": absolute("/data#agreements"),
        "name": "287(g) agreements",
        "description": (
            "Every agreement on ICE's lists of participating and pending agencies: agency, county, state, support type, "
            "date of signing and when it was first listed, now or at the end of any day since the first list on record."
        ),
        "url": absolute("/agreements"),
        "temporalCoverage": _since(measures.first_on),
        "variableMeasured": [
            _measured("Agreements listed", tally.listed),
            *(_measured(f"Agreements listed, {name}", number) for name, number in tally.by_support_type.items()),
            _measured("Agreements pending", tally.other.get("pending", 0)),
        ],
        "distribution": _downloads("agreements", absolute),
        **common,
    }
    changes = {
        "@type": "Dataset",
        "@id": absolute("/data#changes"),
        "name": "Changes of ICE's lists of 287(g) agreements",
        "description": (
            "What changed between two versions of ICE's lists: new, missing, terminated, returned, renewed and "
            "corrected agreements, each with its certainty, its reason and the files that show it."
        ),
        "url": absolute("/changes"),
        "temporalCoverage": _since(measures.first_change_on),
        "variableMeasured": [_measured("Changes recorded", measures.changes)],
        "distribution": [*_downloads("changes", absolute), *_feeds(absolute)],
        **common,
    }
    found = {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "@id": absolute("/data"),
        "name": f"{SITE_NAME}: the record of ICE's 287(g) lists",
        "description": "Agreements and changes, counted from every version of ICE's lists that was kept.",
        "url": absolute("/data"),
        "publisher": publisher,
        "dateModified": iso_instant(measures.modified_at) if measures.modified_at else None,
        "dataset": [_without_nothing(agreements), _without_nothing(changes)],
    }
    return _without_nothing(found)


def _downloads(name: str, absolute: Callable[[str], str]) -> list[dict[str, str]]:
    return [
        {
            "@type": "DataDownload",
            "name": form,
            "encodingFormat": media_type,
            "contentUrl": absolute(f"/{name}.{form.casefold()}"),
        }
        for whose, form, media_type in FORMS
        if whose == name
    ]


def _feeds(absolute: Callable[[str], str]) -> list[dict[str, str]]:
    return [
        {"@type": "DataDownload", "name": label, "encodingFormat": kind, "contentUrl": absolute(f"/{path}")}
        for path, label, kind in _FEEDS
    ]


def _measured(name: str, value: int) -> dict[str, object]:
    return {"@type": "PropertyValue", "name": name, "value": value}


def _since(on: date | None) -> str | None:
    """Return an interval that is not over (ISO 8601, as schema.org writes it)."""
    return f"{on.isoformat()}/.." if on else None


def _without_nothing(found: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in found.items() if value is not None}
