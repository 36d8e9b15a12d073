"""A record as others take it: JSON in the contract's shape, and one flat table a list."""

from extractor.outputs.records import as_json, as_plain, schema
from extractor.outputs.tables import TABLES, as_csv, table

__all__ = ["TABLES", "as_csv", "as_json", "as_plain", "schema", "table"]
