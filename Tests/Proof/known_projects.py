#!/usr/bin/env python3
"""Wheels and sdists of known projects have no finding, as `twine check`, `check-wheel-contents` and
`packaging` have none about the same things. They are fetched once into .build/relsh-projects.

    known_projects.py BINARIES [--full]    without --full, a third of them
"""
import concurrent.futures
import email.parser
import os
import pathlib
import subprocess
import sys
import tarfile
import zipfile

from packaging.metadata import Metadata
from packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename

from proof import Checks, Proof

HERE = pathlib.Path(__file__).parent
STORE = HERE.parents[1] / ".build" / "relsh-projects"
proof = Proof(sys.argv[1])
check = Checks()


def options(name):
    """What makes `pip download` choose a file of this name."""
    if not name.endswith(".whl"):
        project, version = parse_sdist_filename(name)
        return ["--no-binary", ":all:", f"{project}=={version}"]
    project, version, _, tags = parse_wheel_filename(name)
    words = ["--only-binary", ":all:", f"{project}=={version}"]
    python, abi, _ = name.removesuffix(".whl").split("-")[-3:]
    if abi != "none":
        words += ["--implementation", python[:2], "--python-version", python[2:], "--abi", abi]
    for platform in sorted({tag.platform for tag in tags} - {"any"}):
        words += ["--platform", platform]
    return words


def fetch(name):
    """The file, or why there is none."""
    path = STORE / name
    if not path.exists():
        done = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check",
             "--dest", str(STORE), *options(name)], capture_output=True, text=True, timeout=300)
        if not path.exists():
            return f"{done.stderr[-1000:]} {sorted(os.listdir(STORE))}"
    return path


def metadata(path):
    """METADATA or PKG-INFO, as it stands in the file."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            [name] = [name for name in archive.namelist() if name.count("/") == 1 and name.endswith(".dist-info/METADATA")]
            return archive.read(name)
    with tarfile.open(path) as archive:
        name = next(name for name in archive.getnames() if name.count("/") == 1 and name.endswith("/PKG-INFO"))
        return archive.extractfile(name).read()


def quiet(*command):
    """Whether a tool ends well, and what it says."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200"})
    return done.returncode == 0, done.stdout + done.stderr


def main():
    STORE.mkdir(parents=True, exist_ok=True)
    names = [line for line in (HERE / "projects.txt").read_text().splitlines() if line and line[0] != "#"]
    if "--full" not in sys.argv:
        names = names[::3]
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        fetched = dict(zip(names, pool.map(fetch, names)))
    paths = []
    for name, path in fetched.items():
        check(isinstance(path, pathlib.Path), f"{name} is fetched", path)
        if isinstance(path, pathlib.Path):
            paths.append(path)
    for path, findings in proof.findings(paths).items():
        check(not findings, f"{pathlib.Path(path).name} has no finding", findings)
    read = proof.names([path.name for path in paths])
    for path, words in zip(paths, read, strict=True):
        fields = email.parser.BytesParser().parsebytes(metadata(path), headersonly=True)
        check(words[:2] == [canonicalize_name(fields["Name"]), fields["Version"]]
              or words[1] == str(parse_sdist_filename(path.name)[1]), f"{path.name} is what it says of itself", words)
        # What packaging refuses in old metadata (an unknown field, say) is none of our business.
        Metadata.from_email(metadata(path), validate=False)
        expected = ["--project", fields["Name"], "--version", fields["Version"]]
        if fields["Requires-Python"]:
            expected += ["--python", fields["Requires-Python"]]
        check(proof.codes(path, *expected) == [], f"{path.name} is what is asked for")
        check(proof.codes(path, "--project", "another", "--version", "0.0.99") == ["name-differs", "version-differs"],
              f"{path.name} is not another", words)
    for path in paths:
        good, said = quiet("twine", "check", path)
        # What makes a README render is twine's own subject, and old ones do not.
        check(good or ("long_description" in said and "Traceback" not in said), f"twine takes {path.name}", said)
    wheels = [path for path in paths if path.suffix == ".whl"]
    # The two that are about the same thing: a wheel, and a library in it, that are empty.
    good, said = quiet("check-wheel-contents", "--select", "W007,W008", *wheels)
    check(good, "check-wheel-contents finds nothing either", said)
    print(f"{len(paths)} files, {len(wheels)} of them wheels")


main()
check.end()
