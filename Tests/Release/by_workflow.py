#!/usr/bin/env python3
"""The whole release with workflows as publishers: what leaves, in which pushes, and what waits for what.

    by_workflow.py BINARIES [--full]

The test publishes in the workflows' place: for each tag that arrives at origin, from that tag, as the
workflow would, some time later.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

from place import (CRATE_UPLOAD, CRATES, NEEDS, OBJECTS, TAGS, Checks, Workshop, check_published,
                   environment, leftovers, run)

check = Checks()
HOOK = """#!/bin/sh
# One line a push: the moment, and the tags in it.
tags=
while read -r old new name; do
  case "$name" in refs/tags/*) tags="$tags ${name#refs/tags/}" ;; esac
done
echo "$(date +%s.%N)$tags" >>"$PUSHES"
"""


class Workflows(threading.Thread):
    """Publishes what the tags of a bare repository say, a while after each push."""

    def __init__(self, workshop, home, registry, repository, pushes):
        super().__init__(daemon=True)
        self.workshop, self.registry, self.pushes = workshop, registry, pushes
        self.origin = f"{repository}.origin.git"
        self.variables = home.variables(registry)
        self.folder = home.folder / "runs"
        self.folder.mkdir()
        self.done, self.problems = {}, []
        self.over = threading.Event()

    def run(self):
        seen = 0
        while not self.over.wait(0.1):
            pushed = self.read()
            for _, tags in pushed[seen:]:
                time.sleep(1)
                for tag in tags:
                    self.publish(tag)
            seen = len(pushed)

    def read(self):
        """The pushes that carried tags: when, and which."""
        lines = self.pushes.read_text().splitlines() if self.pushes.exists() else []
        return [(float(line.split()[0]), line.split()[1:]) for line in lines if len(line.split()) > 1]

    def publish(self, tag):
        checkout = self.folder / tag
        code, said = run(["git", "clone", "--quiet", "--branch", tag, self.origin, checkout],
                         self.folder, self.variables)
        if code == 0 and tag.startswith("v"):
            files = [str(path) for path in self.workshop.distribution.iterdir()]
            code, said = run(["uv", "publish", "--trusted-publishing", "never", *files], checkout,
                             self.variables)
        elif code == 0:
            crate = tag.rsplit("-v", 1)[0]
            code, said = run(["cargo", "publish", "--locked", "--package", crate], checkout,
                             self.variables)
        self.done[tag] = time.time()
        if code != 0:
            self.problems.append(f"{tag}: {said}")


def release(workshop, home, registry):
    repository = workshop.demo("workflow", distribution=False)
    pushes = workshop.folder / "pushes"
    hook = pathlib.Path(f"{repository}.origin.git/hooks/post-receive")
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(HOOK)
    hook.chmod(0o755)
    workflows = Workflows(workshop, home, registry, repository, pushes)
    # Whoever releases has no token and needs none.
    variables = home.variables(registry, PUSHES=str(pushes))
    for name in ("CARGO_REGISTRIES_OWN_TOKEN", "UV_PUBLISH_TOKEN", "TWINE_PASSWORD"):
        del variables[name]
    words = [workshop.relsh, "release", "all", "minor"]
    code, said = run(words, repository, variables)
    check(code == 4, "without a confirmation nothing leaves", said)
    asked = [name for name in TAGS if name in said.split("error:")[-1]]
    check(asked == TAGS and not any(f"{name}," in said.split("error:")[-1] for name in OBJECTS),
          "the tags are what is confirmed", said)
    check(not workflows.read(), "nothing was pushed")
    workflows.start()
    confirmed = [word for tag in TAGS for word in ("--confirm", tag)]
    code, said = run(words + confirmed, repository, variables, 300)
    workflows.over.set()
    workflows.join(60)
    check(code == 0, "the release ends", said)
    check(not workflows.problems, "each workflow could publish", workflows.problems)
    return repository, workflows, said


def check_pushes(workflows):
    """At most three tags a push, and each after what it needs was published."""
    pushed = workflows.read()
    check(sorted(tag for _, tags in pushed for tag in tags) == sorted(TAGS), "each tag was pushed once",
          pushed)
    check(max(len(tags) for _, tags in pushed) <= 3, "at most three tags in a push", pushed)
    moments = {tag: moment for moment, tags in pushed for tag in tags}
    for name, needs in NEEDS.items():
        for need in needs:
            check(workflows.done.get(f"{need}-v0.2.0", float("inf")) < moments[f"{name}-v0.2.0"],
                  f"{name} left when {need} was there", (pushed, workflows.done))
    levels = [{"llmcc-core"}, {"llmcc-python", "llmcc-rust"}, {"llmcc", "llmcc-bindings"}]
    found = [{tag.rsplit("-v", 1)[0] for tag in tags if not tag.startswith("v")} for _, tags in pushed]
    check([names for names in found if names] == levels, "level by level", pushed)


def main():
    with tempfile.TemporaryDirectory(prefix="relsh-") as folder:
        workshop = Workshop(sys.argv[1], os.path.realpath(folder))
        with workshop.registry() as registry:
            home = workshop.home("uv")
            repository, workflows, said = release(workshop, home, registry)
            check_pushes(workflows)
            check_published(check, registry, "by workflows")
            for name in CRATES:
                check(f"verified crate:{name}@0.2.0" in said, f"{name} is verified", said)
            check("verified py:llmcc@0.2.0" in said, "the distribution is verified", said)
            check(not any("PUT" in line and not line.startswith("200") for line in registry.lines),
                  "no crate was sent in vain", registry.lines)
            check(not leftovers(workshop, repository), "nothing is left behind")
            variables = home.variables(registry)
            sent = registry.sent(CRATE_UPLOAD)
            code, said = run([workshop.relsh, "go", "all"], repository, variables, 300)
            check(code == 0 and registry.sent(CRATE_UPLOAD) == sent, "`go` has nothing more to do", said)
    check.end()


if __name__ == "__main__":
    main()
