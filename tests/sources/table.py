"""What each source's saved answers say: one row per newsroom and per page. `python -m tests.sources.build` writes them.

Titles are ours. The first of a newsroom touches 287(g) where the state has such news at all; the others are what
newsrooms are mostly full of. Addresses follow each publisher's own pattern.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from tests.builders import newsroom_pages as known
from tests.builders.saved_pages import Builder, bare, fragment, json_of, rows

TODAY = date(2026, 10, 5)
DAYS = (date(2026, 10, 2), date(2026, 9, 30), date(2026, 9, 28), date(2026, 9, 17))
ORDINARY = (
    "Governor announces flood recovery fund",
    "State opens grants for rural fire departments",
    "New bridge over the river carries its first traffic",
    "State parks extend their season into November",
    "Applications open for the apprenticeship program",
    "Governor signs the budget for schools",
    "Report shows fewer deaths on state roads",
    "Broadband reaches twelve more counties",
    "Flags to be flown at half-staff on Sunday",
    "Three appointments to the water board",
    "State fair breaks its record of visitors",
    "Disaster declaration after the September storms",
)
LEAD = "The office gave details on Friday."


@dataclass(frozen=True, slots=True)
class Release:
    """One release as it is meant to be read."""

    title: str
    url: str
    on: date
    lead: str = LEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The form in which an answer comes; *hour* where it tells one, *relative* where links begin with a slash."""

    ending: str
    build: Builder
    relative: bool = False
    hour: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The saved answers of one newsroom, by the number of the way that reads them.

    *article* is the pattern of a release's address, for `strftime`, with `{slug}` or `{number}` in it.
    """

    key: str
    article: str
    ways: Mapping[int, Shape]
    first: str = ""
    older: Mapping[int, str] = field(default_factory=dict)
    """Where the way finds older releases."""
    undated: frozenset[int] = frozenset()
    """Ways that tell no days."""
    spanish: bool = False


def releases_of(saved: Saved) -> list[Release]:
    """Return the releases of a row: its own first one, then ordinary ones chosen by its key."""
    start = zlib.crc32(saved.key.encode()) % len(ORDINARY)
    ordinary = [ORDINARY[(start + n) % len(ORDINARY)] for n in range(len(DAYS))]
    titles = list(ORDERS) if saved.spanish else [saved.first or ordinary[-1], *ordinary[:-1]]
    return [
        Release(title=title, url=_address(saved.article, title, on, number), on=on)
        for number, (title, on) in enumerate(zip(titles, DAYS, strict=True))
    ]


ORDERS = (
    "Orden ejecutiva sobre la reconstrucción de carreteras",
    "Orden ejecutiva sobre los horarios de las escuelas",
    "Orden ejecutiva para declarar una emergencia por lluvias",
    "Orden ejecutiva sobre el uso de edificios públicos",
)


def _address(pattern: str, title: str, on: date, number: int) -> str:
    plain = title.lower().translate(str.maketrans("áéíóúñ", "aeioun"))
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return on.strftime(pattern).replace("{slug}", slug).replace("{number}", str(5100 - number))


def _html(build: Builder) -> Shape:
    return Shape(ending="html", build=build, relative=True)


def _timed(build: Builder) -> Shape:
    return Shape(ending="html", build=build, relative=True, hour=True)


# ---- Forms that several publishers share -----------------------------------------------------------------------------

FEED = Shape(ending="xml", build=lambda items, site: known.rss(items, site=site), hour=True)
WORDPRESS_FEED = Shape(
    ending="xml",
    build=lambda items, site: known.rss(items, site=site, generator="https://wordpress.org/?v=6.8"),
    hour=True,
)
SHAREPOINT = Shape(ending="xml", build=lambda items, site: known.sharepoint_rss(items, site=site), hour=True)
DRUPAL_FEED = Shape(ending="xml", build=lambda items, site: known.drupal_rss(items, site=site), hour=True)
POSTS = Shape(ending="json", build=lambda items, _: known.wordpress_json(items), hour=True)
DRUPAL = _timed(lambda items, site: known.drupal_list(items, site=site))
DRUPAL_DAYS = _html(lambda items, site: known.drupal_list(items, site=site))
ARCHIVE = _timed(lambda items, site: known.wordpress_archive(items, site=site))
LINKS = _html(rows('<li><a href="{url}">{title}</a></li>', "<h1>News</h1><ul>{rows}</ul>"))
GEORGIA = _html(
    rows(
        '<div class="news-teaser"><h2><a href="{url}">{title}</a></h2><div class="global-teaser__description">{words}</div></div>'
    )
)
CONNECTICUT = _html(
    rows(
        '<li><span class="date">{digits}</span> <a href="{url}">{title}</a><p>{lead}</p></li>',
        '<div id="resultsPanel"><ul>{rows}</ul></div>',
    )
)
OREGON_JUSTICE = _html(
    rows('<div class="pure-u-1 results-item"><h3><a href="{url}">{title}</a></h3><p>{lead}</p></div>')
)
NEW_YORK_ROW = (
    '<article><h3><a href="{url}">{title}</a></h3><div class="content-dates">{words} | 4:05 pm</div>'
    '<div class="content-description">{lead}</div></article>'
)
ICE_ROW = (
    '<div class="views-row"><div class="news-wrapper"><div class="news-date">{words}</div>'
    '<div class="news-title"><a href="{url}">{title}</a></div><div class="news-body">{lead}</div></div></div>'
)


def _inserted(row: str) -> Shape:
    return Shape(
        ending="json",
        build=lambda items, _: known.drupal_ajax(items, rows=fragment(row, items)),
        relative=True,
    )


def _json(where: str, *, relative: bool = True, **fields: str) -> Shape:
    return Shape(ending="json", build=json_of(where, **fields), relative=relative)


# ---- Newsrooms -------------------------------------------------------------------------------------------------------

_wordpress = partial(Saved, ways={1: WORDPRESS_FEED, 2: POSTS})

NEWSROOMS: tuple[Saved, ...] = (
    Saved(
        key="dhs-press",
        first="DHS counts its 287(g) partnerships anew",
        article="https://www.dhs.gov/news/%Y/%m/%d/{slug}",
        ways={1: _timed(lambda items, site: known.uswds_collection(items, site=site)), 3: DRUPAL},
        older={
            1: "https://www.dhs.gov/news-releases/press-releases?combine=&created=&field_taxonomy_topics_target_id=All"
            "&items_per_page=50&sort_bef_combine=created_DESC&page=1"
        },
    ),
    Saved(
        key="ice-newsroom",
        first="State police and ICE sign a 287(g) agreement",
        article="https://www.ice.gov/news/releases/{slug}",
        ways={1: _html(rows(ICE_ROW)), 2: LINKS, 3: FEED, 4: FEED, 5: _inserted(ICE_ROW)},
        older={1: "https://www.ice.gov/newsroom?combine=287(g)&page=1"},
        undated=frozenset({2}),
    ),
    _wordpress(
        key="us-al-governor",
        article="https://governor.alabama.gov/newsroom/%Y/%m/{slug}/",
        older={1: "https://governor.alabama.gov/feed/?paged=2"},
    ),
    Saved(
        key="us-ak-governor",
        article="https://gov.alaska.gov/{slug}/",
        ways={
            1: _html(
                rows(
                    '<article id="post"><h4><a href="{url}">{title}</a></h4><time>{words}</time><p>{lead}</p></article>',
                    "<article>{rows}</article>",
                )
            ),
            2: WORDPRESS_FEED,
        },
        older={2: "https://gov.alaska.gov/feed/?paged=2"},
    ),
    Saved(
        key="us-az-governor",
        article="https://azgovernor.gov/office-arizona-governor/news/%Y/%m/{slug}",
        ways={1: DRUPAL, 3: FEED},
        older={1: "https://azgovernor.gov/news-releases?page=1"},
        undated=frozenset({2}),
    ),
    Saved(
        key="us-ar-governor",
        first="State troopers finish training under 287(g)",
        article="https://governor.arkansas.gov/news_post/{slug}/",
        ways={1: POSTS, 2: LINKS},
        older={2: "https://governor.arkansas.gov/news_post/page/2/"},
        undated=frozenset({2}),
    ),
    Saved(
        key="us-ca-governor",
        article="https://www.gov.ca.gov/%Y/%m/%d/{slug}/",
        ways={1: WORDPRESS_FEED, 2: POSTS, 3: Shape(ending="html", build=LINKS.build)},
        older={1: "https://www.gov.ca.gov/feed/?paged=2", 3: "https://www.gov.ca.gov/newsroom/page/2/"},
    ),
    Saved(
        key="us-ct-governor",
        article="https://portal.ct.gov/governor/news/press-releases/%Y/%m-%Y/{slug}",
        ways={1: CONNECTICUT},
        undated=frozenset({2}),
    ),
    Saved(
        key="us-de-governor",
        first="Governor signs the ban on 287(g) agreements",
        article="https://news.delaware.gov/%Y/%m/%d/{slug}/",
        ways={1: WORDPRESS_FEED, 2: ARCHIVE},
        older={1: "https://news.delaware.gov/category/governor/governor-matt-meyer/feed/?paged=2"},
    ),
    Saved(
        key="us-dc-mayor",
        article="https://dc.gov/release/{slug}",
        ways={1: DRUPAL, 2: DRUPAL_FEED},
        older={1: "https://dc.gov/newsroom?page=1"},
    ),
    Saved(
        key="us-fl-governor",
        first="Florida awards bonuses to officers trained under 287(g)",
        article="https://www.flgov.com/eog/news/press/%Y/{slug}",
        ways={1: _html(lambda items, site: known.drupal_headings(items, site=site))},
        older={1: "https://www.flgov.com/eog/news/press?page=1"},
        undated=frozenset({2}),
    ),
    Saved(
        key="us-ga-governor",
        first="Georgia law asks sheriffs to seek 287(g) agreements",
        article="https://gov.georgia.gov/press-releases/%Y-%m-%d/{slug}",
        ways={1: GEORGIA},
        older=dict.fromkeys((1, 2), "https://gov.georgia.gov/press-releases?page=1"),
    ),
    Saved(
        key="us-hi-governor",
        article="https://governor.hawaii.gov/newsroom/{slug}/",
        ways={1: WORDPRESS_FEED, 2: ARCHIVE, 3: POSTS},
        older={
            1: "https://governor.hawaii.gov/category/newsroom/office-of-the-governor-press-releases/feed/?paged=2",
            2: "https://governor.hawaii.gov/category/newsroom/page/2/",
        },
    ),
    Saved(
        key="us-id-governor",
        first="Idaho State Police to take inmates to ICE under 287(g)",
        article="https://gov.idaho.gov/pressrelease/{slug}/",
        ways={1: WORDPRESS_FEED, 2: LINKS},
        older={1: "https://gov.idaho.gov/pressrelease/feed/?paged=2"},
        undated=frozenset({2}),
    ),
    Saved(
        key="us-il-governor",
        article="https://gov-pressreleases.illinois.gov/press-release.{number}.html",
        ways={1: _json("newsFeedItemList", title="{title}", url="{url}", date="{without_year}", description="{lead}")},
    ),
    Saved(
        key="us-in-governor",
        article="https://events.in.gov/event/{slug}",
        ways={
            1: _html(
                rows(
                    '<div class="em-card"><h3><a href="{url}">{title}</a></h3><p class="em-card_event-text">{words}</p></div>',
                    '<div class="event_list_component">{rows}</div>',
                )
            )
        },
    ),
    Saved(
        key="us-ia-governor",
        article="https://governor.iowa.gov/press-release/%Y-%m-%d/{slug}",
        ways={1: _html(lambda items, site: known.drupal_teasers(items, site=site))},
        older={1: "https://governor.iowa.gov/newsroom?page=1"},
    ),
    _wordpress(
        key="us-ks-governor",
        article="https://governor.kansas.gov/{slug}/",
        older={1: "https://governor.kansas.gov/feed/?paged=2"},
    ),
    Saved(
        key="us-la-governor",
        first="State agencies sign with ICE under Project GEAUX",
        article="https://gov.louisiana.gov/news/{number}",
        ways={
            1: _html(
                rows(
                    '<div class="news-block"><h2>{title}</h2><div class="date">{words}</div><div class="blurb">{lead}</div>'
                    '<a class="read-more" href="{url}" title="{title}">Read more</a></div>',
                    '<div id="news-index">{rows}</div>',
                )
            )
        },
    ),
    Saved(
        key="us-me-governor",
        first="Law that ends 287(g) agreements takes effect",
        article="https://www.maine.gov/governor/mills/news/{slug}-%Y-%m-%d",
        ways={
            1: _html(
                rows(
                    '<div class="views-row"><div class="news-date">{words}</div><a href="{url}">{title}</a>'
                    '<div class="news-summary">{lead}</div></div>'
                )
            )
        },
        undated=frozenset({2}),
    ),
    Saved(
        key="us-md-governor",
        first="Governor signs the ban on 287(g) agreements",
        article="https://governor.maryland.gov/news/press-releases/{slug}",
        ways={
            1: _timed(
                rows(
                    '<li class="maryland-listing-item"><a class="maryland-listing-item__title" href="{url}">{title}</a>'
                    '<time datetime="{iso}">{words}</time></li>',
                    "<ul>{rows}</ul>",
                )
            )
        },
        older=dict.fromkeys((1, 2), "https://governor.maryland.gov/news/press-releases?page=1"),
        undated=frozenset({2}),
    ),
    Saved(
        key="us-mi-governor",
        article="https://www.michigan.gov/whitmer/news/press-releases/%Y/%m/%d/{slug}",
        ways={1: _json("Results", Url="{url}", Name="{title}", Html="<a href='{url}'>{title}</a>")},
    ),
    Saved(
        key="us-mn-governor",
        article="https://mn.gov/governor/newsroom/press-releases/?id=1055-{number}",
        ways={1: FEED},
    ),
    _wordpress(
        key="us-ms-governor",
        article="https://governorreeves.ms.gov/{slug}/",
        older={1: "https://governorreeves.ms.gov/feed/?paged=2"},
    ),
    Saved(
        key="us-mo-governor",
        article="https://governor.mo.gov/press-releases/archive/{slug}",
        ways={1: DRUPAL},
        undated=frozenset({2}),
    ),
    Saved(
        key="us-mt-governor",
        article="https://news.mt.gov/Governors-Office/{slug}",
        ways={
            1: _json("", link="{url}", title="{title}", date="{iso}", summary="{lead}"),
            2: FEED,
            3: LINKS,
        },
        undated=frozenset({3}),
    ),
    Saved(
        key="us-ne-governor",
        first="State Patrol renews its 287(g) agreement",
        article="https://governor.nebraska.gov/{slug}",
        ways={1: DRUPAL},
    ),
    Saved(
        key="us-nv-governor",
        article="https://www.gov.nv.gov/press-releases/{slug}/",
        ways={
            1: _html(
                rows(
                    '<div class="p-md-2"><p><strong>{words}</strong></p><a href="{url}">{title}</a><p>{lead}</p></div>'
                )
            )
        },
        undated=frozenset({2}),
    ),
    Saved(
        key="us-nj-governor",
        article="https://www.nj.gov/governor/news/2026/approved/%Y%m%d{number}.shtml",
        ways={1: LINKS},
        undated=frozenset({1, 2}),
    ),
    Saved(
        key="us-nm-governor",
        first="The ban on 287(g) agreements is law in New Mexico",
        article="https://www.governor.state.nm.us/%Y/%m/%d/{slug}/",
        ways={1: WORDPRESS_FEED, 2: POSTS, 3: ARCHIVE},
        older={1: "https://www.governor.state.nm.us/feed/?paged=2"},
    ),
    Saved(
        key="us-ny-governor",
        first="Deadline passes for agencies to end 287(g) agreements",
        article="https://www.governor.ny.gov/news/{slug}",
        ways={1: _html(rows(NEW_YORK_ROW)), 2: _inserted(NEW_YORK_ROW), 3: FEED},
        older={1: "https://www.governor.ny.gov/news?page=1"},
    ),
    Saved(
        key="us-nc-governor",
        first="Governor vetoes the bill on sheriffs and ICE",
        article="https://governor.nc.gov/news/press-releases/%Y/%m/%d/{slug}",
        ways={1: FEED, 2: DRUPAL},
        older={2: "https://governor.nc.gov/news/press-releases?page=1"},
    ),
    Saved(key="us-nd-governor", article="https://www.governor.nd.gov/news/{slug}", ways={1: DRUPAL_FEED, 2: DRUPAL}),
    Saved(
        key="us-oh-governor",
        article="https://governor.ohio.gov/media/news-and-media/{slug}",
        ways={
            1: _json("", title="{title}", url="{url}", summary="{lead}", startTimeWCM="{iso}"),
            2: _html(bare('<div class="card"><h3><a href="{url}">{title}</a></h3><p>{lead}</p></div>')),
        },
        undated=frozenset({2}),
    ),
    Saved(
        key="us-ok-governor",
        first="Public Safety signs a 287(g) agreement",
        article="https://oklahoma.gov/governor/newsroom/newsroom/%Y/{slug}.html",
        ways={
            1: _json("items", newsUrl="{url}", title="{title}", lastModified="{iso}", description="{lead}"),
            2: LINKS,
        },
        older={
            1: "https://oklahoma.gov/content/sok-wcm/en/governor/newsroom/newsroom/jcr:content/responsivegrid-second/"
            "newslisting.json?page=2&q="
        },
        undated=frozenset({2}),
    ),
    Saved(
        key="us-or-governor",
        article="https://apps.oregon.gov/oregon-newsroom/OR/GOV/Posts/Post/{slug}-{number}",
        ways={
            1: _html(
                rows(
                    '<div class="row"><a href="{url}" title="{title}"><img src="/p.png" alt=""></a><a href="#c" title="News">News'
                    '</a><a href="#d" title="{words}">{words}</a></div>',
                    '<div class="col-md-9">{rows}</div>',
                )
            )
        },
        undated=frozenset({2}),
    ),
    Saved(
        key="us-ri-governor",
        article="https://governor.ri.gov/press-releases/{slug}",
        ways={1: DRUPAL_FEED, 2: DRUPAL},
        older={2: "https://governor.ri.gov/press-releases?page=1"},
    ),
    Saved(
        key="us-sc-governor",
        article="https://governor.sc.gov/news/%Y-%m/{slug}",
        ways={
            1: _html(
                rows(
                    '<div class="card"><a href="{url}">{title}</a>'
                    '<div class="views-field views-field-field-published-date">{words}</div><p>{lead}</p></div>'
                )
            )
        },
        undated=frozenset({2}),
    ),
    Saved(
        key="us-sd-governor",
        first="Highway Patrol joins 287(g)",
        article="https://governor.sd.gov/newsitem.aspx?id={number}",
        ways={
            1: _html(
                rows(
                    '<div class="newsitem"><h2><a href="{url}">{title}</a></h2><div class="newsdate">{words}</div>'
                    '<div class="newsarticle">{lead}</div></div>'
                )
            )
        },
        undated=frozenset({2}),
    ),
    Saved(
        key="us-tn-governor",
        first="Law makes Tennessee's sheriffs join 287(g)",
        article="https://www.tn.gov/governor/news/%Y/%-m/%-d/{slug}.html",
        ways={
            1: _html(
                rows(
                    '<article><h2><a href="{url}">{title}</a></h2><div class="date">{words} | 03:15pm</div><p>{lead}</p></article>',
                    '<div class="tn-newsroomresults">{rows}</div>',
                )
            )
        },
    ),
    Saved(
        key="us-tx-governor",
        first="Sheriffs of larger counties to request 287(g) agreements",
        article="https://gov.texas.gov/news/post/{slug}",
        ways={
            1: FEED,
            2: _html(lambda items, site: known.expression_engine_list(items, site=site, pager="/news/P8")),
        },
        older={2: "https://gov.texas.gov/news/P8"},
    ),
    Saved(
        key="us-ut-governor",
        article="https://governor.utah.gov/press/{slug}/",
        ways={
            1: WORDPRESS_FEED,
            2: POSTS,
            3: Shape(
                ending="html",
                build=rows(
                    '<a class="x-col" href="{url}"><div class="x-text-content-text-primary">{words}</div>'
                    '<h2 class="x-text-content-text-primary">{title}</h2><div class="x-text x-content">{lead}</div></a>'
                ),
            ),
        },
        older={1: "https://governor.utah.gov/feed/?paged=2", 3: "https://governor.utah.gov/news/page/2/"},
    ),
    Saved(
        key="us-vt-governor",
        article="https://governor.vermont.gov/press-release/{slug}",
        ways={1: DRUPAL_FEED, 2: DRUPAL},
    ),
    Saved(
        key="us-va-governor",
        first="Governor ends the state agencies' 287(g) agreements",
        article="https://www.governor.virginia.gov/newsroom/news-releases/%Y/%B-releases/name-107{number}-en.html",
        ways={1: _json("items", link="{url}", headline="{title}", date="{words}", brief="{lead}"), 2: LINKS},
        undated=frozenset({2}),
    ),
    Saved(
        key="us-wa-governor",
        article="https://governor.wa.gov/news/%Y/{slug}",
        ways={1: DRUPAL},
        older=dict.fromkeys((1, 2), "https://governor.wa.gov/news/news-releases?page=1"),
        undated=frozenset({2}),
    ),
    Saved(
        key="us-wv-governor",
        article="https://governor.wv.gov/News/press-releases/%Y/Pages/{slug}.aspx",
        ways={1: SHAREPOINT},
    ),
    Saved(
        key="us-pr-governor",
        article="https://www.fortaleza.pr.gov/ordenes-ejecutivas/{slug}",
        ways={
            1: _html(
                rows(
                    '<div role="listitem" class="collection-item w-dyn-item"><a href="{url}"><div class="minicard-title-2">{title}'
                    '</div><div class="text-block-38">{spanish}</div></a></div>',
                    '<div class="collection-list w-dyn-items">{rows}</div>',
                )
            )
        },
        spanish=True,
    ),
    _wordpress(
        key="us-vi-governor",
        article="https://www.vi.gov/{slug}/",
        older={1: "https://www.vi.gov/feed/?paged=2"},
    ),
    # ---- Other offices of the states
    Saved(
        key="us-tx-comptroller",
        first="Comptroller opens grants for sheriffs with 287(g) agreements",
        article="https://comptroller.texas.gov/about/media-center/news/%Y%m%d-{slug}",
        ways={1: LINKS},
        undated=frozenset({1, 2}),
    ),
    Saved(
        key="us-tx-ag",
        first="Attorney General signs a 287(g) agreement for his office",
        article="https://www.texasattorneygeneral.gov/news/releases/{slug}",
        ways={1: DRUPAL},
        undated=frozenset({1}),
    ),
    Saved(
        key="us-tx-dps",
        first="DPS names its officers trained under 287(g)",
        article="https://www.dps.texas.gov/news/{slug}",
        ways={1: DRUPAL},
        undated=frozenset({1}),
    ),
    Saved(
        key="us-ga-dps",
        first="Troopers complete 287(g) training",
        article="https://dps.georgia.gov/press-releases/%Y-%m-%d/{slug}",
        ways={1: GEORGIA},
    ),
    Saved(
        key="us-sd-ag",
        first="Division of Criminal Investigation signs a 287(g) agreement",
        article="https://atg.sd.gov/OurOffice/Media/pressreleasesdetail.aspx?id={number}",
        ways={
            1: _html(
                rows(
                    '<tr><td><h2><a href="{url}">{title}</a></h2></td></tr>', '<table id="pressrelease">{rows}</table>'
                )
            )
        },
        undated=frozenset({1, 2}),
    ),
    Saved(
        key="us-ny-ag",
        first="Attorney General tells sheriffs how to end 287(g) agreements",
        article="https://ag.ny.gov/press-release/%Y/{slug}",
        ways={1: DRUPAL_DAYS},
        undated=frozenset({2}),
    ),
    Saved(
        key="us-ca-ag",
        article="https://oag.ca.gov/news/press-releases/{slug}",
        ways={1: FEED, 2: DRUPAL},
        older={2: "https://oag.ca.gov/media/news?page=1"},
    ),
    _wordpress(
        key="us-nj-ag",
        article="https://www.njoag.gov/{slug}/",
        older={1: "https://www.njoag.gov/feed/?paged=2"},
    ),
    Saved(
        key="us-wa-ag",
        article="https://www.atg.wa.gov/news/news-releases/{slug}",
        ways={1: DRUPAL_FEED, 2: DRUPAL},
    ),
    Saved(
        key="us-il-ag",
        article="https://illinoisattorneygeneral.gov/news/story/{slug}",
        ways={1: LINKS},
        undated=frozenset({1, 2}),
    ),
    Saved(
        key="us-or-ag",
        article="https://www.doj.state.or.us/media-home/news-media-releases/{slug}/",
        ways={1: OREGON_JUSTICE},
        undated=frozenset({1, 2}),
    ),
    Saved(
        key="us-ct-ag",
        article="https://portal.ct.gov/ag/press-releases/%Y-press-releases/{slug}",
        ways={1: CONNECTICUT},
        undated=frozenset({2}),
    ),
    Saved(
        key="us-vt-ag",
        article="https://ago.vermont.gov/blog/%Y/%m/%d/{slug}",
        ways={1: DRUPAL_FEED, 2: LINKS},
    ),
    Saved(
        key="us-de-news",
        first="State Police hold no 287(g) agreement under the law of 2025",
        article="https://news.delaware.gov/%Y/%m/%d/{slug}/",
        ways={1: WORDPRESS_FEED, 2: ARCHIVE, 3: POSTS},
        older={1: "https://news.delaware.gov/feed/?paged=2"},
    ),
)

# ---- Pages that are watched ------------------------------------------------------------------------------------------

PAGES: dict[str, tuple[str, ...]] = {
    "ice-287g-page": (
        "Law enforcement agencies of some states work with ICE under section 287(g).",
        "There are three models of agreement.",
        "The list of participating agencies is a workbook.",
    ),
    "us-fl-fdle-grants": (
        "The State Board of Immigration Enforcement gives grants to agencies with agreements.",
        "Officers who hold the credential may receive a bonus.",
        "Applications are taken until the money is spent.",
    ),
    "us-fl-fdle-recipients": (
        "Agencies that received a grant report every quarter.",
        "Forms and deadlines stand below.",
    ),
    "us-fl-statute": (
        "The section makes a board of four members.",
        "The board coordinates with federal agencies.",
    ),
    "us-tx-sb8": (
        "The act concerns agreements between sheriffs and federal authorities.",
        "A sheriff of a county above a size shall request an agreement.",
        "The act takes effect on January 1, 2026.",
    ),
    "us-va-executive-actions": (
        "Executive orders of the Governor are listed by number.",
        "Executive directives are listed below them.",
    ),
}
