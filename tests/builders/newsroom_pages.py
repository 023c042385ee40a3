"""Builds the pages, feeds and answers of newsrooms, each as its platform writes it, from a plain list of items.

All words are the test's own; only the shape is a platform's. `Item` says what is published, `Newsroom` where. Lists give
the items in the order in which they come.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from html import escape
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """A publisher's site: *home* without a slash at its end."""

    home: str = "https://governor.example.gov"
    name: str = "Office of the Governor"
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One release. *url* is written out as it stands, so a path ("/news/one") is a relative link.

    A `datetime` as *published* must be aware; a `date` is a day whose hour nobody states.
    """

    title: str
    url: str
    published: datetime | date | None = None
    lead: str = ""
    text: str = ""
    """Its paragraphs, one a line."""


SITE = Newsroom()


def items_of(rows: Sequence[tuple[str, str, datetime | date | None, str]]) -> tuple[Item, ...]:
    """Return items of (title, address, published, lead)."""
    return tuple(Item(title=title, url=url, published=published, lead=lead) for title, url, published, lead in rows)


def page(main: str, *, title: str, site: Newsroom = SITE, head: str = "", attributes: str = "") -> bytes:
    """Return a whole page around *main*, with the navigation and the foot that every newsroom has."""
    return (
        f'<!DOCTYPE html>\n<html lang="{site.language}"><head><meta charset="utf-8">'
        f"<title>{escape(title)} | {escape(site.name)}</title>{head}</head>\n<body{attributes}>\n"
        f'<header><a href="/">{escape(site.name)}</a><nav><ul><li><a href="/about">About</a></li>'
        f'<li><a href="/contact">Contact</a></li></ul></nav></header>\n<main id="content">\n{main}\n</main>\n'
        f'<footer><p>State of Example</p><a href="/privacy">Privacy</a></footer></body></html>\n'
    ).encode()


# ---- Lists in a page -------------------------------------------------------------------------------------------------


def drupal_list(
    items: Sequence[Item], *, title: str = "Press Releases", site: Newsroom = SITE, pager: str = ""
) -> bytes:
    """Return Drupal's rows as Nebraska has them: `.views-row`, `h3 a`, `time[datetime]` with an offset, the body's start.

    *pager* is the address of older releases, written as the link `li.pager__item--next a`.
    """
    return page(f"<h1>{escape(title)}</h1>{drupal_rows(items)}{_drupal_pager(pager)}", title=title, site=site)


def drupal_rows(items: Sequence[Item]) -> str:
    """Return the fragment that a Drupal view inserts."""
    rows = "\n".join(
        f'<div class="views-row">\n<h3 class="views-field-title"><span class="field-content">{_anchor(item)}</span></h3>\n'
        f'<div class="views-field-published-at">{_time(item)}</div>\n{_lead(item)}</div>'
        for item in items
    )
    return f'<div class="view view-press-releases"><div class="view-content">\n{rows}\n</div></div>'


def drupal_teasers(items: Sequence[Item], *, title: str = "Newsroom", site: Newsroom = SITE, pager: str = "") -> bytes:
    """Return Drupal's teasers as Iowa has them: `article h2 a`, and a `time` that says noon UTC and means the day."""
    rows = "\n".join(
        f'<div class="views-row"><article class="news--teaser"><div class="eyebrow">Press Release</div>\n'
        f"<h2>{_anchor(item)}</h2>{_lead(item)}"
        f'<div class="display-date"><time datetime="{noon_utc(item)}">{in_words(item)}</time></div></article></div>'
        for item in items
    )
    head = f"<p>Displaying 1 - {len(items)} of 900 results.</p>"
    return page(f'{head}<div class="view-content">{rows}</div>{_drupal_pager(pager)}', title=title, site=site)


def drupal_headings(items: Sequence[Item], *, title: str = "Press Releases", site: Newsroom = SITE) -> bytes:
    """Return Drupal's list as Florida has it: `h3 a`, the day in words in a `h4`, a second link "Read Full Text"."""
    rows = "\n".join(
        f'<div class="eog-news"><span class="field-content"><h3>{_anchor(item)}</h3>\n<h4>{in_words(item)}</h4>\n'
        f'<p>{escape(item.lead)}</p> <a href="{escape(item.url)}" class="views-more-link">Read Full Text</a></span></div>'
        for item in items
    )
    return page(f'<h1>{escape(title)}</h1><div class="view-content">{rows}</div>', title=title, site=site)


