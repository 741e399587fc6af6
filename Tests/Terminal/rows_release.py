"""A person's whole release at the keyboard: one crate, then the Python package."""
import functools
import os

from shell_at_terminal import Home, Shell
from stage import expect, row

START = "llmcc-demo: 5 crates, 1 distribution; last releases llmcc-core-v0.1.0, v0.1.0"


@row
def whole_release(program):
    """outside a repository, demo, open; a crate, then the Python package, led by `next:`"""
    released(program)


@functools.cache
def released(program):
    """Plays the release; the transcript that was saved after the crate."""
    with Home() as home, Shell(program, home) as shell:
        arrives(shell)
        prepares(shell)
        releases_the_crate(shell, home)
        with open(home.path("llmcc-demo", "core.relsh")) as file:
            core = file.read()
        releases_the_distribution(shell)
        shell.runs(
            "transcript save release.relsh --param version", prompt="py:llmcc 0.2.0 main")
        shell.send("\x04")
        shell.ends(0)
        check_world(home)
        return core


def arrives(shell):
    """Outside of a repository there are `help`, `demo` and `open`."""
    shell.at("work (no repository)")
    shell.shows("no repository here", "next: demo")
    shell.runs("status", "[no-repository]", prompt="work (no repository) !", next="demo")
    shell.runs(
        "demo", "made demo", prompt="work (no repository)", next="open llmcc-demo")
    shell.send("op\t")
    shell.at("work (no repository)", "open ")
    shell.send("\t")
    shell.at("work (no repository)", "open llmcc-demo")
    shell.send("/\r")
    shell.at("llmcc-demo (nothing selected) main")
    shell.shows(START, "next: use crate:llmcc-core")


def prepares(shell):
    """A mistyped command, what was typed brought back, ^C, and the menus of Tab."""
    nothing = "llmcc-demo (nothing selected) main"
    shell.runs(
        "sue llmcc-core", "`sue` is not a command", prompt=nothing + " !", next="use llmcc-core")
    shell.send("\x1b[A")
    shell.at(nothing + " !", "sue llmcc-core")
    shell.send("\x03")
    shell.at(nothing + " !")
    shell.send("use llmcc-c\t")
    shell.at(nothing + " !", "use llmcc-core ")
    shell.send("\r")
    shell.at("llmcc-core 0.1.0 main")
    shell.shows("selected crate:llmcc-core", "next: bump minor")
    shell.send("target \t")
    shell.shows("minor  -> 0.2.0", "major  -> 1.0.0")
    shell.send("m")
    shell.lacks("-> 1.0.0")
    shell.send("in\t")
    shell.at("llmcc-core 0.1.0 main", "target minor ")
    shell.resize(24, 60)
    shell.at("llmcc-core 0.1.0 main", "target minor ")
    shell.resize(24, 80)
    shell.at("llmcc-core 0.1.0 main", "target minor ")
    shell.send("\r")
    shell.at("llmcc-core 0.1.0 -> 0.2.0 main")
    shell.shows("target 0.2.0", "next: bump")


def releases_the_crate(shell, home):
    """Each line that `next:` names; a child that ^C ends; the first push is refused."""
    shell.runs("bump", "bumped crate:llmcc-core@0.2.0", prompt="llmcc-core 0.2.0 main*",
               next="commit")
    shell.types("!sleep 60")
    shell.child_runs("sleep")
    shell.send("\x03")
    shell.at("llmcc-core 0.2.0 main* !")
    shell.shows("`!sleep 60` was interrupted", "next: commit")
    shell.runs("commit", "committed crate:llmcc-core@0.2.0", prompt="llmcc-core 0.2.0 main",
               next="tag")
    shell.runs("tag", "tagged llmcc-core-v0.2.0", prompt="llmcc-core 0.2.0 main", next="push")
    shell.types("push")
    shell.answers("push llmcc-core-v0.2.0? [y/N]", "")
    shell.at("llmcc-core 0.2.0 main !")
    shell.shows("[unconfirmed]", "next: push")
    expect("llmcc-core-v0.2.0" not in home.git("ls-remote", "origin"), "pushed all the same")
    shell.send("pu\x1b[A")
    shell.at("llmcc-core 0.2.0 main !", "push")
    shell.send("\r")
    shell.answers("push llmcc-core-v0.2.0? [y/N]", "y")
    shell.at("llmcc-core 0.2.0 main")
    shell.shows("pushed main llmcc-core-v0.2.0 to origin", "next: use crate:llmcc-python")
    shell.runs("transcript save core.relsh --param version", prompt="llmcc-core 0.2.0 main")


def releases_the_distribution(shell):
    """The same for the Python package, whose name a crate has, too."""
    shell.runs("use llmcc", "crate:llmcc", "py:llmcc", prompt="llmcc-core 0.2.0 main !")
    shell.runs("use python", "selected py:llmcc", prompt="py:llmcc 0.1.0 main", next="bump minor")
    shell.runs("bump minor", "bumped py:llmcc@0.2.0", prompt="py:llmcc 0.2.0 main*",
               next="commit")
    shell.send("\x1b[200~commit\ntag\n\x1b[201~")
    shell.shows("tag")
    shell.send("\r")
    shell.at("py:llmcc 0.2.0 main")
    shell.shows("committed py:llmcc@0.2.0", "tagged v0.2.0", "next: push")
    shell.types("push")
    shell.answers("push v0.2.0? [y/N]", "y")
    shell.at("py:llmcc 0.2.0 main")
    shell.shows("pushed main v0.2.0 to origin")


def check_world(home):
    """What git says at the end: both tags, here and on origin, on commits that state the version."""
    tags = set(home.git("tag", "--list", "*0.2.0").split())
    expect(tags == {"llmcc-core-v0.2.0", "v0.2.0"}, f"tags {tags}")
    for tag in tags:
        expect(home.git("cat-file", "-t", tag) == "tag", f"{tag} is not annotated")
        there = home.git("rev-parse", tag, folder="llmcc-demo.origin.git")
        expect(there == home.git("rev-parse", tag), f"{tag} is another one on origin")
    main = home.git("rev-parse", "main", folder="llmcc-demo.origin.git")
    expect(main == home.git("rev-parse", "main"), "main is another one on origin")
    crate = home.git("show", "llmcc-core-v0.2.0:crates/llmcc-core/Cargo.toml")
    expect('version = "0.2.0"' in crate, crate)
    project = home.git("show", "v0.2.0:pyproject.toml")
    expect('version = "0.2.0"' in project, project)
    subjects = home.git("log", "-2", "--format=%s").splitlines()
    expect(subjects == ["chore: bump llmcc to 0.2.0", "chore: bump llmcc-core to 0.2.0"],
           f"{subjects}")
    changed = home.git("status", "--porcelain").splitlines()
    expect(changed == ["?? core.relsh", "?? release.relsh"], f"{changed}")
    modes = [os.stat(os.path.join(folder, name)).st_mode & 0o777
             for folder, _, names in os.walk(home.state) for name in names]
    expect(len(modes) >= 2 and set(modes) == {0o600}, f"histories with modes {modes}")
