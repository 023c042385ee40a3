"""What can be set, from where, and the sentence that answers a bad value."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.subscriptions import Address, Channel
from lookout.settings import Settings, SettingsError, archive_folder, load_settings
from storage.vault import Vault

KEY = "sixteen and more characters"
BROWSERS = "the path of a Chromium, such as /usr/bin/chromium, and nothing behind it but --no-sandbox"


def load(folder: Path, **values: str) -> Settings:
    """Load settings from an environment of LOOKOUT_ variables, with *folder* for `.env` and data."""
    usual = {"LOOKOUT_DATA_DIR": str(folder / "data")}
    return load_settings({**usual, **{f"LOOKOUT_{name}": value for name, value in values.items()}}, folder)


def sentence(folder: Path, **values: str) -> str:
    """Return what is said about bad values."""
    with pytest.raises(SettingsError) as caught:
        load(folder, **values)
    return str(caught.value)


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    settings = load(tmp_path)

    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8287, "http://127.0.0.1:8287")
    assert settings.database == f"sqlite:///{tmp_path}/data/lookout.sqlite"
    assert (settings.smtp_url, settings.poll_seconds, settings.source_url) == (None, None, None)
    assert settings.allow_local is False
    assert settings.fetch_delay == 1.0
    assert settings.slack_hosts == {"hooks.slack.com", "hooks.slack-gov.com"}
    assert settings.apprise_schemas is None
    assert settings.browser == ()
    assert settings.contact == "http://127.0.0.1:8287/about"


def test_the_data_folder_is_data_unless_another_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert load_settings({}).data_dir == Path("data")
    assert (tmp_path / "data" / "secret-key").is_file()


def test_each_setting_can_be_set(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        DATABASE_URL="postgresql://lookout:secret@db/lookout",
        PUBLIC_URL="https://lookout.example/",
        HOST="0.0.0.0",
        PORT="80",
        SMTP_URL="smtp://mail.example:587?starttls=1",
        MAIL_FROM="Watch <watch@example.org>",
        SECRET_KEY=KEY,
        CONTACT_URL="mailto:desk@example.org",
        SLACK_HOSTS="hooks.slack.com, chat.example.org,",
        APPRISE_SCHEMAS="discord,matrix",
        ALLOW_LOCAL="true",
        FETCH_DELAY="2.5",
        POLL_SECONDS="60",
        SOURCE_URL="https://mirror.example/287g",
        SOURCE_DIR="/srv/sources",
        TRUSTED_PROXIES="172.18.0.2",
        OPERATOR="ops@example.org  https://hooks.slack.com/services/T1/B1/abcdefghijklmnopqrstuvwx",
        HEARTBEAT_URL="https://monitor.example/ping/a",
        SENDER_HEARTBEAT_URL="https://monitor.example/ping/b",
        BROWSER="/usr/bin/chromium --no-sandbox",
    )

    assert settings.model_dump() == {
        "data_dir": tmp_path / "data",
        "database_url": "postgresql://lookout:secret@db/lookout",
        "public_url": "https://lookout.example",
        "host": "0.0.0.0",
        "port": 80,
        "smtp_url": "smtp://mail.example:587?starttls=1",
        "mail_from": "Watch <watch@example.org>",
        "secret_key": KEY,
        "contact_url": "mailto:desk@example.org",
        "slack_hosts": {"hooks.slack.com", "chat.example.org"},
        "apprise_schemas": {"discord", "matrix"},
        "allow_local": True,
        "fetch_delay": 2.5,
        "poll_seconds": 60.0,
        "source_url": "https://mirror.example/287g",
        "source_dir": Path("/srv/sources"),
        "trusted_proxies": "172.18.0.2",
        "operator": ("ops@example.org", "https://hooks.slack.com/services/T1/B1/abcdefghijklmnopqrstuvwx"),
        "heartbeat_url": "https://monitor.example/ping/a",
        "sender_heartbeat_url": "https://monitor.example/ping/b",
        "browser": ("/usr/bin/chromium", "--no-sandbox"),
    }


def test_an_empty_variable_is_one_that_is_not_set(tmp_path: Path) -> None:
    assert load(tmp_path, PORT="", PUBLIC_URL="").port == 8287


def test_the_public_address_follows_the_port(tmp_path: Path) -> None:
    assert load(tmp_path, PORT="9000").public_url == "http://127.0.0.1:9000"


@pytest.mark.parametrize("name", ["SECRET_KEY", "SMTP_URL", "DATABASE_URL"])
def test_a_secret_can_come_from_a_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text(f"  {KEY}\n")

    settings = load(tmp_path, **{f"{name}_FILE": str(tmp_path / "secret")})

    assert getattr(settings, name.lower()) == KEY


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert sentence(tmp_path, SMTP_URL_FILE=str(tmp_path / "absent")) == (
        f"LOOKOUT_SMTP_URL_FILE names {tmp_path}/absent, which cannot be read: No such file or directory."
    )


def test_dotenv_says_what_the_environment_does_not(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "LOOKOUT_PORT=9000\nLOOKOUT_HOST=0.0.0.0\nSOMETHING_ELSE=x\n# LOOKOUT_FETCH_DELAY=9\n"
    )

    settings = load(tmp_path, HOST="::1")

    assert (settings.port, settings.host, settings.fetch_delay) == (9000, "::1", 1.0)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "eighty", 'LOOKOUT_PORT is "eighty": write a number from 1 to 65535.'),
        ("PUBLIC_URL", "lookout", 'LOOKOUT_PUBLIC_URL is "lookout": write the web address of the change log, such as https://lookout.example.'),
        ("SOURCE_URL", "ftp://ice", 'LOOKOUT_SOURCE_URL is "ftp://ice": write the web address of a 287(g) page.'),
        ("ALLOW_LOCAL", "perhaps", 'LOOKOUT_ALLOW_LOCAL is "perhaps": write true or false.'),
        ("FETCH_DELAY", "-1", 'LOOKOUT_FETCH_DELAY is "-1": write seconds from 0 to 60.'),
        ("FETCH_DELAY", "61", 'LOOKOUT_FETCH_DELAY is "61": write seconds from 0 to 60.'),
        ("POLL_SECONDS", "0", 'LOOKOUT_POLL_SECONDS is "0": write seconds, more than 0.'),
        ("BROWSER", "chromium", f'LOOKOUT_BROWSER is "chromium": write {BROWSERS}.'),
        ("BROWSER", "/usr/bin/chromium --remote-debugging-port=1", f'LOOKOUT_BROWSER is "/usr/bin/chromium --remote-debugging-port=1": write {BROWSERS}.'),
        ("BROWSER", "/usr/bin/chromium --no-sandbox --no-sandbox", f'LOOKOUT_BROWSER is "/usr/bin/chromium --no-sandbox --no-sandbox": write {BROWSERS}.'),
        ("BROWSER", "'/usr/bin/chromium", f"""LOOKOUT_BROWSER is "'/usr/bin/chromium": write {BROWSERS}."""),
        ("SECRET_KEY", "short", "LOOKOUT_SECRET_KEY cannot be used: write at least 16 random characters."),
    ],
)  # fmt: skip
def test_a_bad_value_is_answered_by_one_sentence(tmp_path: Path, name: str, value: str, said: str) -> None:
    assert sentence(tmp_path, **{name: value}) == said


def test_a_port_out_of_range_is_the_only_one_blamed(tmp_path: Path) -> None:
    assert sentence(tmp_path, PORT="70000") == 'LOOKOUT_PORT is "70000": write a number from 1 to 65535.'


def test_each_of_several_bad_values_gets_its_sentence(tmp_path: Path) -> None:
    said = sentence(tmp_path, PORT="eighty", FETCH_DELAY="soon")

    assert said == (
        'LOOKOUT_PORT is "eighty": write a number from 1 to 65535. '
        'LOOKOUT_FETCH_DELAY is "soon": write seconds from 0 to 60.'
    )


def test_no_secret_is_shown(tmp_path: Path) -> None:
    settings = load(tmp_path, SECRET_KEY=KEY, SMTP_URL="smtps://me:hunter22@mail.example:465")

    assert KEY not in repr(settings)
    assert "hunter22" not in repr(settings)
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, SECRET_KEY="hunter2")
    assert "hunter2" not in str(caught.value)
    # What pydantic itself says holds the value; it must not be printed as the cause.
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_the_password_of_a_database_is_not_shown(tmp_path: Path) -> None:
    settings = load(tmp_path, DATABASE_URL="postgresql://lookout:hunter22@db/lookout")

    assert "hunter22" not in repr(settings)


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)

    key_file = tmp_path / "data" / "secret-key"
    assert first.secret_key == second.secret_key == key_file.read_text()
    assert len(first.secret_key) >= 43
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key_file.parent.stat().st_mode & 0o777 == 0o700


def test_two_installations_have_two_keys(tmp_path: Path) -> None:
    assert load(tmp_path / "one").secret_key != load(tmp_path / "two").secret_key


def test_no_key_is_made_where_one_is_set(tmp_path: Path) -> None:
    load(tmp_path, SECRET_KEY=KEY)

    assert not (tmp_path / "data" / "secret-key").exists()


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")

    said = sentence(tmp_path)

    assert said.startswith(f"LOOKOUT_DATA_DIR is {tmp_path}/data, which cannot be used (")
    assert said.endswith("): name another folder.")


def test_settings_cannot_be_changed_once_read(tmp_path: Path) -> None:
    settings = load(tmp_path)

    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


def test_the_archive_of_real_workbooks_is_where_its_variable_says() -> None:
    assert archive_folder({"LOOKOUT_ARCHIVE": "/somewhere"}) == Path("/somewhere")
    assert archive_folder({}).parts[-2:] == ("shared", "archive")


def test_a_key_of_words_is_one_key_and_lines_are_several(tmp_path: Path) -> None:
    assert load(tmp_path, SECRET_KEY="four words and more").secrets == ("four words and more",)

    (tmp_path / "secret").write_text("the newest of our keys\n\nthe key that wrote the addresses\n")
    rotated = load(tmp_path, SECRET_KEY_FILE=str(tmp_path / "secret"))
    former = Vault(("the key that wrote the addresses",))
    address = Address(channel=Channel.EMAIL, value="ann@example.org")

    assert rotated.secrets == ("the newest of our keys", "the key that wrote the addresses")
    assert Vault(rotated.secrets).unseal(former.seal(address)) == address
    assert Vault(rotated.secrets).fingerprint(address) == former.fingerprint(address)
