"""Finds songs by title or artist as a person types: what begins so, what holds it, what is like it.

One letter wrong is forgiven by RapidFuzz (https://rapidfuzz.github.io/RapidFuzz/), the rest
is looked up as it stands, without regard to case, accents and punctuation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from moodrec.model import PlacedTrack
from moodrec.reference import ReferenceSet
from moodrec.texts import clean

SUGGESTIONS = 8
"""Songs that a text finds at most, unless more are asked for."""
_LONGEST = 100  # characters of a text that are looked at
_SHORTEST_ALIKE = 3  # characters: what is shorter is like anything
_ALIKE = 72  # of 100: one wrong letter in four is 75
_EXACT, _BEGINS, _ARTIST, _WORD, _WORDS, _HELD = 100, 95, 92, 88, 84, 80
_LIKE = 0.78  # what is only alike stays below what is held as it stands

Scores = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Found:
    """A song that a text finds, and how well: 100 is its very title, 80 and more hold the text."""

    song: PlacedTrack
    score: int


class Finder:
    """The titles and artists of one reference set, made ready when first asked for; read-only."""

    def __init__(self, reference: ReferenceSet) -> None:
        self._reference = reference
        self._lock = Lock()

    def find(self, text: str, most: int = SUGGESTIONS) -> tuple[Found, ...]:
        """The songs that a text may mean: the best first, of equals the best known, then by id.

        Nothing for an empty text, or for one that is like no title and no artist.
        """
        wanted = _normal(pa.array([clean(text)[:_LONGEST]], pa.string()))[0].as_py()
        if not wanted:
            return ()
        scores = self._as_it_stands(wanted)
        if np.count_nonzero(scores) < most and len(wanted) >= _SHORTEST_ALIKE:
            scores = np.maximum(scores, self._alike(wanted))
        rows = np.flatnonzero(scores)
        fame = np.nan_to_num(self._reference.popularity[rows], nan=-1.0)
        best = rows[np.lexsort((rows, -fame, -scores[rows].astype(np.int64)))][:most]
        return tuple(Found(self._reference.placed(row), int(scores[row])) for row in best.tolist())

    def _as_it_stands(self, wanted: str) -> Scores:
        """The score of each song whose title or artists hold the text; 0 for the others."""
        texts, start = self._texts, f" {wanted}"
        scores = np.zeros(len(self._reference), dtype=np.uint8)
        for score, found in (
            (_HELD, pc.match_substring(texts.both, wanted)),
            (_WORDS, self._all_words(wanted)),
            (_WORD, pc.match_substring(texts.titles, start)),
            (_ARTIST, pc.match_substring(texts.artists, start)),
            (_BEGINS, pc.starts_with(texts.titles, start)),
            (_EXACT, pc.equal(texts.titles, start)),
        ):
            scores[found.to_numpy(zero_copy_only=False)] = score
        return scores

    def _all_words(self, wanted: str) -> pa.Array:
        """The songs in whose title and artists each word of the text begins one."""
        first, *others = (f" {word}" for word in wanted.split())
        found = pc.match_substring(self._texts.both, first)
        for word in others:
            found = pc.and_(found, pc.match_substring(self._texts.both, word))
        return found

    def _alike(self, wanted: str) -> Scores:
        """A score below those of what holds the text, for titles and artists that are like it.

        Titles longer than the text are compared as far as the text goes.
        """
        scores = np.zeros(len(self._reference), dtype=np.uint8)
        for column in (self._texts.titles, self._texts.artists):
            begun = pc.utf8_slice_codeunits(column, 1, len(wanted) + 1).to_pylist()
            told = process.cdist(
                [wanted], begun, scorer=fuzz.ratio, score_cutoff=_ALIKE, dtype=np.uint8
            )
            scores = np.maximum(scores, (told[0] * _LIKE).astype(np.uint8))
        return scores

    @property
    def _texts(self) -> _Texts:
        with self._lock:
            return self._all_texts

    @cached_property
    def _all_texts(self) -> _Texts:
        titles = _normal(self._reference.texts("name"))
        artists = _normal(self._reference.texts("artists"))
        # With a space before them a word's start is found as plain text.
        return _Texts(
            pc.binary_join_element_wise("", titles, " "),
            pc.binary_join_element_wise("", artists, " "),
            pc.binary_join_element_wise("", titles, artists, " "),
        )


@dataclass(frozen=True, eq=False)
class _Texts:
    """The titles, the artists and both together, each with a space before it."""

    titles: pa.Array
    artists: pa.Array
    both: pa.Array


def _normal(texts: pa.Array) -> pa.Array:
    """Small letters without accents and punctuation; a text of nothing else stays as it is."""
    plain = pc.utf8_normalize(pc.utf8_lower(texts), form="NFKD")
    bare = pc.replace_substring_regex(plain, r"[\p{M}'\x{2018}\x{2019}`\x{B4}]+", "")
    bare = pc.utf8_trim_whitespace(pc.replace_substring_regex(bare, r"[^\p{L}\p{N}]+", " "))
    return pc.if_else(pc.equal(bare, ""), pc.utf8_trim_whitespace(plain), bare)
