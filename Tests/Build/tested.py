#!/usr/bin/env python3
"""`test`, `test subset`, `build --release` and `deps` with the tools and the Pythons that are here.

    tested.py BINARIES
"""
import os
import pathlib
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from building import Building, Checks, Registry, Screen, relsh

sys.path.append(str(pathlib.Path(__file__).parents[1] / "Support"))

from debian_crates import FOLDER, DebianCrates  # noqa: E402

check = Checks()
here = ("macos-" if platform.system() == "Darwin" else "linux-") + platform.machine()
PURE = {
    "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
                      '[project]\nname = "dm-py"\nversion = "0.1.0"\nrequires-python = ">=3.8"\n'
                      '[tool.pytest.ini_options]\npythonpath = ["src"]\n',
    "src/dm_py/__init__.py": "def one():\n    return 1\n", "LICENSE": "MIT"}
BIN = {
    "pyproject.toml": PURE["pyproject.toml"].replace("hatchling.build", "maturin").replace(
        '"hatchling"', '"maturin>=1.8,<2"') + '[tool.maturin]\nbindings = "bin"\n',
    "Cargo.toml": '[package]\nname = "dm-py"\nversion = "0.1.0"\nedition = "2021"\n',
    "Cargo.lock": 'version = 3\n\n[[package]]\nname = "dm-py"\nversion = "0.1.0"\n',
    ".gitignore": "/target\n/dist\n", "src/main.rs": 'fn main() {\n    println!("committed");\n}\n'}
PYO3 = {
    "Cargo.toml": '[package]\nname = "dm-bindings"\nversion = "0.1.0"\nedition = "2021"\nlicense = "MIT"\n'
                  'publish = false\n\n[lib]\nname = "dm_native"\ncrate-type = ["cdylib"]\n\n[dependencies]\n'
                  'pyo3 = { version = "PYO3", features = ["extension-module", "abi3-py38"] }\n',
    "src/lib.rs": "use pyo3::prelude::*;\n\n#[pyfunction]\nfn one() -> usize {\n    1\n}\n\n#[pymodule]\n"
                  "fn _native(_py: Python<'_>, module: &PyModule) -> PyResult<()> {\n"
                  "    module.add_function(wrap_pyfunction!(one, module)?)?;\n    Ok(())\n}\n",
    "pyproject.toml": '[build-system]\nrequires = ["maturin>=1.8,<2"]\nbuild-backend = "maturin"\n[project]\n'
                      'name = "dm-py"\nversion = "0.1.0"\nrequires-python = ">=3.8"\n[tool.maturin]\n'
                      'python-source = "python"\nmodule-name = "dm_py._native"\n',
    "python/dm_py/__init__.py": 'from dm_py._native import one\n\n__all__ = ["one"]\n',
    "tests/test_one.py": "import dm_py\n\n\ndef test_one():\n    assert dm_py.one() == 1\n",
    ".gitignore": "/target\n/dist\n", "LICENSE": "MIT\n"}


def logs(project):
    return sorted((project.work / ".git/relsh/logs").glob("*.log"), key=lambda path: path.stat().st_mtime_ns)


