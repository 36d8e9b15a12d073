"""Build the documentation: `python -m docs.site.building` makes build/site, in Chinese and English.

Each language is staged as a folder of Markdown of its own, from docs/ and from code, and built by Zensical in strict
mode, which ends with a broken link or anchor. Then every link of the built pages is followed once more, those between
the languages too.
"""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docs.site.links import broken_links
from docs.site.navigation import LANGUAGES, Group, Page, decisions, load_navigation
from docs.site.reference import PAGES

SITE = Path(__file__).parent
DOCS = SITE.parent
ROOT = DOCS.parent
BUILD = ROOT / "build"
NAMES = {"zh": "明细 mingxi", "en": "mingxi 明细"}
DECISIONS = ("决定及其理由（英文）", "Decisions")
ENGLISH_ONLY = "本页目前只有英文：[{title}](../en/{name}.html)。\n"
COLOURS = re.compile(r"\x1b\[[\d;]*m")
UP = re.compile(r"(?<=\]\()\.\./(?P<name>[\w/.-]+)")
FIRST_PAGE = (
    '<!doctype html><html lang="zh"><meta charset="utf-8"><title>明细 mingxi</title>'
    '<meta http-equiv="refresh" content="0; url=zh/index.html"><a href="zh/index.html">中文</a></html>\n'
)


def build(out: Path) -> list[str]:
    """Build both languages into `out`; what is wrong, a line each, nothing if all is well."""
    groups = (*load_navigation(DOCS, made=[*PAGES]), Group(*DECISIONS, decisions(DOCS)))
    staged, problems = out.with_name(out.name + "-sources"), []
    for folder in (staged, out):
        shutil.rmtree(folder, ignore_errors=True)
    for lang in LANGUAGES:
        stage(groups, staged / lang, lang)
        problems += run_zensical(staged / lang, out / lang, lang)
    if problems:
        return problems
    (out / "index.html").write_text(FIRST_PAGE, "utf-8")
    return broken_links(out)


def stage(groups: Sequence[Group], folder: Path, lang: str) -> None:
    """Write the sources of one language: written pages, pages made from code, pictures, the configuration."""
    docs = folder / "docs"
    for name in ("pictures", "reference", "decisions"):
        (docs / name).mkdir(parents=True)
    for page in (page for group in groups for page in group.pages):
        text = PAGES[page.name](lang) if page.name in PAGES else written(page, lang)
        (docs / f"{page.name}.md").write_text(text, "utf-8")
    for path in (*DOCS.glob("pictures/*"), *DOCS.glob("*.svg"), *DOCS.glob("*.json")):
        shutil.copy(path, docs / path.relative_to(DOCS))
    shutil.copytree(SITE / "overrides", folder / "overrides")
    shutil.copy(SITE / "extra.css", docs)
    (folder / "mkdocs.yml").write_text(json.dumps(configuration(groups, lang), ensure_ascii=False), "utf-8")


def written(page: Page, lang: str) -> str:
    """The text of a written page; links of a Chinese page that lead up to English ones lead to their site.

    "[记录](../record.md)" in docs/zh -> "[记录](../en/record.html)"
    """
    if lang == "en" or page.zh == page.en:
        return (DOCS / f"{page.name}.md").read_text("utf-8")
    path = DOCS / "zh" / f"{page.name}.md"
    if not path.exists():
        return f"# {page.zh}\n\n" + ENGLISH_ONLY.format(title=page.en, name=page.name)
    return UP.sub(_moved, path.read_text("utf-8"))


def _moved(link: re.Match[str]) -> str:
    """Where a file of docs/ stands as seen from a page of the Chinese site."""
    name = link["name"]
    return f"../en/{name.removesuffix('.md')}.html" if name.endswith(".md") else name


def configuration(groups: Sequence[Group], lang: str) -> dict[str, Any]:
    """What Zensical is told, as it reads it: JSON is YAML."""
    shared = tomllib.loads((SITE / "zensical.toml").read_text("utf-8"))
    nav = [{group.title(lang): [{page.title(lang): f"{page.name}.md"} for page in group.pages]} for group in groups]
    extensions = [{name: options} for name, options in shared.pop("markdown_extensions").items()]
    return {
        **shared,
        "site_name": NAMES[lang],
        "docs_dir": "docs",
        "site_dir": "site",
        "use_directory_urls": False,
        "theme": {**shared["theme"], "language": lang},
        "extra_css": ["extra.css"],
        "markdown_extensions": extensions,
        "nav": nav,
    }


def run_zensical(sources: Path, out: Path, lang: str) -> list[str]:
    """Build one language; what Zensical complains of."""
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", "mkdocs.yml"]
    done = subprocess.run(command, cwd=sources, capture_output=True, text=True, check=False)
    if done.returncode or "No issues found" not in done.stdout + done.stderr:
        told = COLOURS.sub("", done.stdout + done.stderr).partition("Traceback")[0]
        return [f"zensical, {lang}:", *told.splitlines()]
    shutil.move(sources / "site", out)
    return []


def main() -> None:
    """Build into build/site; end with status 1 where anything is wrong."""
    problems = build(BUILD / "site")
    print("\n".join(problems) or f"build/site: {len(list((BUILD / 'site').rglob('*.html')))} pages, no broken link")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
