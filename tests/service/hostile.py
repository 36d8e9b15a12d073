"""Workers that do what documents should not make them do; by the word that they are given."""

import os
import signal
import time


def make():
    """What a worker runs: "pid", "kill", "hang", "raise", "sleep 0.2", or the word back."""
    return act


def make_never():
    """A worker that cannot load."""
    raise RuntimeError("no model")


def act(word):
    name, _, seconds = word.partition(" ")
    if name == "pid":
        return os.getpid()
    if name == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "sleep":
        time.sleep(float(seconds))
    if name == "hang":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        while True:
            time.sleep(60)
    if name == "raise":
        raise KeyError("/secret/path 云岭市")
    return word
