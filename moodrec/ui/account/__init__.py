"""A visitor's own Spotify account: log-in, saving a list, bringing a playlist, log-out."""

from moodrec.ui.account.arrival import arrive, settle
from moodrec.ui.account.bringing import own_playlist
from moodrec.ui.account.keeping import save
from moodrec.ui.account.status import status

__all__ = ["arrive", "own_playlist", "save", "settle", "status"]
