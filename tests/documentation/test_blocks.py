"""Every code block of README and documentation runs, or says why not; what is shown as output is what is printed."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from tests.documentation.blocks import PAGES, ROOT, RUN, SHOWN, Block, blocks, code, original
from tests.documentation.forking import READY, SHIM
from tests.documentation.workshop import Workshop, agrees, furnish
from tests.service.living import living

# Pages whose blocks another test runs over data of its own.
ELSEWHERE = {("docs/queries.md", "sql"): "tests/comparing/test_queries.py", ("docs/queries.md", "python"): "the same"}


def is_run(block: Block) -> bool:
    return block.language in RUN and block.reason is None and (str(block.page), block.language) not in ELSEWHERE


def steps(page: Path) -> list[tuple[Block, str | None]]:
    """What a page runs, each block with the output that is shown of it, and outputs of commands that they name."""
    found = list(blocks(page))
    shown = {id(block): after for block, after in pairwise(found) if after.is_output and after.command is None}
    return [
        (block, shown[id(block)].text if id(block) in shown else block.text if block.command else None)
        for block in found
        if is_run(block) or block.command
    ]


def own_steps(page: Path) -> list[tuple[Block, str | None]]:
    """The steps of a page without those that its English page has, to the letter but for comments."""
    english = original(page)
    there = {(code(block), output) for block, output in steps(english)} if english else set()
    return [(block, output) for block, output in steps(page) if (code(block), output) not in there]


RUNNING = [page for page in PAGES if own_steps(page)]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A folder for PATH with a `mingxi` that is loaded already."""
    folder = tmp_path_factory.mktemp("bin")
    socket, program = folder / "socket", folder / "mingxi"
    program.write_text(SHIM.format(python=sys.executable, socket=str(socket)), "utf-8")
    program.chmod(0o755)
    command = [sys.executable, "-m", "tests.documentation.forking", str(socket)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == READY
            yield str(folder)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """The address of a service, which is started when a page first asks for it."""
    started = []

    @cache
    def address() -> str:
        server = living(tmp_path_factory.mktemp("service"), "--workers", "1")
        started.append(server)
        return str(server.__enter__().url)

    yield address
    for server in started:
        server.__exit__(None, None, None)


@pytest.fixture(scope="module")
def results(path: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Results of an archive of the examples, made when a page first asks for them."""

    @cache
    def made() -> Path:
        folder = tmp_path_factory.mktemp("results") / "results"
        shop = Workshop(ROOT, path, lambda: "")
        shop.shell(f"mingxi bulk examples --out '{folder}' --workers 1 --quiet")
        return folder

    return made


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.mark.parametrize("page", RUNNING, ids=str)
def test_the_blocks_of_a_page_run_one_after_the_other(
    page: Path, path: str, place: Path, service: Callable[[], str], results: Callable[[], Path]
) -> None:
    found = own_steps(page)
    is_made = any("--out results" in block.text for block, _ in found)
    text = "" if is_made else "".join(block.text for block, _ in found)
    shop = Workshop(furnish(place, page, results, text), path, service)
    for block, output in found:
        try:
            printed = shop.shell(block.command) if block.command else shop.run(block)
        except Exception as error:
            error.add_note(f"{block}:\n{block.text}")
            raise
        assert output is None or agrees(printed, output.splitlines()), f"{block}: printed was\n{printed}"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_block_says_what_it_is_and_why_it_is_not_run(page: Path) -> None:
    for block in blocks(page):
        known = block.language in (*RUN, *SHOWN) or block.reason or (str(page), block.language) in ELSEWHERE
        assert known, f"{block}: name its language, and if it cannot run put <!-- not run: why --> above it"


@pytest.mark.parametrize(
    ("printed", "expected", "is_same"),
    [
        ("a\nb\n", ["a", "b"], True),
        ("a  \nb\n", ["a", "b"], True),
        ("a\nb\nc\n", ["a", "…"], True),
        ("a\nb\nc\n", ["a", "…", "c"], True),
        ("a and more\n", ["a…"], True),
        ("a\nb\n", ["a"], False),
        ("a\nc\n", ["a", "b"], False),
    ],
)
def test_an_output_is_compared_line_by_line(printed: str, expected: list[str], is_same: bool) -> None:
    assert agrees(printed, expected) is is_same


def test_a_command_that_fails_is_noticed(path: str, place: Path) -> None:
    folder = place / "failing"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shop = Workshop(folder, path, lambda: "")
    for line in (
        "mingxi extract nothing.pdf",
        "mingxi check --nope x",
        "false; echo on",
        "mingxi query nowhere 'select 1' | cat",
    ):
        with pytest.raises(AssertionError):
            shop.shell(line)
