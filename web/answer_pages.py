"""Where the links in our letters lead: say yes or no, enter a code, end, take that back. Looking changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from domain.subscriptions import LIVE
from web.doorway import DoorPages, add_form
from web.form_guard import is_one_click, read_form, read_unsubscribe, refuse_other_pages
from web.phrases import words_of
from web.site import add_page
from workflows.ports import LinkPurpose
from workflows.sign_up import (
    Doorway,
    Ending,
    LinkState,
    Opened,
    ask_to_manage,
    confirm,
    confirm_end,
    end,
    enter_code,
    refuse,
    undo,
)

_Form = Annotated[QueryParams, Depends(read_form)]
_ENDINGS = {Ending.ENDED: "unsubscribe.ended", Ending.ASKED: "unsubscribe.asked", Ending.ALREADY: "unsubscribe.already"}


class AnswerPages(DoorPages):
    """The pages behind the links of letters, but for the one that changes a subscription."""

    def router(self) -> APIRouter:
        """Return the routes of these pages."""
        router = APIRouter()
        for purpose, show, act in (
            ("confirm", self.show_confirm, self.confirm),
            ("code", self.show_code, self.enter_code),
            ("unsubscribe", self.show_unsubscribe, self.unsubscribe),
            ("end", self.show_end, self.end),
            ("undo", self.show_undo, self.undo),
        ):
            add_page(router, f"/{purpose}/{{token}}", show)
            add_form(router, f"/{purpose}/{{token}}", act)
        add_form(router, "/confirm/{token}/refuse", self.refuse)
        add_form(router, "/unsubscribe/{token}/manage", self.ask_to_manage)
        return router

    def show_confirm(self, request: Request, token: str) -> Response:
        """Ask whether the subscription is wanted."""
        return self._show(request, LinkPurpose.CONFIRM, token)

    def confirm(self, request: Request, token: str, _: _Form) -> Response:
        """Begin the subscription."""
        return self._press(request, LinkPurpose.CONFIRM, token, confirm, "confirm.done")

    def refuse(self, request: Request, token: str, _: _Form) -> Response:
        """Forget what was asked for, and never write to the address again."""
        self._guard(request)
        opened = self._opened(LinkPurpose.CONFIRM, token)
        if opened.state is LinkState.OPEN and opened.subscription and opened.subscription.standing in LIVE:
            return self._message("refuse.too_late", request)
        return self._press(request, LinkPurpose.CONFIRM, token, refuse, "refuse.done")

    def show_code(self, request: Request, token: str) -> Response:
        """Ask for the code that the channel shows."""
        return self._show(request, LinkPurpose.CODE, token)

    def enter_code(self, request: Request, token: str, form: _Form) -> Response:
        """Begin a channel's subscription, if the code is the one that it shows."""
        self._guard(request)
        was = self._opened(LinkPurpose.CODE, token)
        opened = enter_code(self._door, token, form.get("code", ""))
        if opened.state is LinkState.WRONG_CODE:
            return self._show(request, LinkPurpose.CODE, token, wrong=True)
        if opened.state is not LinkState.DONE or was.state is not LinkState.OPEN:
            return self._not_open(request, LinkPurpose.CODE, token, opened)
        return self._message("code.done", request)

    def show_unsubscribe(self, request: Request, token: str) -> Response:
        """Show whose subscription this is and what it tells, with a button to end it and one to change it."""
        return self._show(request, LinkPurpose.UNSUBSCRIBE, token)

    def unsubscribe(
        self, request: Request, token: str, form: Annotated[QueryParams, Depends(read_unsubscribe)]
    ) -> Response:
        """End the subscription. A mail program may ask for it from wherever it is (RFC 8058)."""
        if not is_one_click(form):
            self._guard(request)
        ending = end(self._door, token)
        opened = self._opened(LinkPurpose.UNSUBSCRIBE, token)
        if ending is Ending.UNKNOWN:
            return self._not_open(request, LinkPurpose.UNSUBSCRIBE, token, opened)
        return self._message(_ENDINGS[ending], request)

    def ask_to_manage(self, request: Request, token: str, _: _Form) -> Response:
        """Send a link for changing the subscription to its address; the answer is the same whatever comes of it."""
        self._guard(request)
        ask_to_manage(self._door, token)
        opened = self._opened(LinkPurpose.UNSUBSCRIBE, token)
        if opened.subscription is None:
            return self._not_open(request, LinkPurpose.UNSUBSCRIBE, token, opened)
        return self._message("manage.asked", request)

    def show_end(self, request: Request, token: str) -> Response:
        """Ask whether a subscription that several people read is to end for all."""
        return self._show(request, LinkPurpose.END, token)

    def end(self, request: Request, token: str, _: _Form) -> Response:
        """End a subscription that several people read."""
        return self._press(request, LinkPurpose.END, token, confirm_end, "unsubscribe.ended")

    def show_undo(self, request: Request, token: str) -> Response:
        """Ask whether an ended subscription is to go on."""
        return self._show(request, LinkPurpose.UNDO, token)

    def undo(self, request: Request, token: str, _: _Form) -> Response:
        """Take an ending back."""
        return self._press(request, LinkPurpose.UNDO, token, undo, "undo.done")

    def _guard(self, request: Request) -> None:
        refuse_other_pages(request, self._site.public_url)

    def _show(self, request: Request, purpose: LinkPurpose, token: str, *, wrong: bool = False) -> Response:
        opened = self._opened(purpose, token)
        if opened.state is not LinkState.OPEN or opened.subscription is None:
            return self._not_open(request, purpose, token, opened)
        words = words_of(request)
        return self._page(
            "answer.html",
            request,
            HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
            purpose=purpose.value,
            path=f"/{purpose.value}/{token}",
            shared=opened.subscription.shared,
            wrong=words.say("code.wrong") if wrong else "",
            **self._described(opened.subscription, words),
        )

    def _press(
        self,
        request: Request,
        purpose: LinkPurpose,
        token: str,
        act: Callable[[Doorway, str], Opened],
        done: str,
    ) -> Response:
        """Use a link up by *act* and say so. It is looked at first, because a second press is told that it is one."""
        self._guard(request)
        opened = self._opened(purpose, token)
        if opened.state is LinkState.OPEN:
            opened = act(self._door, token)
            if opened.state is LinkState.DONE:
                return self._message(done, request)
        return self._not_open(request, purpose, token, opened)
