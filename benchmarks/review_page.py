"""The review in a real browser: when a long document can be reviewed, and how long keys take until they are painted.

    python -m benchmarks.review_page [--characters 200000] [--spans 3000]

The document is that of benchmarks.pages. Times are those of this machine, which does other things as well: its load is
printed, and each time stands beside that of an empty page, taken in the same run.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from api.pages.shell import assets
from api.work.pool import Pool
from api.work.tasks import maker
from benchmarks.pages import FRAMES, IDLE, opened_empty, pressed, text_of, told
from tests.browser.conftest import FLAGS, Site, chromium, serving
from tests.browser.reviewed import add_text, items_of

KEYS = 60
READY = """
  localStorage.setItem('mingxi.reviewer', 'ann');
  (() => {
    const look = () => {
      const isPainted = document.querySelector('mark[class]') || CSS.highlights.get('mx-hue-1')?.size;
      const isThere = isPainted && document.querySelector('#hand h2');
      requestAnimationFrame(isThere ? () => setTimeout(() => (window.readyAt = performance.now())) : look);
    };
    look();
  })();
"""
# From the key that decides to the frame in which the next item is at hand.
DECIDED = """
  () => {
    window.decided = [];
    addEventListener('keydown', (event) => {
      if (event.key !== 'a') return;
      const begun = performance.now(), was = location.hash;
      const look = () => {
        if (location.hash !== was) setTimeout(() => decided.push(performance.now() - begun));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, { capture: true });
  }
"""


def load_now() -> str:
    return "/".join(f"{each:.1f}" for each in os.getloadavg())


def opened(browser: Browser, url: str, renderer: str) -> tuple[Page, float]:
    """The review with an item of the document at hand, and when it could be used, in seconds."""
    window = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    window.set_default_timeout(120_000)
    window.add_init_script(f"localStorage.setItem('mingxi.renderer', '{renderer}');" + READY)
    window.goto(f"{url}/review")
    window.wait_for_function("() => window.readyAt")
    return window, window.evaluate("() => window.readyAt") / 1000


def decided(window: Page, times: int) -> list[float]:
    """How long it takes from deciding an item until the next one is painted, in milliseconds."""
    window.evaluate(DECIDED)
    for number in range(1, times + 1):
        window.wait_for_timeout(300)  # somebody looks at it
        for key in ("o", "a"):  # this one alone: the lines of the document are all alike
            window.keyboard.press(key)
        window.wait_for_function("(count) => window.decided.length >= count", arg=number)
    return [float(each) for each in window.evaluate("() => window.decided")]


def measure(browser: Browser, site: Site) -> None:
    empty, first = opened_empty(browser, site.url)
    baseline = statistics.median(pressed(empty, ["x"] * KEYS))
    idle = statistics.median(empty.evaluate(IDLE))
    print(f"{'empty page: first paint':44} {first:8.2f} s;  a key that does nothing {baseline:.0f} ms")
    for renderer in ("highlight", "mark"):
        runs = [opened(browser, site.url, renderer) for _ in range(3)]
        for window, _ in runs[1:]:
            window.context.close()
        readies = [ready for _, ready in runs]
        each = ", ".join(f"{ready:.2f}" for ready in readies)
        print(f"{renderer + ': ready, spans painted':44} {min(readies):8.2f} s   ({each})")
        window = runs[0][0]
        window.locator("body").press("Escape")
        told(f"{renderer}: key j, next item", pressed(window, ["j"] * KEYS), baseline)
        told(f"{renderer}: key ], an edge moves", pressed(window, ["]", "["] * (KEYS // 2)), baseline)
        window.keyboard.press("Escape")
        window.get_by_role("listbox").focus()
        told(f"{renderer}: to the end and back", pressed(window, ["End", "Home"] * (KEYS // 2)), baseline)
        window.get_by_role("heading", level=2).first.click()
        window.keyboard.press("n")
        window.wait_for_timeout(1500)
        told(f"{renderer}: decided, the next one is painted", decided(window, KEYS // 2), baseline)
        told(f"{renderer}: a frame while scrolling", window.evaluate(FRAMES), idle)
        print(f"{renderer + ': elements':44} {window.evaluate('() => document.querySelectorAll(`*`).length'):8}")
        window.context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=200_000)
    parser.add_argument("--spans", type=int, default=3000)
    asked = parser.parse_args()
    pool = Pool(maker(("none",)), workers=1, queue=4)
    pool.start()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), pool, models=("none",)) as site:
        text = text_of(asked.characters, asked.spans * 2 // 3)
        begun = time.perf_counter()
        document = add_text(site.service.store, text, name="很长.txt")
        taken = time.perf_counter() - begun
        items = items_of(site.service.store, document).values()
        spans = sum(2 if item.kind == "fact" else 1 for item in items)
        print(f"{len(text)} characters, {len(items)} items, {spans} spans, in the queue after {taken:.1f} s")
        print(f"load {load_now()} on {os.cpu_count()} cores")
        scripts = [asset.body for name, asset in assets().items() if name.endswith(".js")]
        print(f"{'modules of all pages':44} {sum(map(len, scripts)) / 1000:8.1f} kB in {len(scripts)} files")
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)
            measure(browser, site)
            browser.close()
        print(f"load {load_now()}")
    pool.close(1.0)


if __name__ == "__main__":
    main()