def uswds_collection(items: Sequence[Item], *, title: str = "Press Releases", site: Newsroom = SITE) -> bytes:
    """Return the list of the U.S. Web Design System as DHS has it: `li.usa-collection__item`, `nav.usa-pagination`."""
    rows = "\n".join(
        f'<li class="usa-collection__item"><div class="usa-collection__body"><h3 class="usa-collection__heading">'
        f'{_anchor(item)}</h3><p class="usa-collection__description">{escape(item.lead)}</p>'
        f'<ul class="usa-collection__meta"><li>{_time(item)}</li></ul></div></li>'
        for item in items
    )
    pager = (
        '<nav class="usa-pagination"><ul class="usa-pagination__list"><li><a href="?page=1">Next</a></li></ul></nav>'
    )
    return page(
        f'<div class="view-content"><ul class="usa-collection">{rows}</ul></div>{pager}', title=title, site=site
    )


def expression_engine_list(
    items: Sequence[Item], *, title: str = "News", site: Newsroom = SITE, pager: str = ""
) -> bytes:
    """Return ExpressionEngine's list as Texas has it: month and day in two elements, **no year**, `/news/P8` next."""
    rows = "\n".join(
        f'<div class="media-object"><div class="media-object-section"><div class="date">\n'
        f'<span class="date-month">{day.strftime("%b") if (day := _day(item)) else ""}</span>\n'
        f'<span class="date-day">{day.day if day else ""}</span></div></div>\n<div class="media-object-section">'
        f'<h2>{_anchor(item)}</h2><p class="m-b-1">{escape(item.lead)}</p>'
        f'<p class="meta"><a href="/news/category/press-release">Press Release</a></p></div></div>'
        for item in items
    )
    older = f'<a href="{escape(pager)}" class="pagination-next">Next Page</a>' if pager else ""
    return page(f"<section>{rows}{older}</section>", title=title, site=site)


def wordpress_cards(items: Sequence[Item], *, title: str = "News", site: Newsroom = SITE, pager: str = "") -> bytes:
    """Return a WordPress theme's cards as Utah has them: the card itself is the link, the day its first words."""
    cards = "\n".join(
        f'<a class="x-col" href="{escape(item.url)}"><div class="x-div"><div class="x-text-headline"><div>{in_words(item)}'
        f"</div></div>\n<h2>{escape(item.title)}</h2>\n"
        + (f'<div class="x-content">{escape(item.lead)}</div>' if item.lead else "")
        + "</div></a>"
        for item in items
    )
    older = f'<nav><a class="next page-numbers" href="{escape(pager)}">Next</a></nav>' if pager else ""
    return page(f"<h1>{escape(title)}</h1>{cards}{older}", title=title, site=site)


def wordpress_archive(items: Sequence[Item], *, title: str = "News", site: Newsroom = SITE, pager: str = "") -> bytes:
    """Return a WordPress theme's plain archive: `article`, `h2.entry-title a`, `time.entry-date`, `.entry-summary`."""
    posts = "\n".join(
        f'<article class="post"><h2 class="entry-title">{_anchor(item)}</h2>'
        f'<time class="entry-date" datetime="{stamp(item)}">{in_words(item)}</time>'
        f'<div class="entry-summary"><p>{escape(item.lead)}</p></div></article>'
        for item in items
    )
    older = f'<div class="nav-previous"><a href="{escape(pager)}">Older posts</a></div>' if pager else ""
    return page(f"<h1>{escape(title)}</h1>{posts}{older}", title=title, site=site)


def plain_table(items: Sequence[Item], *, title: str = "News Releases", site: Newsroom = SITE) -> bytes:
    """Return a list in a table, the day as "09/17/2026" in the first cell."""
    rows = "\n".join(f"<tr><td>{in_digits(item)}</td><td>{_anchor(item)}</td></tr>" for item in items)
    return page(f'<table class="releases"><tbody>{rows}</tbody></table>', title=title, site=site)


def javascript_shell(*, title: str = "Newsroom", site: Newsroom = SITE) -> bytes:
    """Return a page that a browser's scripts fill: almost no words, much script."""
    script = "window.__app=" + json.dumps({f"module{n}": "function(){return this}" for n in range(400)})
    return (
        f'<!DOCTYPE html><html lang="{site.language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<script>{script}</script></head><body><div id="root"></div><noscript>You need to enable JavaScript to run '
        f'this app.</noscript><script src="/static/main.js"></script></body></html>'
    ).encode()


# ---- Feeds -----------------------------------------------------------------------------------------------------------


