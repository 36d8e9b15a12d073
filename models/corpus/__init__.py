"""Training data: documents composed of written patterns, with their annotation."""

from models.corpus.composing import specimen
from models.corpus.language import PatternError
from models.corpus.loading import Pattern, held_out, load_patterns

__all__ = ["Pattern", "PatternError", "held_out", "load_patterns", "specimen"]
