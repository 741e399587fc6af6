#!/usr/bin/env python3
# Written for the issues of this project and taken over as it was: synthetic repositories of any size.
"""make_repo.py - make a synthetic release repository, quickly and reproducibly.

It writes a folder with

    OUT/work         a git work tree on branch `main`, clean, tracking origin/main
    OUT/origin.git   a local bare repository with the same commits and tags (remote `origin`)
    OUT/meta.json    what was made: counts, the version of every crate at HEAD, last tags, dependents

The work tree is a Cargo workspace of N crates (`crates/crate-0` .. `crates/crate-(N-1)`) plus a
Python package at the root (`pyproject.toml`, `setup.py`, `src/synthpkg/__init__.py`), with G commits
and T tags `crate-I-v0.1.K`, and P tags `v0.1.K` of the Python package. The history is written with
`git fast-import`, so 10,000 commits and 10,000 tags over 1,000 crates take seconds.

USAGE
    make_repo.py --out DIR [--crates N] [--commits G] [--tags T] [options]

    make_repo.py --out r/small  --crates 5    --commits 10    --tags 20
    make_repo.py --out r/medium --crates 100  --commits 1000  --tags 1000
    make_repo.py --out r/large  --crates 1000 --commits 10000 --tags 10000

OPTIONS
    --out DIR            where to write; must not exist unless --force
    --crates N           number of crates (default 5, at least 1)
    --commits G          number of commits on main (default 10, at least 3 when T > 0)
    --tags T             number of crate tags, in all, not per crate (default 20)
    --py-tags P          number of Python tags v0.1.K (default 1)
    --style STYLE        how versions and intra-workspace requirements are written:
          inline         (default) each crate has `version = "0.1.K"`, and
                         `crate-2 = { path = "../crate-2", version = "0.1.K" }`
          table          each requirement is its own table, `[dependencies.crate-2]` with `path` and
                         `version` lines of its own (the case where the seeds' sed breaks the file)
          workspace      requirements live in the root's [workspace.dependencies], and crates say
                         `crate-2.workspace = true`; each crate has its own version
          lockstep       as workspace, and all crates share [workspace.package] version
                         (`version.workspace = true`); a release commit bumps the one version
          mixed          crate I uses inline, table or workspace by I mod 3
    --members list|glob  root `members` as an explicit list (default) or `["crates/*"]`
    --max-deps D         at most D intra-workspace dependencies a crate (default 3)
    --no-lock            leave out Cargo.lock (default: a Cargo.lock that `cargo metadata --locked
                         --offline` accepts at HEAD; in older commits it may be stale)
    --lightweight        lightweight tags (default: annotated, as `git tag -a`)
    --loose-refs         leave one file per tag (default: `git pack-refs --all`, as after a clone)
    --commit-graph       also write a commit-graph (default: none, as after a clone)
    --no-origin          no bare origin
    --seed S             seeds the pseudo-random choices (default 1); the same arguments give the same
                         commit ids, since names and dates are fixed too
    --force              delete DIR first if it has a meta.json of ours

SHAPE
    Dependencies: crate I depends on I-1, I//2 and one pseudo-random lower crate, without repeats,
    at most D: a DAG, with crate-0 at the bottom and its number of dependents growing as log N.
    Commits: commit 0 adds everything at version 0.1.0. About one commit in five (more where T/N needs it)
    is a release commit (`chore: release crate-1 0.1.3, ...`): it raises the version of T / (release
    commits) crates, taken round-robin, and every intra-workspace requirement on them, and the tags point
    at it: at a tag, the crate's Cargo.toml has the tag's version (unless T > N * (G - 2)). The
    others are conventional commits (feat, fix, perf, refactor, docs, test, chore; some breaking) that
    each rewrite one source file. The last commit refreshes Cargo.lock. So when T > 0 the crates that
    were released have their HEAD version tagged, and there are some unreleased commits after the last tag.

Needs: Python 3.8+, git 2.20+. No network. Nothing outside DIR is written.
"""
import argparse, json, os, random, shutil, subprocess, sys, time

NAME, MAIL = "Synth Releaser", "synth@example.invalid"
T0 = 1_600_000_000  # first commit, 2020-09-13; one commit every 10 minutes


def git(cwd, *args, **kw):
    return subprocess.run(["git", "-C", cwd, *args], check=True, **kw)


