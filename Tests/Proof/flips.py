#!/usr/bin/env python3
"""Every byte of a wheel and of an sdist is flipped in turn: what Python's own readers, RECORD and the sums
show to be damaged is found, and so is whatever else changes a name or contents.

    flips.py BINARIES
"""
import base64
import csv
import gzip
import hashlib
import io
import pathlib
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


with tempfile.TemporaryDirectory() as folder:
    root = pathlib.Path(folder)
    flip(root, "dm_py-0.2.0-py3-none-any.whl", make_archives.wheel(make_archives.FILES), wheel_by_python)
    flip(root, "dm_py-0.2.0.tar.gz", make_archives.sound()["sound.tar.gz"], sdist_by_python)
check.end()
