"""The web application, put together from its parts.

It reads the record and can change nothing in it. Only the doorway and the desk, where there are, write: subscriptions and
decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from web.agency_pages import AgencyPages
from web.agreements import AgreementPages
from web.answer_pages import AnswerPages
from web.api import read_only_api
from web.api_in_force import InForceApi
from web.api_page import ApiPage
from web.change_log import ChangeLogPages
from web.county_pages import CountyPages
from web.data_page import DataPages
from web.desk_door import DeskDoor, DeskParts, SignInFirstError, may_have_desk
from web.desk_limits import SignInLimits
from web.desk_pages import DeskPages
from web.doorway import SignUpParts
from web.errors import ErrorPages
from web.evidence import EvidenceDownloads
from web.exports import PARQUET, Exports
from web.feeds import Feeds
from web.growth import GrowthPages
from web.headers import SecurityHeaders
from web.in_force_pages import InForcePages
from web.kept_pages import PagesAtHand
from web.language_path import LanguageOfPath
from web.laws import LawPages
from web.manage_pages import ManagePages
from web.maps import MapPages
from web.overview import CurrentOverview
from web.places import Places
from web.power_chart import PowerPages
from web.press import PressPages
from web.privacy import PrivacyPage
from web.rendering import Renderer
from web.search_index import SearchIndex
from web.search_pages import Searching, SearchPages
from web.service import ServicePages
from web.sign_up_pages import SignUpPages
from web.site import SITE_NAME, Site
from web.sitemap import Sitemaps
from web.sources import SourcePages
from web.state_card import StateCards
from web.state_pages import StatePages
from web.visitor_limits import VisitorLimits
from workflows.ports import Archive
from workflows.press_views import PressReader
from workflows.reading import LogReader


def create_app(
    *,
    reader: LogReader,
    press: PressReader,
    archive: Archive,
    public_url: str,
    allowed_hosts: Sequence[str],
    now: Callable[[], datetime],
    contact_url: str,
    sign_up: SignUpParts | None = None,
    desk: DeskParts | None = None,
) -> FastAPI:
    """Return the application.

    *public_url* is where readers find the site; every absolute link is built from it. *allowed_hosts* are the host
    names (no port) that a request may name, `*.example.org` for all below; others get 400. *now* returns an aware
    instant. *contact_url* is a web or `mailto:` address of the operator. With *sign_up*, people can subscribe; with *desk*,
    reviewers can decide what waits for a person, if the site is served over https or on this machine only. Raises
    ValueError when *public_url* is no http or https address.
    """
    public_url = public_url.rstrip("/")
    if urlsplit(public_url).scheme not in {"http", "https"} or not urlsplit(public_url).hostname:
        raise ValueError(f"The public address must start with http:// or https://, not {public_url!r}.")
    secure_site = public_url.startswith("https://")
    renderer = Renderer(
        site_name=SITE_NAME, public_url=public_url, contact_url=contact_url, may_subscribe=sign_up is not None
    )
    site = Site(reader=reader, press=press, archive=archive, renderer=renderer, public_url=public_url, now=now)

    # No OpenAPI pages: they load scripts from elsewhere. No slash redirects: they are built from the Host header.
    limits, sign_in_limits = VisitorLimits(now), SignInLimits(now)
    app = FastAPI(
        title=SITE_NAME,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(limits.forget_old), Depends(sign_in_limits.forget_old)],
    )
    _add_routes(app, site)
    if sign_up is not None:
        for pages in (SignUpPages, AnswerPages, ManagePages):
            app.include_router(pages(site, sign_up, limits).router())
    if desk is not None and may_have_desk(public_url):
        door = DeskDoor(site, desk.reception, sign_in_limits)
        app.add_exception_handler(SignInFirstError, door.show_sign_in)
        app.include_router(door.router())
        app.include_router(DeskPages(site, desk, door).router())
    errors = ErrorPages(renderer, public_url=public_url)
    app.add_exception_handler(HTTPException, errors.for_http)
    app.add_exception_handler(RequestValidationError, errors.for_unusable_values)
    app.add_exception_handler(Exception, errors.for_our_own_mistake)
    # The one added last is outermost: a refused host also gets the security headers.
    app.add_middleware(
        GZipMiddleware,
        compresslevel=5,
        exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/octet-stream", PARQUET),
    )
    app.add_middleware(PagesAtHand)
    app.add_middleware(LanguageOfPath)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(allowed_hosts), www_redirect=False)
    app.add_middleware(SecurityHeaders, secure_site=secure_site)
    return app


def _add_routes(app: FastAPI, site: Site) -> None:
    overview, places = CurrentOverview(site), Places(site)
    index = SearchIndex(site, places)
    searching = Searching(site, index)
    for pages in (
        ChangeLogPages(site, overview, places),
        AgreementPages(site, overview),
        GrowthPages(site, places),
        StatePages(site, overview, places),
        AgencyPages(site, places),
        CountyPages(site, places),
        MapPages(site, places),
        InForcePages(site, index),
        SearchPages(site, searching),
        LawPages(site, places),
        PowerPages(site, places),
        SourcePages(site),
        PressPages(site),
        Exports(site),
        Feeds(site),
        EvidenceDownloads(site),
        ServicePages(site),
        PrivacyPage(site),
        ApiPage(site),
        DataPages(site, overview, places),
        StateCards(site, overview),
        Sitemaps(site, places),
    ):
        app.include_router(pages.router())
    app.mount("/api", read_only_api(site, overview, InForceApi(site, places, searching)))
