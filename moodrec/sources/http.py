"""One HTTP policy for every source: time-outs, few retries, bounded waits, errors of ours."""

from __future__ import annotations

import email.utils
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar

import requests
import stamina

from moodrec import __version__
from moodrec.errors import BadAnswer, RateLimited, SourceTimeout, SourceUnavailable

TIMEOUT = (3.05, 8.0)
"""Seconds to wait for a connection and then for each piece of an answer."""

_T = TypeVar("_T")
_ATTEMPTS = 3
_LONGEST_WAIT = 3.0  # seconds: a longer Retry-After is told to the listener instead
_ALL_ATTEMPTS = 10.0  # seconds


def new_session() -> requests.Session:
    """A session that names moodrec, keeps no cookies and never retries or sleeps by itself."""
    session = requests.Session()
    session.headers["User-Agent"] = f"moodrec/{__version__}"
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def with_retries(call: Callable[[], _T]) -> _T:
    """Runs `call` up to three times while it fails in a way that may pass.

    Time-outs, lost connections and server errors are tried again after a moment, a rate
    limit after its Retry-After when that is at most three seconds.
    """
    return stamina.retry(
        on=_backoff,
        attempts=_ATTEMPTS,
        timeout=_ALL_ATTEMPTS,
        wait_initial=0.3,
        wait_max=_LONGEST_WAIT,
        wait_jitter=0.2,
    )(call)()


@contextmanager
def mapped_errors(source: str) -> Iterator[None]:
    """Turns what requests raises into our errors."""
    try:
        yield
    except requests.Timeout as error:
        raise SourceTimeout(source) from error
    except (requests.JSONDecodeError, requests.exceptions.ContentDecodingError) as error:
        raise BadAnswer(source) from error
    except requests.RequestException as error:
        raise SourceUnavailable(source, "no connection") from error


class HttpClient:
    """GET requests to one service at `base_url`, safe to share between threads."""

    def __init__(self, source: str, base_url: str) -> None:
        self.source = source
        self._base_url = base_url
        self._session = new_session()

    def get(self, path: str, params: Mapping[str, str]) -> requests.Response:
        """The answer to a GET, whatever its status below 500 but 429.

        Raises SourceTimeout, SourceUnavailable or RateLimited after at most three tries.
        """
        return with_retries(lambda: self._get_once(path, params))

    def get_json(self, path: str, params: Mapping[str, str]) -> Any:
        """The decoded body of a 200. Raises BadAnswer, and what get() raises."""
        response = self.get(path, params)
        if response.status_code != requests.codes.ok:
            raise SourceUnavailable(self.source, f"HTTP {response.status_code}")
        with mapped_errors(self.source):
            return response.json()

    def _get_once(self, path: str, params: Mapping[str, str]) -> requests.Response:
        with mapped_errors(self.source):
            response = self._session.get(self._base_url + path, params=params, timeout=TIMEOUT)
        if response.status_code == requests.codes.too_many_requests:
            raise RateLimited(self.source, retry_after(response.headers))
        if response.status_code >= requests.codes.server_error:
            raise SourceUnavailable(self.source, f"HTTP {response.status_code}")
        return response


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by the Retry-After header, a number or a date (RFC 9110, 10.2.3)."""
    value = headers.get("Retry-After", "")
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        until = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _backoff(error: Exception) -> bool | float:
    """Which errors are worth another try, and after how many seconds."""
    if isinstance(error, RateLimited) and error.retry_after is not None:
        return error.retry_after if error.retry_after <= _LONGEST_WAIT else False
    return isinstance(error, (SourceTimeout, SourceUnavailable))
