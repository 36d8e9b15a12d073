"""Printed numbers with their units: 913.26万元, 11.39%, 49人, 3.5万平方米, 三成.

    text -> scanning (numeral and unit) -> cells, sharing (units from the table head or a neighbour)
         -> context (what only looks like one) -> qualifiers -> Quantity

The units are rows of annotations/catalogue/units.toml; the numerals are in numerals.py and grammar.py.
"""

from extractor.quantities.finding import find_quantities, parse_quantity

__all__ = ["find_quantities", "parse_quantity"]
