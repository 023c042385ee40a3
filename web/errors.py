"""What a reader sees when a page cannot be shown: our own layout and one sentence that says what to do."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.addresses import at
from domain.subscriptions import Language
from web.form_guard import RefusedError
from web.headers import security_headers
from web.phrases import Phrases, phrases, words_of
from web.rendering import Renderer

_TITLES = {
    HTTPStatus.BAD_REQUEST: "error.unread",
    HTTPStatus.NOT_FOUND: "error.absent",
    HTTPStatus.METHOD_NOT_ALLOWED: "error.read_only",
    HTTPStatus.UNPROCESSABLE_ENTITY: "error.unread",
    HTTPStatus.INTERNAL_SERVER_ERROR: "error.ours",
}
_SENTENCES = {
    HTTPStatus.NOT_FOUND: "error.absent_means",
    HTTPStatus.METHOD_NOT_ALLOWED: "error.read_only_means",
    HTTPStatus.UNPROCESSABLE_ENTITY: "error.unusable_means",
    HTTPStatus.INTERNAL_SERVER_ERROR: "error.ours_means",
}
"""The catalogue's names of titles and sentences; what has none of its own is "error.other"."""


class SaidError(HTTPException):
    """An error that tells the reader what to do, in either language: the sentence *key* with *values* in its fields.

    A value that is a day is written as the language does. Its detail is the English sentence, for programs. Raises
    KeyError for an unknown key or field.
    """

    def __init__(self, status: HTTPStatus, key: str, values: dict[str, object]) -> None:
        self._key, self._values = key, values
        super().__init__(status, self.said(phrases(Language.ENGLISH)))

    def said(self, words: Phrases) -> str:
        """Return the sentence in the language of *words*."""
        shown = {name: words.day(value) if isinstance(value, date) else value for name, value in self._values.items()}
        return words.say(self._key, **shown)


class BadRequestError(SaidError):
    """The address asks for something we cannot read; the sentence tells the reader what to write instead."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, key, values)


class NotFoundError(SaidError):
    """There is no such thing; the sentence tells the reader where to look instead."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, key, values)


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
        words = words_of(request)
        sentence = error.said(words) if isinstance(error, SaidError) else _sentence(words, status)
        return self._page(request, status, sentence, dict(error.headers or {}))

    def for_unusable_values(self, request: Request, error: Exception) -> Response:
        """Return the page for a value of the wrong shape: in the path it names nothing, in the query it is a slip."""
        assert isinstance(error, RequestValidationError)
        in_path = any(problem["loc"][:1] == ("path",) for problem in error.errors())
        status = HTTPStatus.NOT_FOUND if in_path else HTTPStatus.UNPROCESSABLE_ENTITY
        return self._page(request, status, _sentence(words_of(request), status), {})

    def for_our_own_mistake(self, request: Request, _: Exception) -> Response:
        """Return the page for an error nobody foresaw. Starlette sends it outside every middleware, then re-raises."""
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        sentence = _sentence(words_of(request), status)
        return self._page(request, status, sentence, security_headers(secure_site=self._secure_site))

    def _refused(self, request: Request, status: HTTPStatus, reason: str) -> Response:
        words = words_of(request)
        body = self._renderer.render(
            "message.html",
            request,
            title=words.say("refused.title"),
            sentences=[words.say(f"refused.{reason}", url=self._public_url)],
        )
        return Response(body, status, {"Cache-Control": "no-store"}, media_type="text/html; charset=utf-8")

    def _page(self, request: Request, status: HTTPStatus, sentence: str, headers: dict[str, str]) -> Response:
        words = words_of(request)
        other = Language.ENGLISH if words.language is Language.SPANISH else Language.SPANISH
        body = self._renderer.render(
            "error.html",
            request,
            title=words.say(_TITLES.get(status, "error.other")),
            sentence=sentence,
            # There is no such page in the other language either.
            elsewhere=at(other, "/"),
        )
        return Response(body, status, {"Cache-Control": "no-store", **headers}, media_type="text/html; charset=utf-8")


def _sentence(words: Phrases, status: HTTPStatus) -> str:
    return words.say(_SENTENCES.get(status, "error.other_means"))
