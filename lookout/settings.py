"""Everything that can be set, read once: environment, `.env`, secrets from files. The only reader of the environment."""

from __future__ import annotations

import os
import secrets
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter, ValidationError, field_validator

PREFIX = "LOOKOUT_"
NO_SANDBOX = "--no-sandbox"
"""What an operator must write to have a browser started without its sandbox; we never decide that."""
_KEY_FILE = "secret-key"
_LAST_PORT = 65_535


class SettingsError(Exception):
    """A setting cannot be used; the message is one sentence per setting that says what to write instead."""


class Settings(BaseModel):
    """The settings, with their defaults. Each is set by `LOOKOUT_` and its name in capitals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Annotated[Path, Field(description="a folder that Lookout may write to")] = Path("data")
    database_url: Annotated[
        str | None, Field(repr=False, description="sqlite:///path/to/file or postgresql://user:password@host/database")
    ] = None
    public_url: Annotated[str, Field(description="the web address of the change log, such as https://lookout.example")]
    host: Annotated[str, Field(description="the address to listen on, such as 127.0.0.1 or 0.0.0.0")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=_LAST_PORT, description="a number from 1 to 65535")] = 8287
    trusted_proxies: Annotated[
        str, Field(description="the addresses of your reverse proxy with commas between, such as 127.0.0.1,172.18.0.2")
    ] = "127.0.0.1"
    """Whose word counts for where a visitor comes from."""
    smtp_url: Annotated[
        str | None, Field(repr=False, description="smtps://user:password@host:465 or smtp://host:587?starttls=1")
    ] = None
    mail_from: Annotated[str, Field(description="an address such as Lookout <alerts@lookout.example>")] = (
        "Lookout <lookout@localhost.localdomain>"
    )
    secret_key: Annotated[str, Field(repr=False, min_length=16, description="at least 16 random characters")]
    operator: Annotated[
        tuple[str, ...],
        Field(repr=False, description="one or more of your own addresses with spaces between: email, Slack, Apprise"),
    ] = ()
    """Who is told of the service's own troubles."""
    heartbeat_url: Annotated[
        str | None,
        Field(repr=False, description="the address that a monitor gave you, such as https://hc.example/ping/…"),
    ] = None
    """Asked for after each good poll, so that an outside monitor notices when none comes."""
    sender_heartbeat_url: Annotated[
        str | None, Field(repr=False, description="a second address of your monitor, for the sending")
    ] = None
    contact_url: Annotated[str, Field(description="a web address or mailto: where the publisher can reach you")] = ""
    slack_hosts: Annotated[frozenset[str], Field(description="host names with commas between them")] = frozenset(
        {"hooks.slack.com", "hooks.slack-gov.com"}
    )
    apprise_schemas: Annotated[
        frozenset[str] | None, Field(description="Apprise schemas with commas between them, such as discord,matrix")
    ] = None
    allow_local: Annotated[bool, Field(description="true or false")] = False
    """Sources and receivers may be on this machine or its network: for the demo and for tests."""
    fetch_delay: Annotated[float, Field(ge=0, le=60, description="seconds from 0 to 60")] = 1.0
    poll_seconds: Annotated[float | None, Field(gt=0, description="seconds, more than 0")] = None
    """Replaces every source's own cadence."""
    source_url: Annotated[str | None, Field(description="the web address of a 287(g) page")] = None
    """Replaces the address of ICE's page: a mirror, or a recorded site."""
    source_dir: Annotated[Path | None, Field(description="a folder of source files (<key>.toml)")] = None
    """Replaces the sources that come with Lookout."""
    browser: Annotated[
        tuple[str, ...],
        Field(description="the path of a Chromium, such as /usr/bin/chromium, and nothing behind it but --no-sandbox"),
    ] = ()
    """For sources whose pages scripts build; none means that no browser is ever started."""

    @field_validator("slack_hosts", "apprise_schemas", mode="before")
    @classmethod
    def _split_on_commas(cls, value: Any) -> Any:
        return frozenset(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @field_validator("operator", mode="before")
    @classmethod
    def _split_on_spaces(cls, value: Any) -> Any:
        return tuple(value.split()) if isinstance(value, str) else value

    @field_validator("browser", mode="before")
    @classmethod
    def _is_a_program(cls, value: Any) -> Any:
        """Split as a shell does. No other flag is taken: most would undo what we keep a browser from."""
        words = tuple(shlex.split(value)) if isinstance(value, str) else tuple(value)
        if words and (not Path(words[0]).is_absolute() or words[1:] not in {(), (NO_SANDBOX,)}):
            raise ValueError("it is a path, and perhaps --no-sandbox")
        return words

    @field_validator("heartbeat_url", "sender_heartbeat_url")
    @classmethod
    def _is_monitor(cls, value: str | None) -> str | None:
        if value is not None:
            TypeAdapter(HttpUrl).validate_python(value)
        return value

    @field_validator("public_url", "source_url")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if value is not None:
            TypeAdapter(HttpUrl).validate_python(value)
            return value.rstrip("/")
        return value

    @property
    def follows_newsrooms(self) -> bool:
        """Tell whether newsrooms and pages are visited: not when the lists are read from a mirror or a recorded site.

        Who tries Lookout on another site of ICE's page must not ask eighty real newsrooms by it.
        """
        return self.source_url is None or self.source_dir is not None

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return the keys, newest first: one a line, since a key of words holds spaces."""
        return tuple(line.strip() for line in self.secret_key.splitlines() if line.strip())

    @property
    def database(self) -> str:
        """Return the database's URL: SQLite in the data folder unless another is set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'lookout.sqlite'}"

    @property
    def contact(self) -> str:
        """Return what the User-Agent names as contact."""
        return self.contact_url or f"{self.public_url}/about"


def load_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Read the settings from the environment, and from `.env` in *folder* for what the environment does not say.

    `LOOKOUT_NAME_FILE` names a file whose content is the value. A missing secret key is made once and kept in the
    data folder. Raises SettingsError.
    """
    variables = os.environ if environment is None else environment
    file = (folder or Path.cwd()) / ".env"
    merged = {**{k: v for k, v in dotenv_values(file).items() if v is not None}, **variables}
    values = _values(merged)
    port = values.get("port", str(Settings.model_fields["port"].default))
    own_port = port if port.isdigit() and int(port) <= _LAST_PORT else Settings.model_fields["port"].default
    values.setdefault("public_url", f"http://127.0.0.1:{own_port}")
    if "secret_key" not in values:
        values["secret_key"] = _kept_key(Path(values.get("data_dir", "data")))
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_in_sentences(error)) from None


def archive_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Return where an archive of real workbooks may be, for measuring: `LOOKOUT_ARCHIVE`, or beside the project."""
    variables = os.environ if environment is None else environment
    return Path(variables.get("LOOKOUT_ARCHIVE") or Path(__file__).parents[2] / "shared" / "archive")


def _values(variables: Mapping[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name in Settings.model_fields:
        variable = PREFIX + name.upper()
        path = variables.get(f"{variable}_FILE")
        if path:
            values[name] = _content(variable, Path(path))
        elif variables.get(variable):
            values[name] = variables[variable]
    return values


def _content(variable: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{variable}_FILE names {path}, which cannot be read: {error.strerror}.") from error


def _kept_key(folder: Path) -> str:
    """Return the key kept in the data folder, making it at the first start."""
    path = folder / _KEY_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise unusable_folder(folder, error) from error


def unusable_folder(folder: Path, error: OSError) -> SettingsError:
    """Return the error that says that the data folder cannot be used."""
    return SettingsError(f"LOOKOUT_DATA_DIR is {folder}, which cannot be used ({error.strerror}): name another folder.")


def _in_sentences(error: ValidationError) -> str:
    """Say for each bad setting what to write instead. Secrets are not repeated."""
    sentences = []
    for item in error.errors():
        name = str(item["loc"][0]) if item["loc"] else ""
        field = Settings.model_fields[name]
        shown = "" if field.repr is False else f' is "{item["input"]}"'
        sentences.append(f"{PREFIX}{name.upper()}{shown or ' cannot be used'}: write {field.description}.")
    return " ".join(sentences)
