"""Who may change the reference set: everybody, or those who know the admin token."""

from __future__ import annotations

import hmac

from moodrec.errors import AdminTokenError
from moodrec.settings import Settings


def needed(settings: Settings) -> bool:
    """True when a token is set: on a public host."""
    return settings.admin_token is not None


def check(settings: Settings, given: str) -> None:
    """Passes when no token is set or `given` is it, compared in constant time.

    Raises AdminTokenError.
    """
    token = settings.admin_token
    if token is not None and not hmac.compare_digest(
        token.get_secret_value().encode(), given.encode("utf-8", "replace")
    ):
        raise AdminTokenError
