"""What the pages of the doorway share: its parts, who reads which language, and answers that nobody may keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.subscriptions import Address, Subscription
from web.form_guard import FormStamp
from web.phrases import Phrases, words_of
from web.site import Site
from web.visitor_limits import VisitorLimits
from web.wish_words import wish_in_words
from workflows.ports import LinkPurpose
from workflows.sign_up import Doorway, LinkState, Opened, look

PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpParts:
    """What `create_app` needs to let people subscribe.

    *parse_address* raises ValueError with a sentence for the reader; *describe* names an address to its owner and tells
    nobody else how to reach it; *form_key* signs the forms.
    """

    door: Doorway
    parse_address: Callable[[str], Address]
    describe: Callable[[Address], str]
    form_key: str = field(repr=False)


class DoorPages:
    """What every page of the doorway can do."""

    def __init__(self, site: Site, parts: SignUpParts, limits: VisitorLimits) -> None:
        self._site = site
        self._parts = parts
        self._door = parts.door
        self._limits = limits
        self._stamp = FormStamp(parts.form_key, site.now)

    def _page(
        self, template: str, request: Request, status: HTTPStatus = HTTPStatus.OK, /, **values: object
    ) -> Response:
        body = self._site.renderer.render(template, request, **values)
        return Response(body, status, PRIVATE, media_type="text/html; charset=utf-8")

    def _message(self, key: str, request: Request, status: HTTPStatus = HTTPStatus.OK, /, **values: object) -> Response:
        """Return a page of a headline and sentences: `{key}.title` and `{key}.text`."""
        words = words_of(request)
        sentences = [words.say(f"{key}.text", **values)]
        if f"{key}.more" in words.texts:
            sentences.append(words.say(f"{key}.more"))
        return self._page("message.html", request, status, title=words.say(f"{key}.title"), sentences=sentences)

    def _described(self, subscription: Subscription, words: Phrases) -> dict[str, object]:
        """Return what a page shows of a subscription."""
        return {
            "who": self._parts.describe(subscription.address),
            "wish": wish_in_words(
                words, subscription.filter, subscription.cadence, subscription.timing, subscription.language
            ),
        }

    def _opened(self, purpose: LinkPurpose, token: str) -> Opened:
        return look(self._door, purpose, token)

    def _not_open(self, request: Request, purpose: LinkPurpose, token: str, opened: Opened) -> Response:
        """Return the page for a link that cannot be used: used before, too late, forgotten, or not one of ours."""
        if opened.state is LinkState.DONE:
            return self._message(f"{purpose.value}.already", request)
        if opened.state is LinkState.EXPIRED:
            return self._message(f"{purpose.value}.expired", request, HTTPStatus.GONE)
        if self._door.tokens.read_token(purpose, token) is not None:
            return self._message("link.gone", request, HTTPStatus.GONE)
        return self._message("link.unknown", request, HTTPStatus.NOT_FOUND)


def go_to(path: str) -> Response:
    """Send the reader on to *path*, one of our own; the answer is not kept."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, PRIVATE)


def add_form(router: APIRouter, path: str, handler: Callable[..., object]) -> None:
    """Take what a form sends to *path*."""
    router.add_api_route(path, handler, methods=["POST"], response_model=None, response_class=Response)
