#!/usr/bin/env python3
"""Distributions in Rust, built for real: cffi bindings, and PyO3 with abi3 in the shape of the guide's own
repository, published to `relsh registry` and installed whole. Third-party crates come from Debian's packages.

    rust.py BINARIES
"""
import pathlib
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

from building import Building, Checks, Registry, relsh

sys.path.append(str(pathlib.Path(__file__).parents[1] / "Support"))

from debian_crates import FOLDER, DebianCrates  # noqa: E402

check = Checks()
here = f"linux-{platform.machine()}"
BACKEND = '[build-system]\nrequires = ["maturin>=1.8,<2"]\nbuild-backend = "maturin"\n'
CFFI = {
    "pyproject.toml": BACKEND + '[project]\nname = "dm-cffi"\nversion = "0.1.0"\nrequires-python = ">=3.8"\n'
                                'dependencies = ["cffi"]\n[tool.maturin]\nbindings = "cffi"\n',
    "Cargo.toml": '[package]\nname = "dm-cffi"\nversion = "0.1.0"\nedition = "2021"\nlicense = "MIT"\n'
                  '[lib]\nname = "dm_cffi"\ncrate-type = ["cdylib"]\n',
    "Cargo.lock": 'version = 3\n\n[[package]]\nname = "dm-cffi"\nversion = "0.1.0"\n',
    ".gitignore": "/target\n/dist\n",
    "src/lib.rs": "#[no_mangle]\npub extern \"C\" fn dm_add(a: i64, b: i64) -> i64 {\n    a + b\n}\n"}
PYO3 = {
    "Cargo.toml": '[workspace]\nmembers = ["crates/dm-core", "crates/dm-bindings"]\nresolver = "2"\n\n'
                  '[workspace.package]\nversion = "0.1.0"\nedition = "2021"\nlicense = "MIT"\n',
    "crates/dm-core/Cargo.toml": '[package]\nname = "dm-core"\nversion.workspace = true\nedition.workspace = true\n'
                                 'license.workspace = true\ndescription = "Counts"\n',
    "crates/dm-core/src/lib.rs": "pub fn lines(text: &str) -> usize {\n    text.lines().count()\n}\n",
    "crates/dm-bindings/Cargo.toml":
        '[package]\nname = "dm-bindings"\nversion.workspace = true\nedition.workspace = true\n'
        'license.workspace = true\npublish = false\n\n[lib]\nname = "dm_native"\ncrate-type = ["cdylib"]\n\n'
        '[dependencies]\ndm-core = { path = "../dm-core", version = "0.1.0" }\n'
        'pyo3 = { version = "PYO3", features = ["extension-module", "abi3-py38"] }\n',
    "crates/dm-bindings/src/lib.rs":
        "use pyo3::prelude::*;\n\n#[pyfunction]\nfn lines(text: &str) -> usize {\n    dm_core::lines(text)\n}\n\n"
        "#[pymodule]\nfn _native(_py: Python<'_>, module: &PyModule) -> PyResult<()> {\n"
        "    module.add_function(wrap_pyfunction!(lines, module)?)?;\n    Ok(())\n}\n",
    "pyproject.toml": BACKEND + '[project]\nname = "dm-py"\nversion = "0.1.0"\nrequires-python = ">=3.8"\n'
                                'license = { file = "LICENSE" }\n[tool.maturin]\n'
                                'manifest-path = "crates/dm-bindings/Cargo.toml"\npython-source = "python"\n'
                                'module-name = "dm_py._native"\n',
    "python/dm_py/__init__.py": "from dm_py._native import lines\n\n__all__ = [\"lines\"]\n",
    ".gitignore": "/target\n/dist\n", "LICENSE": "MIT\n"}


def python(version, project):
    """An interpreter of a version that runs, or none."""
    known = pathlib.Path(project.variables["PYENV_ROOT"]).glob(f"versions/{version}.*/bin/python3")
    for name in [*known, shutil.which(f"python{version}")]:
        if name and subprocess.run([name, "-c", ""], capture_output=True).returncode == 0:
            return name
    return None


def environment(project, program, name):
    target = project.home / name
    done = project.run("uv", "venv", "--quiet", "--seed", "--python", program, target)
    check(done.returncode == 0, f"a virtual environment of {program}", done.stderr)
    return target / "bin/python"


