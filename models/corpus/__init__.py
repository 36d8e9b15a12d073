"""Training data: documents composed of written patterns, with their annotation."""

from models.corpus.composing import compose, compose_markup, specimen
from models.corpus.language import PatternError
from models.corpus.loading import Pattern, families, held_out, load_patterns

__all__ = ["Pattern", "PatternError", "compose", "compose_markup", "families", "held_out", "load_patterns", "specimen"]
