"""Every error that moodrec raises, each with a message that tells a listener what to do.

MoodrecError
├── LinkError              the pasted text is no link to a track
├── QueryError             the question is out of range (n, a mood point)
│   └── MetricUndefined    the reference set has no such metric
├── SharedStateError       the state in an address cannot be read, or is too long for one
├── ListError              no track can be read out of a file
├── SettingsError          an environment variable or a secret cannot be used
├── ReferenceSetError      a table cannot serve as the reference set
│   └── TooFewSongs        it has fewer songs than asked for
├── CrawlError             a crawl cannot be started or resumed
│   └── CrawlUnfinished    it ended before its end, and can be resumed
├── AdminTokenError        the admin token is missing or wrong
├── StoreError             what is kept on this machine cannot be read or written
├── MoodUnknownError       nobody knows the track's valence and energy
└── SourceError            a feature source or catalogue is broken or says no
    ├── SourceTimeout      it did not answer in time
    ├── SourceUnavailable  it cannot be reached, or answers with a server error
    ├── BadAnswer          it answered something that cannot be read
    ├── RateLimited        it asks to wait
    ├── QuotaExceeded      the account's quota is used up
    ├── BadCredentials     it refuses the keys
    ├── Refused            it refuses the request itself
    ├── PremiumRequired    it asks the app's owner for a Premium account
    ├── WrongFile          it sent another file than expected
    ├── NoAccess           this app may not call that part of it
    ├── LoginNeeded        it asks the listener to log in, again perhaps
    ├── LoginFailed        a log-in cannot be completed
    ├── ConsentRefused     the listener did not allow what a log-in asks for
    ├── NotOnList          the listener is not on the list of those who may use this app
    └── PlaylistClosed     it does not show a playlist, or takes nothing into it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moodrec.texts import duration

if TYPE_CHECKING:
    from moodrec.model import Track


class MoodrecError(Exception):
    """The root of the tree. `exit_code` is what the command line ends with."""

    exit_code: int = 2


class LinkError(MoodrecError):
    """The pasted text is no link to a track."""


class QueryError(MoodrecError):
    """The question itself is out of range."""


class MetricUndefined(QueryError):
    """The reference set has no such metric; `reason` says why not."""

    def __init__(self, metric: str, reason: str) -> None:
        super().__init__(
            f"The {metric} metric has no meaning here: {reason}. Choose another metric."
        )


class SharedStateError(MoodrecError):
    """The state of a page in an address cannot be read, or is too long for one."""


class ListError(MoodrecError):
    """No track can be read out of a file that somebody brings."""


class SettingsError(MoodrecError):
    """A setting cannot be used."""


class ReferenceSetError(MoodrecError):
    """A table cannot serve as the reference set."""


class TooFewSongs(ReferenceSetError):
    """A table has `songs` songs, fewer than the `at_least` asked for."""

    def __init__(self, songs: int, at_least: int) -> None:
        super().__init__(
            f"The new set has {songs:,} songs, fewer than the {at_least:,} asked for. "
            "The present set stays in use."
        )
        self.songs = songs
        self.at_least = at_least


class CrawlError(MoodrecError):
    """A crawl cannot be started or resumed."""


class CrawlUnfinished(CrawlError):
    """A crawl ended before its end and can be resumed; `stopped` when somebody asked for it."""

    def __init__(self, message: str, *, stopped: bool) -> None:
        super().__init__(message)
        self.exit_code = 130 if stopped else 3


class AdminTokenError(MoodrecError):
    """What was asked for changes the reference set, and the admin token is missing or wrong."""

    def __init__(self) -> None:
        super().__init__(
            "Only those who run this app may change its songs. Give the admin token that was "
            "set as MOODREC_ADMIN_TOKEN."
        )


class StoreError(MoodrecError):
    """What is kept on this machine cannot be read or written."""

    exit_code = 3


class DatabaseAway(StoreError):
    """The database that replicas share does not answer; it may come back by itself."""


class SourceError(MoodrecError):
    """A feature source or catalogue is broken or says no; `source` is its name."""

    exit_code = 3

    def __init__(self, source: str, message: str) -> None:
        super().__init__(message)
        self.source = source


class SourceTimeout(SourceError):
    """The source did not answer in time."""

    def __init__(self, source: str) -> None:
        super().__init__(source, f"{source} did not answer in time. Try again in a minute.")


class SourceUnavailable(SourceError):
    """The source cannot be reached, or answers with a server error."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(
            source,
            f"{source} cannot be reached ({reason}). Check the network, or try again later.",
        )


class BadAnswer(SourceError):
    """The source answered something that cannot be read."""

    def __init__(self, source: str) -> None:
        super().__init__(
            source,
            f"{source} sent an answer that cannot be read. Try again later; "
            "if it stays so, its service has changed.",
        )


