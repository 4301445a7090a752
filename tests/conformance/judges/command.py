"""Runs the command-line judges."""

import shutil
import subprocess

TIMEOUT = 90


def run(*command: object, timeout: float = TIMEOUT) -> tuple[int, str]:
    """Exit status and everything printed; 124 after the timeout, as timeout(1) says it."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout)
    except subprocess.TimeoutExpired:
        return 124, f"{words[0]}: no answer after {timeout} s"
    return done.returncode, done.stdout.decode("latin-1")


def installed(name: str) -> bool:
    return shutil.which(name) is not None
