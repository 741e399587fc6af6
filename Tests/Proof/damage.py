#!/usr/bin/env python3
"""Each damage of a wheel or an sdist is found, under the code that names it, in bounded time and memory,
and what is intact is not.

    damage.py BINARIES
"""
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile

from proof import Checks, Proof, peak_of_children

import make_archives
from make_archives import member, packed, tar

proof = Proof(sys.argv[1])
check = Checks()
NATIVE = "_native.cpython-311-x86_64-linux-gnu.so"
TAG = "cp311-cp311-manylinux_2_17_x86_64"
EXPECTED = ["--project", "dm_py", "--version", "0.2.0", "--python", ">=3.8", "--module", "dm_py",
            "--compiled", "dm_py._native", "--licence", "--cell", "3.11", "linux-x86_64"]


class Wheel:
    """A wheel that can be damaged before it is written; its RECORD is right unless it is damaged, too."""

    def __init__(self, tag=TAG, native=NATIVE, version="0.2.0", folder="dm_py-0.2.0.dist-info"):
        self.name, self.folder = f"dm_py-{version}-{tag}.whl", folder
        python, abi, platforms = tag.split("-")
        tags = [f"Tag: {one}-{abi}-{platform}" for one in python.split(".") for platform in platforms.split(".")]
        self.metadata = ["Metadata-Version: 2.4", "Name: dm-py", "Version: 0.2.0", "Requires-Python: >=3.8",
                         "License-File: LICENSE"]
        self.tags = ["Wheel-Version: 1.0", "Generator: hand", "Root-Is-Purelib: false", *tags]
        self.files = {"dm_py/__init__.py": b"__version__ = '0.2.0'\n", f"dm_py/{native}": b"\x7fELF"}
        self.licences = {"licenses/LICENSE": b"MIT\n"}
        self.left_out, self.unlisted, self.listed = [], {}, None

    def write(self, root):
        files = dict(self.files)
        files[f"{self.folder}/METADATA"] = "\n".join([*self.metadata, "", "A text.\n"]).encode()
        files[f"{self.folder}/WHEEL"] = "\n".join([*self.tags, ""]).encode()
        files.update({f"{self.folder}/{path}": data for path, data in self.licences.items()})
        make_archives.RECORD = record = f"{self.folder}/RECORD"
        lines = make_archives.record(files)
        files[record] = self.listed(lines) if self.listed else lines
        path = root / self.name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in {**files, **self.unlisted}.items():
                if name.removeprefix(self.folder + "/") in self.left_out:
                    continue
                about = zipfile.ZipInfo(name)
                about.external_attr = (0o120777 if name == "dm_py/link" else 0o100644) << 16
                archive.writestr(about, data)
        return path


def sound(root):
    """Forms that are right."""
    for tag, native, cell in [
        (TAG, NATIVE, ["3.11", "linux-x86_64"]),
        ("cp311-cp311-musllinux_1_2_x86_64", "_native.cpython-311-x86_64-linux-musl.so", ["3.11", "linux-x86_64"]),
        ("cp38-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64", "_native.abi3.so", ["3.12", "linux-x86_64"]),
        ("cp38-abi3-win_amd64", "_native.pyd", ["3.10", "windows-x86_64"]),
        ("cp312-cp312-win_amd64", "_native.cp312-win_amd64.pyd", ["3.12", "windows-x86_64"]),
        ("cp312-cp312-macosx_11_0_arm64", "_native.cpython-312-darwin.so", ["3.12", "macos-arm64"]),
        ("cp39-cp39-macosx_10_9_universal2", "_native.cpython-39-darwin.so", ["3.9", "macos-arm64"]),
        ("cp313-cp313t-manylinux_2_28_aarch64", "_native.cpython-313t-aarch64-linux-gnu.so", []),
        ("pp39-pypy39_pp73-manylinux_2_17_x86_64", "_native.pypy39-pp73-x86_64-linux-gnu.so",
         ["pypy3.9", "linux-x86_64"]),
        ("py3-none-manylinux_2_17_x86_64", "_native.so", ["3.9", "linux-x86_64"]),
        ("py2.py3-none-any", "_native.py", ["3.8", "macos-arm64"]),
    ]:
        wheel = Wheel(tag, native)
        words = EXPECTED[:8] + ["--licence"] + (["--cell", *cell] if cell else [])
        codes = proof.codes(wheel.write(root), *words)
        check(codes == [], f"{wheel.name} is sound", codes)
    wheel = Wheel("py3-none-any", "a.py")
    wheel.files = {"dm_py-0.2.0.data/purelib/dm_py/a.py": b"", 'dm_py/odd, "name".py': b"", "dm_py/größe.py": b"",
                   "other_package/b.py": b"", "dm_py-0.2.0.data/scripts/run": b"#!python\n"}
    codes = proof.codes(wheel.write(root), *EXPECTED[:8], "--module", "dm_py.a", "--module", "other_package")
    check(codes == [], "data folders, namespaces and odd names are sound", codes)