class RateLimited(SourceError):
    """The source asks to wait; `retry_after` is in seconds, None when it does not say."""

    def __init__(self, source: str, retry_after: float | None) -> None:
        wait = "in a few minutes" if retry_after is None else f"in {duration(retry_after)}"
        super().__init__(source, f"{source} is asked too often just now. Try again {wait}.")
        self.retry_after = retry_after


class QuotaExceeded(SourceError):
    """The account's quota is used up."""

    def __init__(self, source: str) -> None:
        super().__init__(
            source,
            f"The quota of your {source} developer account is used up. "
            "Try again tomorrow, or go on without keys.",
        )


class BadCredentials(SourceError):
    """The source refuses the keys."""

    def __init__(self, source: str) -> None:
        super().__init__(
            source,
            f"{source} refuses the keys. Check MOODREC_SPOTIFY_CLIENT_ID and "
            "MOODREC_SPOTIFY_CLIENT_SECRET, or remove them: moodrec works without.",
        )


class PremiumRequired(SourceError):
    """The source asks the app's owner for a Premium account."""

    def __init__(self, source: str) -> None:
        super().__init__(
            source,
            f"{source} answers only apps whose owner has Premium. Renew it (it takes a few "
            "hours to count), or remove the keys: moodrec works without.",
        )


class Refused(SourceError):
    """The source refuses the request itself; `status` is the HTTP status."""

    def __init__(self, source: str, status: int) -> None:
        super().__init__(
            source,
            f"{source} refuses the request (HTTP {status}). Check in its dashboard what your "
            "app may do, or remove the keys: moodrec works without.",
        )
        self.status = status


class WrongFile(SourceError):
    """The source sent another file than expected."""

    def __init__(self, source: str) -> None:
        super().__init__(
            source,
            f"The download of the {source} is not the file expected (its checksum differs), so "
            "it was thrown away. Try again later, or check MOODREC_OPEN_SET_URL and "
            "MOODREC_OPEN_SET_SHA256.",
        )


class NoAccess(SourceError):
    """The app may not call that part of the source; `what` names the part."""

    def __init__(self, source: str, what: str) -> None:
        super().__init__(
            source,
            f"This app has no access to {source}'s {what}: {source} closed it to new apps "
            "in 2024. moodrec asks the other sources instead.",
        )


class LoginNeeded(SourceError):
    """The listener's consent has expired or was taken back: the way on is another log-in."""

    def __init__(self, source: str) -> None:
        super().__init__(
            source,
            f"{source} asks you to log in again: what you allowed ends after six months, or "
            "when you take it back. Press “Log in to Spotify”.",
        )


class LoginFailed(SourceError):
    """A log-in cannot be completed: used before, too old, or not begun in this browser."""

    def __init__(self, source: str) -> None:
        super().__init__(
            source,
            f"This log-in to {source} cannot be completed: it was used before, took longer than "
            "ten minutes, or was begun in another browser. Press “Log in to Spotify” once more.",
        )


class ConsentRefused(SourceError):
    """The listener did not allow what a log-in asks for."""

    def __init__(self, source: str) -> None:
        super().__init__(
            source,
            f"You did not allow moodrec to use your {source} account, so nothing was saved or "
            "read there. Everything else works without it.",
        )


class NotOnList(SourceError):
    """The listener is not among those who may use this app."""

    def __init__(self, source: str) -> None:
        super().__init__(
            source,
            f"{source} lets only those use this app whom its owner has added, and your account "
            "is not among them. Ask the owner to add you (in the dashboard: User Management).",
        )


class PlaylistClosed(SourceError):
    """The source does not show a playlist, or takes nothing into it."""

    def __init__(self, source: str) -> None:
        super().__init__(
            source,
            f"{source} does not open this playlist: it was deleted, or you neither own it nor "
            "work on it. Choose another one.",
        )


class MoodUnknownError(MoodrecError):
    """Nobody knows the mood of `track`.

    `failures` are the feature sources that could not be asked, `title_failures` those that
    might have told its title.

    Ends the command line with 4, or with 3 when a source that might know was broken.
    """

    def __init__(
        self,
        track: Track,
        failures: tuple[SourceError, ...],
        title_failures: tuple[SourceError, ...],
        *,
        offline: bool,
    ) -> None:
        self.track = track
        self.failures = failures
        broken = any(not isinstance(failure, NoAccess) for failure in failures)
        self.exit_code = 3 if broken else 4
        name = f"“{track.name}”" if track.name else f"the track {track.id}"
        said = dict.fromkeys(map(str, (*failures, *title_failures)))
        reasons = "".join(f" {sentence}" for sentence in said)
        if offline:
            message = (
                f"The reference set does not know {name}, and moodrec is offline. "
                "Go online, or paste another track."
            )
        elif broken:
            message = f"The mood of {name} could not be looked up.{reasons}"
        else:
            message = (
                f"No source knows the mood of {name}, and moodrec never guesses one. Try another "
                f"release of the song, or choose its place on the plane yourself.{reasons}"
            )
        super().__init__(message)
