"""Somebody at the review desk: the pages over a real record, accounts, and a browser that keeps its cookie."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from domain.one_time_codes import STEP_SECONDS, code
from storage.reviewers import Reviewers
from tests.web.doorstep import form_of
from tests.web.fake_press import FakePress
from tests.web.fakes import Answer, Client
from tests.web.reading import page_of, words_of
from tests.workflows.stage import GOLIAD, POLK, PUBLIC_URL, TEXAS, Stage, sheriff, without
from web.app import create_app
from web.desk_door import PLAIN_COOKIE, SECURE_COOKIE, DeskParts
from workflows.reviewers import Reception, Reviewer, add

PASSWORD = "seven plain words make one good password"
DANA = "desk-1"
POLICE = replace(GOLIAD, agency="Goliad Police Department")
NEVADA = tuple(sheriff(county, state="Nevada") for county in ("Clark", "Nye", "Elko"))


@dataclass
class CountedPasswords:
    """Passwords that are hashed fast, and counted."""

    asked: list[str | None] = field(default_factory=list)

    def hashed(self, password: str) -> str:
        return hashlib.sha256(password.encode(errors="replace")).hexdigest()

    def fits(self, password: str, kept: str | None) -> bool:
        self.asked.append(kept)
        return self.hashed(password) == kept


class Desk:
    """The desk of one Lookout, and whoever sits at it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.stage = Stage(url, folder)
        self.passwords = CountedPasswords()
        reviewers = Reviewers(self.stage.engine, self.stage.vault)
        self.reception = Reception(book=reviewers.open, look=reviewers.look, passwords=self.passwords)
        self.woken: list[None] = []
        self.client = Client(self.app(), host=urlsplit(PUBLIC_URL).hostname or "")
        self.token = ""

    def app(self, public_url: str = PUBLIC_URL) -> Any:
        """Return the application over the stage's record."""
        return create_app(
            reader=self.stage.log,
            press=FakePress(),
            archive=self.stage.archive,
            public_url=public_url,
            allowed_hosts=[urlsplit(public_url).hostname or ""],
            now=self.stage.clock.now,
            contact_url="mailto:desk@example.org",
            desk=DeskParts(reception=self.reception, polling=self.stage.polling, wake=lambda: self.woken.append(None)),
        )

    def close(self) -> None:
        """Give the connections back."""
        self.stage.close()

    def add(self, name: str = DANA) -> Reviewer:
        """Make an account."""
        return add(self.reception, name, PASSWORD, self.stage.clock.now())

    def code_of(self, reviewer: Reviewer, *, later: int = 0) -> str:
        """Return what the reviewer's app shows now, or so many half minutes later."""
        return code(reviewer.key, int(self.stage.clock.now().timestamp()) // STEP_SECONDS + later)

    def try_to_enter(
        self, name: str = DANA, password: str = PASSWORD, code: str = "", *, ip: str = "203.0.113.7", **headers: str
    ) -> Answer:
        """Send the form to sign in, as a browser does."""
        fields = {"name": name, "password": password, "code": code}
        return self.client.post("/desk/login", fields, ip=ip, **{"origin": PUBLIC_URL, **headers})

    def enter(self, reviewer: Reviewer, **more: str) -> str:
        """Sign in, keep the cookie, and return what it holds."""
        self.stage.clock.wait(seconds=STEP_SECONDS)  # each code works once
        answer = self.try_to_enter(reviewer.name, code=self.code_of(reviewer), **more)
        assert answer.status == 303
        self.token = token_of(answer)
        return self.token

    def get(self, path: str, token: str | None = None, **headers: str) -> Answer:
        """Look at a page with the cookie."""
        return self.client.get(
            path, **{"cookie": f"{SECURE_COOKIE}={self.token if token is None else token}", **headers}
        )

    def send(self, path: str, fields: Mapping[str, Any] | bytes, token: str | None = None, **headers: str) -> Answer:
        """Send a form with the cookie, and with no more than *fields*."""
        cookie = f"{SECURE_COOKIE}={self.token if token is None else token}"
        return self.client.post(path, fields, **{"cookie": cookie, "origin": PUBLIC_URL, **headers})

    def press(self, path: str, action: str, **fields: Any) -> Answer:
        """Fill in the form of the page *path* that goes back to it, and press the button *action*."""
        return self.press_on(path, path, action, **fields)

    def press_on(self, page: str, action: str, button: str, **fields: Any) -> Answer:
        """Press a button of the form on *page* that goes to the path *action*."""
        return self.send(action, {**form_of(self.get(page), action), "action": button, **fields})

    def is_in(self, token: str) -> bool:
        """Tell whether that cookie opens the desk."""
        return self.get("/desk", token).status == 200

    def ask_a_question(self) -> None:
        """Let the publisher print a police department where the sheriff of Goliad stood."""
        self.stage.print_list(TEXAS)
        self.stage.clock.wait(minutes=10)
        self.stage.print_list([*without(TEXAS, GOLIAD), POLICE])

    def hold_three(self) -> None:
        """Let all of Nevada vanish at once, while Polk arrives: what vanished is held."""
        self.stage.print_list([*TEXAS, *NEVADA])
        self.stage.clock.wait(minutes=10)
        self.stage.print_list([*TEXAS, POLK])


def token_of(answer: Answer) -> str:
    """Return what an answer's cookie holds."""
    cookies: SimpleCookie = SimpleCookie(answer.headers["set-cookie"])
    [morsel] = [cookie for name, cookie in cookies.items() if name in {SECURE_COOKIE, PLAIN_COOKIE}]
    return morsel.value


def said(answer: Answer) -> str:
    """Return what a page says, one blank between the words of two elements."""
    return words_of(page_of(answer.text).find(".//main"))
