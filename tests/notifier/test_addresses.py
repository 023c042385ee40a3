"""Which addresses are taken, which are refused, and how they are named."""

from __future__ import annotations

import apprise
import idna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.subscriptions import Address, Channel
from notifier.addresses import APPRISE_SCHEMAS, AddressError, describe, parse_address
from notifier.apprise_channel import count_targets

HOOK = "https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/abcdefghijklmnopqrstAB12"
DISCORD = "discord://123456789012345678/abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("alice@example.org", "alice@example.org"),
        ("  alice@example.org ", "alice@example.org"),
        ("Alice+287g@Example.ORG", "Alice+287g@example.org"),
        ("alice@müller.example", "alice@xn--mller-kva.example"),
        ("alice@straße.example", "alice@xn--strae-oqa.example"),
        ("o'neil@example.org", "o'neil@example.org"),
    ],
)
def test_an_email_address_is_kept_in_the_form_that_mail_servers_use(typed: str, kept: str) -> None:
    assert parse_address(typed) == Address(channel=Channel.EMAIL, value=kept)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "alice",
        "alice@",
        "@example.org",
        "alice@localhost",
        "alice@127.0.0.1",
        "alice@[127.0.0.1]",
        "alice@example..org",
        "alice@-example.org",
        ".alice@example.org",
        "al..ice@example.org",
        "alice@example.org,bob@example.org",
        "alice@example.org;bob@example.org",
        "alice@example.org bob@example.org",
        '"Alice" <alice@example.org>',
        "<alice@example.org>",
        '"alice"@example.org',
        "alice@example.org\r\nBcc: bob@example.org",
        "alice@example.org\n",
        "alice\x00@example.org",
        "alice\u202e@example.org",
        "ålice@example.org",
        "alice@bob@example.org",
        f"{'a' * 65}@example.org",
        f"alice@{'a.' * 125}org",
        f"alice@{'a' * 64}.org",
    ],
)
def test_what_is_no_single_plain_email_address_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(AddressError, match=r"\.$"):
        parse_address(typed)


def test_an_address_of_254_characters_is_taken_and_one_more_is_not() -> None:
    domain = ".".join(["a" * 62, "b" * 62, "c" * 61, "org"])
    fits = "x" * (254 - len(domain) - 1) + "@" + domain

    assert len(parse_address(fits).value) == 254
    with pytest.raises(AddressError, match="longer than 254"):
        parse_address("x" + fits)


@pytest.mark.parametrize("host", ["hooks.slack.com", "hooks.slack-gov.com"])
def test_a_slack_webhook_is_taken_from_anybody(host: str) -> None:
    url = HOOK.replace("hooks.slack.com", host)

    assert parse_address(url) == Address(channel=Channel.SLACK, value=url)


@pytest.mark.parametrize(
    "url",
    [
        HOOK.replace("https", "http"),
        HOOK.replace("hooks.slack.com", "hooks.slack.com.evil.example"),
        HOOK.replace("hooks.slack.com", "HOOKS.SLACK.COM"),
        HOOK.replace("hooks.slack.com", "hooks.slack.com:8443"),
        HOOK.replace("https://", "https://user@"),
        HOOK.replace("https://", "https://evil.example\\@"),
        HOOK + "/more",
        HOOK + "?redirect=yes",
        HOOK + "?",
        HOOK + "#",
        HOOK[:-1],
        HOOK + "A",
        HOOK.replace("/services/", "/services/../"),
        HOOK.replace("/services/", "/triggers/"),
        "https://hooks.slack.com",
        "https://evil.example/services/T0AAAAAAA/B0BBBBBBB/abcdefghijklmnopqrstAB12",
        "http://127.0.0.1:8000/services/T0AAAAAAA/B0BBBBBBB/abcdefghijklmnopqrstAB12",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1/",
    ],
)
def test_no_other_web_address_is_taken_from_strangers_or_operators(url: str) -> None:
    for operator in (False, True):
        with pytest.raises(AddressError):
            parse_address(url, operator=operator)


