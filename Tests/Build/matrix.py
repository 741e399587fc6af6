#!/usr/bin/env python3
"""`build matrix` of the demo: a wheel for each Python that is here, each installed and imported.

    matrix.py BINARIES
"""
import hashlib
import pathlib
import platform
import re
import shutil
import subprocess
import tempfile

from building import Building, Checks

check = Checks()


def interpreter(version, demo):
    """One that runs: a name on PATH may be a shim of pyenv's that does not."""
    known = pathlib.Path(demo.variables["PYENV_ROOT"]).glob(f"versions/{version}.*/bin/python3")
    for name in [shutil.which(f"python{version}"), shutil.which(version.rpartition(".")[0]), *known]:
        if name and subprocess.run([name, "-c", ""], capture_output=True).returncode == 0:
            return name
    return version


here = f"linux-{platform.machine()}"

with tempfile.TemporaryDirectory() as folder:
    demo = Building(pathlib.Path(folder))
    before = demo.sh("git status --porcelain --ignored")
    code, said = demo("build matrix --dry-run")
    check(code == 0 and "would build py:llmcc@0.1.0" in said, "a dry run says what it would build", said)
    check(" in about " not in said, "without an earlier run there is no estimate", said)
    check("5 x 3 = 15 wheels on 3 systems, 24 with all 5 platforms" in said, "both counts are told", said)
    check(demo.sh("git status --porcelain --ignored") == before and not demo.kept, "a dry run builds nothing")

    cells, code, said = demo.cells()
    check(code == 0, "the matrix is built", said)
    check(len(cells) == 26, "25 cells and the sdist are told", sorted(cells))
    check(cells["3.8 macos-arm64"]["state"] == "cannot exist", "3.8 on macos-arm64 cannot exist")
    check(cells["3.12 windows-x86_64"]["state"] == "elsewhere", "Windows is elsewhere")
    done = {name: cell for name, cell in cells.items() if cell["state"] == "done"}
    check("sdist" in done and len(done) > 1, "wheels of this machine and the sdist are done", said)
    for name, cell in cells.items():
        if name.endswith(here):
            check(cell["state"] in ("done", "no interpreter"), f"{name} is built where its Python is", cell)
    for name, cell in done.items():
        copy = demo.work / "dist" / cell["file"]
        check(copy.exists() and hashlib.sha256(copy.read_bytes()).hexdigest() == cell["sha256"],
              f"dist/ has the file of {name}")
        check(cell["file"] in demo.kept, f"the file of {name} is kept")
        if name == "sdist":
            continue
        check("-manylinux" in cell["file"], f"PyPI takes the platform of {name}", cell["file"])
        target = demo.home / name.replace(" ", "-")
        made = demo.run("uv", "venv", "--quiet", "--python", interpreter(cell["python"], demo), target)
        if made.returncode:
            check(False, f"a virtual environment of {name}", made.stderr)
            continue
        demo.run("uv", "pip", "install", "--quiet", "--no-index", "--python", target / "bin/python", copy)
        ran = demo.run(target / "bin/python", "-c", "import llmcc; print(llmcc.count_lines('a\\nb'))", where=folder)
        check(ran.stdout.strip() == "2", f"the wheel of {name} is imported from where it was installed", ran.stderr)
    check(not demo.trees and "relsh/trees" not in demo.sh("git worktree list"), "no temporary work tree is left")
    check(demo.sh("git status --porcelain") == "", "the work tree is as it was")

    # Built once.
    times = {name: path.stat().st_mtime_ns for name, path in demo.kept.items()}
    again, code, said = demo.cells()
    check(code == 0 and {n: c.get("sha256") for n, c in again.items()} ==
          {n: c.get("sha256") for n, c in cells.items()}, "the second time gives the same", said)
    check({name: path.stat().st_mtime_ns for name, path in demo.kept.items()} == times, "nothing is built twice")
    code, said = demo("build matrix")
    check("already built py:llmcc@0.1.0" in said, "it says that all was there", said)

    # dist/ is only a copy; what is kept and was damaged is built again.
    for path in (demo.work / "dist").iterdir():
        path.unlink()
    wheel = next(cell for name, cell in done.items() if name != "sdist")
    demo.kept[wheel["file"]].write_bytes(b"damaged")
    healed, code, said = demo.cells()
    check(code == 0 and healed[wheel["cell"]]["state"] == "done" and demo.kept[wheel["file"]].stat().st_size > 1000,
          "what is damaged is built again", said)
    check(len(list((demo.work / "dist").iterdir())) == len(done), "dist/ is filled again")

    # The commit, not the tree; relsh.toml; forgetting.
    python = wheel["python"]
    (demo.work / "relsh.toml").write_text(f'[matrix]\npython = ["{python}"]\nplatforms = ["{here}"]\n')
    some, code, said = demo.cells()
    check(code == 0 and set(some) == {f"{python} {here}", "sdist"}, "relsh.toml names the matrix", some)
    check({path.name for path in (demo.work / "dist").iterdir()} == {cell["file"] for cell in some.values()},
          "dist/ has the files of that matrix alone")
    check("without the changes in the work tree" in said, "changes in the tree are not built, and it says so", said)
    (demo.work / "relsh.toml").write_text('[matrix]\npyton = []\n')
    code, said = demo("build matrix")
    check(code == 1 and "relsh.toml:2:1" in said, "a key that is not known has its place", said)
    (demo.work / "relsh.toml").unlink()
    code, said = demo("build --clean")
    check(code == 0 and not demo.kept, "build --clean forgets them all", said)
    code, said = demo("build matrix --dry-run")
    check(re.search(f"would build {len(done)} files, in about \\d+ s as last time", said) is not None,
          "the next run says how long the last one took", said)

    # Copies of another commit's files are no files of this one.
    cells, code, said = demo.cells()
    demo.sh("git commit --quiet --allow-empty --message more")
    (demo.work / "dist" / "llmcc-0.1.0-cp312-cp312-musllinux_1_2_x86_64.whl").write_bytes(b"of another machine")
    code, said = demo("build matrix")
    check(code == 0 and f"took {len(done)} copies of another commit or matrix out of dist/" in said,
          "dist/ keeps none of another commit", said)
    check("llmcc-0.1.0-cp312-cp312-musllinux_1_2_x86_64.whl" in {path.name for path in (demo.work / "dist").iterdir()},
          "what a person laid there stays")

    # No tool is there: the line that installs one.
    demo("build --clean")
    bare = pathlib.Path(folder) / "bin"
    bare.mkdir()
    for program in ("git", "sh"):
        (bare / program).symlink_to(subprocess.check_output(["which", program], text=True).strip())
    code, said = demo("build matrix", PATH=str(bare))
    check(code == 1 and "[no-build-tool]" in said and "pip install --user" in said, "a missing tool is named", said)

check.end()
