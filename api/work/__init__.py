"""Extraction in processes of its own: a pool that outlives its workers, and what a worker does.

Nothing is imported here: a worker begins with `process` alone.
"""
