"""Sending mail to a real server on this machine: what each answer means, and what a lost connection means."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from domain.deliveries import Outcome, OutcomeKind
from notifier.smtp import SmtpMailer
from notifier.smtp_replies import Stage, read_reply
from notifier.smtp_server import Encryption, parse_smtp_url
from tests.notifier.sinks import SmtpSink

MESSAGE = b"Subject: hello\r\n\r\nfirst\r\n.dot\r\n..two\r\n"


@pytest.fixture(params=[False, True], ids=["one-by-one", "pipelining"])
def sink(request: pytest.FixtureRequest) -> Iterator[SmtpSink]:
    with SmtpSink(pipelining=request.param) as running:
        yield running


@pytest.fixture
def mailer(sink: SmtpSink) -> Iterator[SmtpMailer]:
    running = SmtpMailer(parse_smtp_url(sink.url), own_name="lookout.example.org")
    yield running
    running.close()


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return a server's context with a certificate for 127.0.0.1, and a client's that trusts it."""
    folder: Path = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sink")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "server.pem"
    file.write_bytes(pem + secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=pem.decode())


def _send(mailer: SmtpMailer, to: str = "alice@example.org") -> Outcome:
    return mailer.send(sender="alerts@lookout.example.org", to=to, message=MESSAGE)


def test_a_message_arrives_whole_with_its_envelope(sink: SmtpSink, mailer: SmtpMailer) -> None:
    assert _send(mailer) == Outcome(kind=OutcomeKind.SENT, detail="Email: content answered 250 2.0.0")

    [mail] = sink.mails
    assert (mail.sender, mail.recipients) == ("alerts@lookout.example.org", ("alice@example.org",))
    assert mail.content == MESSAGE


def test_one_connection_carries_many_messages(sink: SmtpSink, mailer: SmtpMailer) -> None:
    for _ in range(5):
        assert _send(mailer).kind is OutcomeKind.SENT

    assert (len(sink.mails), sink.connections) == (5, 1)


def test_a_refused_recipient_does_not_cost_the_connection_or_the_next_message(
    sink: SmtpSink, mailer: SmtpMailer
) -> None:
    sink.answers["RCPT"].append("550 5.1.1 nobody")

    assert _send(mailer, "nobody@example.org").kind is OutcomeKind.PERMANENT
    assert _send(mailer).kind is OutcomeKind.SENT
    assert [mail.recipients for mail in sink.mails] == [("alice@example.org",)]
    assert sink.connections == 1


def test_several_threads_may_send_at_once(sink: SmtpSink, mailer: SmtpMailer) -> None:
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda n: _send(mailer, f"user{n}@example.org"), range(40)))

    assert {outcome.kind for outcome in outcomes} == {OutcomeKind.SENT}
    assert sorted(mail.recipients[0] for mail in sink.mails) == sorted(f"user{n}@example.org" for n in range(40))
    assert sink.connections <= 16


def test_a_kept_connection_that_the_server_ended_is_replaced_without_a_repeat(
    sink: SmtpSink, mailer: SmtpMailer
) -> None:
    assert _send(mailer).kind is OutcomeKind.SENT
    for farewell in ("421 4.3.2 too long", "drop"):
        sink.answers["MAIL"].append(farewell)
        assert _send(mailer).kind is OutcomeKind.SENT

    assert len(sink.mails) == 3
    assert sink.connections == 3


@pytest.mark.parametrize(
    ("command", "answer", "kind"),
    [
        ("RCPT", "421 4.3.0 closing", OutcomeKind.RETRY),
        ("RCPT", "450 4.2.0 greylisted", OutcomeKind.RETRY),
        ("RCPT", "452 4.2.2 full for now", OutcomeKind.RETRY),
        ("RCPT", "550 No such user", OutcomeKind.PERMANENT),
        ("RCPT", "551 not local", OutcomeKind.PERMANENT),
        ("RCPT", "553 bad name", OutcomeKind.PERMANENT),
        ("RCPT", "550 5.1.1 <alice@example.org> unknown", OutcomeKind.PERMANENT),
        ("RCPT", "550 5.2.1 closed", OutcomeKind.PERMANENT),
        ("RCPT", "554 5.1.1 unknown", OutcomeKind.PERMANENT),
        ("RCPT", "552 5.2.2 mailbox full", OutcomeKind.RETRY),
        ("RCPT", "550 5.7.1 relaying denied", OutcomeKind.REFUSED),
        ("RCPT", "554 5.7.1 blocked", OutcomeKind.REFUSED),
        ("RCPT", "550 5.1.8 bad sender domain", OutcomeKind.REFUSED),
        ("MAIL", "451 4.3.0 later", OutcomeKind.RETRY),
        ("MAIL", "550 5.7.1 sender not allowed", OutcomeKind.RETRY),
        ("DATA", "451 4.7.1 try later", OutcomeKind.RETRY),
        ("DATA", "552 5.3.4 too big", OutcomeKind.REFUSED),
        ("DATA", "554 5.7.1 spam", OutcomeKind.REFUSED),
        ("DATA", "550 looks like spam", OutcomeKind.REFUSED),
        ("DATA", "550 5.1.1 unknown after all", OutcomeKind.PERMANENT),
        ("RCPT", "drop", OutcomeKind.RETRY),
        ("DATA", "drop", OutcomeKind.UNKNOWN),
    ],
)
def test_each_answer_means_what_the_standards_say(
    sink: SmtpSink, mailer: SmtpMailer, command: str, answer: str, kind: OutcomeKind
) -> None:
    sink.answers[command].append(answer)

    outcome = _send(mailer)

    assert outcome.kind is kind
    assert "@" not in outcome.detail


