"""The OpenAPI document of the service without a service: python -m api.openapi > docs/openapi.json."""

import json
from typing import Any, cast

from api.app import create_routes
from api.service import Service


def document() -> dict[str, Any]:
    """The document, which does not depend on settings."""
    return create_routes(cast("Service", None)).openapi()


def as_text() -> str:
    """The document as it is kept in docs/."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    print(as_text(), end="")
