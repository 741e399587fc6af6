#!/usr/bin/env python3
"""Writes wheels, sdists and crates into a folder, sound ones and every damage that is known: make_archives.py DIR"""

import base64
import csv
import gzip
import hashlib
import io
import random
import struct
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path

GIB = 1 << 30
METADATA = "Metadata-Version: 2.1\nName: dm-py\nVersion: 0.2.0\nLicense-File: LICENSE\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
FILES = {
    "dm_py/__init__.py": b"__version__ = '0.2.0'\n",
    "dm_py/größe.py": b"x = 1\n" * 200,
    "dm_py-0.2.0.dist-info/METADATA": METADATA.encode(),
    "dm_py-0.2.0.dist-info/WHEEL": WHEEL.encode(),
    "dm_py-0.2.0.dist-info/licenses/LICENSE": b"MIT\n",
}
RECORD = "dm_py-0.2.0.dist-info/RECORD"


def record(files: dict) -> bytes:
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    for path, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.writerow([path, f"sha256={digest}", len(data)])
    lines.writerow([RECORD, "", ""])
    return out.getvalue().encode()


def wheel(files: dict, extra: dict | None = None, method: int = zipfile.ZIP_DEFLATED, when: int = 2020) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for path, data in [*files.items(), (RECORD, record(files)), *(extra or {}).items()]:
            about = zipfile.ZipInfo(path, (when, 1, 1, 0, 0, 0))
            about.compress_type = method
            about.external_attr = (0o755 if path.endswith(".sh") else 0o644) << 16
            archive.writestr(about, data)
    return out.getvalue()


def member(name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = "", mode: int = 0o644):
    about = tarfile.TarInfo(name)
    about.type, about.linkname, about.mode = kind, link, mode
    about.size = len(data)
    return about, data


def tar(members: list, form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for about, data in members:
            archive.addfile(about, io.BytesIO(data))
    return out.getvalue()


def packed(data: bytes, when: int = 0) -> bytes:
    return gzip.compress(data, mtime=when)


def zeros(count: int) -> tuple[bytes, int]:
    """A deflate stream of so many zero bytes, in whole MiB, and their CRC, without packing them all."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    stream = piece * (count >> 20) + b"\x03\x00"
    crc = 0
    for _ in range(count >> 20):
        crc = zlib.crc32(bytes(1 << 20), crc)
    return stream, crc


def by_hand(members: list, start: bytes = b"") -> bytes:
    """A zip file from (local name, name in the directory, flags, method, crc, packed bytes, declared size)."""
    out, directory = bytearray(start), bytearray()
    for local, name, flags, method, crc, data, size in members:
        about = struct.pack("<HHHHHIII", 20, flags, method, 0, 33, crc, len(data), size)
        offset = len(out)
        out += b"PK\3\4" + about + struct.pack("<HH", len(local), 0) + local + data
        directory += b"PK\1\2\x14\x03" + about + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0o644 << 16, offset) + name
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(out), 0)
    return bytes(out + directory + b"PK\5\6" + end)


def stored(name: bytes, data: bytes, local: bytes | None = None, flags: int = 0):
    return (local or name, name, flags, 0, zlib.crc32(data), data, len(data))


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def shared_bytes(count: int) -> bytes:
    """Many entries of the directory that all are one file's bytes."""
    data, crc = zeros(1 << 20)
    about = struct.pack("<HHHHHIII", 20, 0, 8, 0, 33, crc, len(data), 1 << 20)
    local = b"PK\3\4" + about + struct.pack("<HH", 1, 0) + b"a" + data
    directory = b"".join(
        b"PK\1\2\x14\x03" + about + struct.pack("<HHHHHII", 1, 0, 0, 0, 0, 0, 0) + b"a" for _ in range(count)
    )
    return local + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(local), 0)


