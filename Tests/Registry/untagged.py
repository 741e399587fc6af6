#!/usr/bin/env python3
"""A version that the registry serves and that has no tag, or one elsewhere: named by a plan before anything is
done, and repaired without sending it again.

    untagged.py BINARIES [--full]
"""
import pathlib
import sys
import tempfile

from distributions import sdist, wheel
from practice_release import Practice, release
from served import Checks, Registry

relsh = pathlib.Path(sys.argv[1]).resolve() / "relsh"
check = Checks()
TAG, OBJECT = "llmcc-core-v0.2.0", "crate:llmcc-core@0.2.0"
LINE = release("0.2.0", crates=["llmcc-core"])
CHOSEN = "use llmcc-core; target 0.2.0; "


def fixes(said):
    return [line.removeprefix("  fix  ") for line in said.splitlines() if line.startswith("  fix  ")]


class Published:
    """A demo whose crate is on the registry, and whose tag is gone, here and on the remote."""

    def __init__(self, root, registry):
        self.demo = Practice(relsh, root / "practice", registry)
        code, said = self.demo(release(crates=["llmcc-core"]))
        check(code == 0, "it is published", said)
        self.commit = self.demo.sh("git rev-parse HEAD").strip()
        self.demo.sh(f"git tag -d {TAG} && git push --quiet origin :{TAG}")

    def tagged(self):
        return self.demo.sh(f"git rev-parse '{TAG}^{{}}'").strip(), self.demo.remote_tags()


def of_head(root, is_later):
    """HEAD's own source: it is named, and the tag is made at HEAD."""
    with Registry(relsh, "registry", "--data", root / "data") as registry:
        published = Published(root, registry)
        demo = published.demo
        if is_later:
            demo.sh("git commit --quiet --allow-empty --message later")
        words = f"from {published.commit[:7]}" + (", of the same source as HEAD" if is_later else
                                                   ": the checksum is the same")
        code, said = demo(CHOSEN + "plan --here")
        check(code == 0 and f"published, and {TAG} is missing: reh serves it, {words}" in said,
              "a plan names what is published and untagged", said)
        code, said = demo(CHOSEN + "go --here")
        check(code == 0 and f"published, and {TAG} is missing" in said and f"tagged {TAG}" in said,
              "`go` names it and makes the tag", said)
        code, said = demo(LINE)
        check(code == 0 and f"already published {OBJECT} to reh" in said, "the release finishes", said)
        check(TAG in published.tagged()[1], "with its tag", said)
        sent = [line for line in registry.stop()[1] if " PUT " in line]
        check(len(sent) == 1, "and sends nothing", sent)


def of_an_earlier_commit(root):
    """The commit that the crate names, with other work on top: the tag belongs there."""
    with Registry(relsh, "registry", "--data", root / "data") as registry:
        published = Published(root, registry)
        demo = published.demo
        demo.edit("crates/llmcc-core/src/lib.rs", "//", "// more\n//")
        before = demo.sh("git for-each-ref")
        code, said = demo(CHOSEN + "plan --here")
        check("[published-untagged]" in said and f"from {published.commit[:7]}, which has no tag" in said,
              "a plan names the commit", said)
        for line in (CHOSEN + "go --here", CHOSEN + f"go all --here --confirm {TAG},{OBJECT}", LINE):
            code, said = demo(line)
            check(code == 1 and "[published-untagged]" in said, f"`{line}` does not tag another commit", said)
            check(demo.sh("git for-each-ref") == before, "nothing was changed", said)

        # Tagged by hand where it does not belong.
        code, said = demo(CHOSEN + "tag; publish --here --confirm " + OBJECT)
        check(code == 1 and "[published-untagged]" in said and fixes(said)[0] == f"undo-tag {TAG}",
              "a tag elsewhere is taken back first", said)
        for fix in fixes(said):
            code, answer = demo(fix + (f" --confirm {TAG}" if fix.startswith("undo") else ""))
            check(code == 0, f"`{fix}` works", answer)
        code, said = demo(LINE)
        check(code == 0 and f"already published {OBJECT} to reh" in said, "then the release goes on", said)
        there, remote = published.tagged()
        check(there == published.commit and TAG in remote, "the tag is where it was published from", there)
        sent = [line for line in registry.stop()[1] if " PUT " in line]
        check(len(sent) == 1, "and nothing was sent", sent)


def of_another_source(root):
    """No commit here made it: the next version is the way."""
    with Registry(relsh, "registry", "--data", root / "data") as registry:
        published = Published(root, registry)
        demo = published.demo
        demo.edit("crates/llmcc-core/src/lib.rs", "//", "// more\n//")
        demo.sh("git reset --quiet --soft HEAD~2 && git commit --quiet --message squashed"
                " && git reflog expire --expire=now --all && git push --quiet --force origin HEAD"
                " && git gc --quiet --prune=now && git -C ../llmcc.origin.git gc --quiet --prune=now")
        code, said = demo(LINE)
        check(code == 1 and "[other-content]" in said and "what differs: src/lib.rs (changed)" in said
              and "  why  here   " in said and "  why  there  " in said
              and fixes(said) == ["release crate:llmcc-core patch"], "another source is other content", said)


def of_files(root):
    """A distribution."""
    with Registry(relsh, "registry", "--data", root / "data") as registry:
        demo = Practice(relsh, root / "practice", registry, UV_PUBLISH_TOKEN=registry.password)
        wheel(demo.work / "dist")
        sdist(demo.work / "dist")
        where = f"--here --upload-url {registry.upload} --index-url {registry.simple}"
        line = f"release py:llmcc 0.2.0 {where} --confirm v0.2.0,py:llmcc@0.2.0"
        code, said = demo(line)
        check(code == 0, "a distribution is published", said)
        demo.sh("git tag -d v0.2.0 && git push --quiet origin :v0.2.0")
        code, said = demo(f"use py:llmcc; target 0.2.0; plan {where}")
        check(code == 0 and "published, and v0.2.0 is missing: index serves the 2 files of dist/" in said,
              "a plan names a distribution that is untagged", said)
        code, said = demo(line)
        check(code == 0 and "v0.2.0" in demo.remote_tags(), "the tag is made again", said)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        of_head(root / "same", is_later=False)
        of_head(root / "later", is_later=True)
        of_an_earlier_commit(root / "earlier")
        of_another_source(root / "another")
        of_files(root / "files")
    check.end()
