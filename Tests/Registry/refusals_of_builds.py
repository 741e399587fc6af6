"""What cargo, maturin, uv, python -m build, pip and pytest say when something does not build, or a test fails."""
import os
import pathlib
import subprocess
import sys

CASES = []
CRATE = '[package]\nname = "dm-core"\nversion = "0.1.0"\nedition = "2021"\n'
PROJECT = '[project]\nname = "dm-py"\nversion = "0.1.0"\nrequires-python = "{python}"\n'
SETUPTOOLS = '[build-system]\nrequires = ["setuptools>=68"]\nbuild-backend = "setuptools.build_meta"\n'
MATURIN = '[build-system]\nrequires = ["maturin>=1.8,<2"]\nbuild-backend = "maturin"\n[tool.maturin]\nbindings = "bin"\n'
MODULE = """{include}#include <Python.h>
static struct PyModuleDef module = {{ PyModuleDef_HEAD_INIT, "_native", NULL, -1, NULL, NULL, NULL, NULL, NULL }};
PyMODINIT_FUNC PyInit__native(void) {{ return PyModule_Create(&module); }}
"""


def case(function):
    CASES.append(function)
    return function


# Where packages come from is the machine's own business.
NETWORK = {name: value for name, value in os.environ.items() if name in (
    "PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "SSL_CERT_FILE", "PIP_CERT", "HTTPS_PROXY", "https_proxy")}


def run(stage, words, **variables):
    return stage.run(words, **{**NETWORK, **variables})


def write(stage, files):
    for name, text in files.items():
        path = stage.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def without(stage, *missing):
    """A PATH in which some programs are not."""
    folder = stage.root / "bin"
    folder.mkdir()
    # What PATH begins with wins there, too.
    for place in reversed(os.environ["PATH"].split(":")):
        for program in sorted(pathlib.Path(place).glob("*")) if pathlib.Path(place).is_dir() else []:
            name = program.name
            if any(name == word or name.endswith(f"-{word}") or name.startswith(f"{word}-") for word in missing):
                continue
            if "shims" in str(program):
                continue
            (folder / name).unlink(missing_ok=True)
            (folder / name).symlink_to(program)
    return {"PATH": str(folder)}


COMPILERS = ("cc", "gcc", "clang", "c++", "g++", "c99", "c89", "tcc")


def cargo(stage, *words, source="pub fn one() -> i64 {\n    1\n}\n", manifest=CRATE, **variables):
    write(stage, {"Cargo.toml": manifest, "src/lib.rs": source})
    command, code, said = run(stage, ["cargo", *words], CARGO_TERM_COLOR="never", **variables)
    return command, code, said


@case
def cargo_test_fails(stage):
    """a test does not hold"""
    return cargo(stage, "test", "-p", "dm-core", source="""pub fn add(a: i64, b: i64) -> i64 {
    a - b
}

#[cfg(test)]
mod tests {
    #[test]
    fn adds() {
        assert_eq!(super::add(1, 2), 3);
    }

    #[test]
    fn adds_nothing() {
        assert_eq!(super::add(1, 0), 1);
    }
}
""")


@case
def cargo_doctest_fails(stage):
    """an example in the documentation does not hold"""
    return cargo(stage, "test", "-p", "dm-core", source="""/// ```
/// assert_eq!(dm_core::add(1, 2), 3);
/// ```
pub fn add(a: i64, b: i64) -> i64 {
    a - b
}
""")


@case
def cargo_test_platform(stage):
    """code that is there on Windows only"""
    return cargo(stage, "test", "-p", "dm-core", source="""use std::os::windows::fs::MetadataExt;

pub fn size(path: &std::path::Path) -> u64 {
    path.metadata().map_or(0, |found| found.file_size())
}
""")


@case
def cargo_test_compile(stage):
    """code that does not compile"""
    return cargo(stage, "test", "-p", "dm-core", source="pub fn add(a: i64, b: i64) -> i64 {\n    a + c\n}\n")


@case
def cargo_test_extension(stage):
    """Python's own functions are left to the interpreter"""
    return cargo(stage, "test", "-p", "dm-core", source="""extern "C" {
    fn PyLong_FromLong(value: i64) -> *mut u8;
}

pub fn one() -> *mut u8 {
    unsafe { PyLong_FromLong(1) }
}

#[test]
fn is_one() {
    assert!(!one().is_null());
}
""")


@case
def cargo_test_library(stage):
    """a library that is not installed"""
    return cargo(stage, "test", "-p", "dm-core", source="""#[link(name = "dmmissing")]
extern "C" {
    fn dm_missing() -> i32;
}

#[test]
fn is_one() {
    assert_eq!(unsafe { dm_missing() }, 1);
}
""")


@case
def cargo_build_no_linker(stage):
    """no C compiler, which links what rustc compiles"""
    (stage.root / "src").mkdir()
    (stage.root / "src/main.rs").write_text("fn main() {}\n")
    return cargo(stage, "build", "--release", "-p", "dm-core", **without(stage, *COMPILERS))


@case
def cargo_build_named_linker(stage):
    """a linker that a configuration names and that is not there"""
    write(stage, {"src/main.rs": "fn main() {}\n", ".cargo/config.toml":
                  '[target.x86_64-unknown-linux-gnu]\nlinker = "x86_64-dm-gcc"\n'})
    return cargo(stage, "build", "--release", "-p", "dm-core")


@case
def cargo_build_no_target(stage):
    """no standard library for another platform"""
    return cargo(stage, "build", "--release", "-p", "dm-core", "--target", "aarch64-unknown-linux-gnu")


@case
def cargo_build_header(stage):
    """a build script compiles C, and the header of a library is not installed"""
    cc = next(pathlib.Path("/usr/share/cargo/registry").glob("cc-*"))
    write(stage, {"native.c": "#include <dm/missing.h>\n", "build.rs":
                  'fn main() {\n    cc::Build::new().file("native.c").compile("native");\n}\n'})
    return cargo(stage, "build", "--release", "-p", "dm-core",
                 manifest=CRATE + f'\n[build-dependencies]\ncc = {{ path = "{cc}" }}\n')


def maturin(stage, *words, main="fn main() {}\n", **variables):
    write(stage, {"Cargo.toml": CRATE.replace("dm-core", "dm-py"), "src/main.rs": main,
                  "pyproject.toml": PROJECT.format(python=">=3.8") + MATURIN})
    return run(stage, ["maturin", "build", "--release", "--out", stage.root / "out", *words],
                     CARGO_TERM_COLOR="never", **variables)


@case
def maturin_no_target(stage):
    """no standard library for another platform"""
    return maturin(stage, "--target", "aarch64-unknown-linux-gnu")


@case
def maturin_no_linker(stage):
    """no C compiler"""
    return maturin(stage, **without(stage, *COMPILERS))


@case
def maturin_platform(stage):
    """code that is there on Windows only"""
    return maturin(stage, main="use std::os::windows::fs::MetadataExt;\n\nfn main() {}\n")


def extension(stage, include="", libraries="[]"):
    write(stage, {
        "pyproject.toml": SETUPTOOLS + PROJECT.format(python=">=3.8"), "dm_py/__init__.py": "",
        "native.c": MODULE.format(include=include),
        "setup.py": 'from setuptools import Extension, setup\nsetup(packages=["dm_py"], ext_modules=['
                    f'Extension("dm_py._native", ["native.c"], libraries={libraries})])\n'})


def uv_build(stage, *words, inside=(), **variables):
    _, code, said = run(stage, [*inside, "uv", "build", "--wheel", "--python", sys.executable, "--out-dir", stage.root / "out", *words],
                              UV_NO_PROGRESS="1", UV_PYTHON_DOWNLOADS="never", **variables)
    return "uv build", code, said


def python_build(stage, inside=(), **variables):
    tools = stage.root / "tools"
    if not (tools / "bin/python").exists():
        run(stage, ["uv", "venv", "--seed", "--python", sys.executable, tools])
        run(stage, ["uv", "pip", "install", "--python", tools / "bin/python", "build"])
    _, code, said = run(stage, [*inside, tools / "bin/python", "-m", "build", "--wheel", "--outdir", stage.root / "out",
                               stage.root], **variables)
    return "python -m build", code, said


def without_headers():
    """What runs a program where Python's development files are hidden; only root can."""
    include = pathlib.Path(sys.base_prefix) / "include"
    return ["unshare", "--mount", "sh", "-euc", f'mount -t tmpfs none {include}; exec "$@"', "sh"]


@case
def uv_build_no_compiler(stage):
    """no C compiler"""
    extension(stage)
    return uv_build(stage, **without(stage, *COMPILERS))


@case
def build_no_compiler(stage):
    """no C compiler"""
    extension(stage)
    return python_build(stage, **without(stage, *COMPILERS))


@case
def uv_build_python_header(stage):
    """Python's development files are not installed"""
    extension(stage)
    return uv_build(stage, inside=without_headers())


@case
def build_python_header(stage):
    """Python's development files are not installed"""
    extension(stage)
    return python_build(stage, inside=without_headers())


@case
def uv_build_header(stage):
    """the header of a library is not installed"""
    extension(stage, include="#include <dm/missing.h>\n")
    return uv_build(stage)


@case
def build_header(stage):
    """the header of a library is not installed"""
    extension(stage, include="#include <dm/missing.h>\n")
    return python_build(stage)


@case
def uv_build_library(stage):
    """a library is not installed"""
    extension(stage, libraries='["dmmissing"]')
    return uv_build(stage)


def wheel(stage, python=">=3.8", needs="[]"):
    """The wheel of a pure distribution."""
    write(stage, {"pyproject.toml": SETUPTOOLS + PROJECT.format(python=python) + f"dependencies = {needs}\n"
                                    '[tool.setuptools]\npackages = ["dm_py"]\n',
                  "dm_py/__init__.py": "import dm_needed\n"})
    uv_build(stage)
    return next((stage.root / "out").glob("*.whl"))


def fresh(stage):
    run(stage, ["uv", "venv", "--seed", "--python", sys.executable, stage.root / "fresh"])
    return stage.root / "fresh/bin/python"


def installed(stage, tool, *words, **variables):
    python = fresh(stage)
    line = ["uv", "pip", "install", "--python", python] if tool == "uv pip install" else [python, "-m", "pip", "install"]
    _, code, said = run(stage, [*line, *words], UV_NO_PROGRESS="1", **variables)
    return tool, code, said


@case
def uv_install_excluded(stage):
    """requires-python excludes the interpreter"""
    return installed(stage, "uv pip install", wheel(stage, python=">=3.99"))


@case
def pip_install_excluded(stage):
    """requires-python excludes the interpreter"""
    return installed(stage, "pip install", wheel(stage, python=">=3.99"))


@case
def uv_install_absent(stage):
    """a dependency that the index does not have"""
    return installed(stage, "uv pip install", "--no-index", wheel(stage, needs='["dm-needed"]'))


@case
def pip_install_absent(stage):
    """a dependency that the index does not have"""
    return installed(stage, "pip install", wheel(stage, needs='["dm-needed"]'), PIP_NO_INDEX="1")


@case
def import_needs(stage):
    """the package imports what it does not ask for"""
    path = wheel(stage)
    installed(stage, "uv pip install", path)
    _, code, said = run(stage, [stage.root / "fresh/bin/python", "-I", "-c",
                               "import importlib; importlib.import_module('dm_py')"])
    return "the import", code, said


def pytest(stage, test, settings=""):
    write(stage, {"tests/test_dm.py": test, "pyproject.toml": settings})
    python = fresh(stage)
    run(stage, ["uv", "pip", "install", "--python", python, "pytest"])
    _, code, said = run(stage, [python.parent / "pytest", "--color=no"])
    return "pytest", code, said


@case
def pytest_fails(stage):
    """a test does not hold"""
    return pytest(stage, "def test_adds():\n    assert 1 + 1 == 3\n")


@case
def pytest_module(stage):
    """a test imports what is not installed"""
    return pytest(stage, "import numpie\n\n\ndef test_adds():\n    assert numpie\n")


@case
def pytest_plugin(stage):
    """the settings ask for a plugin that is not installed"""
    return pytest(stage, "def test_adds():\n    pass\n", '[tool.pytest.ini_options]\naddopts = "--cov=dm_py"\n')


@case
def pytest_set_up(stage):
    """what a test needs cannot be set up"""
    return pytest(stage, "import pytest\n\n\n@pytest.fixture\ndef server():\n    raise RuntimeError(\"no server\")\n\n\n"
                         "def test_adds(server):\n    pass\n")


def version(stage, command):
    """The version of the tool that a command is."""
    words = {"cargo": ["cargo", "--version"], "maturin": ["maturin", "--version"], "uv": ["uv", "--version"],
             "python -m build": [stage.root / "tools/bin/python", "-m", "build", "--version"],
             "pip": [stage.root / "fresh/bin/python", "-m", "pip", "--version"],
             "pytest": [stage.root / "fresh/bin/pytest", "--version"],
             "the import": [stage.root / "fresh/bin/python", "--version"]}
    line = words.get(command) or words[command.split()[0]]
    said = subprocess.run([str(word) for word in line], capture_output=True, text=True, check=True).stdout
    return " ".join(said.split()[:2])