def damaged_wheels():
    """Code, what was done, wheel; the expectations are those of a right one."""
    def wheel(change=None, **how):
        made = Wheel(**how)
        if change:
            change(made)
        return made

    def metadata(old, new):
        return lambda made: made.__setattr__("metadata", [line.replace(old, new) for line in made.metadata])

    def tags(made):
        made.tags = [line.replace("cp311-cp311", "cp312-cp312") for line in made.tags]

    def drop(name):
        return lambda made: made.files.pop(name)

    def cut(lines):
        return b"".join(lines.splitlines(keepends=True)[1:])

    yield "platform-refused", "linux_x86_64", wheel(tag="cp311-cp311-linux_x86_64")
    yield "platform-refused", "macOS 12.3", wheel(tag="cp311-cp311-macosx_12_3_arm64", native="_native.so")
    yield "other-cell", "another Python", wheel(tag="cp312-cp312-manylinux_2_17_x86_64")
    yield "other-cell", "another machine", wheel(tag="cp311-cp311-manylinux_2_17_aarch64", native="_native.so")
    yield "other-cell", "another system", wheel(tag="cp311-cp311-win_amd64", native="_native.pyd")
    yield "other-cell", "abi3 of a newer Python", wheel(tag="cp312-abi3-manylinux_2_17_x86_64", native="_native.abi3.so")
    yield "tags-differ", "tags of WHEEL", wheel(tags)
    yield "tags-differ", "no tag in WHEEL", wheel(lambda made: made.__setattr__("tags", made.tags[:3]))
    yield "tags-differ", "build number", wheel(lambda made: made.tags.append("Build: 2"))
    yield "module-of-another", "module of Python 3.12", wheel(native="_native.cpython-312-x86_64-linux-gnu.so")
    yield "module-of-another", "module of another machine", wheel(native="_native.cpython-311-aarch64-linux-gnu.so")
    yield "module-of-another", "module of macOS", wheel(native="_native.cpython-311-darwin.so")
    yield "module-of-another", "module of PyPy", wheel(native="_native.pypy39-pp73-x86_64-linux-gnu.so")
    yield "module-of-another", "one Python in abi3", wheel(tag="cp38-abi3-manylinux_2_17_x86_64")
    yield "module-of-another", "compiled in any", wheel(tag="py3-none-any")
    yield "module-missing", "no compiled module", wheel(drop(f"dm_py/{NATIVE}"))
    yield "module-missing", "module elsewhere", wheel(native="other.cpython-311-x86_64-linux-gnu.so")
    yield "package-missing", "no package", wheel(lambda made: made.files.clear())
    yield "package-missing", "another package", wheel(lambda made: made.__setattr__("files", {"other/__init__.py": b""}))
    yield "version-differs", "version of METADATA", wheel(metadata("0.2.0", "0.1.0"))
    yield "version-differs", "version of the name", wheel(version="0.3.0")
    yield "version-differs", "version of the folder", wheel(folder="dm_py-0.1.0.dist-info")
    yield "version-differs", "the manifest's version", wheel(metadata("0.2.0", "0.3.0"), version="0.3.0", folder="dm_py-0.3.0.dist-info")
    yield "local-version", "local version", wheel(metadata("0.2.0", "0.2.0+a"), version="0.2.0+a", folder="dm_py-0.2.0+a.dist-info")
    yield "name-differs", "name of METADATA", wheel(metadata("dm-py", "dm-pi"))
    yield "name-differs", "name of the folder", wheel(folder="dm_pi-0.2.0.dist-info")
    yield "python-differs", "the manifest's requires-python", wheel(metadata(">=3.8", ">=3.9"))
    yield "python-differs", "requires-python without the cell", wheel(metadata(">=3.8", ">=3.8,<3.11"))
    yield "licence-missing", "licence file", wheel(lambda made: made.licences.clear())
    yield "licence-missing", "licence at its old place", wheel(lambda made: made.__setattr__("licences", {"LICENSE": b"MIT\n"}))
    yield "licence-missing", "no licence at all", wheel(lambda made: (made.licences.clear(), made.metadata.pop()))
    for file in ["METADATA", "WHEEL", "RECORD"]:
        yield "metadata-missing", f"no {file}", wheel(lambda made, file=file: made.left_out.append(file))
    yield "metadata-missing", "two folders", wheel(lambda made: made.files.update({"b-1.dist-info/METADATA": b""}))
    yield "record-lacks", "file added", wheel(lambda made: made.unlisted.update({"dm_py/more.py": b""}))
    yield "record-lacks", "RECORD shortened", wheel(lambda made: made.__setattr__("listed", cut))
    yield "record-names", "file taken out", wheel(lambda made: made.__setattr__("listed", lambda lines: lines + b"gone.py,sha256=a,1\n"))
    yield "record-differs", "file changed", wheel(lambda made: made.__setattr__("listed", lambda lines: lines.replace(b"sha256=", b"sha256=A", 1)))
    yield "record-differs", "size changed", wheel(lambda made: made.__setattr__("listed", lambda lines: lines.replace(b",22\n", b",23\n", 1)))
    yield "record-differs", "no hash", wheel(lambda made: made.__setattr__("listed", lambda lines: lines.replace(lines.split(b",")[1], b"", 1)))
    yield "record-differs", "md5", wheel(lambda made: made.__setattr__("listed", lambda lines: lines.replace(b"sha256=", b"md5=", 1)))
    yield "record-unreadable", "RECORD is no table", wheel(lambda made: made.__setattr__("listed", lambda lines: lines + b"a;b\n"))
    yield "link", "a link", wheel(lambda made: made.files.update({"dm_py/link": b"../../x"}))
    yield "file-name", "no wheel's name", wheel(lambda made: made.__setattr__("name", "dm_py-0.2.0.whl"))


