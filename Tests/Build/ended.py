#!/usr/bin/env python3
"""`build matrix` ended in the middle, by ^C and by a kill: nothing of it is taken for an artifact.

    ended.py BINARIES
"""
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

from building import Building, Checks, relsh

check = Checks()

for name, end in (("^C", signal.SIGINT), ("a kill", signal.SIGKILL)):
    for moment in (0.8, 2.0, 3.5):
        with tempfile.TemporaryDirectory() as folder:
            demo = Building(pathlib.Path(folder))
            child = subprocess.Popen([relsh, "build", "matrix"], cwd=demo.work, env=demo.variables, text=True,
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
            time.sleep(moment)
            over = child.poll() is not None
            if end == signal.SIGINT:
                # As a terminal does: to the whole group.
                if not over:
                    os.killpg(child.pid, end)
            elif not over:
                child.kill()
            said = child.communicate(timeout=60)[0]
            if end == signal.SIGINT and not over:
                check(child.returncode == 130, f"{name} after {moment} s ends with 130", (child.returncode, said))
                check("[interrupted]" in said, f"{name} after {moment} s is told", said)
                check(not demo.trees, f"{name} after {moment} s leaves no temporary work tree", demo.trees)
            listed = [json.loads(line) for path in demo.kept.values() if path.suffix == ".matrix"
                      for line in path.read_text().splitlines()]
            check(all(entry["file"] in demo.kept for entry in listed), f"after {name} what is listed is there")
            check(not (demo.work / "dist").exists() or over, f"after {name} dist/ has nothing of half a matrix")
            cells, code, said = demo.cells()
            check(code == 0 and cells["sdist"]["state"] == "done", f"after {name} the next one builds the rest", said)
            check(all(cells[entry["cell"]]["sha256"] == entry["sha256"] for entry in listed),
                  f"after {name} what was kept is not built again")
            check(not demo.trees, f"after {name} the next one leaves no temporary work tree", demo.trees)

check.end()
