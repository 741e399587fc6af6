#!/usr/bin/env python3
"""twine, uv and pip against `relsh registry`, with nothing but addresses and a token; the same files go
to PyPI's pypiserver, and both then hold the same.

    python_tools.py BINARIES
"""
import hashlib
import json
import pathlib
import re
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.parse
import urllib.request
import zipfile

from served import Checks, Registry, environment

binaries = pathlib.Path(sys.argv[1])
check = Checks()
METADATA = "Metadata-Version: 2.1\nName: dm-py\nVersion: {0}\nSummary: a test\nRequires-Python: >=3.8\n"


def distribution(folder, version, word):
    """A wheel and an sdist, written entry by entry: nothing is built."""
    folder.mkdir(exist_ok=True)
    metadata = METADATA.format(version)
    wheel = folder / f"dm_py-{version}-py3-none-any.whl"
    information = f"dm_py-{version}.dist-info"
    entries = {"dm_py.py": f"WORD = {word!r}\n", f"{information}/METADATA": metadata,
               f"{information}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    record = "".join(f"{name},,\n" for name in [*entries, f"{information}/RECORD"])
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**entries, f"{information}/RECORD": record}.items():
            archive.writestr(name, text)
    sdist = folder / f"dm_py-{version}.tar.gz"
    (folder / "PKG-INFO").write_text(metadata)
    (folder / "pyproject.toml").write_text(
        f'[project]\nname = "dm-py"\nversion = "{version}"\n[build-system]\nrequires = ["setuptools"]\n')
    with tarfile.open(sdist, "w:gz") as archive:
        for name in ("PKG-INFO", "pyproject.toml"):
            archive.add(folder / name, f"dm_py-{version}/{name}")
    return wheel, sdist


