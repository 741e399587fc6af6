#!/usr/bin/env python3
"""`build matrix` ended in the middle, by ^C and by a kill: nothing of it is taken for an artifact.

    ended.py BINARIES
"""
import hashlib
import json
import os
import pathlib
import platform
import signal
import subprocess
import tempfile
import time

from building import Building, Checks, relsh

check = Checks()
SETTINGS = f'[matrix]\npython = ["3.11", "3.12"]\nplatforms = ["linux-{platform.machine()}"]\n'
# What is there for the first time when it ends, below .git/relsh and the work tree.
MOMENTS = {
    "the temporary work tree is made": ".git/relsh/trees/*/*",
    "the files are copied": ".git/relsh/trees/*/.relsh-build/*/src/setup.py",
    "a tool writes beside the sources": ".git/relsh/trees/*/.relsh-build/*/src/build/*",
    "a tool has built a file": ".git/relsh/trees/*/.relsh-build/*/out/*.*",
    "a wheel is repaired": ".git/relsh/trees/*/.relsh-build/*/repaired/*.whl",
    "the sdist is unpacked": ".git/relsh/trees/*/.relsh-build/sdist/again/*/setup.py",
    "the first file is kept": ".git/relsh/artifacts/*/*",
    "the first file is listed": ".git/relsh/artifacts/*/*.matrix",
    "dist/ gets copies": "dist/*",
}


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def ended(demo, pattern, end):
    """Ends a build when something is there; what it said, and whether it was over before."""
    child = subprocess.Popen([relsh, "build", "matrix"], cwd=demo.work, env=demo.variables, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    limit = time.monotonic() + 120
    while child.poll() is None and next(demo.work.glob(pattern), None) is None and time.monotonic() < limit:
        time.sleep(0.0005)
    over = child.poll() is not None
    if not over and end == signal.SIGINT:
        # As a terminal does: to the whole group.
        os.killpg(child.pid, end)
    elif not over:
        child.kill()
    return child, child.communicate(timeout=60)[0], over


# relsh ends by ^C in one way, wherever it is; a kill leaves what there is.
SOME = dict(list(MOMENTS.items())[::2])
for name, end, moments in (("^C", signal.SIGINT, SOME), ("a kill", signal.SIGKILL, MOMENTS)):
    cut = 0
    for moment, pattern in moments.items():
        what = f"{name} when {moment}"
        with tempfile.TemporaryDirectory() as folder:
            demo = Building(pathlib.Path(folder))
            (demo.work / "relsh.toml").write_text(SETTINGS)
            child, said, over = ended(demo, pattern, end)
            # What is over in time was not ended: of the last moment that may be.
            cut += not over and child.returncode != 0
            if end == signal.SIGINT and child.returncode != 0:
                check(child.returncode == 130 and "[interrupted]" in said, f"{what} is told", (child.returncode, said))
                check(not demo.trees, f"{what} leaves no temporary work tree", demo.trees)
            listed = [json.loads(line) for path in demo.kept.values() if path.suffix == ".matrix"
                      for line in path.read_text().splitlines()]
            check(all(entry["file"] in demo.kept and digest(demo.kept[entry["file"]]) == entry["sha256"]
                      for entry in listed), f"{what}: what is listed is there whole", listed)
            sums = {entry["sha256"] for entry in listed}
            check(all(digest(path) in sums for path in (demo.work / "dist").glob("[!.]*")),
                  f"{what}: dist/ has nothing that is not kept")
            before = {entry["file"]: demo.kept[entry["file"]].stat().st_mtime_ns for entry in listed}
            cells, code, said = demo.cells()
            check(code == 0 and len(cells) == 3 and all(cell["state"] == "done" for cell in cells.values()),
                  f"after {what} the next one builds the rest", said)
            check(all(cells[entry["cell"]]["sha256"] == entry["sha256"] for entry in listed)
                  and all(demo.kept[file].stat().st_mtime_ns == moment for file, moment in before.items()),
                  f"after {what}: what was kept is not built again")
            check({path.name: digest(path) for path in (demo.work / "dist").glob("*")}
                  == {cell["file"]: cell["sha256"] for cell in cells.values()}, f"after {what}: dist/ is whole")
            check(not demo.trees, f"after {what} the next one leaves no temporary work tree", demo.trees)
    check(cut >= len(moments) - 1, f"{name} came in the middle", cut)

check.end()