def rss(
    items: Sequence[Item], *, title: str = "News", site: Newsroom = SITE, generator: str = "", encoding: str = "utf-8"
) -> bytes:
    """Return RSS 2.0; the body goes into `content:encoded`. *generator* as WordPress's `https://wordpress.org/?v=6.8`."""
    entries = "".join(
        f"<item><title>{escape(item.title)}</title><link>{escape(item.url)}</link>"
        f'<guid isPermaLink="false">{escape(item.url)}#id</guid>{_pub_date(item)}'
        f"<description>{escape(_paragraph(item.lead))}</description>"
        + (f"<content:encoded><![CDATA[{_paragraphs(item.text)}]]></content:encoded>" if item.text else "")
        + "</item>"
        for item in items
    )
    made_by = f"<generator>{escape(generator)}</generator>" if generator else ""
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n'
        f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(title)}</title><link>{escape(site.home)}</link><description>{escape(site.name)}</description>"
        f"<language>{site.language}</language>{made_by}{entries}</channel></rss>"
    ).encode(encoding, "xmlcharrefreplace")


def sharepoint_rss(items: Sequence[Item], *, title: str = "News", site: Newsroom = SITE) -> bytes:
    """Return what SharePoint's `feed.aspx` says: HTML in the description, an author, dates in GMT."""
    entries = "".join(
        f"<item><title>{escape(item.title)}</title><link>{escape(item.url)}</link>"
        f"<description><![CDATA[<div><b>Body:</b> <div class=ExternalClass>{_paragraph(item.lead)}</div></div>]]>"
        f'</description><author>Web Team</author>{_pub_date(item)}<guid isPermaLink="true">{escape(item.url)}</guid></item>'
        for item in items
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<!--RSS generated by Microsoft SharePoint Foundation RSS Generator-->\n'
        f'<rss version="2.0"><channel><title>{escape(title)}</title><link>{escape(site.home)}</link>'
        f"<description>RSS feed for the list.</description><ttl>60</ttl>{entries}</channel></rss>"
    ).encode()


def drupal_rss(items: Sequence[Item], *, title: str = "News", site: Newsroom = SITE) -> bytes:
    """Return Drupal's RSS with the faults it is known for: `Tuesday, April 9, 2013 - 4:04pm`, a link's HTML as guid."""
    entries = "".join(
        f"<item><title>{escape(item.title)}</title><link>{escape(item.url)}</link>"
        f"<description>{escape(_paragraph(item.lead))}</description><pubDate>{_drupal_date(item)}</pubDate>"
        f'<guid isPermaLink="true">{site.home}/{escape(escape(_anchor(item)))}</guid></item>'
        for item in items
    )
    return (
        f'<?xml version="1.0" encoding="utf-8" ?><rss version="2.0" xml:base="{site.home}/rss.xml"><channel>'
        f"<title>{escape(title)}</title><link>{site.home}/rss.xml</link><description></description>{entries}</channel></rss>"
    ).encode()


def atom(items: Sequence[Item], *, title: str = "News", site: Newsroom = SITE) -> bytes:
    """Return Atom; the lead is its summary, the body its content."""
    entries = "".join(
        f'<entry><title type="html">{escape(escape(item.title))}</title><link rel="alternate" href="{escape(item.url)}"/>'
        f"<id>{escape(item.url)}</id>"
        + (f"<published>{stamp(item)}</published><updated>{stamp(item)}</updated>" if item.published else "")
        + f'<summary type="html">{escape(_paragraph(item.lead))}</summary>'
        + (f'<content type="html">{escape(_paragraphs(item.text))}</content>' if item.text else "")
        + "</entry>"
        for item in items
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{site.language}">'
        f"<title>{escape(title)}</title><id>{site.home}/</id>{entries}</feed>"
    ).encode()


def rdf(items: Sequence[Item], *, title: str = "News", site: Newsroom = SITE) -> bytes:
    """Return RSS 1.0 (RDF) with Dublin Core dates."""
    entries = "".join(
        f'<item rdf:about="{escape(item.url)}"><title>{escape(item.title)}</title><link>{escape(item.url)}</link>'
        f"<description>{escape(item.lead)}</description>"
        + (f"<dc:date>{stamp(item)}</dc:date>" if item.published else "")
        + "</item>"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{site.home}"><title>{escape(title)}</title><link>{site.home}</link></channel>{entries}</rdf:RDF>'
    ).encode()


# ---- JSON ------------------------------------------------------------------------------------------------------------


