#!/usr/bin/env python3
"""`build matrix` by `python -m build`, where uv is not along PATH, and with a row for PyPy.

    tools.py BINARIES
"""
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile

from building import Building, Checks

check = Checks()
here = f"linux-{platform.machine()}"


def settings(demo, *pythons):
    names = ", ".join(f'"{python}"' for python in pythons)
    (demo.work / "relsh.toml").write_text(f'[matrix]\npython = [{names}]\nplatforms = ["{here}"]\n')


def by_build(folder):
    """uv is not there; the interpreter of a virtual environment has the module build."""
    tools = folder / "tools"
    base = pathlib.Path(sys.base_prefix) / "bin" / "python3"
    subprocess.run([base, "-m", "venv", tools], check=True)
    subprocess.run([tools / "bin/pip", "install", "--quiet", "build"], check=True)
    for name in ("auditwheel", "patchelf"):
        (tools / "bin" / name).symlink_to(shutil.which(name))
    own = "3.%d" % sys.version_info.minor
    other = "3.10" if own != "3.10" else "3.12"
    demo = Building(folder / "demo", PATH=f"{tools / 'bin'}:/usr/bin:/bin")
    check(not shutil.which("uv", path=demo.variables["PATH"]), "uv is not along PATH")
    settings(demo, own, other)
    cells, code, said = demo.cells()
    check(code == 0, "python -m build builds", said)
    wheel = cells[f"{own} {here}"]
    check(wheel["state"] == "done" and "-manylinux" in wheel["file"], "the wheel is built and repaired", wheel)
    check(cells["sdist"]["state"] == "done", "the sdist is built, and a wheel from it", cells["sdist"])
    if cells[f"{other} {here}"]["state"] != "done":
        check(f"without the module build: Python {other}" in said, "a Python that lacks build is named", said)
    source = demo.work / "python/llmcc/_native.c"
    source.write_text(source.read_text() + "#error the build is broken\n")
    demo.sh("git commit --quiet --all --message broken")
    cells, code, said = demo.cells()
    wheel = cells[f"{own} {here}"]
    log = (demo.work / wheel["log"]).read_text()
    check(code == 1 and wheel["what"].startswith("python -m build fails: python/llmcc/_native.c:")
          and "the build is broken" in wheel["what"], "its failure is told", wheel)
    check("running build_ext" in log, "all that it said is in the log", log)


def by_pypy(folder):
    program = shutil.which("pypy3")
    if program is None:
        check(platform.system() == "Darwin", "pypy3 is installed")
        return
    version = subprocess.check_output([program, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], text=True)
    row = f"pypy{version.strip()}"
    demo = Building(folder)
    settings(demo, "3.11", row)
    cells, code, said = demo.cells()
    check(code == 0, "the rows of CPython and PyPy are built", said)
    check(set(cells) == {f"3.11 {here}", f"{row} {here}", "sdist"}, "relsh.toml names the rows", cells)
    wheel = cells.get(f"{row} {here}", {})
    check(wheel.get("state") == "done" and f"-pp{version.strip().replace('.', '')}-pypy" in wheel["file"],
          "PyPy's wheel has PyPy's tags", wheel)
    target = demo.home / "venv"
    made = demo.run("uv", "venv", "--quiet", "--python", program, target)
    check(made.returncode == 0, "a virtual environment of PyPy", made.stderr)
    demo.run("uv", "pip", "install", "--quiet", "--no-index", "--python", target / "bin/python",
             demo.work / "dist" / wheel["file"])
    ran = demo.run(target / "bin/python", "-c", "import llmcc; print(llmcc.count_lines('a\\nb'))", where=folder)
    check(ran.stdout.strip() == "2", "PyPy imports it from where it was installed", ran.stderr)


with tempfile.TemporaryDirectory() as folder:
    by_build(pathlib.Path(folder) / "build")
    by_pypy(pathlib.Path(folder) / "pypy")
check.end()
