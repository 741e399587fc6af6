#!/usr/bin/env python3
"""Every byte of a wheel and of an sdist is flipped in turn: what Python's own readers, RECORD and the sums
show to be damaged is found, and so is whatever else changes a name or contents.

    flips.py BINARIES [--full]
"""
import base64
import csv
import gzip
import hashlib
import io
import pathlib
import random
import struct
import sys
import tarfile
import tempfile
import zipfile
import zlib

from proof import Checks, Proof

import make_archives

proof = Proof(sys.argv[1])
check = Checks()


def wheel_by_python(data):
    """What is in a wheel, or `None` where Python or its RECORD says that it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.testzip():
                return None
            read = {about.filename: archive.read(about) for about in archive.infolist()}
        record = next(name for name in read if name.endswith(".dist-info/RECORD"))
        for path, sum_, _ in csv.reader(io.StringIO(read[record].decode())):
            digest = base64.urlsafe_b64encode(hashlib.sha256(read[path]).digest()).rstrip(b"=").decode()
            if path != record and sum_ != f"sha256={digest}":
                return None
        return read
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, NotImplementedError, StopIteration,
            RuntimeError, EOFError, OSError, struct.error):
        return None


def sdist_by_python(data):
    """What is in an sdist, or `None` where Python says that it is damaged."""
    try:
        with tarfile.open(fileobj=io.BytesIO(gzip.decompress(data))) as archive:
            return {about.name: (about.type, about.linkname, archive.extractfile(about).read() if about.isreg() else b"")
                    for about in archive}
    except (tarfile.TarError, zlib.error, OSError, EOFError, ValueError, KeyError):
        return None


def flip(root, name, data, read):
    """Flips each byte, in two ways; prints how many are found."""
    whole = read(data)
    (root / name).mkdir()
    (root / name / name).write_bytes(data)
    check(whole is not None and proof.codes(root / name / name) == [], f"{name} is sound before")
    paths, seen = [], {}
    for at in range(len(data)):
        for bit in (1, 0x80):
            folder = root / name / f"{at}-{bit}"
            folder.mkdir(parents=True)
            changed = data[:at] + bytes([data[at] ^ bit]) + data[at + 1:]
            (folder / name).write_bytes(changed)
            paths.append(folder / name)
            seen[folder.name] = read(changed)
    found = 0
    for path, findings in zip(paths, proof.findings(paths).values()):
        found += bool(findings)
        other = seen[path.parent.name]
        check(findings or other == whole, f"{name}: byte and bit {path.parent.name} flipped is found",
              "Python says it is damaged" if other is None else "its contents differ")
    print(f"{name}: {found} of {len(paths)} flips found, the others change nothing that is read")


def texts(root, rounds):
    """Wheels and sdists whose texts and names are changed at random and packed right: each is looked at to
    its end, and what is left out of a RECORD or put into it is found."""
    chance = random.Random(10)
    words = [b"", b"0", b"-1", b"99999999999999999999999", b",", b'"', b"\n", b"\r\n", b" ", b"\t", b":", b".", b"..", b"/",
             b"Tag: ", b"Name:", b">=", b"<", b"===", b"~=1.*", b"!", b"+", b"_", b"-", b"\0", b"\x1b[2J", b"\xff", "\u0301".encode()]

    def changed(data):
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(len(data) + 1)
            end = min(len(data), start + chance.choice([0, 0, 1, 2, 8]))
            data = data[:start] + chance.choice(words) + data[end:]
        return data

    paths = []
    for number in range(rounds):
        folder = root / "texts" / str(number)
        folder.mkdir(parents=True)
        files = dict(make_archives.FILES)
        files[make_archives.RECORD] = make_archives.record(files)
        for path in chance.sample(sorted(files), 2):
            files[path] = changed(files[path])
        name = changed(b"dm_py-0.2.0-py3-none-any.whl").decode(errors="replace")
        name = "".join(letter for letter in name if letter >= " " and letter != "/").strip(".") or "a"
        path = folder / (name if number % 4 == 0 else "dm_py-0.2.0-py3-none-any.whl")
        members = [make_archives.stored(changed(path_.encode()) if chance.random() < 0.05 else path_.encode(), data, flags=0x800)
                   for path_, data in files.items()]
        path.write_bytes(make_archives.by_hand(members))
        paths.append(path)
        path = folder / "dm_py-0.2.0.tar.gz"
        about = changed(b"Metadata-Version: 2.4\nName: dm-py\nVersion: 0.2.0\nLicense-File: LICENSE\n\n")
        path.write_bytes(make_archives.packed(make_archives.tar([
            make_archives.member("dm_py-0.2.0/PKG-INFO", about), make_archives.member("dm_py-0.2.0/pyproject.toml"),
            make_archives.member(changed(b"dm_py-0.2.0/LICENSE").decode(errors="replace").replace("\0", ""))])))
        paths.append(path)
    found = proof.findings(paths, "--project", "dm-py", "--version", "0.2.0", "--cell", "3.11", "linux-x86_64")
    print(f"{sum(map(bool, found.values()))} of {len(paths)} archives with changed texts have a finding")
    check(len(found) == len(paths), "each is looked at to its end")


with tempfile.TemporaryDirectory() as folder:
    root = pathlib.Path(folder)
    flip(root, "dm_py-0.2.0-py3-none-any.whl", make_archives.wheel(make_archives.FILES), wheel_by_python)
    flip(root, "dm_py-0.2.0.tar.gz", make_archives.sound()["sound.tar.gz"], sdist_by_python)
    texts(root, 5000 if "--full" in sys.argv else 500)
check.end()
