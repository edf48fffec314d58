"""Running programs and measuring what they take."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple, Optional

# One thread each, whatever a program would choose.
ENVIRONMENT = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class Failed(Exception):
    """A program that cannot run, and why."""


class Outcome(NamedTuple):
    output: str
    seconds: float
    processor_seconds: float
    memory_bytes: int
    status: int


def outcome_of(process: subprocess.Popen, began: float, output: str) -> Outcome:
    """Waits for a process. Its peak memory is at least that of this one, from which it was started."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    return Outcome(output, time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit,
                   process.returncode)


def peak_memory(process: int) -> Optional[int]:
    """Bytes that a running process has taken at most so far, where the system tells that."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return None
    return next((1024 * int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), None)


def run(command: list[str], stdin=subprocess.DEVNULL) -> Outcome:
    """Runs a command to its end. Raises Failed with the last line of its errors if it fails."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdin=stdin, stdout=output, stderr=errors, env=ENVIRONMENT)
        outcome = outcome_of(process, began, "")
        errors.seek(0)
        if outcome.status != 0:
            lines = [line for line in errors.read().splitlines() if line.strip()]
            raise Failed(f"{command[0]} ended with {outcome.status}: {lines[-1] if lines else 'no message'}")
        output.seek(0)
        return outcome._replace(output=output.read())
