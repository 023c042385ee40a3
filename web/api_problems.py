"""Errors of the programming interface, as problem details (RFC 9457): what is wrong, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from web.errors import BadRequestError

MEDIA_TYPE = "application/problem+json"
_LONGEST_NAME = 40
"""How much of a parameter's name is said back to whoever sent it."""
_KINDS = {
    HTTPStatus.NOT_FOUND: ("not-found", "There is no such thing"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method", "This can only be read"),
    HTTPStatus.UNPROCESSABLE_ENTITY: ("parameter", "A value in the address cannot be used"),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("ours", "Something went wrong on our side"),
}
"""The fragment of the page /api that explains a problem, and its title."""
_SENTENCES = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address. The page /api lists what there is.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Only GET and HEAD are answered here. Nothing can be changed.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The record is safe, but this could not be answered. Try again in a minute.",
}
_READABLE = {
    "limit": "Write a whole number from 1 to 500.",
    "before": "Write the number that stood in “next”: a whole number from 1 on.",
    "cursor": "Write what stood in “cursor” of the answer before, or leave it out to begin.",
    "after": "Write 0 to begin, or what stood in “next” or “latest”.",
}


class ParameterError(HTTPException):
    """A parameter cannot be used; *sentence* tells what to write instead. Programs are answered in English alone."""

    def __init__(self, sentence: str) -> None:
        super().__init__(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)


class AbsentError(HTTPException):
    """There is no such thing; *sentence* tells where to look instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, sentence)


class Problem(BaseModel):
    """Why there is no answer."""

    type: str = Field(description="Address of the words that explain this kind of problem.")
    title: str = Field(description="The kind of problem, the same each time.")
    status: int = Field(description="The status of the answer.")
    detail: str = Field(description="What is wrong this time, and what to write instead.")


class Problems:
    """Turns errors into problem details. *public_url* is where readers find the site."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url

    def for_http(self, _: Request, error: Exception) -> Response:
        """Return the problem for an error that was raised on purpose; every unusable value has the same status."""
        assert isinstance(error, HTTPException)
        status = HTTPStatus(error.status_code)
        if isinstance(error, BadRequestError):
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        said = error.detail if error.detail != HTTPStatus(error.status_code).phrase else ""
        headers = {"Allow": "GET, HEAD"} if status is HTTPStatus.METHOD_NOT_ALLOWED else {}
        return self._answer(status, said or _SENTENCES.get(status, status.description), headers)

    def for_unusable_values(self, _: Request, error: Exception) -> Response:
        """Return the problem for a parameter that is unknown, empty, too long or of the wrong shape."""
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        return self._answer(HTTPStatus.UNPROCESSABLE_ENTITY, _sentence(first), {})

    def for_our_own_mistake(self, _: Request, __: Exception) -> Response:
        """Return the problem for an error nobody foresaw; what it was is for the log alone."""
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        return self._answer(status, _SENTENCES[status], {})

    def _answer(self, status: HTTPStatus, detail: str, headers: Mapping[str, str]) -> Response:
        fragment, title = _KINDS.get(status, ("others", status.phrase))
        problem = Problem(type=f"{self._public_url}/api#{fragment}", title=title, status=status, detail=detail)
        return JSONResponse(
            problem.model_dump(), status, {"Cache-Control": "no-store", **headers}, media_type=MEDIA_TYPE
        )


def _sentence(problem: Mapping[str, object]) -> str:
    place = problem["loc"]
    name = str(place[-1])[:_LONGEST_NAME] if isinstance(place, tuple) else ""
    kind = problem["type"]
    if kind == "extra_forbidden":
        return f"“{name}” is no parameter of this address. Check its spelling: the page /api lists them."
    if kind == "string_too_short":
        return f"“{name}” is empty. Leave it out to have everything."
    if kind == "string_too_long":
        return f"What “{name}” holds is too long. Copy it again: it may have grown on the way."
    return f"“{name}” cannot be read. {_READABLE.get(name, 'The page /api says how to write it.')}"