class Repo:
    def __init__(self, o):
        self.o = o
        rnd = random.Random(o.seed)
        n = o.crates
        self.deps = []
        for i in range(n):
            d = []
            for c in ((i - 1), (i // 2), (rnd.randrange(i) if i else -1)):
                if 0 <= c < i and c not in d:
                    d.append(c)
            self.deps.append(sorted(d[: o.max_deps]))
        self.dependents = [[] for _ in range(n)]
        for i, ds in enumerate(self.deps):
            for d in ds:
                self.dependents[d].append(i)
        self.k = [0] * n          # version of crate i is 0.1.k[i]
        self.pk = 0               # version of the Python package is 0.1.pk
        self.lock_k = 0           # lockstep version

    # -- file texts ---------------------------------------------------------------------------
    def ver(self, i):
        return "0.1.%d" % (self.lock_k if self.o.style == "lockstep" else self.k[i])

    def dep_style(self, i):
        s = self.o.style
        if s == "mixed":
            return ("inline", "table", "workspace")[i % 3]
        return "workspace" if s == "lockstep" else s

    def root_toml(self):
        o = self.o
        out = ["[workspace]", 'resolver = "2"']
        if o.members == "glob":
            out.append('members = ["crates/*"]')
        else:
            out.append("members = [")
            out += ['    "crates/crate-%d",' % i for i in range(o.crates)]
            out.append("]")
        out.append("")
        if o.style == "lockstep":
            out += ["[workspace.package]", 'version = "%s"' % self.ver(0), 'edition = "2021"', 'license = "MIT"', ""]
        if o.style in ("workspace", "lockstep", "mixed"):
            out.append("[workspace.dependencies]")
            out += ['crate-%d = { path = "crates/crate-%d", version = "%s" }' % (i, i, self.ver(i)) for i in range(o.crates)]
            out.append("")
        return "\n".join(out)

    def crate_toml(self, i):
        lock = self.o.style == "lockstep"
        out = ["[package]", 'name = "crate-%d"' % i,
               "version.workspace = true" if lock else 'version = "%s"' % self.ver(i),
               "edition.workspace = true" if lock else 'edition = "2021"',
               "license.workspace = true" if lock else 'license = "MIT"',
               'description = "Synthetic crate %d of a generated workspace"' % i, ""]
        st = self.dep_style(i)
        if st == "table":
            for d in self.deps[i]:
                out += ["[dependencies.crate-%d]" % d, 'path = "../crate-%d"' % d, 'version = "%s"' % self.ver(d), ""]
        else:
            out.append("[dependencies]")
            for d in self.deps[i]:
                if st == "inline":
                    out.append('crate-%d = { path = "../crate-%d", version = "%s" }' % (d, d, self.ver(d)))
                else:
                    out.append("crate-%d.workspace = true" % d)
            out.append("")
        return "\n".join(out)

    def lib_rs(self, i, rev):
        return "//! crate-%d\n\npub fn revision() -> u32 {\n    %d\n}\n" % (i, rev)

    def lockfile(self):
        out = ["# This file is automatically @generated by Cargo.", "# It is not intended for manual editing.", "version = 3", ""]
        for name, i in sorted(("crate-%d" % i, i) for i in range(self.o.crates)):
            out += ["[[package]]", 'name = "%s"' % name, 'version = "%s"' % self.ver(i)]
            if self.deps[i]:
                out.append("dependencies = [")
                out += [' "%s",' % d for d in sorted("crate-%d" % d for d in self.deps[i])]
                out.append("]")
            out.append("")
        return "\n".join(out)

    def pyproject(self):
        return ('[build-system]\nrequires = ["setuptools>=61"]\nbuild-backend = "setuptools.build_meta"\n\n'
                '[project]\nname = "synthpkg"\nversion = "0.1.%d"\ndescription = "Synthetic Python package"\n'
                'requires-python = ">=3.8"\n\n[tool.setuptools.packages.find]\nwhere = ["src"]\n' % self.pk)

    def setup_py(self):
        return ('from setuptools import setup, find_packages\n\nsetup(\n    name="synthpkg",\n    version="0.1.%d",\n'
                '    package_dir={"": "src"},\n    packages=find_packages("src"),\n)\n' % self.pk)

    # -- which crates a bump of crate i touches --------------------------------------------------
    def touched(self, crates):
        """{path: text} of the manifests that change when `crates` got new versions"""
        files, root = {}, False
        for i in crates:
            if self.o.style == "lockstep":
                root = True
                continue
            files["crates/crate-%d/Cargo.toml" % i] = None
            if self.o.style in ("workspace", "mixed"):
                root = True
            for d in self.dependents[i]:
                if self.dep_style(d) != "workspace":
                    files["crates/crate-%d/Cargo.toml" % d] = None
        for p in files:
            files[p] = self.crate_toml(int(p.split("/")[1][6:]))
        if root:
            files["Cargo.toml"] = self.root_toml()
        return files

    # -- the stream -----------------------------------------------------------------------------
    def write(self, w):
        o = self.o
        G, T, P = o.commits, o.tags, o.py_tags
        rnd = random.Random(o.seed + 1)
        body = max(G - 2, 0)                       # commits 1 .. G-2; 0 adds, G-1 refreshes the lock
        nrel = 0
        if T or P:
            need = -(-T // o.crates)                # so that no commit releases a crate twice, if it can be
            nrel = max(1, min(body, max(need, min(max(T, P), max(1, body // 5)))))
            if body < 1:
                sys.exit("make_repo.py: tags need --commits 3 or more")
        # release commits spread over 1..body, the last some way before the end
        rel_at = {}
        for r in range(nrel):
            at = 1 + (r + 1) * body // (nrel + 1) if nrel < body else 1 + r
            rel_at[min(at, body)] = None
        rels = sorted(rel_at)
        nrel = len(rels)
        per = [T // nrel + (1 if r < T % nrel else 0) for r in range(nrel)] if nrel else []
        pper = [P // nrel + (1 if r < P % nrel else 0) for r in range(nrel)] if nrel else []
        if P and P < nrel:                          # spread few Python tags evenly
            pper = [0] * nrel
            for p in range(P):
                pper[(p + 1) * nrel // (P + 1)] += 1
        rel_of = {c: r for r, c in enumerate(rels)}

        def data(s):
            b = s.encode()
            return b"data %d\n" % len(b) + b + b"\n"

        def who(kind, c):
            return ("%s %s <%s> %d +0000\n" % (kind, NAME, MAIL, T0 + 600 * c)).encode()

        def commit(c, msg, files):
            w(b"commit refs/heads/main\nmark :%d\n" % (c + 1))
            w(who("author", c) + who("committer", c) + data(msg))
            if c:
                w(b"from :%d\n" % c)
            for p, t in files.items():
                w(b"M 100644 inline " + p.encode() + b"\n" + data(t))
            w(b"\n")

        def tag(name, c, msg):
            self.last_tags.append(name)
            self.tag_count += 1
            if o.lightweight:
                w(b"reset refs/tags/%s\nfrom :%d\n\n" % (name.encode(), c + 1))
            else:
                w(b"tag %s\nfrom :%d\n" % (name.encode(), c + 1) + who("tagger", c) + data(msg))

        self.last_tags, self.tag_count = [], 0
        files = {"Cargo.toml": self.root_toml(), "pyproject.toml": self.pyproject(), "setup.py": self.setup_py(),
                 "src/synthpkg/__init__.py": "", "README.md": "# synthetic workspace\n",
                 "CHANGELOG.md": "# Changelog\n", ".gitignore": "/target\n/dist\n/build\n*.egg-info/\n__pycache__/\n"}
        if not o.no_lock:
            files["Cargo.lock"] = self.lockfile()
        for i in range(o.crates):
            files["crates/crate-%d/Cargo.toml" % i] = self.crate_toml(i)
            files["crates/crate-%d/src/lib.rs" % i] = self.lib_rs(i, 0)
        commit(0, "feat: initial import\n", files)
        if o.style == "lockstep":
            self.rr_lock = 0
        rr = 0
        kinds = ["feat"] * 4 + ["fix"] * 4 + ["perf", "refactor", "docs", "test", "chore", "chore"]
        what = ["parser", "symbol table", "index", "cache", "writer", "resolver", "walker", "error type", "config", "graph"]
        for c in range(1, G):
            if c == G - 1:
                f = {"README.md": "# synthetic workspace\n\n%d crates, %d commits, %d tags.\n" % (o.crates, G, T + P)}
                if not o.no_lock:
                    f["Cargo.lock"] = self.lockfile()
                commit(c, "chore: refresh Cargo.lock\n", f)
            elif c in rel_of:
                r = rel_of[c]
                m, made = per[r], []
                if o.style == "lockstep":
                    ids = []
                    for _ in range(m):               # one tag name may exist once only
                        if rr % o.crates == 0:
                            self.lock_k += 1
                        made.append(("crate-%d" % (rr % o.crates), "0.1.%d" % self.lock_k))
                        ids.append(0)
                        rr += 1
                    f = self.touched(ids[:1])
                else:
                    ids = []
                    for _ in range(m):
                        i = rr % o.crates
                        rr += 1
                        self.k[i] += 1
                        ids.append(i)
                        made.append(("crate-%d" % i, self.ver(i)))
                    f = self.touched(dict.fromkeys(ids))
                py = []
                for _ in range(pper[r]):
                    self.pk += 1
                    py.append("0.1.%d" % self.pk)
                if py:
                    f["pyproject.toml"], f["setup.py"] = self.pyproject(), self.setup_py()
                names = ["%s %s" % x for x in made] + ["synthpkg %s" % v for v in py]
                commit(c, "chore: release " + ", ".join(names[:4]) + (", ..." if len(names) > 4 else "") + "\n", f)
                for n_, v in made:
                    tag("%s-v%s" % (n_, v), c, "Release %s %s\n" % (n_, v))
                for v in py:
                    tag("v%s" % v, c, "Release synthpkg %s\n" % v)
            else:
                i = rnd.randrange(o.crates)
                kind = rnd.choice(kinds)
                bang = "!" if rnd.random() < 0.01 else ""
                commit(c, "%s(crate-%d)%s: rework the %s (%d)\n" % (kind, i, bang, rnd.choice(what), c),
                       {"crates/crate-%d/src/lib.rs" % i: self.lib_rs(i, c)})
        w(b"done\n")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, add_help=True)
    a = ap.add_argument
    a("--out", required=True); a("--crates", type=int, default=5); a("--commits", type=int, default=10)
    a("--tags", type=int, default=20); a("--py-tags", type=int, default=1)
    a("--style", choices=["inline", "table", "workspace", "lockstep", "mixed"], default="inline")
    a("--members", choices=["list", "glob"], default="list"); a("--max-deps", type=int, default=3)
    a("--no-lock", action="store_true"); a("--lightweight", action="store_true"); a("--loose-refs", action="store_true")
    a("--commit-graph", action="store_true"); a("--no-origin", action="store_true")
    a("--seed", type=int, default=1); a("--force", action="store_true")
    o = ap.parse_args()
    if o.crates < 1 or o.commits < 1 or o.tags < 0 or o.py_tags < 0:
        sys.exit("make_repo.py: counts must be positive")
    t_start = time.monotonic()
    out = os.path.abspath(o.out)
    if os.path.exists(out):
        if not (o.force and (os.path.exists(out + "/meta.json") or not os.listdir(out))):
            sys.exit("make_repo.py: %s exists (use --force to replace a folder made by this script)" % out)
        shutil.rmtree(out)
    work, bare = out + "/work", out + "/origin.git"
    os.makedirs(work)
    env = dict(os.environ, GIT_CONFIG_NOSYSTEM="1")
    git(work, "init", "-q", "-b", "main", env=env)
    git(work, "config", "user.name", NAME); git(work, "config", "user.email", MAIL)
    git(work, "config", "gc.auto", "0")             # no background repack in the middle of a measurement
    git(work, "config", "maintenance.auto", "false")
    r = Repo(o)
    p = subprocess.Popen(["git", "-C", work, "fast-import", "--quiet", "--done"], stdin=subprocess.PIPE)
    buf, size = [], 0

    def w(b):
        nonlocal size
        buf.append(b); size += len(b)
        if size > 1 << 20:
            p.stdin.write(b"".join(buf)); buf.clear(); size = 0
    r.write(w)
    p.stdin.write(b"".join(buf)); p.stdin.close()
    if p.wait():
        sys.exit("make_repo.py: git fast-import failed")
    git(work, "reset", "-q", "--hard", "main")
    if not o.loose_refs:
        git(work, "pack-refs", "--all")
    if not o.no_origin:
        subprocess.run(["git", "clone", "-q", "--bare", work, bare], check=True)
        git(bare, "remote", "remove", "origin")
        git(bare, "config", "gc.auto", "0"); git(bare, "config", "receive.autogc", "false")
        git(work, "remote", "add", "origin", bare)
        git(work, "fetch", "-q", "origin")
        git(work, "branch", "-q", "--set-upstream-to=origin/main", "main")
    if o.commit_graph:
        git(work, "commit-graph", "write", "--reachable")
    meta = {"args": vars(o), "commits": o.commits, "tags": r.tag_count, "crates": o.crates,
            "head": git(work, "rev-parse", "HEAD", capture_output=True, text=True).stdout.strip(),
            "versions": {"crate-%d" % i: r.ver(i) for i in range(o.crates)}, "python_version": "0.1.%d" % r.pk,
            "dependents": {"crate-%d" % i: ["crate-%d" % d for d in r.dependents[i]] for i in range(o.crates)},
            "last_tags": r.last_tags[-5:], "made_in_s": round(time.monotonic() - t_start, 2)}
    with open(out + "/meta.json", "w") as f:
        json.dump(meta, f, indent=1)
    print("%s: %d crates, %d commits, %d tags, style %s, HEAD %s, %.2f s" % (
        out, o.crates, o.commits, r.tag_count, o.style, meta["head"][:10], meta["made_in_s"]))


if __name__ == "__main__":
    main()
