#!/usr/bin/env python3
"""`build matrix` in a terminal of 80 columns: the grid is written over while it changes.

    live.py BINARIES
"""
import pathlib
import platform
import re
import tempfile

from building import Building, Checks, Screen

check = Checks()
here = f"linux-{platform.machine()}"


class Grid(Screen):
    @property
    def grid(self):
        return [line for line in self.lines if re.match(r"(python|3\.\d+|sdist)  ", line)]


with tempfile.TemporaryDirectory() as folder:
    demo = Building(pathlib.Path(folder))
    (demo.work / "relsh.toml").write_text(f'[matrix]\npython = ["3.11"]\nplatforms = ["{here}", "macos-arm64"]\n')
    screen = Grid(demo, "build", "matrix", "-p", "python")
    check(screen.code == 0 and screen.lines[-1] == "built py:llmcc@0.1.0", "it is built", screen.lines)
    check(screen.showed(r"^3\.11 +(waiting|building \d+ s) +elsewhere"), "a cell waits or is being built")
    check(screen.showed(r"^sdist +building [1-9]\d* s"), "and shows for how long")
    check(screen.showed("^builds 2 files$"), "the first time there is no estimate", screen.lines)
    check(len(screen.grid) == 3 and re.match(r"3\.11 +\d+ kB +elsewhere$", screen.grid[1]),
          "the grid stands there once, with sizes", screen.lines)
    check("2 of 3 files are here; missing:" in screen.lines and "  3.11 for macos-arm64" in screen.lines,
          "the ledger stands below", screen.lines)
    source = demo.work / "python/llmcc/_native.c"
    source.write_text(source.read_text() + "#error broken\n")
    demo.sh("git commit --quiet --all --message broken")
    screen = Grid(demo, "build", "matrix", "-p", "python")
    check(screen.showed(r"^builds 2 files, in about \d+ s as last time$"), "then there is one", screen.lines)
    text = "\n".join(screen.lines)
    check(screen.code == 1 and len(screen.grid) == 3 and re.match(r"3\.11 +failed +elsewhere$", screen.grid[1]),
          "what failed is marked", screen.lines)
    for cell in (f"3.11 {here}", "sdist"):
        check(re.search(rf"^{cell}: failed: (.|\n)*?^  \.git/relsh/logs/\S+\.log$", text, re.M) is not None,
              f"{cell} has its reason and its log", text)

check.end()