def sound() -> dict:
    top = "dm_py-0.2.0"
    sdist = [
        member(f"{top}", kind=tarfile.DIRTYPE, mode=0o755),
        member(f"{top}/PKG-INFO", METADATA.encode()),
        member(f"./{top}/build.sh", b"#!/bin/sh\n", mode=0o755),
        member(f"{top}/{'long' * 40}/größe.py", b"x = 1\n"),
        member(f"{top}/LICENSE", b"MIT\n"),
        member(f"{top}/LICENSE.txt", kind=tarfile.SYMTYPE, link="LICENSE"),
        member(f"{top}/COPYING", kind=tarfile.LNKTYPE, link=f"{top}/LICENSE"),
        member(f"{top}/pyproject.toml", b"[project]\n"),
    ]
    crate = [
        member("dm-core-0.2.0/.cargo_vcs_info.json", b'{"git":{"sha1":"' + b"3f" * 20 + b'"},"path_in_vcs":""}'),
        member("dm-core-0.2.0/Cargo.lock", b"version = 4\n"),
        member("dm-core-0.2.0/src/lib.rs", b"pub fn a() {}\n"),
    ]
    return {
        "sound.whl": wheel({**FILES, "dm_py/run.sh": b"#!/bin/sh\n"}),
        "big.whl": wheel({**FILES, **{f"dm_py/{number}.bin": random.Random(number).randbytes(1 << 16) for number in range(40)}}),
        "sound-stored.whl": wheel(FILES, method=zipfile.ZIP_STORED),
        "sound.tar.gz": packed(tar(sdist)),
        "sound-gnu.tar.gz": packed(tar(sdist, tarfile.GNU_FORMAT)),
        "sound.crate": packed(tar(crate, tarfile.USTAR_FORMAT)),
        "other-time.whl": wheel({**FILES, "dm_py/run.sh": b"#!/bin/sh\n"}, when=2021),
        "sbom.whl": wheel({**FILES, "dm_py/run.sh": b"#!/bin/sh\n", "dm_py-0.2.0.dist-info/sboms/a.json": b"{}"}),
        "other.whl": wheel({**FILES, "dm_py/__init__.py": b"\n", "dm_py/more.py": b""}),
        "other-time.tar.gz": packed(tar(sdist), 1),
        "other.tar.gz": packed(tar([sdist[1], (member(f"{top}/build.sh", b"#!/bin/sh\n")), *sdist[4:]])),
        "other-commit.crate": packed(
            tar(
                [
                    member(crate[0][0].name, crate[0][1].replace(b"3f", b"ab")),
                    member(crate[1][0].name, b"version = 3\n"),
                    crate[2],
                ]
            )
        ),
        "other.crate": packed(tar([*crate[:2], member(crate[2][0].name, b"pub fn b() {}\n")])),
    }


def damaged() -> dict:
    """Each by a name that begins with what is wrong with it."""
    good, sdist = wheel(FILES), sound()["sound.tar.gz"]
    stream, crc = zeros(2 * GIB)
    many = [stored(b"%d" % index, b"") for index in range(65_100)]
    big = tarfile.TarInfo("a/big")
    big.size = 100 * GIB
    gzip_head = b"\x1f\x8b\x08\0\0\0\0\0\0\3"
    header = member("a/big")[0]
    header.size = 2 * GIB
    return {
        "empty.whl": b"",
        "text.tar.gz": b"<!DOCTYPE html><html>not found</html>",
        "no-zip.whl": b"PK" + bytes(200),
        "no-tar.tar.gz": packed(b"hello\n" * 100),
        "cut.whl": good[:-30],
        "cut-half.whl": good[: len(good) // 2],
        "cut.tar.gz": sdist[:-1],
        "cut-half.tar.gz": sdist[: len(sdist) // 2],
        "flip.whl": flipped(good, good.index(b"PK\3\4", 4) + 60),
        "flip.tar.gz": flipped(sdist, len(sdist) // 2),
        "flip-sum.tar.gz": flipped(sdist, len(sdist) - 6),
        "up.whl": wheel(FILES, {"dm_py/../../x": b""}),
        "up-windows.whl": wheel(FILES, {"..\\x": b""}),
        "up.tar.gz": packed(tar([member("a/../../x", b"x")])),
        "absolute.whl": by_hand([stored(b"/etc/x", b"x")]),
        "absolute-windows.whl": by_hand([stored(b"C:/x", b"x")]),
        "absolute.tar.gz": packed(tar([member("/etc/x", b"x")])),
        "control.whl": by_hand([stored(b"a\x1b[2Jb", b"x")]),
        "twice.whl": by_hand([stored(b"a", b"x"), stored(b"a", b"y")]),
        "twice.tar.gz": packed(tar([member("a/b", b"x"), member("a/b", b"y")])),
        "directory-differs.whl": by_hand([stored(b"a", b"x", local=b"b")]),
        "between.whl": by_hand([stored(b"a", b"x")], start=b"#!/bin/sh\n").replace(b"#!/bin/sh\n", b"PK3456789\n"),
        "encrypted.whl": by_hand([stored(b"a", b"x", flags=1)]),
        "packing.whl": wheel(FILES, method=zipfile.ZIP_LZMA),
        "many.whl": by_hand(many),
        "bomb.whl": by_hand([(b"a", b"a", 0, 8, crc, stream, 2 * GIB)]),
        "bomb-that-lies.whl": by_hand([(b"a", b"a", 0, 8, crc, stream, 10)]),
        "bomb-shared.whl": shared_bytes(10),
        "bomb.tar.gz": gzip_head
        + (lambda packer: packer.compress(header.tobuf()) + packer.flush(zlib.Z_FULL_FLUSH))(
            zlib.compressobj(9, zlib.DEFLATED, -15)
        )
        + stream
        + bytes(8),
        "bomb-declared.tar.gz": packed(big.tobuf(tarfile.GNU_FORMAT) + bytes(10240)),
    }


def main() -> None:
    folder = Path(sys.argv[1])
    for name, archives in [("sound", sound()), ("damaged", damaged())]:
        (folder / name).mkdir(parents=True, exist_ok=True)
        for file, data in archives.items():
            (folder / name / file).write_bytes(data)


if __name__ == "__main__":
    main()
