#!/usr/bin/env python3
"""Broken variants of the demo: each is refused before anything leaves, with its fix; the intact one is not.

    broken_variants.py BINARIES [--full]
"""
import pathlib
import sys
import tempfile

from practice_release import CRATES, Practice, foreign, release
from served import Checks, Registry

relsh = pathlib.Path(sys.argv[1]).resolve() / "relsh"
check = Checks()
CORE, RUST = "crates/llmcc-core/Cargo.toml", "crates/llmcc-rust/Cargo.toml"


def unpublished(demo, _):
    demo.edit(RUST, 'version = "0.1.0"\n', 'version = "0.1.0"\npublish = false\n')


def unpublished_alone(demo, _):
    demo.edit(CORE, 'version = "0.1.0"\n', 'version = "0.1.0"\npublish = false\n')
    return release(crates=["llmcc-core"])


def needing(demo, _):
    """One crate alone, whose needs the registry does not have."""
    return release(crates=["llmcc"])


def elsewhere(demo, _):
    demo.edit(CORE, 'version = "0.1.0"\n', 'version = "0.1.0"\npublish = ["company"]\n')
    return release(crates=["llmcc-core"])


def by_path_alone(demo, _):
    demo.edit(RUST, 'llmcc-core = { path = "../llmcc-core", version = "0.1.0" }',
              'llmcc-core = { path = "../llmcc-core" }')


def without_readme(demo, _):
    demo.sh("git rm --quiet crates/llmcc-core/README.md && git commit --quiet --message 'no readme'")


def without_description(demo, _):
    text = (demo.work / CORE).read_text()
    line = next(line for line in text.splitlines() if line.startswith("description"))
    demo.edit(CORE, line + "\n", "")


def excluding(demo, _):
    """Bumped, committed and tagged; then a tag whose commit asks for the old version."""
    demo(f"use crates; target 0.2.0; bump; commit")
    demo.edit(RUST, 'version = "0.2.0" }', 'version = "0.1" }')
    demo("use crates; target 0.2.0; tag")
    return "use crates; target 0.2.0; publish --here --confirm " + ",".join(
        f"crate:{name}@0.2.0" for name in CRATES)


def of_another_owner(demo, _):
    foreign(demo, "llmcc-bindings", "3.0.0", "https://github.com/somebody/else")
    demo.sh("git tag -d llmcc-bindings-v0.1.0 && git push --quiet origin :llmcc-bindings-v0.1.0")
    return release(crates=CRATES)


def version_taken(demo, _):
    foreign(demo, "llmcc-core", "0.2.0", "https://github.com/example/llmcc")


def version_taken_after_tags(demo, _):
    """The tags are made, and not pushed: the tag's commit is compared."""
    demo("use crates; target 0.2.0; bump; commit; tag")
    foreign(demo, "llmcc-core", "0.2.0", "https://github.com/example/llmcc")
    return release("0.2.0")


def of_an_older_version(demo, registry):
    """A distribution whose dist/ has files of another version."""
    dist = demo.work / "dist"
    dist.mkdir()
    (dist / "llmcc-0.1.0.tar.gz").write_bytes(b"x")
    demo.environment.update(UV_PUBLISH_TOKEN=registry.password, TWINE_PASSWORD=registry.password)
    return ("release py:llmcc 0.2.0 --here --upload-url " + registry.upload + " --index-url "
            + registry.simple + " --confirm v0.2.0,py:llmcc@0.2.0")


def with_no_files(demo, registry):
    """A distribution of which nothing was built yet: the tag comes first, since its commit is built."""
    demo.environment.update(UV_PUBLISH_TOKEN=registry.password, TWINE_PASSWORD=registry.password)
    return ("release py:llmcc 0.2.0 --here --upload-url " + registry.upload + " --index-url "
            + registry.simple + " --confirm v0.2.0,py:llmcc@0.2.0")


def unknown_token(demo, _):
    demo.environment["CARGO_REGISTRIES_REH_TOKEN"] = "cio" + "x" * 32


def token_of_another(demo, _):
    demo.environment["CARGO_REGISTRIES_REH_TOKEN"] = "ghp_" + "x" * 36


def no_token(demo, _):
    del demo.environment["CARGO_REGISTRIES_REH_TOKEN"]


def empty_token(demo, _):
    demo.environment["CARGO_REGISTRIES_REH_TOKEN"] = ""


def secret_not_there(demo, _):
    """A job of GitHub Actions is handed an empty text for a secret that the repository does not have."""
    demo.environment.update(CARGO_REGISTRIES_REH_TOKEN="", GITHUB_ACTIONS="true")


