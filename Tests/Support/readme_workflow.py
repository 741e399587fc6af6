#!/usr/bin/env python3
"""Prints the workflow that the README shows: the fenced yaml block whose first line is `name: release`.

    readme_workflow.py README.md
"""
import re
import sys


def main():
    text = open(sys.argv[1], encoding="utf-8").read()
    blocks = re.findall(r"^```ya?ml\n(.*?)^```$", text, re.M | re.S)
    found = [block for block in blocks if block.startswith("name: release\n")]
    if len(found) != 1:
        sys.exit(f"{sys.argv[1]}: {len(found)} yaml blocks begin with `name: release`, expected one")
    sys.stdout.write(found[0])


if __name__ == "__main__":
    main()
