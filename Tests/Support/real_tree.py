#!/usr/bin/env python3
# Written for the issues of this project and taken over as it was: real release trees, where their data is.
"""Unpack one of the real repository trees in real-trees/.

Manifests, lock files, workflows and configuration come out byte for byte; a
changelog ends after line 400. Every other path of the tree becomes a stub: an
empty file, `fn main() {}` where Cargo builds a program from it, a symlink where
its target is in the tree, an empty directory for a submodule (with a stand-in
for a crate in it that the tree depends on).
"""
import argparse
import json
import os
import posixpath
import subprocess
import sys
import tarfile
from pathlib import Path

TREES = Path(__file__).resolve().parent / "real-trees"


def find_archive(name):
    """The archive at path `name`, or the only one whose file name is or contains it."""
    if Path(name).is_file():
        return Path(name)
    stem = name.removesuffix(".tar.xz").replace("/", "%2F")
    archives = sorted(TREES.glob("*.tar.xz"))
    found = [a for a in archives if a.name == stem + ".tar.xz"] or [a for a in archives if stem in a.name]
    if len(found) == 1:
        return found[0]
    reason = "several trees match" if found else "no tree matches"
    sys.exit(f"error: {reason} {name!r}\n" + "".join(f"  {a.name}\n" for a in found or archives))


def read_archive(archive):
    """(about, entries, files): an entry is [mode, size, path], and a symlink's target or a submodule's commit."""
    with tarfile.open(archive) as tar:
        content = {member.name: tar.extractfile(member).read() for member in tar}
    about = json.loads(content.pop("ABOUT.json"))
    entries = [line.split("\t") for line in content.pop("PATHS").decode().splitlines()]
    return about, entries, {name.removeprefix("files/"): data for name, data in content.items()}


def unpack(about, entries, files, root):
    """Write the verbatim files and the stubs below `root`."""
    programs = set(about["stubs"]["programs"])
    known = {entry[2] for entry in entries}
    known |= {str(parent) for path in known for parent in Path(path).parents}
    for mode, _, path, *link in entries:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if mode == "160000":
            place.mkdir()
        elif mode == "120000" and posixpath.normpath(posixpath.join(posixpath.dirname(path), link[0])) in known:
            place.symlink_to(link[0])
        else:
            place.write_bytes(files.get(path, b"fn main() {}\n" if path in programs else b""))
            place.chmod(0o755 if mode == "100755" else 0o644)
    for path, (crate, version) in about["stubs"]["submodule_crates"].items():
        (root / path / "src").mkdir(parents=True)
        (root / path / "src" / "lib.rs").touch()
        (root / path / "Cargo.toml").write_text(f'[package]\nname = "{crate}"\nversion = "{version}"\n')


def make_git(about, entries, root, origin):
    """Two commits on main, an empty one with the earlier tags and the tree with the release's, and a bare `origin` of it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    env |= {"GIT_AUTHOR_DATE": about["date"], "GIT_COMMITTER_DATE": about["date"]}

    def git(*arguments, **options):
        subprocess.run(["git", "-C", root, *arguments], check=True, env=env, **options)

    submodules = {path: link[0] for mode, _, path, *link in entries if mode == "160000"}
    git("init", "--quiet", "--initial-branch=main")
    git("config", "user.name", "Real Tree")
    git("config", "user.email", "real-tree@example.invalid")
    git("commit", "--quiet", "--allow-empty", "--message", "Everything before")
    git("update-ref", "--stdin", input="".join(f"create refs/tags/{tag} HEAD\n" for tag in about["earlier_tags"]), text=True)
    git("add", "--all", "--force", "--", ".", *(f":(exclude,literal){path}" for path in submodules))
    for path, commit in submodules.items():
        git("update-index", "--add", "--cacheinfo", f"160000,{commit},{path}")
    git("commit", "--quiet", "--message", f"{about['repository']} at {about['tag']}")
    git("tag", *(["--annotate", "--message", about["tag"]] if about["annotated"] else []), about["tag"])
    git("clone", "--quiet", "--bare", ".", origin)
    git("remote", "add", "origin", origin)
    git("fetch", "--quiet", "origin")
    git("branch", "--quiet", "--set-upstream-to=origin/main")


def list_trees():
    """One line a tree. Crates are those of the workspace at the root, or of all workspaces where none is there."""
    print("crates  publishable  workspaces  distributions  paths  tree")
    for archive in sorted(TREES.glob("*.tar.xz")):
        about, entries, _ = read_archive(archive)
        counts = [about[key] for key in ("crates", "publishable_crates", "workspaces", "distributions")]
        print("{:6}  {:11}  {:10}  {:13}  {:5}  {}".format(*counts, len(entries), archive.name.removesuffix(".tar.xz")))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", nargs="?", metavar="NAME", help="an archive, or a part of the name of exactly one")
    parser.add_argument("dir", nargs="?", metavar="DIR", type=Path, help="folder to write; must be new or empty")
    parser.add_argument("--git", action="store_true", help="also commit, tag (the earlier tags too), and make the bare origin DIR.origin.git")
    parser.add_argument("--list", action="store_true", help="list the trees with their crates and distributions")
    arguments = parser.parse_args()
    if arguments.list:
        return list_trees()
    if not arguments.tree or not arguments.dir:
        parser.error("NAME and DIR are needed, or --list")
    root = arguments.dir.absolute()
    origin = root.with_name(root.name + ".origin.git")
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        parser.error(f"{root} is not an empty folder")
    if arguments.git and origin.exists():
        parser.error(f"{origin} is there already")
    about, entries, files = read_archive(find_archive(arguments.tree))
    root.mkdir(parents=True, exist_ok=True)
    unpack(about, entries, files, root)
    if arguments.git:
        make_git(about, entries, root, origin)
    print(f"{about['repository']} {about['tag']}: {len(files)} files, {len(entries) - len(files)} stubs in {root}")


if __name__ == "__main__":
    main()
