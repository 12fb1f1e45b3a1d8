"""One HTTP policy for every source: time-outs, few retries, bounded waits, errors of ours."""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar
from urllib.parse import urljoin

import requests
import stamina
import urllib3
from pydantic import SecretStr

from moodrec import __version__
from moodrec.errors import BadAnswer, RateLimited, SourceTimeout, SourceUnavailable
from moodrec.turns import PAGES

TIMEOUT = (3.05, 6.0)
"""Seconds to wait for a connection and then for the next piece of an answer."""
BODY_SECONDS = 8.0
"""Seconds in which a whole body has to arrive, however small its pieces."""
MOST_BYTES = 2_000_000
"""Largest body that is read: answers have some kilobytes."""
LONGEST_RETRY_AFTER = 7 * 24 * 3600.0
"""Seconds: a longer Retry-After is taken for this."""

_T = TypeVar("_T")
_ATTEMPTS = 3
_LONGEST_WAIT = 3.0  # seconds: a longer Retry-After is told to the listener instead
_ALL_ATTEMPTS = 10.0  # seconds
_PIECE = 1 << 16  # bytes


class _ForeignRedirect(requests.RequestException):
    """An API pointed to another host, which gets neither our question nor a key."""


class _BoundedSession(requests.Session):
    """Reads every body at once, within bounds of time and size that requests does not have.

    Redirects are followed on the same host alone.
    """

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        target = super().get_redirect_target(resp)
        if target and not self._stays(resp.url, target):
            resp.close()
            raise _ForeignRedirect(response=resp)
        return target

    def _stays(self, url: str, target: str) -> bool:
        try:
            return not self.should_strip_auth(url, urljoin(url, target))  # type: ignore[no-untyped-call]
        except ValueError:  # no address at all
            return False

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        response = super().send(request, **{**options, "stream": True})
        if not vars(response)["_content_consumed"]:  # a redirect was read already
            vars(response).update(_content=_read(response), _content_consumed=True)
        return response


def _read(response: requests.Response) -> bytes:
    end = time.monotonic() + BODY_SECONDS
    body = bytearray()
    with closing(response):
        while piece := response.raw.read1(_PIECE, decode_content=True):
            body += piece
            if time.monotonic() > end:
                raise requests.ReadTimeout(request=response.request)
            if len(body) > MOST_BYTES:
                raise requests.exceptions.ContentDecodingError(request=response.request)
    return bytes(body)


def new_session(contact: str | None = None) -> requests.Session:
    """A session that names moodrec, keeps no cookies and never retries or sleeps by itself.

    It names a `contact` too where there is one.
    """
    session = _BoundedSession()
    session.headers["User-Agent"] = f"moodrec/{__version__}" + (
        f" ( {contact} )" if contact else ""
    )
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def with_retries(call: Callable[[], _T], *, changes: bool = False) -> _T:
    """Runs `call` up to three times while it fails in a way that may pass.

    Lost connections and server errors are tried again after a moment, a rate limit after
    its Retry-After when that is at most three seconds. A time-out is not: somebody waits.
    A call that `changes` something there is tried again after a rate limit alone: after any
    other failure nobody knows if it was carried out. Meanwhile other visitors have their turns.
    """
    tried = stamina.retry(
        on=_short_wait if changes else _backoff,
        attempts=_ATTEMPTS,
        timeout=_ALL_ATTEMPTS,
        wait_initial=0.3,
        wait_max=_LONGEST_WAIT,
        wait_jitter=0.2,
    )(call)
    with PAGES.aside():
        return tried()


@contextmanager
def mapped_errors(source: str) -> Iterator[None]:
    """Turns what requests, urllib3 and the JSON decoder raise into our errors."""
    try:
        yield
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise SourceTimeout(source) from error
    except (requests.JSONDecodeError, requests.exceptions.ContentDecodingError) as error:
        raise BadAnswer(source) from error
    except _ForeignRedirect as error:
        raise SourceUnavailable(source, "it points to another host") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise SourceUnavailable(source, "no connection") from error
    except (ValueError, RecursionError) as error:  # JSON of absurd depth or length, odd headers
        raise BadAnswer(source) from error


