"""What the local web of all sources serves: the saved answers, the pages of their releases, and what is refused."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

from scrapers.registry import SourceFile, SourceRegistry
from tests.builders.newsroom_pages import Item, Newsroom, article_page, page
from tests.builders.saved_pages import block_page, not_found, script_shell
from tests.sources import build
from tests.sources.table import NEWSROOMS, Release, Saved, Shape, releases_of
from workflows.press import FOLLOWED

BODY = (
    "The office announced that the State Police signed a 287(g) agreement with U.S. Immigration and Customs Enforcement "
    "under the Task Force Model.\nThe office thanked the troopers who will be trained in the coming weeks."
)
PLAIN = "The office gave details of the decision on Friday.\nMore will be told when the work begins."
LONG_AGO = date(2025, 1, 14)
OLDER_DAYS = (date(2026, 9, 9), date(2026, 9, 4), date(2026, 9, 1), date(2026, 8, 27))
FORBIDS_ALL = "www.myfloridalegal.com"
"""The host whose robots.txt forbids everything: that of a source which is known to be blocked."""
_FORMS = {"html": "text/html; charset=utf-8", "xml": "application/rss+xml", "json": "application/json"}
_AT_HOME = re.compile(r"^https?://[^/]+")


class Habit(StrEnum):
    """How a server treats who asks again."""

    CONDITIONS = "conditions"
    """304 to who has it already."""
    SAME_BYTES = "same bytes"
    """It ignores conditions and sends the same again."""
    TOKEN = "token"
    """It sends the same list in other bytes each time, as Drupal does with `js-view-dom-id`."""


_HABITS = {8: Habit.SAME_BYTES, 9: Habit.TOKEN, 10: Habit.TOKEN}
"""Of twelve sources, one ignores conditions and two never send the same bytes; the others answer 304."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What one address answers."""

    body: bytes = b""
    status: int = 200
    content_type: str = _FORMS["html"]
    habit: Habit = Habit.CONDITIONS
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        """Return the name of these bytes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


NOTHING = Served(status=404, body=not_found(Newsroom()))


class Loopback:
    """Gives every host an address of its own on this machine, 127.0.1.1 and following, all at one *port*."""

    def __init__(self, hosts: Iterable[str], port: int) -> None:
        self.port = port
        self.addresses = {host: f"127.0.{1 + n // 250}.{1 + n % 250}" for n, host in enumerate(sorted(set(hosts)))}
        self.hosts = {address: host for host, address in self.addresses.items()}
        names = "|".join(map(re.escape, sorted(self.addresses, key=len, reverse=True)))
        self._links = re.compile(rf"https?://({names})(?![\w.-])")

    def host_and_port(self, host: str) -> str:
        """Return what stands for *host* in a local address."""
        return f"{self.addresses[host]}:{self.port}"

    def local(self, text: str) -> str:
        """Return *text* with every address of a followed host led to this machine."""
        return self._links.sub(lambda found: f"http://{self.host_and_port(found[1])}", text)

    def file(self, file: SourceFile) -> SourceFile:
        """Return a source's file with all its addresses here, and with as few releases expected as its saved answer has."""
        told = json.loads(self.local(json.dumps(file.model_dump(mode="json"))))
        told["allowed_hosts"] = [self.host_and_port(host) for host in file.allowed_hosts]
        if file.kind == "newsroom":
            told["expected"]["items_min"] = min(told["expected"]["items_min"], _fewest(file))
        return SourceFile.model_validate(told)


def files_of(registry: SourceRegistry) -> list[SourceFile]:
    """Return the files of all sources but drafts."""
    return [registry.details(config.key) for config in registry.all()]


def is_followed(file: SourceFile) -> bool:
    """Tell whether rounds visit this source."""
    return file.kind in FOLLOWED and not file.polled_with and file.status not in {"retired", "silent"}


def hosts_of(files: Iterable[SourceFile]) -> set[str]:
    """Return every host that *files* name."""
    return {host for file in files for host in file.allowed_hosts}


def expected_of(key: str) -> Any:
    """Return what is to be read of a source's saved answers; None where it has none."""
    path = build.HERE / key / "expected.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else None


def _fewest(file: SourceFile) -> int:
    told = expected_of(file.key)
    return min((len(way["releases"]) for way in told["ways"]), default=1) if told else 1


def habit_of(file: SourceFile) -> Habit:
    """Return how the server of *file* treats who asks again. Only pages carry a token."""
    habit = _HABITS.get(zlib.crc32(file.key.encode()) % 12, Habit.CONDITIONS)
    is_page = file.kind == "newsroom" and file.ways[0].strategy == "html"
    return Habit.CONDITIONS if habit is Habit.TOKEN and not is_page else habit


# ---- One source ------------------------------------------------------------------------------------------------------