def cffi(folder):
    project = Building(folder, CFFI)
    cells, code, said = project.cells("build matrix -p py:dm-cffi --json")
    check(code == 0, "cffi bindings are built", said)
    wheel = cells.get(f"py3 {here}", {})
    check(wheel.get("state") == "done" and re.search("py3-none-manylinux", wheel["file"]) is not None,
          "one wheel for every Python of a platform", wheel)
    check(cells.get("sdist", {}).get("state") == "done", "an sdist from which it builds", cells.get("sdist"))
    # Debian's PyPy brings cffi; the Python of these tests has it as a dependency of others.
    for program in {sys.executable, shutil.which("pypy3")} - {None}:
        target = folder / pathlib.Path(program).name
        project.run(program, "-m", "zipfile", "-e", project.work / "dist" / wheel["file"], target)
        ran = project.run(program, "-c", "import dm_cffi; print(dm_cffi.lib.dm_add(2, 3))", where=target)
        check(ran.stdout.strip() == "5", f"{program} imports it", ran.stderr)
    # No Python that is here has cffi: the line that installs it.
    tools = folder / "tools"
    tools.mkdir()
    (tools / "python3").write_text("#!/bin/sh\nexec " + shlex.quote(sys.executable) + ' -S "$@"\n')
    (tools / "python3").chmod(0o755)
    for name in ("git", "maturin", "cargo", "rustc"):
        (tools / name).symlink_to(shutil.which(name))
    project("build --clean")
    code, said = project("build matrix -p py:dm-cffi", PATH=str(tools), PYENV_ROOT="/nowhere")
    check(code == 1 and "[no-build-tool]" in said and "pip install --user cffi" in said,
          "a Python without cffi is none to build with", said)


def abi3(folder):
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
        # The sums of the crates are this machine's: the lock file is made here.
        project.sh("cargo generate-lockfile --quiet && git add Cargo.lock && git commit --quiet --message lock")
        project.variables["UV_PUBLISH_TOKEN"] = registry.password

        def run(line):
            done = project.run(relsh, "-c", line)
            return done.returncode, " ".join((done.stdout + done.stderr).split())

        code, said = run("use py:dm-py; target 0.1.0; tag; build matrix")
        check(code == 0 and "built py:dm-py@0.1.0" in said, "PyO3 with abi3 is built", said)
        check("3 wheels on 3 systems, 5 with all 5 platforms" in said and "abi3-py38" in said,
              "one wheel a platform, and why", said)
        publish = (f"publish --here --upload-url {registry.upload} --index-url {registry.simple}"
                   f" --confirm py:dm-py@0.1.0")
        code, said = run(f"use py:dm-py; target 0.1.0; {publish}")
        missing = "abi3-3.8 for " + ", ".join(
            platform for platform in ("linux-x86_64", "linux-aarch64", "macos-x86_64", "macos-arm64",
                                      "windows-x86_64") if platform != here)
        check(code == 1 and "[matrix-incomplete]" in said and missing in said, "what is missing is named", said)
        reason = shlex.quote("this machine only")
        code, said = run(f"use py:dm-py; target 0.1.0; {publish} --partial {reason}")
        check(code == 0 and "published py:dm-py@0.1.0 to index" in said, "it is published", said)
        for version in ("3.8", "3.12"):
            program = python(version, project)
            if program is None:
                continue
            own = environment(project, program, f"venv-{version}")
            done = project.run(own, "-m", "pip", "install", "--quiet", "--index-url", registry.simple, "dm-py",
                               PIP_CONFIG_FILE="/dev/null", PIP_FIND_LINKS="")
            check(done.returncode == 0, f"pip of Python {version} installs it from the index", done.stderr)
            ran = project.run(own, "-c", "import dm_py; print(dm_py.lines('a\\nb'))", where=folder)
            check(ran.stdout.strip() == "2", f"Python {version} imports it", ran.stderr)


with tempfile.TemporaryDirectory() as folder:
    cffi(pathlib.Path(folder) / "cffi")
    abi3(pathlib.Path(folder) / "abi3")
check.end()
