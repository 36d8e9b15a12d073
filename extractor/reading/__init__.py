"""Bytes in, document out."""
