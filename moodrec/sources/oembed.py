"""Spotify's oEmbed: the bare title of a track, and where a short link leads, without a key.

API facts: https://developer.spotify.com/documentation/embeds/reference/oembed. It tells no
artist and no mood, and its errors are documented nowhere: anything but a readable answer
counts as "no title".
"""

from __future__ import annotations

import re

from moodrec.errors import BadAnswer, LinkError
from moodrec.links import Link, parse
from moodrec.model import Track
from moodrec.sources import payload
from moodrec.sources.http import HttpClient

_EMBED = re.compile(r'https://open\.spotify\.com/embed/[a-z]+/[0-9A-Za-z]{22}(?=[?"/&])')


class OEmbed:
    """A catalogue that asks oEmbed at `url`."""

    name = "Spotify oEmbed"

    def __init__(self, url: str) -> None:
        self._http = HttpClient(self.name, url)

    def track(self, track_id: str) -> Track | None:
        """The track with its title and nothing else, or None. Raises SourceError."""
        answer = self._ask(f"https://open.spotify.com/track/{track_id}")
        title = payload.text(answer.get("title")) if answer else None
        if title is None:
            return None
        return Track(id=track_id, name=title, source=self.name, fetched_at=payload.now())

    def resolve(self, short: Link) -> Link:
        """The link that a short link stands for. Raises LinkError or SourceError."""
        answer = self._ask(short.id)
        player = _EMBED.search(payload.text(answer.get("html")) or "") if answer else None
        if player is None:
            raise LinkError(
                "Spotify does not say where this short link leads. "
                "Open it in a browser and paste the long address that appears."
            )
        return parse(player.group())

    def _ask(self, url: str) -> dict[str, object] | None:
        response = self._http.get("", {"url": url})
        try:
            answer = self._http.decode(response) if response.ok else None
        except BadAnswer:
            return None  # an error page with status 200
        return answer if isinstance(answer, dict) else None
