"""The registry of feature sources and catalogues, each asked in the order of its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moodrec.settings import Settings
from moodrec.sources.account import Account
from moodrec.sources.contract import Catalogue, FeatureSource
from moodrec.sources.oembed import OEmbed
from moodrec.sources.reccobeats import ReccoBeats

if TYPE_CHECKING:
    from moodrec.sources.spotify import Spotify


@dataclass(frozen=True, slots=True)
class Registry:
    """Who is asked for titles and features, in order, and who resolves short links."""

    catalogues: tuple[Catalogue, ...] = ()
    feature_sources: tuple[FeatureSource, ...] = ()
    short_links: OEmbed | None = None


def registry(settings: Settings) -> Registry:
    """The sources that `settings` allow; none when offline."""
    if settings.offline:
        return Registry()
    spotify = [source] if (source := spotify_of(settings)) else []
    reccobeats = ReccoBeats(settings.reccobeats_url)
    oembed = OEmbed(settings.oembed_url)
    return Registry(
        catalogues=(*spotify, reccobeats, oembed),
        feature_sources=(*spotify, reccobeats),
        short_links=oembed,
    )


def account_of(settings: Settings) -> Account | None:
    """Spotify's log-in, which needs the client id alone; None without it, and offline."""
    if settings.offline or not settings.spotify_client_id:
        return None
    return Account(
        settings.spotify_client_id, settings.spotify_api_url, settings.spotify_accounts_url
    )


def spotify_of(settings: Settings) -> Spotify | None:
    """Spotify when its keys are set."""
    if not (settings.spotify_client_id and settings.spotify_client_secret):
        return None
    # Imported here because spotipy takes about a second to load, and most people set no keys.
    from moodrec.sources.spotify import Spotify  # noqa: PLC0415  # for the reason above

    return Spotify(
        settings.spotify_client_id,
        settings.spotify_client_secret.get_secret_value(),
        settings.spotify_api_url,
        settings.spotify_accounts_url,
    )
