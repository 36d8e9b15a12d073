"""Where shards are worked on: processes of this machine, or actors of a Ray cluster."""

from extractor.bulk.engines.engine import Engine, Outcome, open_engine

__all__ = ["Engine", "Outcome", "open_engine"]
