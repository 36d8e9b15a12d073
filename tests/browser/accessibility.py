"""Whether everybody can use a page: axe's verdict on it, as it is shown."""

from axe_playwright_python.sync_playwright import Axe


def violations(page):
    """What axe finds wrong: the rule, and the beginning of every element that breaks it."""
    found = Axe().run(page).response["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]