def crates(demo):
    code, said = demo("test -p llmcc-core")
    check(code == 0 and "test crate:llmcc-core: 3 passed in " in said, "a crate's tests pass", said)
    check("tested crate:llmcc-core@0.1.0" in said and "running 3 tests" in said, "its lines come as they are said", said)
    check("test tests::symbols_have_their_line ... ok" in logs(demo)[-1].read_text(), "the log has all of it", said)
    code, said = demo("test -p crates --json")
    check(code == 0 and '"package":"crate:llmcc-rust@0.1.0","passed":2' in said, "each crate is an object", said)
    check("running" not in said, "JSON has nothing else", said)
    code, said = demo("build --release -p crate:llmcc")
    check(code == 0 and "built crate:llmcc@0.1.0" in said and (demo.work / "target/release/llmcc").exists(),
          "a crate is built as it is released", said)
    code, said = demo("deps")
    check(code == 0 and "Cargo.toml: every crate that it needs is locked" in said, "nothing of crates is out of date", said)
    check("pyproject.toml: 1 of 1 requirements take the newest version" in said or "could not be asked" in said,
          "what Python needs is asked for", said)

    # A test that does not hold: which, why, and all of it in the log; mended, it passes.
    source = demo.work / "crates/llmcc-core/src/lib.rs"
    before = source.read_text()
    source.write_text(before.replace("mod tests {", "mod tests {\n    #[test]\n    fn sums() {\n"
                                     "        assert_eq!(1 + 1, 3);\n    }\n", 1))
    code, said = demo("test -p llmcc-core")
    check(code == 1 and "a test of llmcc-core fails: tests::sums [test-failed]" in said, "the test is named", said)
    check("assertion `left == right` failed" in said and "tested with the changes in the work tree" in said,
          "its words are told, and what was tested", said)
    check("FAILED" in logs(demo)[-1].read_text() and str(logs(demo)[-1].name) in said, "its log is named", said)
    code, said = demo("explain")
    check(code == 0 and "a test of llmcc-core fails" in said and "A test says that the package" in said,
          "explain repeats it", said)
    source.write_text(before.replace("pub fn counts", "use std::os::windows::fs::MetadataExt;\n\npub fn counts", 1))
    code, said = demo("test -p llmcc-core")
    check(code == 1 and "[build-failed]" in said and "#[cfg(windows)]" in said, "code for Windows is told as that", said)
    source.write_text(before)

    # The target's tag, where there is one: its commit is what is tested.
    code, said = demo.line("use llmcc-core; target 0.2.0; bump; commit; tag")
    check(code == 0, "a version is tagged", said)
    source.write_text("this does not compile\n")
    code, said = demo.line("use llmcc-core; target 0.2.0; test")
    check(code == 0 and "tested crate:llmcc-core@0.2.0" in said, "the tag's commit is tested, not the tree", said)
    code, said = demo.line("use llmcc-core; test")
    check(code == 1 and "[build-failed]" in said, "without a target it is the tree", said)
    source.write_text(before)
    demo.sh("git checkout --quiet -- .")
    check(not demo.trees, "no temporary work tree is left")


