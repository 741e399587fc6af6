#!/usr/bin/env python3
"""The whole release at the keyboard, from this machine: five crates by real cargo and a distribution from
`dist/`; what arrived is used, and the transcript that was saved releases the same in a fresh place.

    at_keyboard.py BINARIES [--full]

The release and its replay with uv alone along the PATH, another replay with twine alone.
"""
import os
import pathlib
import sys
import tempfile

from place import (CRATE_UPLOAD, CRATES, FILE_UPLOAD, NEEDS, OBJECTS, TAGS, Checks, Workshop,
                   check_published, leftovers, run)

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "Terminal"))
import shell_at_terminal  # noqa: E402
from stage import Failed  # noqa: E402

SAVED = "release.relsh"
PROMPT = "all (6) minor main"
LONG = 300  # seconds that a release may take on a busy machine
check = Checks()


def release(workshop, home, registry):
    """Types it, answers its one question, saves the transcript; the repository."""
    repository = workshop.demo("keyboard")
    with shell_at_terminal.Home() as place:
        place.folder = str(repository.parent)
        changes = home.variables(registry)
        with shell_at_terminal.Shell(
                str(workshop.relsh), place, folder="llmcc-demo", **changes) as shell:
            shell.shows("llmcc-demo: 5 crates, 1 distribution")
            shell.types("release all minor --here")
            question(shell)
            shell.types("y")
            if not shell.until(lambda: shell.last_row() in (PROMPT + " >", PROMPT + " ! >"), limit=LONG):
                raise Failed(f"the release does not end:\n{shell.text()}")
            shell.at(PROMPT)
            shell.shows("verified py:llmcc@0.2.0")
            shell.runs(f"transcript save {SAVED}", f"{SAVED}:", prompt=PROMPT)
            shell.send("\x04")
            shell.ends(0)
    return repository


def question(shell):
    """The one question names every object, and what cannot be taken back."""
    def squeezed():
        return "".join(shell.text().split())
    if not shell.until(lambda: squeezed().endswith("whichcannotbetakenback?[y/N]"), limit=LONG):
        raise Failed(f"nothing is asked:\n{shell.text()}")
    asked = squeezed()
    for name in OBJECTS + TAGS:
        check(name in asked, f"{name} is asked for", shell.text())


def check_release(workshop, registry, repository):
    """All is there, once, in dependency order, and nothing of the work is left."""
    check_published(check, registry, "at the keyboard")
    order = registry.order()
    for name, needs in NEEDS.items():
        for need in needs:
            check(order.index(need) < order.index(name), f"{need} before {name}", order)
    check(registry.sent(CRATE_UPLOAD) == 5 and registry.sent(FILE_UPLOAD, "200") == 2,
          "nothing was sent twice", registry.lines)
    tags = workshop.git(repository, "ls-remote", "--tags", "origin")
    check(all(f"refs/tags/{tag}\n" in tags + "\n" for tag in TAGS), "the tags are on origin", tags)
    status = workshop.git(repository, "status", "--porcelain")
    check(status == f"?? {SAVED}", "the work tree is clean", status)
    left = leftovers(workshop, repository)
    check(not left, "nothing is left behind", left)


def use_crates(workshop, home, registry):
    """A fresh project depends on each crate and builds."""
    user = workshop.home("")
    variables = user.variables(registry)
    for name in ("CARGO_REGISTRIES_OWN_TOKEN", "UV_PUBLISH_TOKEN", "TWINE_PASSWORD"):
        del variables[name]
    project = user.folder / "project"
    (project / "src").mkdir(parents=True)
    needs = "".join(f'{name} = "0.2"\n' for name in CRATES)
    (project / "Cargo.toml").write_text(
        f'[package]\nname = "user"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n{needs}')
    uses = "".join(f"pub use {name.replace('-', '_')} as _{number};\n"
                   for number, name in enumerate(CRATES))
    (project / "src/lib.rs").write_text(uses)
    code, said = run(["cargo", "build"], project, variables)
    check(code == 0, "a fresh project builds on each crate", said)
    lock = (project / "Cargo.lock").read_text()
    for name, version, checksum in registry.crates():
        check(f'name = "{name}"\nversion = "{version}"' in lock and checksum in lock,
              f"{name} is the published one", lock)


def use_distribution(workshop, registry):
    """A fresh virtual environment installs the distribution from the index and imports it."""
    user = workshop.home("")
    variables = user.variables(registry)
    code, said = run([sys.executable, "-m", "venv", user.folder / "venv"], user.folder, variables)
    check(code == 0, "a virtual environment", said)
    python = user.folder / "venv/bin/python"
    code, said = run([python, "-m", "pip", "install", "--no-cache-dir", "--index-url", registry.simple,
                      "--only-binary", ":all:", "llmcc"], user.folder, variables)
    check(code == 0 and "Successfully installed llmcc-0.2.0" in said, "pip installs it", said)
    words = "import llmcc, llmcc._native; print(llmcc.__version__)"
    code, said = run([python, "-c", words], user.folder, variables)
    check(code == 0 and said == "0.2.0\n", "what was installed can be imported", said)


def replay(workshop, uploader, transcript):
    """The saved transcript in a fresh repository and registry; then again, when nothing is sent."""
    home, repository = workshop.home(uploader), workshop.demo()
    (repository / SAVED).write_text(transcript)
    with workshop.registry() as registry:
        variables = home.variables(registry)
        line = [workshop.relsh, "run", SAVED, "--verify"]
        code, said = run(line, repository, variables, LONG)
        check(code == 0, f"the transcript runs with {uploader}", said)
        check(f"by {uploader}" in said, f"{uploader} is named", said)
        check_published(check, registry, f"the transcript with {uploader}")
        sent = [line for line in registry.lines if "PUT" in line or "POST" in line]
        code, said = run(line, repository, variables, LONG)
        check(code == 0, f"it runs again with {uploader}", said)
        after = [line for line in registry.lines if "PUT" in line or "POST" in line]
        check(after == sent, "again: nothing is sent", after)
        check(not leftovers(workshop, repository), "nothing is left behind")


def main():
    with tempfile.TemporaryDirectory(prefix="relsh-") as folder:
        workshop = Workshop(sys.argv[1], os.path.realpath(folder))
        home = workshop.home("uv")
        with workshop.registry() as registry:
            try:
                repository = release(workshop, home, registry)
            except Failed as problem:
                check(False, "the release at the keyboard", problem)
                check.end()
            check_release(workshop, registry, repository)
            use_crates(workshop, home, registry)
            use_distribution(workshop, registry)
        transcript = (repository / SAVED).read_text()
        check(registry.token not in transcript and registry.password not in transcript,
              "no token in the transcript", transcript)
        for uploader in ("uv", "twine"):
            replay(workshop, uploader, transcript)
    check.end()


if __name__ == "__main__":
    main()
