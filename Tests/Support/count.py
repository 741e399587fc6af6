#!/usr/bin/env python3
"""Counts what a stage of scripts/test passed and failed, from its output and exit code.

    count.py EXIT_CODE < OUTPUT

Prints two numbers. Swift Testing's and the terminal tests' own closing lines count; a stage without one
counts as one test. A stage that failed has failed at least once, whatever it counted.
"""
import re
import sys

SWIFT = re.compile(r"Test run with (\d+) tests?.* (passed|failed) after")
FAILED = re.compile(r"^\W*Test (?!run |case )\S.* failed after ", re.M)
PLAIN = re.compile(r"^(\d+) passed, (\d+) failed$", re.M)


def main():
    code = int(sys.argv[1])
    # A test's own output may hold any bytes.
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    passed = failed = 0
    for total, verdict in SWIFT.findall(text):
        lost = len(FAILED.findall(text)) or 1 if verdict == "failed" else 0
        passed, failed = passed + max(0, int(total) - lost), failed + lost
    for good, bad in PLAIN.findall(text):
        passed, failed = passed + int(good), failed + int(bad)
    if not passed and not failed and code == 0:
        passed = 1
    if code != 0 and not failed:
        failed = 1
    print(passed, failed)


if __name__ == "__main__":
    main()
