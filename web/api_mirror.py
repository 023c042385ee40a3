"""Bringing a mirror of the agreements up to date: what is new, what reads differently, and what is to go."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from web.api_models import Link, MirrorItem, Shape
from web.api_query import DeltaAsked, step_cursor
from web.api_values import Shaper
from web.site import Site
from workflows.reading import AgreementStep

Op = Literal["ADD", "MOD", "DEL"]


class MirrorStep(Shape):
    """What a mirror has to do to one agreement."""

    op: Op = Field(
        description=(
            "ADD: put it in. MOD: put it in the place of the one with its id. DEL: take the one with its id out; it "
            "has left the lists, or was never an agreement of its own, and its status says which."
        )
    )
    agreement: MirrorItem = Field(description="As it stands now.")


class ListSeen(Shape):
    """Up to when one list has been read."""

    source: str = Field(examples=["ice-287g"])
    version: int = Field(description="The number of its newest version; 0 before the first.")


class AgreementsDelta(Shape):
    """The next part of what a mirror of the agreements has to do, one step for each agreement."""

    items: list[MirrorStep]
    cursor: str = Field(description="Keep it once the items are applied, and ask with it the next time.")
    next: Link | None = Field(description="What follows this part; null when the mirror is up to date.")
    lists: list[ListSeen]


def read_delta(site: Site, shaper: Shaper, asked: DeltaAsked) -> AgreementsDelta:
    """Return the part of the steps that is asked for. Raises BadRequestError for a cursor that no answer has had."""
    reader = site.reader
    last = reader.last_agreement_step()
    stretch = asked.stretch(last)
    lists = [ListSeen(source=s.key, version=s.versions) for s in reader.sources(site.now()) if s.kind == "list"]
    steps = reader.agreement_steps(stretch, limit=asked.limit + 1)
    shown = steps[: asked.limit]
    stretch = replace(stretch, after=shown[-1].number if len(steps) > len(shown) else stretch.until)
    cursor = step_cursor(stretch)
    more = stretch.after < last
    return AgreementsDelta(
        items=[MirrorStep(op=_op(step), agreement=shaper.mirrored(step.agreement)) for step in shown],
        cursor=cursor,
        next=site.absolute(f"/api/v1/agreements/delta{asked.next_query(cursor=cursor)}") if more else None,
        lists=lists,
    )


def _op(step: AgreementStep) -> Op:
    if not step.present:
        return "DEL"
    return "MOD" if step.held else "ADD"