def wordpress_json(items: Sequence[Item]) -> bytes:
    """Return WordPress's posts: rendered HTML in title, excerpt and content; `date_gmt` has no offset and is UTC."""
    posts = [
        {
            "id": number,
            "date": _naive(item),
            "date_gmt": _naive(item, UTC),
            "link": item.url,
            "title": {"rendered": escape(item.title, quote=False).replace("'", "&#8217;")},
            "excerpt": {"rendered": f"{_paragraph(item.lead)}\n", "protected": False},
            "content": {"rendered": _paragraphs(item.text), "protected": False},
        }
        for number, item in enumerate(items, start=1)
    ]
    return json.dumps(posts).encode()


def drupal_ajax(items: Sequence[Item], *, rows: str | None = None) -> bytes:
    """Return the commands with which `views/ajax` answers; *rows* is the HTML inserted, `drupal_rows(items)` by default."""
    commands = [
        {"command": "settings", "settings": {"pluralDelimiter": "\u0003", "ajaxTrustedUrl": []}, "merge": True},
        {"command": "viewsScrollTop", "selector": ".js-view-dom-id-abc"},
        {
            "command": "insert",
            "method": "replaceWith",
            "selector": ".js-view-dom-id-abc",
            "data": drupal_rows(items) if rows is None else rows,
            "settings": None,
        },
    ]
    return json.dumps(commands).encode()


def aem_json(items: Sequence[Item]) -> bytes:
    """Return Adobe Experience Manager's list: `data.items`, each with `title`, `pagePath`, `publishDate`, `summary`."""
    listed = [
        {
            "title": escape(item.title),
            "pagePath": item.url,
            "publishDate": stamp(item) or None,
            "summary": _paragraph(item.lead),
            "tags": [{"name": "Press Release"}],
        }
        for item in items
    ]
    return json.dumps({":type": "components/news_feed", "data": {"total": len(items), "items": listed}}).encode()


def localist_json(items: Sequence[Item]) -> bytes:
    """Return Localist's events: `events`, each wrapped in `event`, with `localist_url` and `event_instances`."""
    events = [
        {
            "event": {
                "title": item.title,
                "localist_url": item.url,
                "description_text": item.lead,
                "first_date": day.isoformat() if (day := _day(item)) else None,
                "event_instances": [{"event_instance": {"start": stamp(item)}}],
            }
        }
        for item in items
    ]
    return json.dumps({"events": events, "page": {"current": 1, "size": len(items), "total": 1}}).encode()


def plain_json(items: Sequence[Item]) -> bytes:
    """Return a list at the root, the moment as seconds since 1970: `title`, `url`, `date`, `teaser`, `body`."""
    listed = [
        {
            "title": item.title,
            "url": item.url,
            "date": _epoch(item),
            "teaser": item.lead,
            "body": _paragraphs(item.text),
        }
        for item in items
    ]
    return json.dumps(listed).encode()


# ---- Sitemaps --------------------------------------------------------------------------------------------------------


def sitemap(items: Sequence[Item]) -> bytes:
    """Return a `urlset` with `lastmod` where an item has a moment."""
    entries = "".join(
        f"<url><loc>{escape(item.url)}</loc>"
        + (f"<lastmod>{stamp(item)}</lastmod>" if item.published else "")
        + "</url>"
        for item in items
    )
    return _sitemap("urlset", entries)


def sitemap_index(addresses: Mapping[str, datetime | date | None]) -> bytes:
    """Return an index of sitemaps, each with its `lastmod`."""
    entries = "".join(
        f"<sitemap><loc>{escape(url)}</loc>" + (f"<lastmod>{_iso(moment)}</lastmod>" if moment else "") + "</sitemap>"
        for url, moment in addresses.items()
    )
    return _sitemap("sitemapindex", entries)


# ---- Single pages ----------------------------------------------------------------------------------------------------


def article_page(
    item: Item,
    *,
    site: Newsroom = SITE,
    json_ld: bool = False,
    open_graph: bool = False,
    canonical: str = "",
    alternates: Mapping[str, str] | None = None,
    heading: str | None = None,
    date_line: bool = True,
    head: str = "",
) -> bytes:
    """Return the page of one release. Without *json_ld* and *open_graph* its words are all it has.

    *heading* is the `h1` where it is not the title (Illinois: "release"); *alternates* are addresses by language.
    """
    parts = [head]
    if json_ld:
        parts.append(_json_ld(item))
    if open_graph:
        parts.append(_open_graph(item, site))
    if canonical:
        parts.append(f'<link rel="canonical" href="{escape(canonical)}">')
    parts += [
        f'<link rel="alternate" hreflang="{tag}" href="{escape(url)}">' for tag, url in (alternates or {}).items()
    ]
    dated = f'<p class="date">{in_words(item)}</p>' if date_line and item.published else ""
    main = (
        f"<article><h1>{escape(item.title if heading is None else heading)}</h1>{dated}"
        f'<div class="body">{_paragraphs(item.text)}</div></article>'
    )
    return page(main, title=item.title, site=site, head="".join(parts))


