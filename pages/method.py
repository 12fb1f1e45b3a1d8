"""Method: where a list comes from, what the set is like, and how good the axes are."""

from moodrec.errors import MoodrecError
from moodrec.ui import answer, cache, frame
from moodrec.ui.method import parts

frame.enter("pages/method.py")
service = None
try:
    service = cache.service()
    parts.show(service)
except MoodrecError as error:
    answer.problem(error, offline=service is None or service.offline)
