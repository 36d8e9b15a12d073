"""GET / and /static: pages for people, which ask the other routes for what they show."""

from fastapi import APIRouter, Request, Response

from api.pages.shell import COOKIE, CSP, STATIC, assets, fingerprint, page
from api.refusals import Refusal
from api.texts import LANGUAGES

PAGES = {  # further pages are a row each; api.access opens their addresses to whoever may connect
    "/": "workbench",
    "/review": "review",
    "/review/progress": "review_progress",
    "/review/adjudicate": "review_adjudicate",
}
FOREVER = "public, max-age=31536000, immutable"


def router() -> APIRouter:
    """The routes of pages, which are no interface for programs and stand in no description of one."""
    routes = APIRouter(include_in_schema=False)
    for path in PAGES:
        routes.add_api_route(path, shown, methods=["GET"], response_model=None)
    routes.add_api_route(f"{STATIC}/{{version}}/{{name}}", static, methods=["GET"], response_model=None)
    return routes


def shown(request: Request) -> Response:
    """A page in the language that was chosen on it; it holds nothing that a key would be needed for."""
    chosen = request.cookies.get(COOKIE, "")
    lang = chosen if chosen in LANGUAGES else LANGUAGES[0]
    headers = {"Content-Security-Policy": CSP, "Cache-Control": "no-cache", "Vary": "Cookie"}
    return Response(page(PAGES[request.url.path], lang), headers=headers, media_type="text/html")


async def static(version: str, name: str) -> Response:
    """A static file, which keeps its content for as long as it keeps its address."""
    if version != fingerprint() or name not in assets():
        raise Refusal("no_such_address")
    asset = assets()[name]
    return Response(asset.body, headers={"Cache-Control": FOREVER}, media_type=asset.media_type)