def test_a_server_that_takes_the_message_and_says_nothing_leaves_the_outcome_unknown(sink: SmtpSink) -> None:
    mailer = SmtpMailer(parse_smtp_url(sink.url), own_name="lookout.example.org", total_seconds=0.3)
    sink.answers["DATA"].append("silence")

    assert _send(mailer) == Outcome(
        kind=OutcomeKind.UNKNOWN, detail="Email: the message went out and no answer came in time"
    )


def test_a_server_that_is_silent_before_the_message_is_tried_again(sink: SmtpSink) -> None:
    mailer = SmtpMailer(parse_smtp_url(sink.url), own_name="lookout.example.org", total_seconds=0.3)
    sink.answers["RCPT"].append("silence")

    assert _send(mailer) == Outcome(
        kind=OutcomeKind.RETRY, detail="Email: no answer came in time before the message was handed over"
    )


def test_nobody_listening_is_tried_again() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{unused.getsockname()[1]}"

        outcome = _send(SmtpMailer(parse_smtp_url(url), own_name="x.example"))

    assert outcome == Outcome(kind=OutcomeKind.RETRY, detail="Email: the mail server cannot be reached")


def test_a_wrong_password_is_our_configuration_and_is_tried_again() -> None:
    with SmtpSink(login=("robot", "right")) as sink:
        good = SmtpMailer(parse_smtp_url(f"smtp://robot:right@127.0.0.1:{sink.port}"), own_name="x.example")
        bad = SmtpMailer(parse_smtp_url(f"smtp://robot:canary@127.0.0.1:{sink.port}"), own_name="x.example")

        assert _send(good).kind is OutcomeKind.SENT
        assert _send(bad) == Outcome(
            kind=OutcomeKind.RETRY,
            detail="Email: the mail server refused our login (535). Check user and password in LOOKOUT_SMTP_URL",
        )
        good.close()


