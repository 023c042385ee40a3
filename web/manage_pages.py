"""A subscription in its owner's hands: change it, pause it, try it, take its data away, end it, be forgotten.

Each press uses the link up and leads on to the next one of the same hour, so that a page left open, or an address left
in a history, is worth nothing afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from domain.subscriptions import Standing, Subscription
from web.doorway import PRIVATE, DoorPages, add_form, go_to
from web.form_guard import read_form, refuse_other_pages
from web.links import ON
from web.phrases import words_of
from web.sign_up_pages import form_choices, told
from web.site import add_page
from web.wish_form import WishError, WishForm, read_wish, wish_of
from workflows.ports import LinkPurpose
from workflows.sign_up import Doorway, LinkState, Managed, change, end_managed, forget, held_data, pause, send_test

_Form = Annotated[QueryParams, Depends(read_form)]
_NEWS = ("changed", "paused", "resumed", "tested")
"""What a press came to, as the next page names it."""


class ManagePages(DoorPages):
    """The page of one subscription and everything that can be done there."""

    def router(self) -> APIRouter:
        """Return the routes of these pages."""
        router = APIRouter()
        add_page(router, "/manage/{token}", self.show)
        add_page(router, "/manage/{token}/data", self.data)
        add_form(router, "/manage/{token}", self.change)
        add_form(router, "/manage/{token}/pause", self.pause)
        add_form(router, "/manage/{token}/resume", self.resume)
        add_form(router, "/manage/{token}/test", self.test)
        add_form(router, "/manage/{token}/end", self.end)
        add_form(router, "/manage/{token}/forget", self.forget)
        return router

    def show(self, request: Request, token: str) -> Response:
        """Show the subscription with its forms."""
        subscription = self._in_hand(token)
        if subscription is None:
            return self._closed(request, token)
        news = request.query_params.get("news", "")
        key = f"manage.{news}" if news in _NEWS else ""
        return self._managed(request, token, subscription, wish_of(subscription), news=key)

    def data(self, request: Request, token: str) -> Response:
        """Give everything that is held about the address, for taking away."""
        held = held_data(self._door, token)
        if held is None:
            return self._closed(request, token)
        headers = {**PRIVATE, "Content-Disposition": 'attachment; filename="lookout-my-data.json"'}
        return Response(json.dumps(held, indent=2), headers=headers, media_type="application/json")

    def change(self, request: Request, token: str, form: _Form) -> Response:
        """Write what the subscription is to hear from now on."""
        self._guard(request)
        subscription = self._in_hand(token)
        if subscription is None:
            return self._closed(request, token)
        typed = read_wish(form, typed=True, language=subscription.language)
        try:
            wish = typed.checked(also_zone=subscription.timing.time_zone)
        except WishError as error:
            return self._managed(request, token, subscription, typed, wrong=told(words_of(request), error))
        managed = change(
            self._door,
            token,
            wish=wish.filter,
            cadence=wish.cadence,
            language=wish.language,
            timing=wish.timing,
            shared=form.get("shared") == ON,
        )
        return self._onward(request, token, managed, "changed")

    def pause(self, request: Request, token: str, _: _Form) -> Response:
        """Pause the subscription."""
        self._guard(request)
        return self._onward(request, token, pause(self._door, token, paused=True), "paused")

    def resume(self, request: Request, token: str, _: _Form) -> Response:
        """Let the subscription go on."""
        self._guard(request)
        return self._onward(request, token, pause(self._door, token, paused=False), "resumed")

    def test(self, request: Request, token: str, _: _Form) -> Response:
        """Send a test message."""
        self._guard(request)
        return self._onward(request, token, send_test(self._door, token), "tested")

    def end(self, request: Request, token: str, _: _Form) -> Response:
        """End the subscription."""
        self._guard(request)
        return self._over(request, token, end_managed, "unsubscribe.ended")

    def forget(self, request: Request, token: str, form: _Form) -> Response:
        """Forget the address with all its subscriptions, if the box for that is ticked."""
        self._guard(request)
        if form.get("sure") == ON:
            return self._over(request, token, forget, "forget.done")
        subscription = self._in_hand(token)
        if subscription is None:
            return self._closed(request, token)
        words = words_of(request)
        return self._managed(request, token, subscription, wish_of(subscription), wrong=words.say("forget.not_sure"))

    def _guard(self, request: Request) -> None:
        refuse_other_pages(request, self._site.public_url)

    def _in_hand(self, token: str) -> Subscription | None:
        """Return the subscription that *token* may change now."""
        opened = self._opened(LinkPurpose.MANAGE, token)
        return opened.subscription if opened.state is LinkState.OPEN else None

    def _onward(self, request: Request, token: str, managed: Managed | None, news: str) -> Response:
        return self._closed(request, token) if managed is None else go_to(f"/manage/{managed.token}?news={news}")

    def _over(self, request: Request, token: str, act: Callable[[Doorway, str], Managed | None], done: str) -> Response:
        managed = act(self._door, token)
        if managed is None:
            return self._closed(request, token)
        return self._message(done, request)

    def _closed(self, request: Request, token: str) -> Response:
        """Return the page for a manage link that is not open, or not any more."""
        opened = self._opened(LinkPurpose.MANAGE, token)
        return self._not_open(request, LinkPurpose.MANAGE, token, opened)

    def _managed(
        self,
        request: Request,
        token: str,
        subscription: Subscription,
        wish: WishForm,
        *,
        news: str = "",
        wrong: str = "",
    ) -> Response:
        words = words_of(request)
        return self._page(
            "manage.html",
            request,
            HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
            who=self._parts.describe(subscription.address),
            path=f"/manage/{token}",
            wish=wish,
            shared=subscription.shared,
            standing=subscription.standing.value,
            is_active=subscription.standing is Standing.ACTIVE,
            news=words.say(news) if news else "",
            wrong=wrong,
            **form_choices(),
        )
