"""How a process is shut in: what it may use, and what it can reach.

Three kinds of isolation, the strongest that the machine allows: `bubblewrap` (no network, a root that holds only
programs and cannot be written, a private /tmp, processes that die together), `namespaces` (no network), `rlimits`.
All three limit memory, processor time, written bytes and open files. Elsewhere than on Linux there is `none`. A record
whose document was read under one of the weaker kinds says so in a warning.
"""

import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from extractor.data import Warning  # noqa: A004
from extractor.reading.limits import Limits

Isolation = Literal["bubblewrap", "namespaces", "rlimits", "none"]
ISOLATIONS: tuple[Isolation, ...] = ("bubblewrap", "namespaces", "rlimits")
NOTES: Mapping[Isolation, Warning] = {  # what a record says about every kind but the strongest
    "namespaces": Warning("isolated_from_network_only", "读取时隔离了网络，未隔离文件系统，请安装 bubblewrap"),
    "rlimits": Warning("limited_only", "读取时限制了内存和时间，未隔离网络和文件系统，请安装 bubblewrap"),
    "none": Warning("not_isolated", "此系统不支持隔离读取：文件在主进程中读取，没有内存和时间限制"),
}
NOTE_CODES = frozenset(note.code for note in NOTES.values())

WORKER = "extractor.reading.worker"
PACKAGE = Path(__file__).resolve().parents[1]  # the folder `extractor`
SYSTEM_FOLDERS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")  # links into /usr today, folders of their own before
CONFIGURATION = ("/etc/fonts", "/etc/ld.so.cache", "/etc/alternatives", "/etc/libreoffice", "/var/lib/libreoffice")
SCRATCH_BYTES = 500_000_000  # of /tmp inside bubblewrap
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000  # sched.h
PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 4, 36, 38  # prctl.h
CPU_GRACE = 5  # seconds between the signal that ends a process and the one it cannot catch


def worker_command(isolation: Isolation, control: int) -> list[str]:
    """The command that starts a reader's process, told the number of its control socket."""
    command = [sys.executable, "-P", "-m", WORKER, str(control), isolation]
    return [*bubblewrap(), *command] if isolation == "bubblewrap" else command


def worker_environment(scratch: str) -> dict[str, str]:
    """Its environment: where its code is and where it may write; nothing of its user's, secrets least of all."""
    threads = str(len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1)
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "PYTHONPATH": str(PACKAGE.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
        "HOME": scratch,
        "TMPDIR": scratch,
        "OMP_NUM_THREADS": threads,
        "LIBARCHIVE": "libarchive.so.13",  # to look for it takes another process
    }


def has_bubblewrap() -> bool:
    """Whether the program is there; whether it may be used shows when it starts."""
    return shutil.which("bwrap") is not None


def bubblewrap() -> list[str]:
    """The part of a command line that shuts in the rest of it."""
    # Not --die-with-parent: the parent would be the thread that starts it. It ends when its socket is closed instead.
    command = ["bwrap", "--unshare-all", "--new-session", "--cap-drop", "ALL"]
    for folder in SYSTEM_FOLDERS:
        if Path(folder).is_symlink():
            command += ["--symlink", str(Path(folder).readlink()), folder]
        else:
            command += ["--ro-bind-try", folder, folder]
    for folder in ("/usr", *CONFIGURATION):
        command += ["--ro-bind-try", folder, folder]
    command += ["--proc", "/proc", "--dev", "/dev", "--size", str(SCRATCH_BYTES), "--tmpfs", "/tmp"]
    for place in code_places():
        command += ["--ro-bind-try", place, place]
    return [*command, "--chdir", "/tmp"]


def code_places() -> Iterator[str]:
    """Where the interpreter and the packages are; of our own code only what reads files."""
    places = [sys.prefix, sys.base_prefix, os.path.realpath(sys.executable)]
    places += [path for path in sys.path if path and Path(path) != PACKAGE.parent and "packages" in path]
    yield from dict.fromkeys(place for place in places if not place.startswith("/usr/") and place != "/usr")
    yield str(PACKAGE)


def enter(isolation: Isolation) -> None:
    """Shut in the process that this runs in, which bubblewrap has already done for its own.

    Raises `OSError` where the machine does not allow it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if isolation == "namespaces" and libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)  # no child of it may look into it
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # what its children leave behind becomes its own child


def limit_resources(limits: Limits, *, seconds: float, output: int) -> None:
    """Set the kernel's limits for this process and all that it starts."""
    import resource

    cpu = int(seconds + 1) * max(1, len(os.sched_getaffinity(0)))
    bounds: Sequence[tuple[int, int, int]] = (
        (resource.RLIMIT_AS, limits.max_memory, limits.max_memory),
        (resource.RLIMIT_CPU, cpu, cpu + CPU_GRACE),
        (resource.RLIMIT_FSIZE, output, output),
        (resource.RLIMIT_NOFILE, limits.max_open_files, limits.max_open_files),
        (resource.RLIMIT_CORE, 0, 0),
    )
    for kind, soft, hard in bounds:
        _, allowed = resource.getrlimit(kind)
        most = hard if allowed == resource.RLIM_INFINITY else min(hard, allowed)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (min(soft, most), most))
