"""The data card of a reference set: what it is, where it is from, and how it leans."""

from moodrec.method.card.contents import Card, card
from moodrec.method.card.document import as_json
from moodrec.method.card.markdown import to_markdown

__all__ = ["Card", "as_json", "card", "to_markdown"]
