"""Who finds the nearest tracks: each engine gives the same answer to the same question."""

from moodrec.engines.contract import Answer, Engine, Question

__all__ = ["Answer", "Engine", "Question"]
