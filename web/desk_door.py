"""The door of the review desk: who comes in, how they sign in and out, and what every page of the desk must check.

Without any account the desk does not exist: each of its addresses is answered 404, like one that never was. With an
account, `/desk/login` is open to everybody, and every other address is 404 too for whoever is not signed in, with the
form to sign in on the page: a redirect would lose a link from a letter as well, and a 404 tells a stranger nothing about
which cases there are. The check is a dependency of the router as a whole, forms included, so that no page can forget it.
"""

from __future__ import annotations

import hmac
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.addresses import at
from domain.subscriptions import Language
from web.desk_limits import SignInLimits
from web.doorway import PRIVATE, add_form, go_to
from web.form_guard import RefusedError, read_form, require_own_page
from web.phrases import words_of
from web.site import Site, add_page
from workflows.poll import Polling
from workflows.reviewers import (
    LONGEST_NAME,
    SESSION_LASTS,
    Reception,
    Session,
    has_reviewers,
    session_of,
    sign_in,
    sign_out,
)

# Without a Referer browsers would not name their origin when they send a form (Fetch standard, "Origin" header).
DESK_HEADERS = {**PRIVATE, "Referrer-Policy": "same-origin"}
SECURE_COOKIE, PLAIN_COOKIE = "__Host-lookout", "lookout-desk"
"""`__Host-` binds a cookie to this very host over TLS. Browsers refuse it on `http://127.0.0.1`, where a trial runs."""
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_A_NAME = re.compile(rf"[A-Za-z0-9-]{{1,{LONGEST_NAME}}}")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """What `create_app` needs to let reviewers decide. *wake* is called after each decision: something may be due."""

    reception: Reception
    polling: Polling
    wake: Callable[[], None]


class SignInFirstError(HTTPException):
    """A page of the desk was asked for by somebody who is not signed in."""

    def __init__(self) -> None:
        super().__init__(HTTPStatus.NOT_FOUND)


def may_have_desk(public_url: str) -> bool:
    """Tell whether passwords may be typed at *public_url*: over https, or on this very machine."""
    parts = urlsplit(public_url)
    return parts.scheme == "https" or parts.hostname in _LOOPBACK


def session_in(request: Request) -> Session:
    """Return the session of a request that the door let in."""
    session: Session = request.state.desk_session
    return session


def form_in(request: Request) -> QueryParams:
    """Return the fields of a form that the door let in."""
    form: QueryParams = request.state.desk_form
    return form


class DeskDoor:
    """Signs reviewers in and out, and guards every other page of the desk."""

    def __init__(self, site: Site, reception: Reception, limits: SignInLimits) -> None:
        self._site = site
        self._reception = reception
        self._limits = limits
        self._is_secure = site.public_url.startswith("https://")
        self._cookie = SECURE_COOKIE if self._is_secure else PLAIN_COOKIE

    def router(self) -> APIRouter:
        """Return the routes that need no session."""
        router = APIRouter(dependencies=[Depends(self.must_exist)])
        add_page(router, "/desk/login", self.show)
        add_form(router, "/desk/login", self.enter)
        return router

    def must_exist(self) -> None:
        """Answer 404 where nobody may sign in."""
        if not has_reviewers(self._reception):
            raise HTTPException(HTTPStatus.NOT_FOUND)

    async def guard(self, request: Request) -> None:
        """Let in who is signed in; a form only from a page of ours, and with the token of that very session."""
        request.state.desk_session = await run_in_threadpool(self._who, request)
        if request.method == "POST":
            require_own_page(request, self._site.public_url)
            form = await read_form(request)
            expected = session_in(request).form_token
            if not hmac.compare_digest(expected.encode(), form.get("token", "").encode()):
                raise RefusedError(HTTPStatus.FORBIDDEN, "desk_form")
            request.state.desk_form = form

    def show(self, request: Request) -> Response:
        """Show the form to sign in."""
        return self._login(request, HTTPStatus.OK)

    def enter(self, request: Request, form: Annotated[QueryParams, Depends(read_form)]) -> Response:
        """Sign somebody in. What was wrong, or that there were too many tries, is never told apart in words."""
        require_own_page(request, self._site.public_url)
        name = form.get("name", "").strip()
        begun = self._limits.begin(name, request.client.host if request.client else None)
        if begun is None:
            return self._login(request, HTTPStatus.TOO_MANY_REQUESTS, wrong=True)
        code = re.sub(r"\s", "", form.get("code", ""))
        known_form = name if _A_NAME.fullmatch(name) else ""
        session = sign_in(self._reception, known_form, form.get("password", ""), code, self._site.now())
        if session is None:
            _log.warning("Somebody could not sign in at the review desk.")
            return self._login(request, HTTPStatus.FORBIDDEN, wrong=True)
        self._limits.succeeded(begun)
        if (former := session_of(self._reception, self._token(request), self._site.now())) is not None:
            sign_out(self._reception, former, everywhere=False)
        answer = go_to("/desk")
        self._give(answer, session.token, int(SESSION_LASTS.total_seconds()))
        return answer

    def leave(self, request: Request) -> Response:
        """Sign out: here, or everywhere."""
        sign_out(self._reception, session_in(request), everywhere=form_in(request).get("action") == "everywhere")
        answer = go_to("/desk/login")
        self._give(answer, "", 0)
        return answer

    def page(
        self, request: Request, template: str, status: HTTPStatus = HTTPStatus.OK, /, **values: object
    ) -> Response:
        """Return a page of the desk for the reviewer who asked."""
        session = session_in(request)
        body = self._site.renderer.render(template, request, session=session, **values)
        return Response(body, status, DESK_HEADERS, media_type="text/html; charset=utf-8")

    def show_sign_in(self, request: Request, _: Exception) -> Response:
        """Return the page for somebody who is not signed in, or not any more."""
        return self._login(request, HTTPStatus.NOT_FOUND, outside=True)

    def _who(self, request: Request) -> Session:
        """Return the session of whoever asks. Raises 404 where there is none, or where nobody may sign in."""
        session = session_of(self._reception, self._token(request), self._site.now())
        if session is not None:
            return session
        self.must_exist()
        raise SignInFirstError

    def _token(self, request: Request) -> str:
        return request.cookies.get(self._cookie, "")

    def _give(self, answer: Response, token: str, seconds: int) -> None:
        answer.set_cookie(
            self._cookie, token, max_age=seconds, path="/", secure=self._is_secure, httponly=True, samesite="strict"
        )

    def _login(self, request: Request, status: HTTPStatus, *, wrong: bool = False, outside: bool = False) -> Response:
        words = words_of(request)
        body = self._site.renderer.render(
            "desk_login.html",
            request,
            wrong=words.say("desk.wrong") if wrong else "",
            outside=outside,
            elsewhere=other_language(request, "/desk/login"),
        )
        return Response(body, status, DESK_HEADERS, media_type="text/html; charset=utf-8")


def other_language(request: Request, path: str) -> str:
    """Return where *path* stands in the other language."""
    words = words_of(request)
    return at(next(language for language in Language if language is not words.language), path)