def test_mail_travels_encrypted_with_starttls_and_from_the_first_byte(
    tls: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    server, client = tls
    with SmtpSink(starttls=server) as starttls, SmtpSink(tls=server) as implicit:
        for url in (f"smtp://127.0.0.1:{starttls.port}?starttls=1", f"smtps://127.0.0.1:{implicit.port}"):
            mailer = SmtpMailer(parse_smtp_url(url), own_name="x.example", tls=client)
            assert _send(mailer).kind is OutcomeKind.SENT
            assert _send(mailer).kind is OutcomeKind.SENT
            mailer.close()

        assert (len(starttls.mails), len(implicit.mails)) == (2, 2)


def test_a_certificate_that_nobody_vouches_for_stops_the_mail(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    with SmtpSink(starttls=tls[0]) as sink:
        outcome = _send(SmtpMailer(parse_smtp_url(f"smtp://127.0.0.1:{sink.port}?starttls=1"), own_name="x.example"))

        assert outcome.kind is OutcomeKind.RETRY
        assert "TLS with the mail server failed" in outcome.detail
        assert sink.mails == []


def test_a_server_without_starttls_gets_nothing_rather_than_plain_text(sink: SmtpSink) -> None:
    outcome = _send(SmtpMailer(parse_smtp_url(f"{sink.url}?starttls=1"), own_name="x.example"))

    assert outcome.kind is OutcomeKind.RETRY
    assert "no STARTTLS" in outcome.detail
    assert sink.mails == []


def test_a_refused_recipient_gets_no_content_though_all_was_said_at_once(sink: SmtpSink, mailer: SmtpMailer) -> None:
    sink.answers["RCPT"].extend(["451 4.3.0 later", "550 5.1.1 nobody"])

    assert [_send(mailer).kind for _ in range(3)] == [OutcomeKind.RETRY, OutcomeKind.PERMANENT, OutcomeKind.SENT]
    assert [mail.recipients for mail in sink.mails] == [("alice@example.org",)]
    assert sink.connections == 1


class _Script:
    """A mail server that says what it is told, line by line, and records what it hears."""

    def __init__(self, *answers: bytes) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._answers = answers
        self.heard = b""
        self._thread = threading.Thread(target=self._talk, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self._thread.join(5)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._listener.getsockname()[1]}"

    def _talk(self) -> None:
        with contextlib.suppress(OSError):
            line, _ = self._listener.accept()
            with line:
                line.settimeout(5)
                for answer in self._answers:
                    line.sendall(answer)
                    self.heard += line.recv(65536)


def test_a_server_that_takes_a_message_to_nobody_gets_an_empty_one() -> None:
    offers = (b"220 hello\r\n", b"250-hello\r\n250 PIPELINING\r\n")
    with _Script(
        *offers, b"250 ok\r\n550 5.1.1 nobody\r\n354 go on\r\n", b"554 no recipients\r\n", b"250 reset\r\n"
    ) as server:
        mailer = SmtpMailer(parse_smtp_url(server.url), own_name="x.example", total_seconds=3)

        assert _send(mailer).kind is OutcomeKind.PERMANENT
        mailer.close()

    assert (
        b"MAIL FROM:<alerts@lookout.example.org>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n.\r\nrset\r\n"
        in server.heard
    )
    assert b"hello" not in server.heard.split(b"DATA")[1]


def test_a_server_that_leaves_after_refusing_the_recipient_has_refused_it() -> None:
    offers = (b"220 hello\r\n", b"250-hello\r\n250 PIPELINING\r\n")
    with _Script(*offers, b"250 ok\r\n421 4.3.2 closing\r\n") as server:
        mailer = SmtpMailer(parse_smtp_url(server.url), own_name="x.example", total_seconds=3)

        assert _send(mailer) == Outcome(kind=OutcomeKind.RETRY, detail="Email: recipient answered 421 4.3.2: not now")


def test_who_sends_and_who_receives_is_said_in_one_piece_where_the_server_offers_it() -> None:
    with SmtpSink(pipelining=True) as sink:
        mailer = SmtpMailer(parse_smtp_url(sink.url), own_name="x.example")
        assert _send(mailer).kind is OutcomeKind.SENT
        sink.answers["MAIL"].append("421 4.3.2 closing")

        assert _send(mailer).kind is OutcomeKind.SENT
        assert (len(sink.mails), sink.connections) == (2, 2)
        mailer.close()


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
def test_a_server_that_is_silent_when_tls_begins_does_not_hold_the_sender(scheme: str) -> None:
    begins = (
        (b"220 hello\r\n", b"250-hello\r\n250 STARTTLS\r\n", b"220 go on\r\n", b"") if scheme == "smtp" else (b"", b"")
    )
    with _Script(*begins) as server:
        url = server.url.replace("smtp:", f"{scheme}:") + ("?starttls=1" if scheme == "smtp" else "")
        mailer = SmtpMailer(parse_smtp_url(url), own_name="x.example", total_seconds=0.3)

        assert _send(mailer).kind is OutcomeKind.RETRY


@pytest.mark.parametrize("to", ["a@example.org>\r\nRCPT TO:<eve@example.org", "peñasco@example.org", "a@example.org\0"])
def test_an_address_that_could_be_more_than_one_command_is_not_sent(
    sink: SmtpSink, mailer: SmtpMailer, to: str
) -> None:
    assert _send(mailer, to).kind is OutcomeKind.PERMANENT
    assert (sink.mails, sink.connections) == ([], 0)


def test_an_answer_that_is_no_answer_is_not_taken_for_a_yes() -> None:
    assert read_reply(Stage.CONTENT, -1, b"").kind is OutcomeKind.UNKNOWN
    assert read_reply(Stage.CONTENT, 354, b"").kind is OutcomeKind.UNKNOWN
    assert read_reply(Stage.RECIPIENT, 354, b"").kind is OutcomeKind.RETRY


def test_the_url_names_server_login_and_sender() -> None:
    server = parse_smtp_url("smtp://us%40er:p%2Fss@mail.example.org?starttls=1&from=Lookout%20<alerts@example.org>")

    assert (server.host, server.port, server.encryption) == ("mail.example.org", 587, Encryption.STARTTLS)
    assert (server.user, server.password) == ("us@er", "p/ss")
    assert server.sender == "Lookout <alerts@example.org>"
    assert "p/ss" not in repr(server)


@pytest.mark.parametrize(
    ("url", "encryption", "port"),
    [
        ("smtp://mail.example.org", Encryption.STARTTLS, 587),
        ("smtps://mail.example.org", Encryption.IMPLICIT, 465),
        ("smtp://mail.example.org?insecure=1", Encryption.NONE, 25),
        ("smtp://127.0.0.1:2525", Encryption.NONE, 2525),
        ("smtp://localhost?starttls=1", Encryption.STARTTLS, 587),
    ],
)
def test_mail_is_encrypted_unless_it_stays_here_or_the_operator_insists(
    url: str, encryption: Encryption, port: int
) -> None:
    server = parse_smtp_url(url)

    assert (server.encryption, server.port) == (encryption, port)


@pytest.mark.parametrize(
    "url",
    [
        "smtp://canary:canary@mail.example.org?starttls=0",
        "smtp://canary@mail.example.org?starttls=maybe",
        "smtp://canary@mail.example.org?canary=1",
        "smtp://canary@mail.example.org:port",
        "smtp://canary@mail.example.org/canary",
        "http://canary@mail.example.org",
        "smtp://",
        "canary",
        "smtp://[canary",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_in_a_sentence_without_its_secrets(url: str) -> None:
    with pytest.raises(ValueError, match=r"[.>]$") as refusal:
        parse_smtp_url(url)

    assert "canary" not in str(refusal.value)
