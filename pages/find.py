"""Find: paste a link, see it on the mood plane, hear what feels the same."""

from moodrec.ui import found, frame, question

frame.enter("pages/find.py")
found.show(question.show(redraw=found.KEY))
