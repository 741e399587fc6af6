#!/usr/bin/env python3
"""Tokens wherever a person has them, and where they turn up while everything is released from here: in no
byte that relsh writes, no argument list, no environment of a child that does not upload, and no request but
the trial, the upload or the yank that they are for, at their own registry.

    canaries.py BINARIES [--full]

What is searched for is planted first, and the search must find it there and where it is meant to be.
"""
import os
import pathlib
import random
import shutil
import string
import subprocess
import sys
import tempfile

from place import OBJECTS, TAGS, Checks, Workshop
from recorder import Eye, Recorder

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "Terminal"))
import shell_at_terminal  # noqa: E402
from stage import Failed  # noqa: E402

check = Checks()
LETTERS = string.ascii_letters + string.digits


def made(prefix, length):
    return prefix + "".join(random.choices(LETTERS, k=length))


class Person:
    """Somebody with tokens for everything: those of two registries that are used, and many others."""

    def __init__(self, workshop, crates, packages):
        self.workshop, self.crates, self.packages = workshop, crates, packages
        self.home = workshop.home("uv")
        pypi = "pypi-AgEIcHlwaS5vcmc"
        self.foreign = {
            "CARGO_REGISTRY_TOKEN": made("cio", 32), "CARGO_REGISTRIES_OTHER_TOKEN": made("", 40),
            "PYPI_API_TOKEN": made(pypi, 120), "GITHUB_TOKEN": made("ghp_", 36), "GH_TOKEN": made("gho_", 36),
        }
        self.in_files = {"credentials.toml": made("cio", 32), "other registry": made("", 40),
                         ".pypirc": made(pypi, 120), "second index": made("", 24)}
        # A narrowed macaroon begins as the whole one does.
        self.own = {"own crates": crates.token, "own packages": packages.password[:-64]}
        self.variables = {
            **self.home.variables(crates), "UV_PUBLISH_URL": packages.upload,
            "TWINE_REPOSITORY_URL": packages.upload, "UV_DEFAULT_INDEX": packages.simple,
            "UV_PUBLISH_TOKEN": packages.password, "TWINE_PASSWORD": packages.password, **self.foreign}
        self.plant()
        self.outputs = {}
        self.eye = Eye()
        self.eye.start()

    def plant(self):
        credentials, pypirc = self.home.cargo / "credentials.toml", self.home.home / ".pypirc"
        credentials.write_text(
            f'[registry]\ntoken = "{self.in_files["credentials.toml"]}"\n\n[registries.other]\n'
            f'token = "{self.in_files["other registry"]}"\n')
        pypirc.write_text(
            "[distutils]\nindex-servers = pypi\n  private\n[pypi]\nusername = __token__\n"
            f"password = {self.in_files['.pypirc']}\n[private]\nrepository = https://private.example/\n"
            f"username = me\npassword = {self.in_files['second index']}\n")
        self.planted = {credentials, pypirc}

    def needles(self, *without):
        every = {**self.foreign, **self.in_files, **self.own}
        return {name: value.encode() for name, value in every.items() if name not in without}

    def found(self, data, *without):
        return [name for name, value in self.needles(*without).items() if value in data]

    def relsh(self, repository, *words, wanted=0, **more):
        """A line of its own; what it says is kept."""
        process = subprocess.Popen(
            [str(self.workshop.relsh), *words], cwd=repository, env={**self.variables, **more},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        self.eye.sessions.add(process.pid)
        self.eye.look(str(process.pid))
        said, _ = process.communicate(timeout=300)
        self.outputs[f"relsh {words[0]} {len(self.outputs)}"] = said
        check(wanted in (None, process.returncode), f"relsh {' '.join(words[:2])} ends with {wanted}",
              said.decode(errors="replace"))
        return said.decode(errors="replace")


def everything(person, repository):
    """A refusal, a failure of each upload, then all of it; yanked and back; the transcript."""
    wrong = made("cio", 32)
    person.own["mistyped"] = wrong
    release = ["release", "all", "minor", "--here", "--confirm", ",".join(OBJECTS + TAGS)]
    said = person.relsh(repository, *release, wanted=1, CARGO_REGISTRIES_OWN_TOKEN=wrong)
    check("[token-refused]" in said, "a mistyped token is refused by its trial", said)
    for _ in range(6):
        said = person.relsh(repository, *release, wanted=None)
        if "verified py:llmcc@0.2.0" in said:
            break
        check("[upload-unknown]" in said, "an upload fails", said)
    check("verified py:llmcc@0.2.0" in said, "in the end it is released", said)
    for line in ("status", "token", "plan --here", "explain", "history"):
        person.relsh(repository, *line.split())
    for verb in ("yank", "unyank"):
        person.relsh(repository, verb, OBJECTS[0], "--confirm", OBJECTS[0])
    # What was packed for the upload is kept; without it, it is packed again to be compared.
    shutil.rmtree(repository / ".git/relsh/artifacts")
    person.relsh(repository, "publish", "-p", "llmcc-core", "--here", "--confirm", OBJECTS[0])
    person.relsh(repository, "transcript", "save", "saved.relsh")
    logs = list((repository / ".git/relsh/logs").iterdir())
    check(len(logs) >= 2, "the failures left their logs", logs)


def at_the_keyboard(person, repository):
    """The token is typed unseen; what the environment holds instead is of no use, and goes nowhere."""
    unused = made("cio", 32)
    person.foreign["own, but typed over"] = unused
    changes = {**person.variables, "CARGO_REGISTRIES_OWN_TOKEN": unused}
    with shell_at_terminal.Home() as place:
        place.folder = str(repository.parent)
        with shell_at_terminal.Shell(
                str(person.workshop.relsh), place, folder="llmcc-demo", **changes) as shell:
            person.eye.sessions.add(shell.pid)
            shell.shows("llmcc-demo: 5 crates, 1 distribution")
            shell.types("token set own")
            if not shell.until(lambda: "own" in shell.last_row() and ">" not in shell.last_row()):
                raise Failed(f"no token is asked for:\n{shell.text()}")
            shell.send(person.crates.token + "\r")
            shell.at("llmcc-demo (nothing selected) main")
            shell.types("release llmcc-core minor --here")
            asked = "taken back? [y/N]"
            if not shell.until(lambda: "".join(asked.split()) in "".join(shell.text().split()), limit=60):
                raise Failed(f"nothing is asked:\n{shell.text()}")
            shell.types("y")
            if not shell.until(lambda: "verified crate:llmcc-core@0.2.0" in shell.text(), limit=120):
                raise Failed(f"the release does not end:\n{shell.text()}")
            shell.at("llmcc-core 0.2.0 main")
            shell.send("\x04")
            shell.ends(0)
            person.outputs["the screen"] = shell.raw


def check_bytes(person, *repositories):
    """Nothing that was written holds a token: outputs, state, logs, transcripts, build folders."""
    for path in person.planted:
        check(person.found(path.read_bytes()), f"{path.name} holds its canaries")
    count = 0
    for folder in [person.home.folder, *(repository.parent for repository in repositories)]:
        for place, _, names in os.walk(folder):
            for name in names:
                path = pathlib.Path(place) / name
                if path in person.planted or path.is_symlink() or not path.is_file():
                    continue
                found = person.found(path.read_bytes())
                count += 1
                if found:
                    check(False, f"{path} holds {found}")
    check(count > 500, "files were searched", count)
    for name, said in person.outputs.items():
        check(not person.found(said), f"no token in what {name} says", person.found(said))


def check_processes(person):
    """No token in an argument list; in an environment only where cargo or uv uploads."""
    person.eye.over.set()
    person.eye.join(10)
    kinds, uploading = set(), {}
    for (process, arguments), (session, environment) in person.eye.seen.items():
        words = arguments.decode(errors="replace").split("\0")
        kind = " ".join([os.path.basename(words[0]), *[
            word for word in words[1:] if word[:1] != "-" and not word.startswith("core.")][:1]])
        check(not person.found(arguments), "no token in an argument list", kind)
        if os.path.basename(words[0]) == "relsh":
            if process == str(session):
                kinds.add("relsh" if person.found(environment) else "relsh without")
            continue
        kinds.add(kind)
        if kind in ("cargo publish", "cargo yank", "uv publish"):
            uploading.setdefault(kind, []).append(environment)
            own = ("own packages",) if kind == "uv publish" else ("own crates", "own crates, again", "mistyped")
            check(not person.found(environment, *own), f"`{kind}` has no token but its own",
                  person.found(environment, *own))
        elif kind.startswith(("git", "sh git", "cargo", "uv", "twine")):
            # git may need what lets it into its remotes.
            github = ("GITHUB_TOKEN", "GH_TOKEN") if kind.startswith(("git", "sh git")) else ()
            check(not person.found(environment, *github), f"`{kind}` has no token",
                  person.found(environment, *github))
    check("relsh" in kinds, "relsh itself had the canaries", kinds)
    check({"cargo package", "git push"} <= kinds, "children were seen", kinds)
    for kind, own in (("cargo publish", "own crates"), ("uv publish", "own packages")):
        held = [environment for environment in uploading.get(kind, []) if own in person.found(environment)]
        check(held, f"`{kind}` was seen with its token", kinds)


def check_requests(person):
    """Each token is sent to its own registry, and only with what it is for."""
    meant = {("GET", "/api/v1/me"), ("PUT", "/api/v1/crates/new")}
    sent = set()
    for method, path, data in person.crates.requests:
        found = person.found(data)
        is_meant = (method, path) in meant or path.endswith(("/yank", "/unyank"))
        check(not set(found) - {"own crates", "own crates, again", "mistyped"} if is_meant else not found,
              f"{method} {path} of crates holds no other token", found)
        sent |= {(method, path.rsplit("/", 1)[1], name) for name in found}
    for method, path, data in person.packages.requests:
        found = person.found(data)
        check(not set(found) - {"own packages"} if (method, path) == ("POST", "/legacy/") else not found,
              f"{method} {path} of packages holds no other token", found)
        sent |= {(method, path, name) for name in found}
    wanted = {("GET", "me", "own crates"), ("GET", "me", "mistyped"), ("PUT", "new", "own crates"),
              ("DELETE", "yank", "own crates"), ("PUT", "unyank", "own crates"),
              ("GET", "me", "own crates, again"), ("PUT", "new", "own crates, again"),
              ("POST", "/legacy/", "own packages")}
    check(sent == wanted, "each was sent for what it is for", sent ^ wanted)


def main():
    random.seed()
    with tempfile.TemporaryDirectory(prefix="relsh-") as folder:
        workshop = Workshop(sys.argv[1], os.path.realpath(folder))
        with workshop.registry(faults=["crates:500*1"]) as crates, \
                workshop.registry(faults=["packages:500*4"]) as packages, \
                Recorder(crates) as before_crates, Recorder(packages) as before_packages:
            person = Person(workshop, before_crates, before_packages)
            repository = workshop.demo()
            everything(person, repository)
            with workshop.registry() as fresh, Recorder(fresh) as before_fresh:
                person.home.variables(before_fresh)
                before_fresh.requests = before_crates.requests
                person.own["own crates, again"] = fresh.token
                second, person.crates = workshop.demo(distribution=False), before_fresh
                try:
                    at_the_keyboard(person, second)
                except Failed as problem:
                    check(False, "at the keyboard", problem)
            check_bytes(person, repository, second)
            check_processes(person)
            check_requests(person)
    check.end()


if __name__ == "__main__":
    main()