def run(*words, **more):
    done = subprocess.run([str(word) for word in words], env=environment(home, **more), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    return done.returncode, done.stdout


def twine(registry, *files, password=None):
    return run("twine", "upload", "--non-interactive", "--disable-progress-bar", *files,
               TWINE_REPOSITORY_URL=registry.upload, TWINE_USERNAME="__token__",
               TWINE_PASSWORD=password or registry.password)


def uv(registry, *files, password=None, **more):
    return run("uv", "publish", "--trusted-publishing", "never", *files, UV_PUBLISH_URL=registry.upload,
               UV_PUBLISH_TOKEN=password or registry.password, **more)


def fetched(address, accept="*/*"):
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


def held(simple):
    """File names and SHA-256 of what a simple index links to, downloaded."""
    page = fetched(f"{simple}dm-py/", "text/html").decode()
    names = {}
    for link, name in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', page):
        address = urllib.parse.urljoin(f"{simple}dm-py/", link.split("#")[0])
        names[name] = hashlib.sha256(fetched(address)).hexdigest()
    return names


def uploads(root):
    first = distribution(root / "one", "0.1.0", "one")
    second = distribution(root / "two", "0.2.0", "two")
    with Registry(binaries / "relsh", "registry", "--data", root / "data") as registry:
        code, said = twine(registry, *first)
        check(code == 0, "twine uploads", said)
        code, said = twine(registry, *first)
        check(code == 0, "the same files again are fine", said)
        code, said = uv(registry, *second)
        check(code == 0, "uv uploads", said)
        code, said = uv(registry, *second)
        check(code == 0, "uv uploads the same again", said)

        other = distribution(root / "other", "0.1.0", "other")[0]
        code, said = twine(registry, other)
        check(code == 1 and "File already exists ('dm_py-0.1.0-py3-none-any.whl', with blake2_256 hash"
              in " ".join(said.split()), "twine shows why", said)
        code, said = uv(registry, other)
        check(code == 2 and "File already exists" in said, "uv shows why", said)
        code, said = uv(registry, other, UV_PUBLISH_CHECK_URL=registry.simple)
        check(code == 2 and "do not match" in said, "uv compares with the simple index", said)
        wrong = registry.password[:-6] + "AAAAAA"
        code, said = twine(registry, other, password=wrong)
        check(code == 1 and "Invalid API Token: signatures do not match" in " ".join(said.split()),
              "twine with a token that is wrong", said)

        code, said = run("uv", "venv", "--quiet", root / "venv")
        check(code == 0, "uv venv", said)
        python = root / "venv/bin/python"
        code, said = run("uv", "pip", "install", "--python", python, "--default-index", registry.simple,
                         "dm-py==0.1.0", UV_CACHE_DIR=str(root / "cache"))
        check(code == 0, "uv installs", said)
        code, said = run("pip", "--python", python, "install", "--index-url", registry.simple, "--upgrade",
                         "--no-cache-dir", "dm-py")
        check(code == 0 and "dm_py-0.2.0-py3-none-any.whl.metadata" in said, "pip installs by the metadata", said)
        code, said = run(python, "-c", "import dm_py; print(dm_py.WORD)")
        check(said == "two\n", "what was installed can be imported", said)

        project = json.loads(fetched(f"{registry.address}/pypi/dm-py/json"))
        check(project["info"]["version"] == "0.2.0" and set(project["releases"]) == {"0.1.0", "0.2.0"},
              "the project JSON", project)
        files = json.loads(fetched(f"{registry.simple}dm-py/", "application/vnd.pypi.simple.v1+json"))["files"]
        for file in files:
            body = fetched(file["url"])
            check(hashlib.sha256(body).hexdigest() == file["hashes"]["sha256"], "a file is what it was", file)
            if file["filename"].endswith(".whl"):
                metadata = fetched(file["url"] + ".metadata")
                version = file["filename"].split("-")[1]
                check(metadata.decode() == METADATA.format(version)
                      and hashlib.sha256(metadata).hexdigest() == file["core-metadata"]["sha256"],
                      "PEP 658 metadata", metadata)
        own = held(registry.simple)
    check(len(own) == 4, "four files are held", own)
    check(own == pypiserver(root, [*first, *second]), "pypiserver holds the same", own)


def pypiserver(root, files):
    """What PyPI's pypiserver holds after the same upload by twine."""
    folder = root / "pypiserver"
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        ["pypi-server", "run", "-p", str(port), "-i", "127.0.0.1", "-a", ".", "-P", ".",
         "--disable-fallback", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        code, said = run("twine", "upload", "--non-interactive", "--disable-progress-bar", "--repository-url",
                         f"http://127.0.0.1:{port}/", "-u", "x", "-p", "x", *files)
        check(code == 0, "pypiserver takes them", said)
        return held(f"http://127.0.0.1:{port}/simple/")
    finally:
        server.terminate()
        server.wait(10)


def faults(root):
    wheel = distribution(root / "faulty", "0.3.0", "three")[0]
    for number, (fault, twines, uvs) in enumerate([
            ("packages:403", "Invalid or non-existent authentication information.", "Invalid or non-existent"),
            ("packages:429", "Too many new projects created", "Too many new projects created"),
            ("packages:409", "already exists", "already exists")]):
        with Registry(binaries / "FaultyRegistry", root / f"faulty-{number}", fault) as registry:
            code, said = twine(registry, wheel)
            check(code == 1 and twines in " ".join(said.split()), f"{fault} by twine", said)
            code, said = uv(registry, wheel)
            check(code == 2 and uvs in said, f"{fault} by uv", said)
    for number, fault in enumerate(["packages:cut*1", "packages:lost*1"]):
        with Registry(binaries / "FaultyRegistry", root / f"cut-{number}", fault) as registry:
            code, said = uv(registry, wheel)
            check(code == 0 and len(held(registry.simple)) == 1, f"{fault}: uv sends again", said)


with tempfile.TemporaryDirectory() as folder:
    home = pathlib.Path(folder) / "home"
    home.mkdir()
    uploads(pathlib.Path(folder))
    faults(pathlib.Path(folder))
check.end()
