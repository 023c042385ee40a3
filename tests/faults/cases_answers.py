"""Cases 1 to 17, 27, 33 and 35 to 39: an answer comes, and it is another one than was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from domain.changes import ChangeKind
from tests.builders.site import Reply, list_page
from tests.builders.workbooks import build_workbook, listed
from tests.faults.edits import Act, says
from tests.faults.harness import BOTH, HOME, Fault, Results, Scene, Verdict
from tests.faults.spoiling import answered, on_both, secure
from tests.lookout.publisher import PAGE, PARTICIPATING, WORKBOOK_TYPE

_AKAMAI = (
    b"<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\n \nYou don't have permission to "
    b'access "http&#58;&#47;&#47;www&#46;ice&#46;gov&#47;" on this server.<P>\nReference&#32;&#35;18&#46;'
    b"9c3a1702&#46;1726000000&#46;1f5a2b3c\n</BODY>\n</HTML>\n"
)
_CLOUDFLARE = (
    b"<!DOCTYPE html><html lang='en-US'><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript "
    b"and cookies to continue</noscript></body></html>"
)
_FIREWALL = b"<!DOCTYPE html><html><head><title></title></head><body><script>var token = 1;</script></body></html>"
_LOGIN = (
    b"<html><head><title>Sign in to your account</title></head><body><form><input name='user'></form></body></html>"
)
_CONSENT = b"<html><head><title>Cookie consent required</title></head><body><button>I agree</button></body></html>"
_SHELL = b"<!DOCTYPE html><html><head><title>287(g) | ICE</title></head><body><div id='root'></div></body></html>"
_NOT_FOUND = b"<!DOCTYPE html><html><head><title>Page Not Found | ICE</title></head><body><h1>Sorry</h1></body></html>"
_REPAIRS = b"<html><head><title>ICE</title></head><body><h1>Site under maintenance</h1></body></html>"


def _led_to(location: Callable[[Scene, str], str]) -> Act:
    def spoil(scene: Scene, path: str) -> None:
        headers = {"Location": location(scene, path)}
        scene.reply(path, Reply(status=302, headers=headers), kept=False)

    return on_both(spoil)


def _home_page(scene: Scene, _: str) -> str:
    scene.publisher.replies["/"] = Reply(body=list_page(prose="Welcome to ICE."))
    return "/"


def _secure_site_leads_to_plain_http(scene: Scene) -> None:
    site = secure(scene, "good")
    scene.poll(Verdict.ACCEPT)  # The certificate itself is in order.
    site.replies[PAGE] = Reply(status=302, headers={"Location": scene.publisher.page})


def _three_weeks_gone(scene: Scene) -> None:
    scene.reply(PAGE, Reply(status=404, body=b"<html><title>Page Not Found</title></html>"))
    for _ in range(3):
        scene.poll()
        scene.clock.forward(days=7)


def _is_seen_to_be_stale(scene: Scene, _: Results) -> None:
    health = {each.key: each for each in scene.lookout.log.sources(scene.clock.now())}
    assert health[HOME].stale
    [incident] = scene.incidents(HOME)
    assert incident.seen == 4


def _partial(scene: Scene, path: str) -> None:
    body = scene.publisher.replies[path].body
    half = body[: len(body) // 2]
    headers = {"Content-Range": f"bytes 0-{len(half) - 1}/{len(body)}"}
    scene.reply(path, Reply(status=206, body=half, headers=headers))


def _workbook_called_a_page(scene: Scene) -> None:
    scene.reply(PARTICIPATING, Reply(body=build_workbook(scene.good.participating[1:]), content_type="text/html"))


def _page_instead_of_workbook(scene: Scene) -> None:
    scene.reply(PARTICIPATING, Reply(body=list_page(prose="Please wait for your download.")))


def _unchanged_since_never(scene: Scene) -> None:
    moved = PARTICIPATING.replace("am.xlsx", "pm.xlsx")
    scene.serve_page(list_page((moved, "Participating Agencies")))
    scene.reply(moved, Reply(status=304, content_type=WORKBOOK_TYPE), kept=False)


def _stale_copy(scene: Scene) -> None:
    """Serve a list without the newest agreement, of the day before."""
    day_before = "Tue, 23 Sep 2025 12:00:00 GMT"
    body = build_workbook(scene.good.participating[:-1])
    scene.reply(PARTICIPATING, Reply(body=body, content_type=WORKBOOK_TYPE, last_modified=day_before))


def _two_edges(scene: Scene) -> None:
    """Serve old and new in turn: A was read, now B, A, B."""
    old = scene.good
    new = replace(
        old, participating=(*old.participating, listed("Ector County Sheriff's Office", county="Ector County"))
    )
    scene.serve_participating(new.participating_workbook)
    scene.poll()
    scene.serve_participating(old.participating_workbook)
    scene.poll(Verdict.HOLD)
    scene.serve_participating(new.participating_workbook)
    scene.good = new


def _each_subscriber_is_told_once(scene: Scene, _: Results) -> None:
    assert scene.deliveries() == 2


REJECT, HOLD, ACCEPT = Verdict.REJECT, Verdict.HOLD, Verdict.ACCEPT

CASES = (
    Fault(
        number=1,
        text="Akamai block page, 403",
        verdict=REJECT,
        act=answered(Reply(status=403, body=_AKAMAI, headers={"Server": "AkamaiGHost"})),
        check=says("by Akamai"),
    ),
    Fault(
        number=2,
        text="Akamai block page, 200",
        verdict=REJECT,
        act=answered(Reply(body=_AKAMAI)),
        check=says("turned us away"),
    ),
    Fault(
        number=3,
        text="AWS firewall challenge, 202",
        verdict=REJECT,
        act=answered(Reply(status=202, body=_FIREWALL, headers={"x-amzn-waf-action": "challenge"})),
        check=says("AWS WAF"),
    ),
    Fault(
        number=4,
        text="Cloudflare challenge, 403",
        verdict=REJECT,
        act=answered(Reply(status=403, body=_CLOUDFLARE, headers={"cf-mitigated": "challenge"})),
        check=says("Cloudflare"),
    ),
    Fault(
        number=5,
        text="Cloudflare challenge, 200",
        verdict=REJECT,
        act=answered(Reply(body=_CLOUDFLARE)),
        check=says("turned us away"),
    ),
    Fault(number=6, text="200 with nothing in it", verdict=REJECT, act=answered(Reply()), check=says("came empty")),
    Fault(number=7, text="redirect to the home page", verdict=REJECT, act=_led_to(_home_page), check=says("home page")),
    Fault(
        number=8,
        text="redirect to another host",
        verdict=REJECT,
        act=_led_to(lambda _, path: f"https://evil.example{path}"),
        check=says("evil.example"),
    ),
    Fault(
        number=9,
        text="redirect from https to http",
        verdict=REJECT,
        act=_secure_site_leads_to_plain_http,
        check=says("not https"),
    ),
    Fault(
        number=10,
        text="redirect to a file",
        verdict=REJECT,
        act=_led_to(lambda _scene, _path: "file:///etc/passwd"),
        variant="of ours",
        check=says("not followed (302)"),
    ),
    Fault(
        number=10,
        text="redirect to this machine",
        verdict=REJECT,
        act=_led_to(lambda _scene, _path: "http://127.0.0.1:9/"),
        check=says("another host, 127.0.0.1:9"),
    ),
    Fault(
        number=11,
        text="redirects in a circle",
        verdict=REJECT,
        act=_led_to(lambda _, path: path),
        check=says("in a circle"),
    ),
    Fault(
        number=12, text="soft 404", verdict=REJECT, act=answered(Reply(body=_NOT_FOUND)), check=says("Page Not Found")
    ),
    Fault(
        number=13,
        text="maintenance page, 200",
        verdict=REJECT,
        act=answered(Reply(body=_REPAIRS)),
        check=says("maintenance"),
    ),
    Fault(
        number=14,
        text="503 with Retry-After",
        verdict=REJECT,
        act=answered(Reply(status=503, body=b"busy", headers={"Retry-After": "120"})),
        check=says("503", "120"),
    ),
    Fault(
        number=15,
        text="429",
        verdict=REJECT,
        act=answered(Reply(status=429, body=b"slow down", headers={"Retry-After": "600"})),
        check=says("429", "600"),
    ),
    Fault(
        number=16, text="404 for weeks", verdict=REJECT, act=_three_weeks_gone, about=BOTH, check=_is_seen_to_be_stale
    ),
    Fault(number=17, text="410", verdict=REJECT, act=answered(Reply(status=410, body=b"gone")), check=says("410")),
    Fault(number=27, text="206, a part only", verdict=REJECT, act=on_both(_partial), check=says("206")),
    Fault(
        number=33,
        text="workbook called a web page",
        verdict=REJECT,
        act=_workbook_called_a_page,
        check=says("calls the workbook a web page"),
    ),
    Fault(
        number=33,
        text="web page for a workbook",
        verdict=REJECT,
        act=_page_instead_of_workbook,
        check=says("A web page came instead"),
    ),
    Fault(
        number=35,
        text="304 to a request that had no copy",
        verdict=REJECT,
        act=_unchanged_since_never,
        check=says("304"),
    ),
    Fault(number=36, text="copy older than our last good one", verdict=HOLD, act=_stale_copy),
    Fault(
        number=37,
        text="two edges serve old and new in turn",
        verdict=ACCEPT,
        act=_two_edges,
        changes=(ChangeKind.NEW,),
        check=_each_subscriber_is_told_once,
    ),
    Fault(number=38, text="login page", verdict=REJECT, act=answered(Reply(body=_LOGIN)), check=says("turned us away")),
    Fault(
        number=38, text="consent page", verdict=REJECT, act=answered(Reply(body=_CONSENT)), check=says("turned us away")
    ),
    Fault(
        number=39,
        text="shell without links, filled by a script",
        verdict=REJECT,
        act=lambda scene: scene.serve_page(_SHELL),
        check=says("no link to the participating list"),
    ),
)