def wheels(demo):
    code, said = demo("test -p python")
    check(code == 0 and "tested py:llmcc@0.1.0" in said, "the distribution's tests pass", said)
    check("build py:llmcc 3." in said and " 3 passed in " in said, "the wheel is built for it, and 3 tests pass", said)
    check("/site-packages/llmcc/__init__.py" in said, "what is imported was installed", said)
    kept = dict(demo.kept)
    check(any(name.endswith(".whl") for name in kept), "the wheel is kept")
    code, said = demo("test -p python")
    check(code == 0 and "build py:llmcc" not in said, "the wheel that is kept is tested", said)

    done = demo.run(relsh, "test", "subset", "--json")
    cells = [line for line in done.stdout.splitlines() if '"cell"' in line]
    check(done.returncode == 0 and len(cells) == 9, "the subset has nine cells", done.stdout + done.stderr)
    check(sum('"state":"elsewhere"' in cell for cell in cells) == 6, "six of them are elsewhere", cells)
    own = [cell for cell in cells if here in cell]
    check(own and all('"passed":3' in cell or "no interpreter" in cell for cell in own),
          "those of this machine pass, where the Python is here", own)
    check(any('"state":"passed"' in cell for cell in own), "one at least is tested", own)
    code, said = demo("test subset", PYENV_ROOT="/nowhere", PATH=demo.without_pythons())
    check(code == 1 and "[no-python]" in said and "python install" in said, "no Python at all is told with its line", said)

    # The source tree is not what is tested: a module that the wheel lacks cannot be imported.
    (demo.work / "tests/test_more.py").write_text("import llmcc.more\n\n\ndef test_more():\n    pass\n")
    (demo.work / "python/llmcc/more.py").write_text("")
    demo.sh("sed -i.bak 's/packages=\\[\"llmcc\"\\]/packages=[\"llmcc\"], exclude_package_data={\"llmcc\": [\"more.py\"]},"
            " cmdclass={\"build_py\": Without}/; 1a from setuptools.command.build_py import build_py\\n\\n\\n"
            "class Without(build_py):\\n    def find_package_modules(self, *more):\\n        return [m for m in"
            " super().find_package_modules(*more) if m[1] != \"more\"]\\n' setup.py && rm setup.py.bak && git add . &&"
            " git commit --quiet --message more")
    code, said = demo("test -p python")
    check(code == 1 and "a test of llmcc imports llmcc.more, which is not installed [test-failed]" in said,
          "what the wheel lacks is not taken from the tree", said)
    demo.sh("git reset --quiet --hard HEAD~1")

    # A test that fails in every cell; the commit counts, not the tree.
    test = demo.work / "tests/test_llmcc.py"
    test.write_text(test.read_text() + "\n\ndef test_wrong():\n    assert llmcc.count_lines('a') == 2\n")
    code, said = demo("test -p python")
    check(code == 0 and "without the changes in the work tree" in said, "a test that is not committed does not run", said)
    demo.sh("git commit --quiet --all --message wrong")
    code, said = demo("test -p python")
    check(code == 1 and "a test of llmcc fails: tests/test_llmcc.py::test_wrong [test-failed]" in said
          and "assert 1 == 2" in said, "a test that fails is named with its words", said)
    code, said = demo("test subset")
    check(code == 1 and f"{here}: failed: a test of llmcc fails" in said and "[test-failed]" in said
          and "the whole output: .git/relsh/logs/" in said, "the cells that fail are told", said)
    demo.sh("git reset --quiet --hard HEAD~1")

    # relsh.toml replaces what is inferred.
    (demo.work / "relsh.toml").write_text('[test]\ncommand = ["python", "-c", "import llmcc, sys; print(sys.prefix,'
                                          ' llmcc.count_lines(\'a\'))"]\n')
    code, said = demo("test -p python")
    check(code == 0 and "/venv 1\n" in said and "passed in" in said, "a command runs with the wheel's Python", said)
    (demo.work / "relsh.toml").write_text('[test]\ncommand = ["sh", "-c", "env > $HOME/seen"]\n')
    code, said = demo("test -p python", UV_PUBLISH_TOKEN="pypi-AgEcanary", TWINE_PASSWORD="pypi-AgEcanary",
                      PYTHONPATH=str(demo.work / "python"))
    seen = (demo.home / "seen").read_text()
    check(code == 0 and "canary" not in seen and "PYTHONPATH" not in seen and "VIRTUAL_ENV=" in seen,
          "it gets no token and no way to the sources", seen)
    (demo.work / "relsh.toml").write_text('[test]\ncommand = ["cargo", "test", "-p", "{crate}", "identifier"]\n')
    code, said = demo("test -p llmcc-core")
    check(code == 0 and "1 passed, " not in said and "1 passed in" in said, "a command takes the place of cargo test", said)
    code, said = demo("test -p python")
    check(code == 0 and " 3 passed in " in said, "one that names a crate is not for wheels", said)
    (demo.work / "relsh.toml").unlink()
    check(not demo.trees and demo.sh("git status --porcelain") == "", "nothing is left")


def pure(folder):
    project = Building(folder / "plain", PURE)
    code, said = project("test -p python")
    check(code == 0 and "imported, no tests in " in said, "a wheel without tests is imported", said)
    project.write({"src/dm_py/__init__.py": "import dm_needed\n"})
    project.sh("git commit --quiet --all --message needs")
    code, said = project("test -p python")
    check(code == 1 and "dm-py needs the module dm_needed, and nothing installs it [test-failed]" in said,
          "an import that fails is told", said)
    project.write({"src/dm_py/__init__.py": "", "tests/test_a.py": "import sys, dm_py\n\n\ndef test_a():\n"
                   "    assert 'site-packages' in dm_py.__file__\n"})
    project.sh("git add . && git commit --quiet --all --message tests")
    code, said = project("test -p python")
    check(code == 0 and " 1 passed in " in said, "the source folder that pytest is told of is not there", said)
    # No pytest is to be had: the import was tested, and it says where packages come from.
    code, said = project("test -p python", PIP_NO_INDEX="1", UV_FIND_LINKS=str(folder))
    check(code == 1 and "pytest cannot be had" in said and "PIP_FIND_LINKS" in said, "pytest that is missing is told", said)
    # Without uv, by venv and pip.
    tools = folder / "tools"
    tools.mkdir()
    base = pathlib.Path(sys.base_prefix) / "bin" / "python3"
    (tools / "python3").symlink_to(base)
    code, said = project("test -p python", PATH=f"{tools}:/usr/bin:/bin")
    check(code == 0 and " 1 passed in " in said and "uv" not in logs(project)[-1].read_text().split("\n")[1],
          "venv and pip do it where uv is not", said)


