"""Bytes in, record out."""
