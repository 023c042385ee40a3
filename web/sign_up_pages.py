"""Asking for a subscription: what it should tell, how much that would be, and where it should go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from domain.changes import ChangeKind
from domain.subscriptions import Address, Cadence, Channel, Filter, Language
from domain.vocabulary import STATES, SupportType
from web.doorway import DoorPages, add_form, go_to
from web.filters import ChangeFilter
from web.form_guard import StampAge, read_form, require_own_page
from web.links import ON
from web.phrases import Phrases, words_of
from web.powers import POWER_KEYS
from web.site import add_page
from web.wish_form import HOURS, ZONES, Wish, WishError, WishForm, read_wish
from web.wish_words import volume, wish_in_words
from workflows.ports import NewSubscription
from workflows.preview import SHOWN_DAYS, preview
from workflows.sign_up import TooManyLettersError, ask

SHOWN_CHANGES = 20
ROLES = frozenset(
    {"admin", "alerts", "all", "board", "coalition", "contact", "desk", "editors", "help", "hello", "hola", "hotline"}
    | {"info", "legal", "list", "mail", "media", "members", "network", "news", "newsroom", "office", "press", "report"}
    | {"redaccion", "response", "staff", "support", "team", "tips", "volunteers"}
)
"""Names before the @ that several people usually read."""
TRAP = "subject"
"""A field that people do not see and programs fill in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """The second form as it was sent."""

    wish: WishForm
    address: str = ""
    shared: bool = False
    alone: bool = False
    """The reader was asked whether several people read a role address, and left it so."""
    stamp: str = ""


class SignUpPages(DoorPages):
    """The form, its preview, and what is sent from it."""

    def router(self) -> APIRouter:
        """Return the routes of these pages."""
        router = APIRouter()
        add_page(router, "/subscribe", self.form)
        add_page(router, "/subscribe/preview", self.show)
        add_form(router, "/subscribe", self.subscribe)
        return router

    def form(self, request: Request) -> Response:
        """Show the form, filled in with what the address names."""
        words = words_of(request)
        wish = read_wish(request.query_params, typed=False, language=words.language)
        answer = self._form(request, wish)
        del answer.headers["X-Robots-Tag"]  # people may find this page
        return answer

    def show(self, request: Request) -> Response:
        """Say what would be told and how much that would be, and ask where it should go."""
        words = words_of(request)
        wish = read_wish(request.query_params, typed=True, language=words.language)
        return self._preview(request, _Sent(wish=wish))

    def subscribe(self, request: Request, form: Annotated[QueryParams, Depends(read_form)]) -> Response:
        """Take the wish, if nothing speaks against it."""
        require_own_page(request, self._site.public_url)
        words = words_of(request)
        sent = _Sent(
            wish=read_wish(form, typed=False, language=words.language),
            address=form.get("address", "").strip(),
            shared=form.get("shared") == ON,
            alone=form.get("alone") == ON,
            stamp=form.get("stamp", ""),
        )
        age = self._stamp.age(sent.stamp)
        if age is StampAge.STALE:
            return self._preview(request, replace(sent, stamp=""), words.say("wrong.stale"))
        try:
            wish, address = sent.wish.checked(), self._address(sent.address)
        except WishError as error:
            return self._preview(request, sent, told(words, error))
        if _needs_a_hint(sent, address):
            return self._preview(request, replace(sent, alone=True), words.say("wrong.role"))
        if not self._limits.admits(request.client.host if request.client else None):
            return self._message("too_many", request, HTTPStatus.TOO_MANY_REQUESTS)
        if form.get(TRAP) or age is StampAge.TOO_YOUNG:
            return self._message("asked", request)
        return self._ask(request, wish, address, shared=sent.shared)

    def _ask(self, request: Request, wish: Wish, address: Address, *, shared: bool) -> Response:
        wanted = NewSubscription(
            address=address,
            filter=wish.filter,
            cadence=wish.cadence,
            language=wish.language,
            timing=wish.timing,
            shared=shared,
        )
        try:
            token = ask(self._door, wanted)
        except TooManyLettersError:
            return self._message("too_many_codes", request, HTTPStatus.TOO_MANY_REQUESTS)
        return go_to(f"/code/{token}") if token else self._message("asked", request)

    def _address(self, text: str) -> Address:
        """Return the address that *text* is. Raises WishError; it never repeats the address."""
        try:
            return self._parts.parse_address(text)
        except ValueError as error:
            raise WishError("wrong.address", str(error)) from None

    def _form(self, request: Request, wish: WishForm, wrong: str = "") -> Response:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
        return self._page("subscribe.html", request, status, wish=wish, wrong=wrong, **form_choices())

    def _preview(self, request: Request, sent: _Sent, wrong: str = "") -> Response:
        """Show the second form. Where the wish itself cannot be used, the first one comes again."""
        words = words_of(request)
        try:
            wish = sent.wish.checked()
        except WishError as error:
            return self._form(request, sent.wish, told(words, error))
        now = self._site.now()
        seen = preview(self._site.reader, wish.filter, now)
        answer = self._page(
            "preview.html",
            request,
            HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
            wrong=wrong,
            sent=sent,
            typed="" if "/" in sent.address else sent.address,  # a webhook is a secret
            stamp=sent.stamp or self._stamp.new(),
            wish=wish_in_words(words, wish.filter, wish.cadence, wish.timing, wish.language),
            volume=volume(words, seen, wish.cadence, releases=wish.filter.releases),
            shown=seen.shown[:SHOWN_CHANGES],
            left=len(seen.shown[SHOWN_CHANGES:]),
            in_the_log=replace(_in_the_log(wish.filter), since=(now - timedelta(days=SHOWN_DAYS)).date()),
            unknown_counties=sent.wish.unknown_counties(),
            powers=POWER_KEYS,
            trap=TRAP,
        )
        # Without this a browser would not name its origin when it sends the form (Fetch standard, "Origin" header).
        answer.headers["Referrer-Policy"] = "same-origin"
        return answer


def form_choices() -> dict[str, object]:
    """Return what the form for a wish offers."""
    return {
        "states": STATES,
        "support_types": list(SupportType),
        "powers": POWER_KEYS,
        "kinds": list(ChangeKind),
        "cadences": list(Cadence),
        "hours": HOURS,
        "zones": ZONES,
        "languages": list(Language),
    }


def told(words: Phrases, error: WishError) -> str:
    """Return what is wrong, in the reader's language."""
    english = str(error) if words.language is Language.ENGLISH else ""
    return english or words.say(error.key)


def _needs_a_hint(sent: _Sent, address: Address) -> bool:
    role = address.value.partition("@")[0].lower()
    return address.channel is Channel.EMAIL and role in ROLES and not sent.shared and not sent.alone


def _in_the_log(wish: Filter) -> ChangeFilter:
    """Return the log's own filter that comes nearest: it takes one of each, so that it may show more."""
    return ChangeFilter(
        state=next(iter(wish.states)) if len(wish.states) == 1 else None,
        support_type=next(iter(wish.support_types)) if len(wish.support_types) == 1 else None,
        kind=next(iter(wish.kinds)) if len(wish.kinds) == 1 and not wish.unconfirmed else None,
    )