def watched_page(blocks: Sequence[str], *, title: str = "287(g) grants", site: Newsroom = SITE) -> bytes:
    """Return a page of paragraphs, each of *blocks* as it stands (so it may hold HTML)."""
    return page("\n".join(f"<p>{block}</p>" for block in blocks), title=title, site=site)


# ---- Dates, as publishers write them ---------------------------------------------------------------------------------


def in_words(item: Item) -> str:
    """Return "September 17, 2026"."""
    day = _day(item)
    return f"{day.strftime('%B')} {day.day}, {day.year}" if day else ""


def in_digits(item: Item) -> str:
    """Return "09/17/2026"."""
    day = _day(item)
    return day.strftime("%m/%d/%Y") if day else ""


def stamp(item: Item) -> str:
    """Return the ISO form: with the hour and offset where the item has them, else the day."""
    return _iso(item.published) if item.published else ""


def noon_utc(item: Item) -> str:
    """Return the day as Iowa's Drupal stores it: noon in UTC."""
    day = _day(item)
    return datetime.combine(day, time(12), UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if day else ""


def _iso(moment: datetime | date) -> str:
    return moment.isoformat()


def _day(item: Item) -> date | None:
    return item.published.date() if isinstance(item.published, datetime) else item.published


def _moment(item: Item) -> datetime | None:
    if item.published is None or isinstance(item.published, datetime):
        return item.published
    return datetime.combine(item.published, time(12), UTC)


def _naive(item: Item, zone: object = None) -> str | None:
    moment = _moment(item)
    if moment is not None and zone is UTC:
        moment = moment.astimezone(UTC)
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") if moment else None


def _epoch(item: Item) -> int | None:
    moment = _moment(item)
    return int(moment.timestamp()) if moment else None


def _pub_date(item: Item) -> str:
    moment = _moment(item)
    return f"<pubDate>{format_datetime(moment)}</pubDate>" if moment else ""


def _drupal_date(item: Item) -> str:
    moment = _moment(item)
    if moment is None:
        return ""
    hour = moment.strftime("%I").lstrip("0")
    return f"{moment.strftime('%A, %B')} {moment.day}, {moment.year} - {hour}:{moment.strftime('%M%p').lower()}"


# ---- Parts of pages --------------------------------------------------------------------------------------------------


def _anchor(item: Item) -> str:
    return f'<a href="{escape(item.url)}" hreflang="en">{escape(item.title)}</a>'


def _time(item: Item) -> str:
    return f'<time datetime="{stamp(item)}">{in_words(item)}</time>' if item.published else ""


def _lead(item: Item) -> str:
    return f'<div class="views-field-body"><p>{escape(item.lead)}</p></div>' if item.lead else ""


def _paragraph(words: str) -> str:
    return f"<p>{escape(words)}</p>" if words else ""


def _paragraphs(words: str) -> str:
    return "\n".join(_paragraph(line) for line in words.splitlines() if line.strip())


def _drupal_pager(address: str) -> str:
    if not address:
        return ""
    return f'<nav class="pager"><ul><li class="pager__item--next"><a href="{escape(address)}" rel="next">Next</a></li></ul></nav>'


def _json_ld(item: Item) -> str:
    told = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "name": urlsplit(item.url).netloc},
            {
                "@type": "NewsArticle",
                "headline": item.title,
                "datePublished": stamp(item),
                "articleBody": item.text,
            },
        ],
    }
    return f'<script type="application/ld+json">{json.dumps(told)}</script>'


def _open_graph(item: Item, site: Newsroom) -> str:
    published = f'<meta property="article:published_time" content="{stamp(item)}">' if item.published else ""
    return (
        f'<meta property="og:type" content="article"><meta property="og:site_name" content="{escape(site.name)}">'
        f'<meta property="og:title" content="{escape(item.title)} | {escape(site.name)}">{published}'
    )


def _sitemap(root: str, entries: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"{entries}</{root}>"
    ).encode()