TOP = "dm_py-0.2.0"
ABOUT = b"Metadata-Version: 2.4\nName: dm-py\nVersion: 0.2.0\nRequires-Python: >=3.8\nLicense-File: LICENSE\n\nText.\n"


def sdist(*more, without=(), about=ABOUT):
    files = {"PKG-INFO": about, "pyproject.toml": b"[project]\n", "LICENSE": b"MIT\n", "dm_py/__init__.py": b""}
    kept = [member(f"{TOP}/{name}", data) for name, data in files.items() if name not in without]
    return packed(tar([*kept, *more]))


def link(path, to, kind=tarfile.SYMTYPE):
    return member(path, kind=kind, link=to)


def damaged_sdists():
    """Code, what was done, the sdist."""
    yield "metadata-missing", "no PKG-INFO", sdist(without=["PKG-INFO"])
    yield "build-file-missing", "no pyproject.toml", sdist(without=["pyproject.toml"])
    yield "licence-missing", "no licence file", sdist(without=["LICENSE"])
    yield "licence-missing", "no licence at all", sdist(without=["LICENSE"], about=ABOUT.replace(b"License-File: LICENSE\n", b""))
    yield "version-differs", "another version", sdist(about=ABOUT.replace(b"0.2.0", b"0.1.0"))
    yield "name-differs", "another name", sdist(about=ABOUT.replace(b"dm-py", b"dm-pi"))
    yield "python-differs", "another requires-python", sdist(about=ABOUT.replace(b">=3.8", b">=3.9"))
    yield "folder", "two folders", sdist(member("other/a.py"))
    yield "folder", "a file beside the folder", sdist(member("a.py"))
    yield "folder", "another folder", packed(tar([member("dm_py-0.1.0/PKG-INFO", ABOUT)]))
    yield "folder", "empty", packed(tar([]))
    yield "link", "link up", sdist(link(f"{TOP}/a", "../../etc/passwd"))
    yield "link", "link up and back", sdist(link(f"{TOP}/a", f"../{TOP}/LICENSE"))
    yield "link", "absolute link", sdist(link(f"{TOP}/a", "/etc/passwd"))
    yield "link", "hard link out", sdist(link(f"{TOP}/a", "other/LICENSE", tarfile.LNKTYPE))
    yield "link", "hard link up", sdist(link(f"{TOP}/a", f"{TOP}/../../x", tarfile.LNKTYPE))
    # Each of the two looks right by its letters: b leads to the top, and its parent is outside.
    yield "link", "link over a link", sdist(link(f"{TOP}/dm_py/b", ".."), link(f"{TOP}/c", "dm_py/b/.."))
    yield "link", "circle", sdist(link(f"{TOP}/a", "b"), link(f"{TOP}/b", "a"))
    yield "link", "device", sdist(member(f"{TOP}/a", kind=tarfile.CHRTYPE))
    yield "link", "the folder is a link", packed(tar([link(TOP, "../x")]))


