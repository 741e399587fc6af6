#!/usr/bin/env python3
"""Captures what real tools say when a registry refuses or does not answer, or something does not build.

    capture_refusals.py BINARIES FOLDER [NAME...]

FOLDER is Tests/ReleaseToolsTests/Captured; each file there holds the tool and its version, the exit code, and
the output with the folder and the port of the day taken out. With names, only those are captured anew. Where
`relsh registry` or FaultyRegistry can refuse so, they do; else a server says the registry's own text.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

import refusals_of_builds
import refusals_of_crates
import refusals_of_packages
from served import environment

binaries, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
wanted = set(sys.argv[3:])


def version(tool):
    said = subprocess.run([tool, "--version"], env=environment("/"), text=True, capture_output=True, check=True)
    return said.stdout.splitlines()[0].split(" (readme")[0]


class Stage:
    """A folder for one capture, and the tools in it."""

    def __init__(self, root):
        self.root, self.binaries = root, binaries
        self.home = root / "home"
        self.home.mkdir()

    def run(self, words, where=None, limit=200, **variables):
        done = subprocess.run([str(word) for word in words], cwd=where or self.root, text=True,
                              env=environment(self.home, **variables), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=limit)
        return " ".join(str(word) for word in words[:2]), done.returncode, done.stdout

    def plain(self, text):
        """What differs from day to day and from machine to machine has a name."""
        text = text.replace(str(self.root), "[ROOT]")
        text = re.sub(r"(127\.0\.0\.1(?::|', port=| port ))\d+", r"\g<1>8000", text)
        text = re.sub(r"\bcio[A-Za-z0-9]{32}\b|pypi-AgE[A-Za-z0-9_-]{40,}", "[TOKEN]", text)
        text = re.sub(r"(?m)^(\s*[Dd]ate: ).*$", r"\g<1>Tue, 24 Nov 2026 14:00:00 GMT", text)
        text = re.sub(r'File "/[^"]*?/((?:site-packages|python3[^/]*|bin)/[^"]*)"', r'File "[TOOLS]/\1"', text)
        text = re.sub(r"at 0x[0-9a-f]{8,}", "at 0x7f0000000000", text)
        text = re.sub(r"in \d+(\.\d+)?m?s|after \d+ ms|finished in \d+\.\d+s", lambda found: re.sub(r"\d+(\.\d+)?", "0", found[0]), text)
        text = re.sub(r"(?m)^(thread '.*') \(\d+\) panicked", r"\1 (1) panicked", text)
        text = re.sub(r"\.tmp\w{6}\b|build-env-\w+|rustc[A-Za-z0-9]{6}\b|/tmp/tmp\w+", "[TEMPORARY]", text)
        text = re.sub(r"/\S*?/(?=(?:[a-z-]*python3?[\d.]*|lib/python3[\d.]*|include/python3[\d.]*)(?:/|\b))", "[PYTHONS]/", text)
        return text.rstrip("\n") + "\n"


target.mkdir(exist_ok=True)
versions = {tool: version(tool) for tool in ("cargo", "twine", "uv")}
for case in refusals_of_crates.CASES + refusals_of_packages.CASES + refusals_of_builds.CASES:
    name = case.__name__.replace("_", "-")
    if wanted and name not in wanted:
        continue
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(pathlib.Path(folder).resolve())
        command, code, said = case(stage)
        tool = command.split()[0]
        about = refusals_of_builds.version(stage, command) if case in refusals_of_builds.CASES else versions[tool]
        (target / f"{name}.txt").write_text(
            f"# {command}, {about}, exit {code}: {case.__doc__.strip()}\n" + stage.plain(said))
        print(f"{name}: exit {code}", flush=True)
