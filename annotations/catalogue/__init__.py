"""The knowledge that grows: concepts, sections, cues, classifications, regions: rows, checked when they are loaded."""

from annotations.catalogue.captions import Captions
from annotations.catalogue.loading import load
from annotations.catalogue.names import normalise
from annotations.catalogue.regions import find_region
from annotations.catalogue.rows import Catalogue, CatalogueError, Concept, Cues, EconomicClass, FunctionClass

__all__ = [
    "Captions",
    "Catalogue",
    "CatalogueError",
    "Concept",
    "Cues",
    "EconomicClass",
    "FunctionClass",
    "find_region",
    "load",
    "normalise",
]