class Bearer(requests.auth.AuthBase):
    """The key of one listener, for one request; it stays in no session and shows in no repr."""

    def __init__(self, key: SecretStr) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Puts the key into a request."""
        request.headers["Authorization"] = f"Bearer {self._key.get_secret_value()}"
        return request


class HttpClient:
    """Requests to one service at `base_url`, safe to share between threads.

    `contact` is named to it, `adapter` sends the requests, and the statuses in `busy` are how
    it asks to wait.
    """

    def __init__(
        self,
        source: str,
        base_url: str,
        *,
        contact: str | None = None,
        adapter: requests.adapters.HTTPAdapter | None = None,
        busy: Collection[int] = (requests.codes.too_many_requests,),
    ) -> None:
        self.source = source
        self._base_url = base_url
        self._busy = busy
        self._session = new_session(contact)
        if adapter:
            self._session.mount("http://", adapter)
            self._session.mount("https://", adapter)

    def get(self, path: str, params: Mapping[str, str]) -> requests.Response:
        """The answer to a GET, whatever its status below 500 but 429.

        Raises SourceTimeout, SourceUnavailable or RateLimited after at most three tries.
        """
        return with_retries(lambda: self.once("GET", path, params=params))

    def post(self, path: str, body: object) -> requests.Response:
        """The answer to a POST of JSON that changes nothing there, as get() gives one."""
        return with_retries(lambda: self.once("POST", path, json=body))

    def get_json(self, path: str, params: Mapping[str, str]) -> Any:
        """The decoded body of a 200. Raises BadAnswer, and what get() raises."""
        return self.json_of(self.get(path, params))

    def json_of(self, response: requests.Response) -> Any:
        """The decoded body of a response that should be a 200.

        Raises BadAnswer or SourceUnavailable.
        """
        if response.status_code != requests.codes.ok:
            raise SourceUnavailable(self.source, f"HTTP {response.status_code}")
        return self.decode(response)

    def decode(self, response: requests.Response) -> Any:
        """The JSON of a response. Raises BadAnswer."""
        with mapped_errors(self.source):
            return response.json()

    def once(self, method: str, path: str, **question: Any) -> requests.Response:
        """The answer to one request, which is sent once whatever happens.

        `question` is in the words of requests; a key that goes with this request alone is its
        `auth`. Raises SourceTimeout, SourceUnavailable or RateLimited.
        """
        with mapped_errors(self.source):
            url = self._base_url + path
            response = self._session.request(method, url, timeout=TIMEOUT, **question)
        if response.status_code in self._busy:
            raise RateLimited(self.source, retry_after(response.headers))
        if response.status_code >= requests.codes.server_error:
            raise SourceUnavailable(self.source, f"HTTP {response.status_code}")
        return response


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by the Retry-After header, a number or a date (RFC 9110, 10.2.3).

    None when there is no such header or it cannot be read; at most LONGEST_RETRY_AFTER.
    """
    value = headers.get("Retry-After", "")
    try:
        if re.fullmatch("[0-9]+", value):
            seconds = float(value)
        else:
            until = email.utils.parsedate_to_datetime(value).replace(tzinfo=UTC)
            seconds = (until - datetime.now(UTC)).total_seconds()
    except (ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def _backoff(error: Exception) -> bool | float:
    """Which errors are worth another try, and after how many seconds."""
    return isinstance(error, SourceUnavailable) or _short_wait(error)


def _short_wait(error: Exception) -> bool | float:
    """The seconds that a rate limit asks for when they are few, else False."""
    if not isinstance(error, RateLimited) or error.retry_after is None:
        return False
    return error.retry_after if error.retry_after <= _LONGEST_WAIT else False
