"""The one way out: a message is put into words for its channel and handed to that channel once."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from email.headerregistry import Address as MailAddress

from domain.deliveries import FOR_SUBSCRIBERS, Outcome, OutcomeKind
from domain.subscriptions import Channel
from notifier.addresses import APPRISE_SCHEMAS, SLACK_HOSTS, AddressError, parse_address
from notifier.content import content, what_is_missing
from notifier.mail import Envelope, header_id, sender_address, whole_mail
from notifier.personal import Personal, personal
from notifier.rendering import chat_message
from notifier.slack import SlackPoster
from notifier.slack_payload import whole_payload
from notifier.smtp import SmtpMailer
from notifier.smtp_server import parse_smtp_url
from notifier.wire import TOTAL_SECONDS
from notifier.worded import KeptWords
from notifier.wording import Letter
from workflows.ports import AlertMessage, Clock


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        return datetime.now(UTC)


class Notifier:
    """Sends alerts by email, Slack webhook or Apprise: the `Sender` of the workflows. Safe to use from several threads.

    *smtp_url* is read by `parse_smtp_url`; None means that email is not set up, and such alerts wait. *mail_from* is
    the sender where the URL has no `from=`. *tls* replaces the system's certificate authorities. Raises ValueError,
    with a sentence for the operator, for a URL or a sender that cannot be used.
    """

    def __init__(
        self,
        smtp_url: str | None,
        mail_from: str,
        public_url: str,
        *,
        slack_hosts: frozenset[str] = SLACK_HOSTS,
        allow_loopback: bool = False,
        apprise_schemas: frozenset[str] = APPRISE_SCHEMAS,
        clock: Clock | None = None,
        tls: ssl.SSLContext | None = None,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._public_url = public_url
        self._slack_hosts = slack_hosts
        self._allow_loopback = allow_loopback
        self._apprise_schemas = apprise_schemas
        self._clock = clock or SystemClock()
        self._slack = SlackPoster(tls=tls, total_seconds=total_seconds)
        self._mailer: SmtpMailer | None = None
        self._sender: MailAddress | None = None
        if smtp_url:
            server = parse_smtp_url(smtp_url)
            self._sender = sender_address(server.sender or mail_from)
            self._mailer = SmtpMailer(server, own_name=self._sender.domain, tls=tls, total_seconds=total_seconds)
        self._words = KeptWords(self._sender, public_url)

    def send(self, message: AlertMessage) -> Outcome:
        """Attempt *message* once, within 15 seconds. Never raises for what the receiver did.

        An alert with no changes or no releases is refused, and a letter without the link, code or notice that it is for. No detail of an outcome holds an
        address, a token or a webhook's URL.
        """
        if missing := what_is_missing(message):
            return Outcome(kind=OutcomeKind.REFUSED, detail=f"{missing}, so it was not sent")
        try:
            address = parse_address(
                message.address.value,
                operator=message.address.channel is Channel.APPRISE,
                slack_hosts=self._slack_hosts,
                allow_loopback=self._allow_loopback,
                apprise_schemas=self._apprise_schemas,
            )
        except AddressError as error:
            return Outcome(kind=OutcomeKind.REFUSED, detail=f"the address cannot be used: {error}")
        if address.channel is not message.address.channel:
            return Outcome(kind=OutcomeKind.REFUSED, detail="the address is not one of its channel")
        match address.channel:
            case Channel.EMAIL:
                return self._mail(message, address.value)
            case Channel.SLACK:
                return self._slack.post(
                    address.value,
                    whole_payload(self._words.slack(content(message)), personal(message)),
                    message_id=header_id(message.message_id),
                    now=self._clock.now(),
                )
            case Channel.APPRISE:
                return _apprise(self._words.letter(content(message)), personal(message), address.value)

    def close(self) -> None:
        """Close every kept connection. An attempt that is under way still ends by itself."""
        self._slack.close()
        if self._mailer:
            self._mailer.close()

    def _mail(self, message: AlertMessage, to: str) -> Outcome:
        if self._mailer is None or self._sender is None:
            return Outcome(kind=OutcomeKind.RETRY, detail="Email: not set up. Set LOOKOUT_SMTP_URL")
        may_unsubscribe = message.purpose in FOR_SUBSCRIBERS
        envelope = Envelope(
            message_id=message.message_id,
            to=to,
            now=self._clock.now(),
            one_click_url=message.one_click_url if may_unsubscribe else "",
            manage_url=message.manage_url if may_unsubscribe else "",
        )
        mail = whole_mail(self._words.mail(content(message)), personal(message), envelope)
        return self._mailer.send(sender=self._sender.addr_spec, to=to, message=mail)


def _apprise(letter: Letter, own: Personal, url: str) -> Outcome:
    from notifier import apprise_channel  # Apprise takes 0.2 s to load and most commands never need it

    return apprise_channel.send(url, letter.subject, chat_message(letter, own, apprise_channel.message_limit(url)))
