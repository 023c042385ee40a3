"""Every address of the site: its routes, found by enumeration, with values that lead somewhere put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fastapi.routing import APIRoute
from starlette.routing import Mount
from starlette.types import ASGIApp

from domain.changes import ChangeKind
from domain.subscriptions import Language
from tests.builders.served import Served
from tests.web.asgi import routes_of
from workflows.ports import LinkPurpose
from workflows.press_views import ReleaseQuery

_FIELD = re.compile(r"\{(\w+)(?::\w+)?\}")


def all_routes(app: ASGIApp) -> Iterator[tuple[str, APIRoute]]:
    """Yield every route with its whole path, those of mounted applications included."""
    for route in routes_of(app):
        yield route.path, route
    for mounted in getattr(app, "routes", []):
        if isinstance(mounted, Mount):
            within = getattr(mounted.app, "_app", mounted.app)  # what stands around it adds headers and no routes
            for path, route in all_routes(within):
                yield mounted.path + path, route
        elif isinstance(mounted, APIRoute):
            yield mounted.path, mounted


def pages_to_read(site: Served, language: Language) -> list[str]:
    """Return an address for every GET route, several where one route shows different things, and some that are none."""
    found: list[str] = []
    for path, route in all_routes(site.lookout.app):
        if "GET" in (route.methods or set()):
            found += filled_in(path, site, language)
    return [*dict.fromkeys(found), *_WITH_QUERIES, *_NOT_THERE]


def forms_to_send(site: Served) -> list[str]:
    """Return an address for every route that takes a form."""
    return [
        filled_in(path, site, Language.ENGLISH)[0]
        for path, route in all_routes(site.lookout.app)
        if "POST" in (route.methods or set())
    ]


def filled_in(path: str, site: Served, language: Language) -> list[str]:
    """Return addresses for the route *path*. Raises LookupError for a field that no value is known for."""
    fields = _FIELD.findall(path)
    if not fields:
        return [path]
    assert len(fields) == 1, f"{path} has more than one field: say here what to put in"
    if fields == ["token"]:
        purpose = LinkPurpose(path.split("/")[1])
        values = [site.open_link(purpose, language), "cut-off.word"]
    else:
        values = _VALUES[fields[0]](site)
    return [_FIELD.sub(value, path) for value in values]


def _kinds(site: Served) -> list[str]:
    """Return a change of each kind that the story has."""
    newest = {entry.change.kind: entry.change.id for entry in reversed(site.changes())}
    return list(newest.values())


def _agencies(site: Served) -> list[str]:
    told = (
        (ChangeKind.NEW, "Kendall"),
        (ChangeKind.TERMINATED, "Washington"),
        (ChangeKind.RETURNED, "Garrett"),
        (ChangeKind.PENDING, "Uvalde"),
    )
    return [site.change(kind, name).change.agreement_id for kind, name in told]


def _captures(site: Served) -> list[str]:
    return [str(site.lookout.log.captures(limit=1)[0].id)]


def _releases(site: Served) -> list[str]:
    return [entry.release.id for entry in site.lookout.press_log.releases(ReleaseQuery(limit=10))]


_VALUES: dict[str, Callable[[Served], list[str]]] = {
    "change_id": _kinds,
    "agency_id": _agencies,
    "agreement_id": _agencies,
    "capture_id": _captures,
    "release_id": _releases,
    "incident_id": lambda site: [str(entry.id) for entry in site.lookout.log.incidents()],
    "day": lambda _: ["2026-04-15", "2026-04-13"],
    "fips": lambda _: ["48175", "48259", "24043"],
    "code": lambda _: ["tx", "md", "hi"],
    "key": lambda site: [source.key for source in site.lookout.log.sources(site.clock.now())],
    "part": lambda _: ["1"],
}
"""For the field of a path, values that lead somewhere."""

_WITH_QUERIES = (
    "/?state=Texas",
    "/changes?state=Texas&kind=new",
    "/changes?state=Hawaii",
    "/changes?before=12",
    "/agreements?on=2025-09-20",
    "/agreements?state=Maryland",
    "/releases?state=Texas",
    "/subscribe?state=Texas&cadence=weekly",
    "/subscribe/preview?state=Texas&county=Nowhere",
    "/growth.svg?size=wide",
)
_NOT_THERE = (
    "/nowhere",
    "/changes/none",
    "/states/nowhere",
    "/days/2026-99-99",
    "/changes?state=Atlantis",
    "/changes?before=x",
    "/subscribe/preview?cadence=hourly",
)
