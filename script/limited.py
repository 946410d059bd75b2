"""Runs a command for at most so many seconds: `limited.py SECONDS COMMAND…`. Past them its whole group is ended.

macOS has no `timeout`, and a test that hangs must not hang a build machine.
"""

import os
import signal
import subprocess
import sys
from types import FrameType
from typing import Final

GRACE_SECONDS: Final = 15
TIMED_OUT: Final = 124


def main(seconds: float, command: list[str]) -> int:
    with subprocess.Popen(command, start_new_session=True) as process:

        def pass_on(number: int, _: FrameType | None) -> None:
            os.killpg(process.pid, number)

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, pass_on)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            print(f"{command[0]}: still running after {seconds:.0f} s; ended", file=sys.stderr)
            return _end(process)


def _end(process: "subprocess.Popen[bytes]") -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        os.killpg(process.pid, number)
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        break
    return TIMED_OUT


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
