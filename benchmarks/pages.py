"""The workbench in a real browser: what it weighs, when a long document can be used, and how long a key takes.

    python -m benchmarks.pages [--characters 200000] [--rows 3000]

The document is made here. Times are those of this machine, which does other things as well: each stands beside that of
an empty page, which is what the browser alone takes, and beside the renderer for browsers without highlights.
"""

import argparse
import gzip
import json
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from api.formats import record_of
from api.pages.report import as_report
from api.pages.shell import assets, page
from api.store.documents import add_document, find_document
from api.work.pool import Pool
from api.work.tasks import keep, maker, whole_record
from extractor.outputs import as_plain
from extractor.pipeline import load
from tests.browser.conftest import FLAGS, Site, chromium, serving

KEYS = 60
READY = """
  (() => {
    const look = () => {
      const isPainted = document.querySelector('mark[class]') || CSS.highlights.get('mx-hue-1')?.size;
      const isThere = document.querySelector('.tile') && isPainted;
      if (isThere) requestAnimationFrame(() => setTimeout(() => (window.readyAt = performance.now())));
      else requestAnimationFrame(look);
    };
    look();
  })();
"""
TIMED = """
  window.taken = [];
  addEventListener('keydown', () => {
    const begun = performance.now();
    requestAnimationFrame(() => setTimeout(() => taken.push(performance.now() - begun)));
  }, { capture: true });
"""
FRAMES = """
  () => new Promise((done) => {
    const room = document.querySelector('.text-room'), gaps = [];
    let last = performance.now();
    const step = (now) => {
      gaps.push(now - last);
      last = now;
      room.scrollTop += 1000;
      if (gaps.length < 60) requestAnimationFrame(step);
      else done(gaps.slice(1));
    };
    requestAnimationFrame(step);
  })
"""


IDLE = """
  () => new Promise((done) => {
    const gaps = [];
    let last = performance.now();
    const step = (now) => {
      gaps.push(now - last);
      last = now;
      if (gaps.length < 60) requestAnimationFrame(step);
      else done(gaps.slice(1));
    };
    requestAnimationFrame(step);
  })
"""


def text_of(characters: int, rows: int) -> str:
    """A document of so many characters whose figures become about so many rows, some characters of two units."""
    line = "2024年第{n}街道办事处收入预算总额{n}.{d:02}万元，比上年增加{d}.50万元📊。"
    made = [line.format(n=number, d=number % 97 + 1) for number in range(1, rows // 2 + 1)]
    filler = "本办事处按规定履行职责，加强预算管理，严格执行各项制度，𠮷事办结。"
    missing = max(0, characters - sum(map(len, made)) - len(made))
    each = missing // len(made)
    return "2024年部门预算\n" + "\n".join(line + (filler * (each // len(filler) + 1))[:each] for line in made)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def opened(browser: Browser, address: str, renderer: str = "highlight") -> tuple[Page, float, float]:
    """A page that shows the document; its first paint, and when it could be used, in seconds."""
    window = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    window.set_default_timeout(120_000)
    window.add_init_script(f"localStorage.setItem('mingxi.renderer', '{renderer}');" + READY)
    window.goto(address)
    window.wait_for_function("() => window.readyAt")
    first = window.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime")
    return window, first / 1000, window.evaluate("() => window.readyAt") / 1000


def pressed(window: Page, keys: list[str]) -> list[float]:
    """How long each key takes until what it does has been painted, in milliseconds."""
    window.evaluate(TIMED)
    for number, key in enumerate(keys, 1):
        window.keyboard.press(key)
        window.wait_for_function("(count) => window.taken.length >= count", arg=number)
    return [float(each) for each in window.evaluate("() => window.taken")]


def told(name: str, values: list[float], baseline: float) -> None:
    p50, p95 = statistics.median(values), percentile(values, 0.95)
    print(f"{name:44} p50 {p50:6.0f} ms  p95 {p95:6.0f} ms  {p50 / baseline:5.1f} × an empty page")


def weigh(site: Site, id: str) -> None:
    """What a browser has to fetch."""

    def line(name: str, size: int, packed: int) -> None:
        print(f"{name:44} {size / 1000:8.1f} kB  {packed / 1000:8.1f} kB with gzip")

    def both(body: bytes) -> tuple[int, int]:
        return len(body), len(gzip.compress(body, 4))

    line("page (HTML with its texts)", *both(page("workbench", "zh").encode()))
    for suffix in (".js", ".css"):
        sizes = [both(asset.body) for name, asset in assets().items() if name.endswith(suffix)]
        line(f"{len(sizes)} files {suffix}", *(sum(column) for column in zip(*sizes, strict=True)))
    row = find_document(site.service.store, "default", id)
    record = whole_record(row.record, row.source)
    plain = as_plain(record, text=True, blocks=True)
    line("record of the long document", *both(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()))
    line("its report as one file", *both(as_report(record_of(plain), "zh").encode()))


def measure(browser: Browser, site: Site, id: str) -> None:
    address = f"{site.url}/#/documents/{id}"
    empty, first = opened_empty(browser, site.url)
    baseline = statistics.median(pressed(empty, ["x"] * KEYS))
    print(f"{'empty page: first paint':44} {first:8.2f} s;  a key that does nothing {baseline:.0f} ms")
    for renderer in ("highlight", "mark"):
        runs = [opened(browser, address, renderer) for _ in range(3)]
        for window, _, _ in runs[1:]:
            window.context.close()
        firsts, readies = ([run[place] for run in runs] for place in (1, 2))
        print(f"{renderer + ': first paint':44} {min(firsts):8.2f} s   ({', '.join(f'{each:.2f}' for each in firsts)})")
        taken = ", ".join(f"{each:.2f}" for each in readies)
        print(f"{renderer + ': ready, spans painted':44} {min(readies):8.2f} s   ({taken})")
        window = runs[0][0]
        window.keyboard.press("]")
        window.keyboard.press("]")
        window.locator("tbody tr[data-index]").first.wait_for()
        told(f"{renderer}: key j, next row", pressed(window, ["j"] * KEYS), baseline)
        window.get_by_role("grid").focus()
        told(f"{renderer}: to the end and back", pressed(window, ["End", "Home"] * (KEYS // 2)), baseline)
        frames = window.evaluate(FRAMES)
        told(f"{renderer}: a frame while scrolling", frames, statistics.median(empty.evaluate(IDLE)))
        print(f"{renderer + ': elements':44} {window.evaluate('() => document.querySelectorAll(`*`).length'):8}")
        window.context.close()


def opened_empty(browser: Browser, url: str) -> tuple[Page, float]:
    """The page where it has nothing to show, and its first paint in seconds."""
    window = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    window.goto(url)
    window.get_by_role("heading", level=2).first.wait_for()
    first = window.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime")
    return window, first / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=200_000)
    parser.add_argument("--rows", type=int, default=3000)
    asked = parser.parse_args()
    text = text_of(asked.characters, asked.rows)
    record = load(model="none").extract(text.encode(), name="很长.txt")
    rows = len(record.facts) + len(record.changes) + len(record.ratios) + len(record.reasons)
    print(f"{record.document.text_length} characters, {rows} rows, {len(record.checks)} checks")
    pool = Pool(maker(("none",)), workers=1, queue=4)
    pool.start()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), pool, models=("none",)) as site:
        with site.service.store.write() as session:
            id = add_document(session, "default", keep(record, len(text.encode())))
        weigh(site, id)
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)
            measure(browser, site, id)
            browser.close()
    pool.close(1.0)


if __name__ == "__main__":
    main()
