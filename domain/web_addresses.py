"""One address for one page: what is the same page under two addresses must get one id.

Addresses come from feeds, listings, mails and copied links, with tracking parameters, fragments, old schemes and
Outlook's Safe Links around them. The canonical form is for comparing and linking; nothing is fetched here.
"""

from __future__ import annotations

import hashlib
import re
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from domain.links import unwrap

_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]+")
_SAFE_LINKS = re.compile(r"(^|\.)safelinks\.protection\.")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_KEPT_AS_IS = "/%:@!$&'()*+,;=~-._[]"
_KEPT_IN_QUERY = f"{_KEPT_AS_IS}?"
_TRACKING = re.compile(
    r"^(?:utm_.*|mc_.*|pk_.*|hsa_.*|_hs(?:enc|mi)|_g[al]|fbclid|gclid|gclsrc|dclid|[gw]braid|msclkid|twclid|ttclid|yclid"
    r"|li_fat_id|igshid|mkt_tok|emci|emdi|ceid|oly_(?:anon|enc)_id|vero_id|wickedid|s_cid)$",
    re.IGNORECASE,
)
"""Query parameters that say how a reader came, and never what the page is: Google's and GovDelivery's utm_*,
Mailchimp's mc_*, Facebook's and Microsoft's click ids, the mailers' recipient ids. A bare `id`, `page` or `ref` stays:
somewhere it chooses the page."""
_TWIN = re.compile(r"-\d$")
"""The single figure that Drupal ("-0", "-1") and WordPress ("-2") hang on an address that is taken already. A longer
number is the author's: a year, a bill."""


def canonical_url(url: str) -> str:
    """Return the one form of the address *url*; never raises.

    Scheme and host small, https for http (but for local hosts and odd ports), no default port, no user or password, no
    fragment, no tracking parameter, no slash at the end but the root's; Safe Links taken off. What is no web address
    comes back as it is, unprintable characters and fragment aside.
    """
    text = _UNPRINTABLE.sub("", url.encode("utf-8", "replace").decode())  # half a character pair cannot be quoted
    parts = _split(text)
    if parts is not None and _SAFE_LINKS.search(parts.hostname or ""):
        target = unwrap(text)
        # The wrapper names the mailbox of whom the mail went to: where it leads nowhere, only its host is kept.
        text = target or f"https://{parts.hostname}/"
        parts = _split(text)
    if parts is None:
        return _without_user(text.partition("#")[0])
    scheme, netloc = _scheme_and_host(parts)
    path = quote(parts.path, safe=_KEPT_AS_IS).rstrip("/") or "/"
    return urlunsplit((scheme, netloc, path, _query(parts.query), ""))


def release_id(url: str) -> str:
    """Return the id of the release at *url*: twelve hex digits, the same for every form of one address."""
    return hashlib.sha256(canonical_url(url).encode()).hexdigest()[:12]


def host_of(url: str) -> str:
    """Return the host of *url* without "www.", "" where it has none."""
    parts = _split(canonical_url(url))
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def slug_root(url: str) -> str:
    """Return the path of *url*, small and without the figure that sets off a twin: "/news/x-0" is "/news/x"."""
    parts = _split(canonical_url(url))
    return _TWIN.sub("", parts.path.casefold()) if parts else ""


def _split(text: str) -> SplitResult | None:
    """Return the parts of a web address, None for anything else; what reads them later cannot raise."""
    try:
        parts = urlsplit(text)
        _ = parts.port
        is_web = parts.scheme.lower() in _DEFAULT_PORTS and bool((parts.hostname or "").strip("."))
    except ValueError:
        return None
    return parts if is_web else None


def _scheme_and_host(parts: SplitResult) -> tuple[str, str]:
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".").lower()
    port = None if parts.port == _DEFAULT_PORTS[scheme] else parts.port
    if scheme == "http" and port is None and not _is_local(host):
        scheme = "https"
    printed = f"[{host}]" if ":" in host else host
    return scheme, f"{printed}:{port}" if port is not None else printed


def _is_local(host: str) -> bool:
    """Tell whether a host is this machine's or a bare address, where https is not to be taken for granted."""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal", ".test"))
    return True


def _query(query: str) -> str:
    kept = [part for part in query.split("&") if part and not _TRACKING.match(part.partition("=")[0])]
    return quote("&".join(kept), safe=_KEPT_IN_QUERY)


def _without_user(text: str) -> str:
    """Return *text* without a user and password before its host, whatever else it is."""
    return re.sub(r"^([a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*@", r"\1//", text)
