"""What a process sets up for itself before its first shard."""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl.h


def prepare_process(memory: int, parent: int) -> None:
    """Hold this process to so many bytes of memory, and have it end with its parent, even one that was killed."""
    limit_memory(memory)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the parent decides
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it was killed before this line
            os._exit(1)


def limit_memory(memory: int) -> None:
    """Data of more than so many bytes becomes a MemoryError of the document that needs it."""
    if sys.platform == "linux":  # elsewhere the kernel does not hold a process to it
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
