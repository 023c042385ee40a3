"""The operator's signals: look at everything that can go wrong, tell what changed, and prove daily that telling works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.deliveries import Purpose
from domain.signals import (
    FAILED_POLLS,
    LATE_OUTBOX,
    LEAST_FREE,
    REMIND_EVERY,
    Signal,
    Told,
    Trouble,
    Turn,
    bounces_too_much,
    signals,
)
from domain.subscriptions import Subscription
from workflows.alerts import delivery_id
from workflows.ledger import Ledger, NewDelivery, OpenLedger, OutboxHealth
from workflows.ports import Clock, FetchProblem, Notice
from workflows.reading import IncidentView, LogReader, SourceHealth

FOR_READERS = "readers told: "
"""How the keys of what subscribers were told begin: those are not the operator's."""
_A_DAY = timedelta(days=1)
_SYNTHETIC_WITHIN = timedelta(minutes=5)
_SYNTHETIC_HOUR = 15
"""UTC: the working morning in all of the United States."""
_LEAD = {Turn.BEGAN: "", Turn.LASTS: "Still so: ", Turn.ENDED: "Over: "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """What the operator's watch works with. *free_disk* returns the free share of the disk, from 0 to 1."""

    ledger: OpenLedger
    reader: LogReader
    clock: Clock
    free_disk: Callable[[], float]


def tell_operator(watching: Watching) -> list[Signal]:
    """Write to the operator what began, lasts or ended since the last look; return it. Without operators, nothing.

    What was told is noted together with the message, so that a crash between them neither loses nor repeats it.
    """
    now = watching.clock.now()
    sources, incidents = watching.reader.sources(now), watching.reader.incidents(only_open=True)
    free = watching.free_disk()
    with watching.ledger() as ledger:
        operators = ledger.operators()
        if not operators:
            return []
        health = ledger.outbox_health(now=now, since=now - _A_DAY, synthetic_due_before=now - _SYNTHETIC_WITHIN)
        troubles = [
            *_of_sources(sources, now),
            *_of_incidents(incidents),
            *_of_outbox(health, now),
            *_of_disk(free),
        ]
        found = _note(ledger, troubles, now)
        if found:
            for operator in operators:
                _queue_signal(ledger, operator, found, now)
        _queue_synthetic(ledger, operators, now)
        return found


def _of_sources(sources: Sequence[SourceHealth], now: datetime) -> list[Trouble]:
    return [
        Trouble(
            key=f"stale {source.key}",
            summary=f"{source.title} was last read {_ago(source.last_success_at, now)}, its cadence is "
            f"{source.cadence_seconds // 60} minutes: {source.last_message or 'it was never read.'} "
            "Run `lookout doctor`, then `lookout poll`.",
        )
        for source in sources
        if source.stale and source.last_attempt_at is not None
    ]


def _of_incidents(incidents: Sequence[IncidentView]) -> list[Trouble]:
    fetching = {problem.value for problem in FetchProblem}
    return [
        Trouble(
            key=f"incident {incident.id}",
            summary=f"{incident.source}, incident {incident.id} ({incident.kind}), since "
            f"{incident.opened_at:%d %b %Y, %H:%M} UTC: {incident.summary} See it with `lookout incidents {incident.id}`.",
        )
        for incident in incidents
        if incident.kind not in fetching or incident.seen >= FAILED_POLLS
    ]


def _of_outbox(health: OutboxHealth, now: datetime) -> list[Trouble]:
    troubles = []
    if health.oldest_due_at is not None and now - health.oldest_due_at > LATE_OUTBOX:
        troubles.append(
            Trouble(
                key="late deliveries",
                summary=f"{health.waiting} messages wait, the oldest since {health.oldest_due_at:%d %b, %H:%M} UTC and "
                "never tried: nobody sends. Look whether `lookout run` or `lookout worker` is up.",
            )
        )
    if health.dead:
        troubles.append(
            Trouble(
                key="dead letters",
                summary=f"{health.dead} messages could not be delivered and are parked. See them with "
                "`lookout deliveries --status dead`, send them again with `lookout resend`.",
            )
        )
    if bounces_too_much(health.sent_lately, health.bounced_lately):
        share = health.bounced_lately / (health.sent_lately + health.bounced_lately)
        troubles.append(
            Trouble(
                key="bounces",
                summary=f"{share:.0%} of the messages of the last day came back for good. Check LOOKOUT_SMTP_URL and "
                "whether your mail server is on a block list.",
            )
        )
    if health.synthetic_overdue:
        troubles.append(
            Trouble(
                key="daily proof",
                summary="The daily proof message has waited for more than five minutes: alerts would wait too. "
                "Look at `lookout deliveries` and at the mail server.",
            )
        )
    return troubles


def _of_disk(free: float) -> list[Trouble]:
    if free >= LEAST_FREE:
        return []
    return [Trouble(key="disk", summary="The disk of the data folder is nearly full: make room, or captures are lost.")]


def _note(ledger: Ledger, troubles: Sequence[Trouble], now: datetime) -> list[Signal]:
    noted = {signal.key: signal for signal in ledger.open_signals() if not signal.key.startswith(FOR_READERS)}
    told = [Told(key=s.key, summary=s.summary, told_at=s.told_at) for s in noted.values()]
    found = signals(troubles, told, now)
    for signal in found:
        match signal.turn:
            case Turn.BEGAN:
                ledger.begin_signal(signal.key, signal.summary, now)
            case Turn.LASTS:
                ledger.repeat_signal(noted[signal.key].id, signal.summary, now)
            case Turn.ENDED:
                ledger.end_signal(noted[signal.key].id, now)
    return found


def _queue_signal(ledger: Ledger, operator: Subscription, found: Sequence[Signal], now: datetime) -> None:
    notice = Notice(headline=_headline(found), lines=tuple(f"{_LEAD[signal.turn]}{signal.summary}" for signal in found))
    _queue(ledger, operator, Purpose.SIGNAL, (now.isoformat(), notice.headline), notice, now)


def _headline(found: Sequence[Signal]) -> str:
    began = [signal.key for signal in found if signal.turn is Turn.BEGAN]
    lasts = [signal.key for signal in found if signal.turn is Turn.LASTS]
    ended = [signal.key for signal in found if signal.turn is Turn.ENDED]
    parts = (("needs you", began), ("still needs you", lasts), ("is over", ended))
    return "; ".join(f"{', '.join(keys)} {what}" for what, keys in parts if keys)


def _queue_synthetic(ledger: Ledger, operators: Sequence[Subscription], now: datetime) -> None:
    if now.hour < _SYNTHETIC_HOUR:
        return
    for operator in operators:
        _queue(ledger, operator, Purpose.SYNTHETIC, (now.date().isoformat(),), None, now)


def _queue(  # noqa: PLR0917  # one message has this many parts
    ledger: Ledger,
    operator: Subscription,
    purpose: Purpose,
    parts: tuple[str, ...],
    notice: Notice | None,
    now: datetime,
) -> None:
    ledger.queue(
        NewDelivery(
            id=delivery_id(operator.id, (purpose.value, *parts)),
            subscription_id=operator.id,
            change_ids=(),
            due_at=now,
            period_from=now - REMIND_EVERY,
            period_to=now,
            purpose=purpose,
            notice=notice,
        ),
        now,
    )


def _ago(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "never"
    minutes = int((now - at).total_seconds() // 60)
    return f"{minutes} minutes ago" if minutes < 120 else f"{minutes // 60} hours ago"  # noqa: PLR2004  # two hours
