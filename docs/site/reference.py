"""The pages that are made from code: a name of pages.toml, and the function that writes it in one language."""

from collections.abc import Callable, Mapping

from docs.site.catalogue import write_concepts, write_sections
from docs.site.commands import write_commands
from docs.site.fields import write_fields
from docs.site.interface import write_refusals, write_routes, write_settings
from docs.site.relations import write_relations

PAGES: Mapping[str, Callable[[str], str]] = {
    "reference/fields": write_fields,
    "reference/concepts": write_concepts,
    "reference/sections": write_sections,
    "reference/relations": write_relations,
    "reference/commands": write_commands,
    "reference/routes": write_routes,
    "reference/settings": write_settings,
    "reference/refusals": write_refusals,
}
