"""Find: paste a link, see it on the mood plane, hear what feels the same."""

from moodrec.ui import find, frame

frame.enter("pages/find.py")
find.show()
