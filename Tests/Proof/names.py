#!/usr/bin/env python3
"""File names of wheels and sdists, and versions, are read as `packaging` reads them; the names are real ones
and thousands made from them by changing a letter.

    names.py BINARIES [--full]
"""
import pathlib
import random
import re
import sys

from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename

from proof import Checks, Proof

proof = Proof(sys.argv[1])
check = Checks()
NAMES = pathlib.Path(__file__).with_name("projects.txt")
ODD = ["a-1!2.0rc1.post3.dev4+local.7_x-1a-py2.py3-none.abi3-any.whl", "A.b_c-01.0-py3-none-any.whl",
       "a-1.0-alpha.tar.gz", "a-1.0alpha.tar.gz", "a-b-c-2024.1.zip", "a-1.0_c.1.tar.gz", "a-1.0a.dev.tar.gz",
       "a-1.0-1.tar.gz", "a-v1.0preview2r5.tar.gz", "a-1.0rev.tar.gz", "a-0!1.tar.gz", "a-1_0-py3-none-any.whl"]


def by_packaging(name):
    """As ArtifactProof prints it."""
    try:
        if name.endswith(".whl"):
            project, version, build, tags = parse_wheel_filename(name)
            return [project, str(version), "".join(map(str, build)), " ".join(sorted(map(str, tags)))]
        project, version = parse_sdist_filename(name)
        return [project, str(version)]
    except (InvalidWheelFilename, InvalidSdistFilename):
        return ["none"]


def changed(name, chance):
    """The name with a letter left out, doubled, put in or replaced."""
    at = chance.randrange(len(name))
    letter = chance.choice("abcdeprvzA.-_+!019 ")
    return chance.choice([name[:at] + name[at + 1:], name[:at] + letter + name[at:], name[:at] + letter + name[at + 1:]])


def is_strange(name):
    """Whether a name or tag has other letters than those that they are made of, or begins with none; older
    releases of `packaging` leave that to others to check."""
    if not name.endswith(".whl"):
        return re.search(r"[^A-Za-z0-9._-]", name.rpartition("-")[0]) is not None
    first, *_, python, abi, platform = name.removesuffix(".whl").split("-")
    return re.search(r"[^A-Za-z0-9._-]", first + python + abi + platform) is not None or any(
        tag[:1].isdigit() for tag in python.split("."))


def main():
    chance = random.Random(11)
    names = [line.split()[-1] for line in NAMES.read_text().splitlines() if line and line[0] != "#"] + ODD
    rounds = 200 if "--full" in sys.argv else 20
    for _ in range(rounds):
        names += [changed(chance.choice(names), chance) for _ in range(500)]
    names = [name for name in dict.fromkeys(names) if name.strip() == name and name]
    unread = strange = 0
    for name, read in zip(names, proof.names(names), strict=True):
        own = by_packaging(name)
        unread += own == ["none"]
        if own != ["none"] and name.endswith(".whl") and read != ["none"]:
            # `packaging` takes the zeros at a build number's start away, which index pages show.
            read[2] = "".join(map(str, parse_wheel_filename(name)[2])) if read[2] else ""
        if read == ["none"] and own != ["none"] and is_strange(name):
            strange += 1
            continue
        check(read == own, f"{name!r} is read as by packaging", f"{read}\n{own}")
    print(f"{len(names)} names, {unread} of them none, {strange} of them with letters or digits that only packaging takes")


main()
check.end()