@pytest.mark.parametrize("host", ["127.0.0.1:8025", "localhost:8025", "[::1]:8025"])
def test_a_webhook_on_this_machine_is_taken_only_where_that_is_allowed(host: str) -> None:
    url = f"http://{host}/hook"

    assert parse_address(url, allow_loopback=True).channel is Channel.SLACK
    with pytest.raises(AddressError):
        parse_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/hook",
        "http://user@127.0.0.1/hook",
        "http://127.0.0.1@evil.example/",
        "http://127.1/",
        "http://x/",
    ],
)
def test_allowing_this_machine_allows_no_other(url: str) -> None:
    with pytest.raises(AddressError):
        parse_address(url, allow_loopback=True)


def test_another_host_that_speaks_slack_can_be_allowed_by_the_operator() -> None:
    url = HOOK.replace("hooks.slack.com", "chat.example.org")

    assert parse_address(url, slack_hosts=frozenset({"chat.example.org"})).value == url


def test_only_an_operator_may_give_an_apprise_address() -> None:
    assert parse_address(DISCORD, operator=True) == Address(channel=Channel.APPRISE, value=DISCORD)
    with pytest.raises(AddressError, match="Only email"):
        parse_address(DISCORD)


def test_of_everything_that_apprise_knows_only_the_listed_kinds_are_taken() -> None:
    assert count_targets("ntfys://ntfy.sh/topic") == 1
    known = apprise.Apprise().details()["schemas"]
    schemas = {name for service in known for kind in ("protocols", "secure_protocols") for name in service[kind] or ()}
    assert len(schemas) > 150

    for schema in schemas - APPRISE_SCHEMAS:
        with pytest.raises(AddressError):
            parse_address(f"{schema}://user:pass@localhost/a", operator=True)

    assert schemas >= APPRISE_SCHEMAS
    assert not APPRISE_SCHEMAS & {"json", "xml", "form", "syslog", "dbus", "windows", "apprise", "file"}
    assert apprise.__version__.startswith("2.")


def test_the_operator_can_allow_further_kinds() -> None:
    url = "tgram://123456789:abcdefg_hijklmnop/12315544/"

    assert parse_address(url, operator=True, apprise_schemas=frozenset({"tgram"})).value == url


def test_an_apprise_address_with_two_receivers_is_refused_for_one_failing_would_repeat_the_other() -> None:
    url = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#one/#two"

    with pytest.raises(AddressError, match="several targets"):
        parse_address(url, operator=True)


def test_an_apprise_address_that_apprise_cannot_read_is_refused() -> None:
    with pytest.raises(AddressError, match="cannot read"):
        parse_address("discord://", operator=True)


@pytest.mark.parametrize(
    ("address", "named"),
    [
        (Address(channel=Channel.EMAIL, value="alice@example.org"), "a***@example.org"),
        (Address(channel=Channel.SLACK, value=HOOK), "Slack webhook …AB12"),
        (Address(channel=Channel.SLACK, value="http://127.0.0.1:1/hook"), "Slack webhook"),
        (Address(channel=Channel.APPRISE, value=DISCORD), "Apprise (discord)"),
        (Address(channel=Channel.APPRISE, value="nonsense"), "Apprise"),
    ],
)
def test_an_address_is_named_without_being_told(address: Address, named: str) -> None:
    assert describe(address) == named


@pytest.mark.parametrize(
    "typed", ["canary@", "canary-token://x", "https://hooks.slack.com/services/canary", "cana ry@x"]
)
def test_a_refusal_does_not_repeat_the_address(typed: str) -> None:
    with pytest.raises(AddressError) as refusal:
        parse_address(typed)

    assert "canary" not in str(refusal.value)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text("abz019-xn", min_size=0, max_size=8), min_size=1, max_size=4))
def test_a_domain_that_is_taken_as_it_is_is_its_own_ascii_form(labels: list[str]) -> None:
    domain = ".".join(labels)
    try:
        address = parse_address(f"a@{domain}")
    except AddressError:
        return

    assert address.value == f"a@{idna.encode(domain, uts46=True).decode()}"


@pytest.mark.parametrize("domain", ["ab--cd.example", "-a.example", "a-.example", "example", "1.2.3.4", "a..example"])
def test_a_domain_that_idna_refuses_is_not_let_through_for_being_plain(domain: str) -> None:
    with pytest.raises(AddressError):
        parse_address(f"a@{domain}")
