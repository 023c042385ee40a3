"""Visits to a site on the loopback interface: what is fetched, what is asked, and what each fault becomes."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import ipaddress
import ssl
from collections.abc import Mapping
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scrapers.fetching import FetchOptions, scrapy_settings
from scrapers.registry import SourceRegistry
from scrapers.visitor import ScrapyVisitor
from tests.builders.site import ROBOTS_TXT, Fault, Reply, Site, list_page
from tests.builders.workbooks import build_pending_workbook, build_workbook, listed
from workflows.ports import DocumentRole, FetchProblem, Validator, Visit

PAGE = "/identify-and-arrest/287g"
LIST = "/doclib/participatingAgencies10092026.xlsx"
PENDING = "/doclib/pendingAgencies02272026.xlsx"
MODIFIED = "Fri, 09 Oct 2026 19:33:34 GMT"
BODY = build_workbook([listed()])
PENDING_BODY = build_pending_workbook([listed()])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOW = dt.datetime(2026, 10, 9, 20, 0, tzinfo=dt.UTC)


def visitor(
    *, delay: float = 0, timeout: float = 5, private: bool = True, budget: float = 60, now: dt.datetime = NOW
) -> ScrapyVisitor:
    return ScrapyVisitor(
        SourceRegistry.load(),
        contact_url="https://lookout.example/about",
        version="1.2.3",
        delay=delay,
        timeout=timeout,
        allow_private_hosts=private,
        budget=budget,
        now=lambda: now,
    )


def good_site(**changes: Reply) -> dict[str, Reply]:
    replies = {
        PAGE: Reply(body=list_page((LIST, "View 287(g) Participating Agencies"))),
        LIST: Reply(body=BODY, content_type=XLSX, last_modified=MODIFIED),
    }
    return replies | changes


def visit(
    replies: Mapping[str, Reply],
    *,
    using: ScrapyVisitor | None = None,
    validators: Mapping[str, Validator] | None = None,
    site: Site | None = None,
) -> tuple[Visit, Site]:
    served = site or Site(replies)

    async def run() -> Visit:
        async with served:
            known = {served.url + path: validator for path, validator in (validators or {}).items()}
            return await (using or visitor()).visit("ice-287g", url=served.url + PAGE, validators=known)

    return asyncio.run(run()), served


def the_problem(made: Visit) -> tuple[FetchProblem, DocumentRole, str]:
    [problem] = made.problems
    return problem.kind, problem.role, problem.message


def test_a_visit_brings_the_page_its_totals_and_both_workbooks() -> None:
    page = list_page(
        (LIST, "View 287(g) Participating Agencies"),
        (PENDING, "View 287(g) Pending Agencies"),
        prose="ICE has signed 2,382 Memorandums of Agreement covering 39 states and 2 U.S. Territories.",
    )
    replies = {
        PAGE: Reply(body=page),
        LIST: Reply(body=BODY, content_type=XLSX, last_modified=MODIFIED),
        PENDING: Reply(body=PENDING_BODY, content_type=XLSX),
    }

    made, site = visit(replies)

    assert made.problems == ()
    assert [(f.role, f.status, f.body) for f in made.fetched] == [
        (DocumentRole.PAGE, 200, page),
        (DocumentRole.PARTICIPATING, 200, BODY),
        (DocumentRole.PENDING, 200, PENDING_BODY),
    ]
    workbook = made.fetched[1]
    assert workbook.url == workbook.final_url == site.url + LIST
    assert workbook.published_name == "participatingAgencies10092026.xlsx"
    assert ("Last-Modified", MODIFIED) in workbook.headers
    assert workbook.fetched_at == made.started_at == made.finished_at == NOW
    assert (made.source, made.totals.agreements) == ("ice-287g", 2_382)


def test_requests_say_who_we_are_and_nothing_else() -> None:
    _, site = visit(good_site())

    assert [request.path for request in site.asked] == [ROBOTS_TXT, PAGE, LIST]
    for request in site.asked:
        assert request.headers["user-agent"] == "Lookout287g/1.2.3 (+https://lookout.example/about)"
        # aiohttp adds the length of the (empty) body.
        assert set(request.headers) - {"content-length"} == {
            "host",
            "user-agent",
            "accept",
            "accept-language",
            "accept-encoding",
        }


def test_a_file_that_has_not_changed_is_told_by_304_and_the_page_is_always_asked_in_full() -> None:
    validator = Validator(url="", last_modified=MODIFIED, sha256="")

    made, site = visit(good_site(), validators={LIST: validator, PAGE: validator})

    assert [(f.role, f.status, f.body == b"") for f in made.fetched] == [
        (DocumentRole.PAGE, 200, False),
        (DocumentRole.PARTICIPATING, 304, True),
    ]
    asked = {request.path: request.headers.get("if-modified-since") for request in site.asked}
    assert asked == {ROBOTS_TXT: None, PAGE: None, LIST: MODIFIED}


def test_a_changed_file_comes_in_full_although_asked_conditionally() -> None:
    validator = Validator(url="", last_modified="Thu, 08 Oct 2026 19:33:34 GMT", sha256="")

    made, _ = visit(good_site(), validators={LIST: validator})

    assert made.fetched[1].body == BODY


def test_a_numbered_download_gets_its_name_from_the_answer() -> None:
    number = "/file-download/download/public/208496"
    replies = {
        PAGE: Reply(body=list_page((number, "View 287(g) Participating Agencies"))),
        number: Reply(
            body=BODY,
            content_type=XLSX,
            headers={"Content-Disposition": f'attachment; filename="{LIST.rpartition("/")[2]}"'},
        ),
    }

    made, _ = visit(replies)

    assert made.fetched[1].published_name == "participatingAgencies10092026.xlsx"


def test_a_download_that_is_named_as_the_other_list_is_not_read() -> None:
    number = "/file-download/download/public/208496"
    replies = {
        PAGE: Reply(body=list_page((number, "View 287(g) Participating Agencies"))),
        number: Reply(
            body=BODY,
            content_type=XLSX,
            headers={"Content-Disposition": 'attachment; filename="pendingAgencies1.xlsx"'},
        ),
    }

    made, _ = visit(replies)

    kind, role, message = the_problem(made)
    assert (kind, role) == (FetchProblem.LINKS, DocumentRole.PARTICIPATING)
    assert "the file is named pendingAgencies1.xlsx" in message
    assert [f.role for f in made.fetched] == [DocumentRole.PAGE]


def test_a_page_without_links_is_a_problem_and_the_page_is_kept_as_evidence() -> None:
    made, _ = visit({PAGE: Reply(body=list_page())})

    kind, role, message = the_problem(made)
    assert (kind, role) == (FetchProblem.LINKS, DocumentRole.PARTICIPATING)
    assert "never means that all agencies left" in message
    assert [f.role for f in made.fetched] == [DocumentRole.PAGE]


def test_a_packed_page_is_unpacked() -> None:
    page = good_site()[PAGE].body
    packed = Reply(body=gzip.compress(page), headers={"Content-Encoding": "gzip"})

    made, _ = visit(good_site(**{PAGE: packed}))

    assert made.fetched[0].body == page


def test_a_redirect_on_the_same_site_is_followed_and_both_addresses_are_kept() -> None:
    moved = Reply(status=302, headers={"Location": "/doclib/moved.xlsx"})

    made, site = visit(good_site(**{LIST: moved, "/doclib/moved.xlsx": Reply(body=BODY, content_type=XLSX)}))

    assert made.problems == ()
    assert (made.fetched[1].url, made.fetched[1].final_url) == (site.url + LIST, site.url + "/doclib/moved.xlsx")


@pytest.mark.parametrize(
    ("reply", "kind", "message"),
    [
        (Reply(status=403, headers={"Server": "AkamaiGHost"}, body=b"<html>"), FetchProblem.BLOCKED, "by Akamai"),
        (Reply(status=404, body=b"x"), FetchProblem.GONE, "404"),
        (Reply(status=410, body=b"x"), FetchProblem.GONE, "410"),
        (Reply(status=429, headers={"Retry-After": "60"}), FetchProblem.BLOCKED, "wait 60 seconds"),
        (Reply(status=503, body=b"x"), FetchProblem.UNREACHABLE, "503"),
        (Reply(status=206, body=b"PK\x03\x04"), FetchProblem.UNREADABLE, "206"),
        (Reply(status=304), FetchProblem.UNREADABLE, "did not ask for that"),
        (Reply(body=b""), FetchProblem.UNREADABLE, "came empty"),
        (Reply(body=b"<html><title>Access Denied</title>"), FetchProblem.BLOCKED, "Access Denied"),
        (Reply(body=b"<html><p>Hello"), FetchProblem.UNREADABLE, "A web page came instead of the workbook"),
        (Reply(status=302, headers={"Location": "/"}), FetchProblem.GONE, "home page"),
        (Reply(status=302, headers={"Location": "https://evil.example/x"}), FetchProblem.UNREADABLE, "evil.example"),
        (Reply(status=302, headers={"Location": "http://127.0.0.1:1/x"}), FetchProblem.UNREADABLE, "127.0.0.1:1"),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), FetchProblem.UNREADABLE, "not followed (302)"),
        (Reply(status=302, headers={"Location": LIST}), FetchProblem.UNREADABLE, "in a circle"),
        (Reply(body=BODY, fault=Fault.TRUNCATED), FetchProblem.UNREACHABLE, "broke off"),
        (Reply(body=BODY, fault=Fault.RESET), FetchProblem.UNREACHABLE, "broke off"),
        (Reply(body=b"5\r\nPK", headers={"Transfer-Encoding": "chunked"}), FetchProblem.UNREACHABLE, "broke off"),
        (Reply(body=bytes(10 * 1024 * 1024 + 1)), FetchProblem.UNREADABLE, "larger than is accepted"),
        (
            Reply(body=gzip.compress(bytes(40_000_000)), headers={"Content-Encoding": "gzip"}),
            FetchProblem.UNREADABLE,
            "too large once unpacked",
        ),
        (Reply(body=BODY, headers={"Content-Encoding": "gzip"}), FetchProblem.UNREADABLE, "cannot be unpacked"),
        (Reply(body=BODY), FetchProblem.UNREADABLE, "calls the workbook a web page (text/html)"),
    ],
)
def test_a_workbook_that_does_not_come_right_is_one_problem_in_one_sentence(
    reply: Reply, kind: FetchProblem, message: str
) -> None:
    made, _ = visit(good_site(**{LIST: reply, "/": Reply(body=list_page())}))

    problem = the_problem(made)
    assert problem[:2] == (kind, DocumentRole.PARTICIPATING)
    assert message in problem[2]
    assert [f.role for f in made.fetched] == [DocumentRole.PAGE]


@pytest.mark.parametrize("fault", [Fault.STALLED, Fault.SILENT])
def test_a_server_that_falls_silent_costs_no_more_than_the_time_limit(fault: Fault) -> None:
    made, _ = visit(good_site(**{LIST: Reply(body=BODY, fault=fault)}), using=visitor(timeout=0.2))

    assert the_problem(made)[0::2] == (
        FetchProblem.UNREACHABLE,
        "The server was too slow. Nothing was changed; the next poll tries again.",
    )


def test_a_visit_that_takes_too_long_is_cut_short_and_says_what_is_missing() -> None:
    silent = good_site(**{LIST: Reply(body=BODY, fault=Fault.SILENT)})

    made, _ = visit(silent, using=visitor(timeout=2, budget=0.5))

    assert [f.role for f in made.fetched] == [DocumentRole.PAGE]
    assert [(p.kind, p.role) for p in made.problems] == [(FetchProblem.UNREACHABLE, DocumentRole.PARTICIPATING)]


def test_a_server_error_is_tried_three_times_and_a_plea_to_slow_down_once() -> None:
    _, failing = visit(good_site(**{LIST: Reply(status=503, body=b"x")}))
    _, pleading = visit(good_site(**{LIST: Reply(status=429, body=b"x")}))

    assert failing.paths().count(LIST) == 3
    assert pleading.paths().count(LIST) == 1


def test_a_page_that_is_gone_or_blocked_is_told_and_nothing_more_is_asked() -> None:
    made, site = visit({PAGE: Reply(status=403, body=b"<html><title>Access Denied</title>")})

    assert the_problem(made)[:2] == (FetchProblem.BLOCKED, DocumentRole.PAGE)
    assert (made.fetched, site.paths()) == ((), [PAGE])


def test_nobody_listening_is_a_problem_and_no_exception() -> None:
    made = asyncio.run(visitor().visit("ice-287g", url="http://127.0.0.1:1/x", validators={}))

    assert the_problem(made)[:2] == (FetchProblem.UNREACHABLE, DocumentRole.PAGE)


def test_robots_txt_is_obeyed_and_fetched_once_a_day() -> None:
    forbidden = Reply(body=b"User-agent: *\nDisallow: /doclib/", content_type="text/plain")
    polite = visitor()
    site = Site(good_site(**{ROBOTS_TXT: forbidden}))

    async def twice() -> list[Visit]:
        async with site:
            return [await polite.visit("ice-287g", url=site.url + PAGE, validators={}) for _ in range(2)]

    made = asyncio.run(twice())

    assert [the_problem(each)[0] for each in made] == [FetchProblem.BLOCKED] * 2
    assert "robots.txt" in the_problem(made[0])[2]
    assert [request.path for request in site.asked] == [ROBOTS_TXT, PAGE, PAGE]


def test_our_own_network_is_never_asked_unless_allowed() -> None:
    made, site = visit(good_site(), using=visitor(private=False))

    assert the_problem(made)[:2] == (FetchProblem.UNREADABLE, DocumentRole.PAGE)
    assert "private network" in the_problem(made)[2]
    assert site.asked == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/html,x"])
def test_only_web_addresses_are_asked(url: str) -> None:
    made = asyncio.run(visitor().visit("ice-287g", url=url, validators={}))

    assert the_problem(made)[:2] == (FetchProblem.UNREADABLE, DocumentRole.PAGE)


def test_an_answer_that_is_not_read_is_kept_as_evidence() -> None:
    block_page = b"<html><title>Access Denied</title>"
    reply = Reply(status=403, body=block_page, headers={"Server": "AkamaiGHost"})

    made, site = visit(good_site(**{LIST: reply}))

    [refused] = made.refused
    assert (refused.role, refused.status, refused.body) == (DocumentRole.PARTICIPATING, 403, block_page)
    assert refused.url == site.url + LIST
    assert ("Server", "AkamaiGHost") in refused.headers
    assert [f.role for f in made.fetched] == [DocumentRole.PAGE]


def test_an_answer_that_breaks_the_rules_of_http_is_told_in_plain_words() -> None:
    endless_name = Reply(body=BODY, headers={"X" * 20_000: "x"})

    made, _ = visit(good_site(**{LIST: endless_name}))

    kind, _, message = the_problem(made)
    assert kind is FetchProblem.UNREACHABLE
    assert "breaks the rules of HTTP" in message


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    site = Site(good_site(), tls=self_signed(tmp_path))

    made, _ = visit({}, site=site)

    assert the_problem(made)[0] is FetchProblem.UNREACHABLE
    assert "certificate cannot be trusted" in the_problem(made)[2]
    assert site.asked == []


def test_an_unknown_source_is_the_callers_mistake() -> None:
    with pytest.raises(KeyError, match="no source nothing"):
        asyncio.run(visitor().visit("nothing", validators={}))


def test_two_requests_are_as_far_apart_as_was_set() -> None:
    loop_times: list[float] = []

    class Timed(Site):
        async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            loop_times.append(asyncio.get_running_loop().time())
            await super()._serve(reader, writer)

    visit({}, using=visitor(delay=0.3), site=Timed(good_site()))

    assert len(loop_times) == 3
    assert loop_times[2] - loop_times[1] >= 0.29


def test_warming_up_asks_nobody_and_leaves_the_visitor_ready() -> None:
    ready = visitor()
    site = Site(good_site())

    async def run() -> Visit:
        async with site:
            await ready.warm_up()
            assert site.asked == []
            return await ready.visit("ice-287g", url=site.url + PAGE, validators={})

    assert asyncio.run(run()).problems == ()


def test_a_cancelled_visit_ends_and_leaves_nothing_running() -> None:
    site = Site(good_site(**{LIST: Reply(body=BODY, fault=Fault.SILENT)}))

    async def run() -> set[asyncio.Task[object]]:
        async with site:
            visiting = asyncio.create_task(visitor(timeout=1).visit("ice-287g", url=site.url + PAGE, validators={}))
            await site.until_asked(LIST)
            visiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await visiting
        return {task for task in asyncio.all_tasks() if task is not asyncio.current_task()}

    assert asyncio.run(run()) == set()


def test_everything_that_scrapy_offers_and_we_do_not_need_is_off() -> None:
    settings = scrapy_settings(FetchOptions(contact_url="https://x.example", version="1"), allow_http=False)

    assert settings["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert {scheme for scheme, handler in settings["DOWNLOAD_HANDLERS"].items() if handler} == {"https"}
    for name in ("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "COOKIES_ENABLED", "REFERER_ENABLED"):
        assert settings[name] is False
    assert settings["ROBOTSTXT_OBEY"] is True
    assert settings["DOWNLOAD_MAXSIZE"] <= 16 * 1024 * 1024


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "site.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
