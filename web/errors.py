"""What a reader sees when a page cannot be shown: our own layout and one sentence that says what to do."""

from __future__ import annotations

from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.form_guard import RefusedError
from web.headers import security_headers
from web.phrases import language_of, phrases
from web.rendering import Renderer

_TITLES = {
    HTTPStatus.BAD_REQUEST: "We could not read that request",
    HTTPStatus.NOT_FOUND: "Page not found",
    HTTPStatus.METHOD_NOT_ALLOWED: "Nothing can be changed here",
    HTTPStatus.UNPROCESSABLE_ENTITY: "We could not read that request",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong on our side",
}
_SENTENCES = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address. It may be mistyped or cut off. Start from the change log.",
    HTTPStatus.METHOD_NOT_ALLOWED: "These pages can only be read. Follow the link again or start from the change log.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "A value in the address is not one we can use. Start again from the change log.",
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "The record is safe, but this page could not be shown. Try again in a minute. "
        "If it stays broken, tell the operator."
    ),
}


class BadRequestError(HTTPException):
    """The address asks for something we cannot read; *sentence* tells the reader what to write instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, sentence)


class NotFoundError(HTTPException):
    """There is no such thing; *sentence* tells the reader where to look instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, sentence)


class ErrorPages:
    """Turns errors into pages. *public_url* is where readers find the site."""

    def __init__(self, renderer: Renderer, *, public_url: str) -> None:
        self._renderer = renderer
        self._public_url = public_url
        self._secure_site = public_url.startswith("https://")

    def for_http(self, request: Request, error: Exception) -> Response:
        """Return the page for an error that was raised on purpose."""
        assert isinstance(error, HTTPException)
        status = HTTPStatus(error.status_code)
        if isinstance(error, RefusedError):
            return self._refused(request, status, error.reason)
        said_something = error.detail != status.phrase
        sentence = error.detail if said_something else _SENTENCES.get(status, status.description)
        return self._page(status, sentence, dict(error.headers or {}))

    def for_unusable_values(self, _: Request, error: Exception) -> Response:
        """Return the page for a value of the wrong shape: in the path it names nothing, in the query it is a slip."""
        assert isinstance(error, RequestValidationError)
        in_path = any(problem["loc"][:1] == ("path",) for problem in error.errors())
        status = HTTPStatus.NOT_FOUND if in_path else HTTPStatus.UNPROCESSABLE_ENTITY
        return self._page(status, _SENTENCES[status], {})

    def for_our_own_mistake(self, _: Request, __: Exception) -> Response:
        """Return the page for an error nobody foresaw. Starlette sends it outside every middleware, then re-raises."""
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        return self._page(status, _SENTENCES[status], security_headers(secure_site=self._secure_site))

    def _refused(self, request: Request, status: HTTPStatus, reason: str) -> Response:
        words = phrases(language_of(request))
        body = self._renderer.render(
            "message.html",
            words,
            title=words.say("refused.title"),
            sentences=[words.say(f"refused.{reason}", url=self._public_url)],
        )
        return Response(body, status, {"Cache-Control": "no-store"}, media_type="text/html; charset=utf-8")

    def _page(self, status: HTTPStatus, sentence: str, headers: dict[str, str]) -> Response:
        body = self._renderer.render("error.html", title=_TITLES.get(status, status.phrase), sentence=sentence)
        return Response(body, status, {"Cache-Control": "no-store", **headers}, media_type="text/html; charset=utf-8")
