"""The only reader of the environment: one frozen value with everything that can be set."""

from __future__ import annotations

import re
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

EXAMPLE = Path(__file__).parent.parent / "schedule" / "bochum-2021"
TELEGRAM = "https://api.telegram.org"
TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,}")


class SettingsProblem(Exception):
    """A setting is missing or wrong; the message is one sentence that says which and what to do."""


class Apply(StrEnum):
    """Whether a changed conference folder is applied only after an organiser was asked."""

    ASK = "ask"
    AUTO = "auto"


class Settings(BaseSettings):
    """What the environment, or a `.env` file in the working folder, says; each name behind `STEIGER_`."""

    model_config = SettingsConfigDict(
        env_prefix="STEIGER_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    token: SecretStr | None = None
    token_file: Path | None = None
    api_url: str = TELEGRAM
    conference: Path = EXAMPLE
    database_url: str | None = None
    data_dir: Path = Path("data")
    organisers: Annotated[frozenset[int], NoDecode] = frozenset()
    apply: Apply = Apply.ASK
    rate: float = Field(default=28, gt=0, le=30)
    rehearsal_database_url: str | None = None

    @field_validator("organisers", mode="before")
    @classmethod
    def _numbers(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(part.isdigit() for part in parts):
            raise ValueError("write numeric Telegram user ids, comma-separated")
        return frozenset(int(part) for part in parts)

    @field_validator("api_url")
    @classmethod
    def _safe(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme == "https" and parts.hostname:
            return value.rstrip("/")
        if parts.scheme == "http" and parts.hostname and _is_loopback(parts.hostname):
            return value.rstrip("/")
        raise ValueError("write an https address; plain http only for this machine")

    def bot_token(self) -> str:
        """Return the bot's token; SettingsProblem if there is none or it is malformed."""
        token = self.token.get_secret_value() if self.token else self._token_from_file()
        if not token:
            raise SettingsProblem(
                "There is no bot token: get one from @BotFather in Telegram and set STEIGER_TOKEN to it."
            )
        if not TOKEN.fullmatch(token):
            raise SettingsProblem(
                "The bot token is malformed: copy it again from @BotFather, digits, a colon and letters."
            )
        return token

    def _token_from_file(self) -> str:
        if not self.token_file:
            return ""
        try:
            return self.token_file.read_text().strip()
        except (OSError, UnicodeDecodeError):
            raise SettingsProblem(f"STEIGER_TOKEN_FILE cannot be read: {self.token_file}.") from None

    def database(self, *, rehearsal: bool) -> str:
        """Return the database's URL; a rehearsal has its own."""
        if rehearsal:
            return self.rehearsal_database_url or f"sqlite:///{self.data_dir / 'rehearsal.db'}"
        return self.database_url or f"sqlite:///{self.data_dir / 'steiger.db'}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def read_settings(**overrides: object) -> Settings:
    """Return the settings; SettingsProblem names the first that is wrong, never its value."""
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = "_".join(str(part) for part in first["loc"][:1]).upper()
        raise SettingsProblem(f"STEIGER_{name}: {first['msg'].removeprefix('Value error, ')}.") from None
