#!/usr/bin/env python3
"""`build matrix` of distributions that have fewer wheels: pure, a setup.py alone, abi3, maturin's programs.

    shapes.py BINARIES
"""
import pathlib
import tempfile

from building import Building, Checks

check = Checks()
NATIVE = """
#define Py_LIMITED_API 0x03080000
#include <Python.h>
static struct PyModuleDef module = { PyModuleDef_HEAD_INIT, "dm._native", NULL, -1, NULL, NULL, NULL, NULL, NULL };
PyMODINIT_FUNC PyInit__native(void) { return PyModule_Create(&module); }
"""
PROJECT = '[project]\nname = "dm-py"\nversion = "0.1.0"\nrequires-python = ">=3.8"\n'
SHAPES = {
    "hatchling": ({
        "pyproject.toml": PROJECT + '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n',
        "src/dm_py/__init__.py": "", "LICENSE": "MIT"}, "py3 any", "py3-none-any", "1 wheel and an sdist"),
    "setup.py alone": ({
        "setup.py": 'from setuptools import setup\nsetup(name="dm-py", version="0.1.0", packages=["dm_py"])\n',
        "dm_py/__init__.py": ""}, "py3 any", "py3-none-any", "1 wheel and an sdist"),
    "py_limited_api": ({
        "pyproject.toml": PROJECT + '[build-system]\nrequires = ["setuptools>=68"]\n'
                                    'build-backend = "setuptools.build_meta"\n'
                                    '[tool.distutils.bdist_wheel]\npy-limited-api = "cp38"\n',
        "setup.py": 'from setuptools import Extension, setup\nsetup(packages=["dm_py"], ext_modules=['
                    'Extension("dm_py._native", ["native.c"], py_limited_api=True)])\n',
        "native.c": NATIVE, "dm_py/__init__.py": ""},
        "abi3-3.8 linux-x86_64", "cp38-abi3-manylinux", "3 wheels on 3 systems, 5 with all 5 platforms"),
    "maturin bin": ({
        "pyproject.toml": PROJECT + '[build-system]\nrequires = ["maturin>=1.8,<2"]\nbuild-backend = "maturin"\n'
                                    '[tool.maturin]\nbindings = "bin"\n',
        "Cargo.toml": '[package]\nname = "dm-py"\nversion = "0.1.0"\nedition = "2021"\n',
        "Cargo.lock": 'version = 3\n\n[[package]]\nname = "dm-py"\nversion = "0.1.0"\n',
        ".gitignore": "/target\n/dist\n", "src/main.rs": "fn main() {}\n"},
        "py3 linux-x86_64", "py3-none-manylinux", "3 wheels on 3 systems, 5 with all 5 platforms"),
}

for name, (files, cell, tag, count) in SHAPES.items():
    with tempfile.TemporaryDirectory() as folder:
        project = Building(pathlib.Path(folder), files)
        cells, code, said = project.cells("build matrix -p py:dm-py --json")
        check(code == 0, f"{name} is built", said)
        built = cells.get(cell, {})
        check(built.get("state") == "done" and tag in built["file"], f"{name} has the wheel {tag}", cells)
        check(cells.get("sdist", {}).get("state") == "done", f"{name} has an sdist", cells)
        code, said = project("build matrix -p py:dm-py")
        check(code == 0 and count in said, f"the wheels of {name} are counted", said)

check.end()
