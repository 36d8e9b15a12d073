"""Work as a worker does it, on documents of which some kill it, stop it or need too much."""

import os
import resource
import signal
import time

from extractor.bulk.working import work as work_on
from extractor.pipeline import Extractor

KILLS, HANGS, EATS, BREAKS = "此文件杀死进程", "此文件停住不动", "此文件耗尽内存", "此文件触发错误"


def work(shard, settings):
    """The documents of a shard, some of which are poison."""
    if not hasattr(Extractor, "clean"):
        Extractor.clean = Extractor.extract_from
        Extractor.extract_from = extract_from
    return work_on(shard, settings)


def work_in_little_room(shard, settings):
    """The documents of a shard, on a disk that takes no file of more than 2,000 bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    return work_on(shard, settings)


def extract_from(self, reading):
    """The record of a document that is none of these."""
    text = reading.document.text
    if KILLS in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if HANGS in text:
        time.sleep(600)
    if EATS in text:
        bytearray(1 << 40)
    if BREAKS in text:
        raise LookupError(BREAKS)
    return self.clean(reading)