def extension(folder):
    if not FOLDER.is_dir():
        check(platform.system() == "Darwin", "Debian's crates are installed")
        return
    with DebianCrates() as crates, \
            Registry(relsh, "registry", "--data", folder / "data", "--upstream", crates.address) as registry:
        version = next(FOLDER.glob("pyo3-[0-9]*")).name.removeprefix("pyo3-")
        project = Building(folder / "project", {n: t.replace('"PYO3"', f'"{version}"') for n, t in PYO3.items()})
        cargo = project.home / ".cargo"
        cargo.mkdir()
        (cargo / "config.toml").write_text(
            f'[registries.reh]\nindex = "{registry.index}"\n[source.crates-io]\nreplace-with = "reh"\n')
        project.sh("cargo generate-lockfile --quiet && git add Cargo.lock && git commit --quiet --message lock")
        code, said = project("test -p crate:dm-bindings")
        words = " ".join(said.split())
        check(code == 0 and "crate:dm-bindings is the extension module of py:dm-py, whose tests cargo cannot link: "
              "pytest tests it in the wheel" in words, "an extension module is tested by pytest, and it says so", said)
        check(" 1 passed in " in said and "tested crate:dm-bindings@0.1.0" in said, "its test passes", said)
        code, said = project("test -p crate:dm-bindings,py:dm-py")
        check(code == 0 and said.count(" 1 passed in ") == 2, "both together are tested once", said)
        done = project.run(relsh, "test", "subset", "--json")
        own = [line for line in done.stdout.splitlines() if here in line]
        check(done.returncode == 0 and len(own) == 3 and len([n for n in project.kept if n.endswith(".whl")]) == 1,
              "one abi3 wheel is tested in each Python of the subset", done.stdout + done.stderr)
        check(all('"passed":1' in line or "no interpreter" in line for line in own), "its test passes in each", own)


def stale(folder):
    """What was built of a commit is not taken for what stands in the work tree: cargo goes by the age of files."""
    project = Building(folder, BIN)
    project.write({"src/main.rs": 'fn main() {\n    println!("changed");\n}\n'})
    time.sleep(1)
    code, said = project("build matrix -p py:dm-py")
    check(code == 0, "the commit's wheel is built", said)
    code, said = project("build --release -p crate:dm-py")
    check(code == 0 and "built with the changes in the work tree" in said, "the crate of the work tree is built", said)
    check(project.sh("target/release/dm-py") == "changed", "and is the changed one", said)
    code, said = project("test -p py:dm-py")
    check(code == 0 and "installed, no tests in " in said, "a wheel with a program alone is installed", said)


def outdated(folder):
    """Versions of a crate on a registry: one that the lock file may go to, and one that it may not."""
    with Registry(relsh, "registry", "--data", folder / "data") as registry:
        user = {"Cargo.toml": '[package]\nname = "dm-user"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n'
                              'dm-core = "0.1"\n', "src/lib.rs": "", ".gitignore": "/target\n"}
        project = Building(folder / "project", user)
        (project.home / ".cargo").mkdir()
        (project.home / ".cargo/config.toml").write_text(
            f'[registries.reh]\nindex = "{registry.index}"\n[source.crates-io]\nreplace-with = "reh"\n')
        for version in ("0.1.0", "0.1.1", "0.2.0"):
            crate = folder / f"dm-core-{version}"
            (crate / "src").mkdir(parents=True)
            (crate / "src/lib.rs").write_text("")
            (crate / "Cargo.toml").write_text(
                f'[package]\nname = "dm-core"\nversion = "{version}"\nedition = "2021"\ndescription = "Counts"\n'
                'license = "MIT"\nrepository = "https://example.com/dm"\n')
            done = project.run("cargo", "publish", "--registry", "reh", "--no-verify", where=crate,
                               CARGO_REGISTRIES_REH_TOKEN=registry.token)
            check(done.returncode == 0, f"dm-core {version} is published", done.stderr)
        project.sh("cargo generate-lockfile --quiet && cargo update --quiet --precise 0.1.0 dm-core")
        project.sh("git add . && git commit --quiet --message lock")
        code, said = project("deps")
        check(code == 0 and "dm-core  0.1.0   0.1.1   0.2.0, which no requirement reaches" in said,
              "what may be updated, and what no requirement reaches", said)
        check(project.sh("git status --porcelain") == "", "the lock file is as it was")
        code, said = project("deps --json")
        check('{"crate":"dm-core","locked":"0.1.0","manifest":"Cargo.toml","newest":"0.2.0","update":"0.1.1"}' in said,
              "as JSON", said)
    code, said = project("deps")
    check(code == 0 and "warning: Cargo.toml could not be asked about" in said, "a registry that is away is told", said)


