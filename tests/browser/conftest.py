"""A real browser and a real service for the pages: without Chromium the tests say so, and fail where it is required."""

import os
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from api.app import create_app
from api.service import Service
from api.serving import Server, listening
from api.settings import Settings
from api.store import Store
from api.store.migrating import upgrade
from api.work.pool import Pool
from api.work.tasks import maker

HERE = Path(__file__).parent
REQUIRED = "MINGXI_BROWSER"  # set to "required" where a missing browser is a failure
PROGRAMS = ("chromium-headless-shell", "chromium")  # the shell takes two thirds of the time
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT_MS = 20_000


def pytest_collection_modifyitems(items):
    """Mark the tests of this folder."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


def chromium():
    """The browser's program, or why there is none."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        why = "no chromium: install Debian's chromium-headless-shell and fonts-noto-cjk to test the pages"
        if os.environ.get(REQUIRED) == "required":
            pytest.fail(why)
        pytest.skip(why)
    return found


@pytest.fixture(scope="module")
def browser():
    """A browser for the tests of a module: its driver holds an event loop, which must not outlive them."""
    program = chromium()
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        yield browser
        browser.close()


class Window:
    """A page and what it complained of: errors of scripts, and requests that left this machine."""

    def __init__(self, page, url):
        self.page = page
        self.complaints = []
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        page.on("request", lambda request: self._check(request.url, url))

    def _check(self, asked, url):
        if not asked.startswith((url, "data:", "blob:")):
            self.complaints.append(f"asked for {asked}")


@pytest.fixture
def open_window(browser, site):
    """Open a window on the service; whatever the page complains of fails the test, unless it says so itself."""
    opened = []

    def opens(path="/", *, width=1280, height=800, may_complain=False, url=None, **options):
        base = url or site.url
        context = browser.new_context(
            base_url=base, viewport={"width": width, "height": height}, locale="zh-CN", **options
        )
        window = Window(context.new_page(), base)
        opened.append((context, window, may_complain))
        if path is not None:
            window.page.goto(path)
        return window.page

    yield opens
    for context, window, may_complain in opened:
        context.close()
        assert may_complain or window.complaints == []


class Site:
    """A service that runs in this process: its address, and itself."""

    def __init__(self, service, url):
        self.service = service
        self.url = url


@contextmanager
def serving(folder, pool, *, needs_keys=False, **settings):
    """Serve from a folder on a free port for as long as it is needed."""
    found = Settings(data=folder, free_disk=0).changed(**settings)
    for each in (found.incoming, found.job_files):
        each.mkdir(parents=True, exist_ok=True)
    store = Store(found.url)
    upgrade(store)
    service = Service(found, store, pool, needs_keys)
    listener = listening("127.0.0.1", 0)
    server = Server(uvicorn.Config(create_app(service), log_config=None, access_log=False, ws="none"), service)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield Site(service, f"http://127.0.0.1:{listener.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join()
        store.close()


@pytest.fixture(scope="session")
def workers():
    """One worker with the real extractor, for all windows of a run."""
    pool = Pool(maker(("none",)), workers=1, queue=32)
    pool.start()
    assert pool.wait_until_ready()
    yield pool
    pool.close(1.0)


@pytest.fixture(scope="module")
def site(workers, tmp_path_factory):
    """A service with an empty store for the tests of a module."""
    with serving(tmp_path_factory.mktemp("data"), workers, models=("none",)) as site:
        yield site