class Publisher:
    """What one source serves. Addresses are the publisher's own; the web leads them to this machine."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self._row = next((saved for saved in NEWSROOMS if saved.key == file.key), None)
        self._news: list[Release] = []
        self.first_way_stopped = False

    def publish(self, title: str) -> str:
        """Put a new release about 287(g) first on all its lists; return its address."""
        new = releases_of(replace(self._saved, first=title))[0]
        # Where addresses are numbered, the table gives the first release always the same number.
        url = new.url.replace("5100", str(5101 + len(self._news)))
        self._news.insert(0, replace(new, url=url))
        return url

    def served(self) -> dict[str, Served]:
        """Return all its addresses and what they answer."""
        match self.file.status:
            case "blocked":
                return dict.fromkeys(self.file.addresses, Served(status=403, body=block_page()))
            case "browser":
                return dict.fromkeys(self.file.addresses, Served(body=script_shell()))
            case "unproven":
                return dict.fromkeys(self.file.addresses, NOTHING)
        if self.file.kind == "page":
            body = (build.HERE / self.file.key / "page.html").read_bytes()
            return {self.file.url: Served(body=body, habit=habit_of(self.file))}
        return dict(self._articles()) | dict(self._older()) | dict(self._lists())

    @property
    def _saved(self) -> Saved:
        assert self._row is not None, f"{self.file.key} has no row in the table, so nothing new can be built for it"
        return self._row

    def _lists(self) -> Iterator[tuple[str, Served]]:
        paths = {int(path.stem.removeprefix("way-")): path for path in self._paths()}
        for number in reversed(range(len(self.file.ways))):
            saved = build.answer_for(self.file, number, paths)
            if saved is not None:
                ending = paths[saved].suffix[1:]
                yield (
                    self.file.ways[number].url,
                    self._answer(self._body(number, saved, paths[saved]), ending),
                )

    def _paths(self) -> list[Path]:
        return sorted((build.HERE / self.file.key).glob("way-*.*"))

    def _body(self, way: int, saved: int, path: Path) -> bytes:
        if way == 0 and self.first_way_stopped:
            return self._built(saved, [replace(old, on=LONG_AGO) for old in releases_of(self._saved)])
        if self._news:
            return self._built(saved, [*self._news, *releases_of(self._saved)])
        return path.read_bytes()

    def _built(self, saved: int, releases: Sequence[Release]) -> bytes:
        shape, site = self._saved.ways[saved], self._site
        return shape.build([self._item(release, shape) for release in releases], site)

    def _answer(self, body: bytes, ending: str) -> Served:
        return Served(body=body, content_type=_FORMS[ending], habit=habit_of(self.file))

    def _older(self) -> Iterator[tuple[str, Served]]:
        """Yield the second page of each list that has one."""
        if self._row is None:
            return
        releases = [
            replace(release, title=f"Earlier: {release.title}", url=f"{release.url}-earlier", on=on)
            for release, on in zip(releases_of(self._row)[::-1], OLDER_DAYS, strict=True)
        ]
        for told in expected_of(self.file.key)["ways"]:
            saved = build.answer_for(self.file, told["way"] - 1, self._row.ways)
            if told["next"] and saved and told["next"] != self.file.ways[told["way"] - 1].url:
                yield told["next"], self._answer(self._built(saved, releases), self._row.ways[saved].ending)

    def _articles(self) -> Iterator[tuple[str, Served]]:
        """Yield the page of each release, saved or new."""
        for way in expected_of(self.file.key)["ways"][::-1]:
            for told in way["releases"]:
                on = date.fromisoformat(told["on"]) if told["on"] else None
                yield told["url"], self._article(told["title"], told["url"], on)
        for new in self._news:
            yield new.url, self._article(new.title, new.url, new.on)

    def _article(self, title: str, url: str, on: date | None) -> Served:
        text = BODY if "287(g)" in title else PLAIN
        item = Item(title=title, url=url, published=on, text=text)
        return Served(body=article_page(item, site=self._site), habit=habit_of(self.file))

    @property
    def _site(self) -> Newsroom:
        return Newsroom(home=_home(self.file.url), name=self.file.publisher, language=self.file.language)

    def _item(self, release: Release, shape: Shape) -> Item:
        home = self._site.home
        is_relative = shape.relative and release.url.startswith(f"{home}/")
        zone = ZoneInfo(self.file.time_zone)
        return Item(
            title=release.title,
            url=release.url.removeprefix(home) if is_relative else release.url,
            published=datetime.combine(release.on, build.EVENING, zone) if shape.hour else release.on,
            lead=release.lead,
        )


def home_page(host: str) -> Served:
    """Return what stands at a host's root where no list does."""
    return Served(body=page("<h1>Welcome</h1><p>Services, agencies, and how to reach us.</p>", title=f"Home of {host}"))


def robots_of(host: str) -> Served:
    """Return a host's robots.txt: every fourth has none, one forbids all, the others what nobody here asks for."""
    if host == FORBIDS_ALL:
        return Served(body=b"User-agent: *\nDisallow: /\n", content_type="text/plain")
    if zlib.crc32(host.encode()) % 4 == 0:
        return Served(status=404, body=b"not here", content_type="text/plain")
    return Served(body=b"User-agent: *\nDisallow: /search/\nDisallow: /user/\n", content_type="text/plain")


def place_of(url: str) -> tuple[str, str]:
    """Return host and target of an address, in the form in which a request's target is looked up."""
    host = urlsplit(url).netloc
    return host, target_of(_AT_HOME.sub("", url) or "/")


def target_of(raw: str) -> str:
    """Return a request's target in one form, however it was quoted."""
    return unquote(raw).removesuffix("?")


def asks_older(form: bytes) -> bool:
    """Tell whether a posted form asks for another page than the first."""
    return parse_qs(form.decode()).get("page", ["0"])[0] != "0"


def _home(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