def live(demo):
    """In a terminal of 80 columns the tool's last line is written over, and one line is left."""
    screen = Screen(demo, "test", "-p", "llmcc-core")
    check(screen.code == 0, "it passes", screen.lines)
    check(screen.showed(r"^[|/\\-] test crate:llmcc-core: \d+ s  \S"), "a spinner, the time and the last line are shown",
          screen.moments[:3])
    check(len(screen.lines) == 3 and re.match(r"test crate:llmcc-core: 3 passed in \d+ s$", screen.lines[0])
          and screen.lines[1].startswith("  .git/relsh/logs/") and screen.lines[2] == "tested crate:llmcc-core@0.1.0",
          "one line, the log and the outcome are left", screen.lines)


def interrupted(demo):
    """^C ends the child and what it was for, and leaves nothing."""
    source = demo.work / "crates/llmcc-core/src/lib.rs"
    before = source.read_text()
    source.write_text(before.replace("mod tests {", "mod tests {\n    #[test]\n    fn sleeps() {\n"
                                     "        std::thread::sleep(std::time::Duration::from_secs(300));\n    }\n", 1))
    (demo.work / "tests/test_sleep.py").write_text(
        "import time\n\n\ndef test_sleeps():\n    print('asleep', flush=True)\n    time.sleep(300)\n")
    demo.sh("git add . && git commit --quiet --message sleep")
    for line, sign in (("test -p llmcc-core", "target/debug/deps/llmcc_core-*"),
                       ("test -p python", ".git/relsh/trees/*/.relsh-test/*/src/tests/__pycache__"),
                       ("test subset", ".git/relsh/trees/*/.relsh-test/*/src/tests/__pycache__")):
        for path in demo.work.glob(sign):
            path.unlink() if path.is_file() else shutil.rmtree(path)
        child = subprocess.Popen([relsh, *line.split()], cwd=demo.work, env=demo.variables, text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        limit = time.monotonic() + 120
        while child.poll() is None and next(demo.work.glob(sign), None) is None and time.monotonic() < limit:
            time.sleep(0.02)
        time.sleep(1)
        check(child.poll() is None, f"{line} is at work")
        os.killpg(child.pid, signal.SIGINT)
        begin = time.monotonic()
        said = child.communicate(timeout=60)[0]
        check(child.returncode == 130 and "[interrupted]" in said, f"^C ends {line}", f"{child.returncode} {said}")
        check(time.monotonic() - begin < 20, f"{line} ends soon")
        check(not demo.trees, f"nothing of {line} is left", demo.trees)
    source.write_text(before)


class Demo(Building):
    def line(self, text):
        done = self.run(relsh, "-c", text)
        return done.returncode, done.stdout + done.stderr

    def without_pythons(self):
        """A PATH with git and the tools, and no Python."""
        bare = self.home / "bare"
        bare.mkdir(exist_ok=True)
        for name in ("git", "sh", "uv", "mkdir", "rm", "tar"):
            (bare / name).unlink(missing_ok=True)
            (bare / name).symlink_to(shutil.which(name))
        return str(bare)


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    crates(Demo(folder / "crates"))
    wheels(Demo(folder / "wheels"))
    pure(folder / "pure")
    extension(folder / "extension")
    stale(folder / "stale")
    outdated(folder / "outdated")
    live(Demo(folder / "live"))
    interrupted(Demo(folder / "interrupted"))
check.end()
