#!/usr/bin/env python3
"""Broken variants of the demo: each is refused by `build matrix`, at the right cell; the rest is built.

    broken.py BINARIES
"""
import pathlib
import platform
import tempfile

from building import Building, Checks

check = Checks()
cell = f"3.11 linux-{platform.machine()}"
SETTINGS = f'[matrix]\npython = ["3.11"]\nplatforms = ["linux-{platform.machine()}"]\n'


def edit(demo, name, old, new):
    text = (demo.work / name).read_text()
    assert old in text, (name, old)
    (demo.work / name).write_text(text.replace(old, new))


VARIANTS = [
    ("a source missing in the sdist", {"sdist"}, "does not build where it is unpacked",
     lambda demo: edit(demo, "MANIFEST.in", "include CHANGELOG.md", "exclude python/llmcc/_native.c")),
    ("a wheel without the package", {cell, "sdist"}, "[artifact-refused]",
     lambda demo: edit(demo, "setup.py", 'packages=["llmcc"]', "packages=[]")),
    ("a source that does not compile", {cell, "sdist"}, "_native.c:46:1: error: unknown type name",
     lambda demo: edit(demo, "python/llmcc/_native.c", "PyMODINIT_FUNC", "PyMODINIT_FUNCTION")),
    ("a readme that does not render", {cell, "sdist"}, "`twine check` refuses",
     lambda demo: [(demo.work / "README.rst").write_text("Title\n===\n\n.. code::\n  :wrong:\n\n`unended\n"),
                   edit(demo, "pyproject.toml", 'readme = "README.md"', 'readme = "README.rst"'),
                   demo.sh("git add README.rst")]),
    ("a licence missing", {cell, "sdist"}, "licence-missing",
     lambda demo: edit(demo, "pyproject.toml", "[project.urls]",
                       "[tool.setuptools]\nlicense-files = []\n\n[project.urls]")),
]

for name, failing, words, change in VARIANTS:
    with tempfile.TemporaryDirectory() as folder:
        demo = Building(pathlib.Path(folder))
        (demo.work / "relsh.toml").write_text(SETTINGS)
        change(demo)
        demo.sh("git commit --quiet --all --message broken")
        cells, code, said = demo.cells()
        failed = {n for n, c in cells.items() if c["state"] == "failed"}
        check(code == 1 and failed == failing, f"{name} is refused", (code, cells, said))
        check(words in said, f"{name} is told", said)
        for cell_name in failed:
            log = demo.work / cells[cell_name].get("log", "none")
            check(log.is_file() and log.read_text().startswith(f"# build matrix {cell_name}"),
                  f"{name}: all that the tool said of {cell_name} is kept", cells[cell_name])
        code, told = demo("build matrix")
        told = told.splitlines()
        for cell_name in failed:
            line = next((n for n, line in enumerate(told) if line.startswith(f"{cell_name}: failed: ")), None)
            check(line is not None and told[line + 1].startswith("  .git/relsh/logs/"),
                  f"{name}: {cell_name} has its reason and its log", told)
        wheels = [kept for kept in demo.kept if kept.endswith((".whl", ".tar.gz"))]
        check(len(wheels) == len(cells) - len(failing), f"nothing of {name} is kept", wheels)
        check(not demo.trees, f"{name} leaves no temporary work tree")

with tempfile.TemporaryDirectory() as folder:
    demo = Building(pathlib.Path(folder))
    (demo.work / "relsh.toml").write_text('[matrix]\npython = ["3.7"]\n')
    code, said = demo("build matrix")
    check(code == 1 and "relsh.toml:2:11" in said and "requires-python" in said,
          "a Python that requires-python excludes is refused with its place", said)

check.end()