def main(root):
    sound(root)
    for code, what, wheel in damaged_wheels():
        codes = proof.codes(wheel.write(root), *EXPECTED)
        check(code in codes, f"a wheel with {what}: {code}", codes)
    path = root / f"{TOP}.tar.gz"
    words = EXPECTED[:6] + ["--licence"]
    for data in [sdist(), sdist(link(f"{TOP}/COPYING", "LICENSE"), link(f"{TOP}/docs/a", "../dm_py/__init__.py"),
                                link(f"{TOP}/b", f"{TOP}/LICENSE", tarfile.LNKTYPE))]:
        path.write_bytes(data)
        codes = proof.codes(path, *words)
        check(codes == [], "an sdist is sound", codes)
    for code, what, data in damaged_sdists():
        path.write_bytes(data)
        codes = proof.codes(path, *words)
        check(code in codes, f"an sdist with {what}: {code}", codes)
    for name, data in make_archives.damaged().items():
        (root / name).write_bytes(data)
        start = time.monotonic()
        codes = proof.codes(root / name)
        taken = time.monotonic() - start
        check(codes == ["bad-archive"], f"{name} is not opened", codes)
        check(taken < 20, f"{name} is refused in bounded time", f"{taken:.1f} s")
    check(peak_of_children() < 100 << 10, "memory stays bounded", f"{peak_of_children()} KiB")
    print("peak", peak_of_children(), "KiB")


def without_library(root):
    """Where libarchive cannot be loaded, what to install is said; tried where a file can be hidden."""
    path = root / "dm_py-0.2.0-py3-none-any.whl"
    path.write_bytes(make_archives.wheel(make_archives.FILES))
    script = """for file in $(ldconfig -p | sed -n 's/.*=> \\(.*libarchive.so.*\\)/\\1/p'); do
        mount --bind /dev/null "$(readlink -f "$file")"; done; exec "$0" "$1" """
    words = ["unshare", "--map-root-user", "--mount", "sh", "-euc", script, str(proof.program), str(path)]
    if shutil.which("unshare") is None or shutil.which("ldconfig") is None:
        return print("no library: not tried, there is no unshare")
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        return print(f"no library: not tried: {done.stderr.strip()}")
    check("\tno-library\t" in done.stdout and "`libarchive13`" in done.stdout, "what to install is said", done.stdout)


with tempfile.TemporaryDirectory() as folder:
    main(pathlib.Path(folder))
    without_library(pathlib.Path(folder))
check.end()
