"""What a host may set: from the environment, or from `.streamlit/secrets.toml`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from moodrec.errors import SettingsError

SECRETS_FILE = Path(".streamlit/secrets.toml")


def _base_url(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("an address starts with http:// or https://")
    return url.rstrip("/")


def is_redirect(url: str) -> bool:
    """True for where Spotify may send a browser after a log-in: https, or this machine by number.

    https://developer.spotify.com/documentation/web-api/concepts/redirect_uri
    """
    parts = urlsplit(url)
    loopback = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1"}
    return bool(parts.hostname) and (loopback or parts.scheme == "https")


def _redirect(url: str) -> str:
    if not is_redirect(url):
        raise ValueError("Spotify takes https:// addresses, and http:// on 127.0.0.1 and [::1]")
    return url


def _sha256(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text.lower()):
        raise ValueError("a SHA-256 checksum has 64 hexadecimal digits")
    return text.lower()


def _contact(text: str) -> str:
    if not re.fullmatch("[!-'*-~]{3,200}", text):  # it stands in brackets in a header
        raise ValueError("a contact is an e-mail address or the address of a page")
    return text


BaseUrl = Annotated[str, AfterValidator(_base_url)]


class Settings(BaseSettings):
    """Every setting, named MOODREC_ plus the field's name in capitals.

    The two Spotify keys also go by spotipy's own names. The environment wins over the
    secrets file. Addresses may end with a slash or not.
    """

    model_config = SettingsConfigDict(
        alias_generator=lambda field: f"MOODREC_{field.upper()}",
        populate_by_name=True,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        toml_file=SECRETS_FILE,
    )

    spotify_client_id: str | None = Field(
        default=None,
        validation_alias=AliasChoices("MOODREC_SPOTIFY_CLIENT_ID", "SPOTIPY_CLIENT_ID"),
    )
    spotify_client_secret: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("MOODREC_SPOTIFY_CLIENT_SECRET", "SPOTIPY_CLIENT_SECRET"),
    )
    redirect_uri: Annotated[str, AfterValidator(_redirect)] | None = None
    spotify_api_url: BaseUrl = "https://api.spotify.com/v1"
    spotify_accounts_url: BaseUrl = "https://accounts.spotify.com"
    reccobeats_url: BaseUrl = "https://api.reccobeats.com/v1"
    oembed_url: BaseUrl = "https://open.spotify.com/oembed"
    musicbrainz_url: BaseUrl = "https://musicbrainz.org/ws/2"
    listenbrainz_labs_url: BaseUrl = "https://labs.api.listenbrainz.org"
    contact: Annotated[str, AfterValidator(_contact)] | None = None
    reference: Path | None = None
    engine: Literal["auto", "memory", "duckdb", "postgres"] = "auto"
    database_url: SecretStr | None = None
    data_dir: Path = Field(default_factory=lambda: platformdirs.user_data_path("moodrec"))
    offline: bool = False
    plane: Literal["component", "chart"] = "component"
    spotify_ttl_days: int = Field(default=30, ge=1, le=3650)
    admin_token: SecretStr | None = None
    open_set_url: BaseUrl = (
        "https://huggingface.co/datasets/maharshipandya/spotify-tracks-dataset/resolve/"
        "c4609440b24ac4075899f6e60b33775acbe00827/dataset.csv"
    )
    open_set_sha256: Annotated[str, AfterValidator(_sha256)] = (
        "b202fa49909b2d5cef71a04b1d21243cfeb36414535f2ca9272aa646721177bd"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # the base class names it
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Asks, in this order: the caller, the environment, the secrets file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load(**overrides: object) -> Settings:
    """Reads the settings; `overrides` win over every source.

    Without those they are kept until the environment or the secrets file changes: a page asks a
    dozen times. Raises SettingsError, which names the setting but never shows its value.
    """
    return _read(overrides) if overrides else _kept(frozenset(os.environ.items()), _stamp())


@lru_cache(maxsize=1)
def _kept(environment: frozenset[tuple[str, str]], stamp: object) -> Settings:  # noqa: ARG001  # keys
    return _read({})


def _stamp() -> tuple[Path, int, int] | None:
    """What changes when the secrets file does; None where there is none."""
    try:
        status = SECRETS_FILE.stat()
    except OSError:
        return None
    return SECRETS_FILE.absolute(), status.st_mtime_ns, status.st_size


def _read(overrides: Mapping[str, object]) -> Settings:
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # checked by pydantic
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, issue['loc']))}: {issue['msg']}" for issue in error.errors()
        )
        raise SettingsError(f"A setting cannot be used: {problems}.") from None
    except ValueError:  # tomllib.TOMLDecodeError is one
        raise SettingsError(
            f"{SECRETS_FILE} is not valid TOML. Compare it with secrets.example.toml."
        ) from None