VARIANTS = [
    # what is broken, its code, words of it, how its first fix begins, whether the fixes can be typed
    (unpublished, "dependency-absent", "crates/llmcc-rust/Cargo.toml:4:1\n", "!perl", True),
    (needing, "dependency-absent", "crates/llmcc/Cargo.toml:13:51\n", "release crate:llmcc-core,", False),
    (unpublished_alone, "not-publishable", "crates/llmcc-core/Cargo.toml:4:", "!perl", True),
    (elsewhere, "not-publishable", "lists company alone", "publish -p crate:llmcc-core", False),
    (by_path_alone, "path-dependency", "llmcc-rust needs llmcc-core without a version", "!cargo add", True),
    (without_readme, "metadata-missing", "the readme of llmcc-core is not in the repository", "!test", True),
    (without_description, "metadata-missing", "states no description", "!perl", True),
    (excluding, "dependency-absent", "llmcc-rust needs llmcc-core 0.1, not 0.2.0", "undo-tag", False),
    (of_another_owner, "not-owner", "it is of https://github.com/somebody/else", "!cargo owner --list", False),
    (version_taken, "other-content", "crates/llmcc-core/src/lib.rs: here ", "release crate:llmcc-core 0.2.1", False),
    (version_taken_after_tags, "other-content", "  why  here   ", "release crate:llmcc-core patch", False),
    (of_an_older_version, "dist-of-other-version", "dist/llmcc-0.1.0.tar.gz is of version 0.1.0", "!rm", False),
    (with_no_files, "no-distribution", "  fix  tag -p py:llmcc\n  fix  build matrix -p py:llmcc",
     "bump -p py:llmcc", False),
    (unknown_token, "token-refused", "authentication failed", "token set reh", False),
    (token_of_another, "token-wrong", "it is a token of GitHub", "token set reh", False),
    (no_token, "token-missing", "there is no token for reh", "token set reh", False),
    (empty_token, "token-missing", "CARGO_REGISTRIES_REH_TOKEN is set and holds nothing", "token set reh", False),
    (secret_not_there, "secret-missing", "CARGO_REGISTRIES_REH_TOKEN is empty: a secret", "!gh secret set", False),
]


def uploads(registry):
    """What was sent; a token's trial by an empty form is none."""
    return [line for line in registry.stop()[1]
            if " PUT " in line or " POST " in line and "Invalid value for name" not in line]


def variant(root, number):
    breaks, code, words, fix, can_be_typed = VARIANTS[number]
    name = breaks.__name__
    with Registry(relsh, "registry", "--data", root / "data") as registry:
        demo = Practice(relsh, root / "practice", registry)
        line = breaks(demo, registry) or release()
        before = demo.remote_tags()
        status, said = demo(line)
        check(status == 1, f"{name} is refused", said)
        lines = said.splitlines()
        errors = [text for text in lines if text.startswith("error: ")]
        check(len(errors) == 1 and f"[{code}]" in errors[0], f"{name} is told as {code}", said)
        check(words in said, f"{name}: {words}", said)
        causes = [text for text in lines if text.startswith("  why  ")]
        check(len(set(causes)) == len(causes), f"{name} is told once", said)
        fixes = [text.removeprefix("  fix  ") for text in lines if text.startswith("  fix  ")]
        check((fixes or [None])[0] is None if fix is None else bool(fixes) and fixes[0].startswith(fix),
              f"{name} has its fix", said)
        check(demo.remote_tags() == before, f"{name}: nothing was pushed", said)
        if can_be_typed:
            for text in fixes:
                status, answer = demo(text)
                check(status == 0, f"{name}: the fix `{text}` works", answer)
            status, said = demo(line + " --dry-run")
            check(status == 0, f"{name} is mended by its fix", said)
        sent = uploads(registry)
        expected = 1 if breaks in (of_another_owner, version_taken, version_taken_after_tags) else 0
        check(len(sent) == expected, f"{name}: nothing was uploaded", sent)


def together(root):
    """Several things are wrong at once, and all of them are told."""
    with Registry(relsh, "registry", "--data", root / "data") as registry:
        demo = Practice(relsh, root / "practice", registry)
        for breaks in (by_path_alone, without_readme, unknown_token):
            breaks(demo, registry)
        status, said = demo(release())
        check(status == 1, "three at once are refused", said)
        for code in ("path-dependency", "metadata-missing", "token-refused"):
            check(f"[{code}]" in said, f"three at once: {code} is told", said)
        check(said.count("error: ") == 1, "three at once are one error", said)
        check(not uploads(registry), "three at once: nothing was uploaded")


def intact(root):
    """The demo as it is goes through, and its script without relsh comes to the same end."""
    with Registry(relsh, "registry", "--data", root / "data") as registry:
        demo = Practice(relsh, root / "practice", registry)
        status, said = demo(release())
        check(status == 0, "the intact demo is released", said)
        sent = uploads(registry)
        check(sent == ["200 PUT /api/v1/crates/new"] * len(CRATES), "each crate is sent once", sent)


with tempfile.TemporaryDirectory() as folder:
    for number in range(len(VARIANTS)):
        variant(pathlib.Path(folder) / VARIANTS[number][0].__name__, number)
    together(pathlib.Path(folder) / "together")
    intact(pathlib.Path(folder) / "intact")
check.end()
