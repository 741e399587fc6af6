"""Refusals that cargo users meet: each function makes one happen and gives (command, exit code, output)."""
import base64
import json
import socket
import subprocess
import threading
import time
import urllib.request

from answering import Answering
from served import Registry

CASES = []


def case(function):
    CASES.append(function)
    return function


def crate(stage, name="dm-core", version="0.1.0", needs="", git=False, **more):
    folder = stage.root / name
    (folder / "src").mkdir(parents=True, exist_ok=True)
    about = {"name": name, "version": version, "edition": "2021", "description": f"crate {name}",
             "license": "MIT", "repository": "https://example.com/dm", **more}
    lines = [f"{key} = {json.dumps(value)}" for key, value in about.items() if value is not None]
    (folder / "Cargo.toml").write_text("[package]\n" + "\n".join(lines) + f"\n\n[dependencies]\n{needs}\n")
    (folder / "src/lib.rs").write_text("//! A test.\n")
    (folder / "README.md").write_text("noise " * 9000)
    return folder


def cargo(stage, registry, folder, *words, token=None, named=False, **more):
    """cargo whose crates.io is a registry, as cargo's own tests have it; or one with a name, `reh`."""
    index = registry if isinstance(registry, str) else registry.index
    token = registry.token if token is None else token
    variables = {"CARGO_HOME": str(stage.home), "CARGO_TARGET_DIR": str(stage.root / "target"),
                 "CARGO_TERM_COLOR": "never", **more}
    if named:
        (stage.home / "config.toml").write_text(f'[registries.reh]\nindex = "{index}"\n')
        variables["CARGO_REGISTRY_DEFAULT"] = "reh"
        if token:
            variables["CARGO_REGISTRIES_REH_TOKEN"] = token
    else:
        variables["__CARGO_TEST_CRATES_IO_URL_DO_NOT_USE_THIS"] = index
        if token or token == "":
            variables["CARGO_REGISTRY_TOKEN"] = token
    return stage.run(["cargo", *words], where=folder, **variables)


def loopback(stage, *faults, data="data"):
    if faults:
        return Registry(stage.binaries / "FaultyRegistry", stage.root / data, *faults)
    return Registry(stage.binaries / "relsh", "registry", "--data", stage.root / data)


def published(stage, *faults, folder=None, **more):
    """One try to publish, at a registry with faults."""
    with loopback(stage, *faults) as registry:
        return cargo(stage, registry, folder or crate(stage), "publish", "--no-verify", **more)


def said(stage, status, text, kind="crates", words=("publish", "--no-verify"), **headers):
    """One try to publish, at a server that says this."""
    with Answering(status, text, kind, **headers) as server:
        return cargo(stage, server, crate(stage), *words)


def account(stage, **changes):
    """Changes the one account of a registry that is not running."""
    path = stage.root / "data/accounts.json"
    if not path.exists():
        with loopback(stage):
            pass
    accounts = json.loads(path.read_text())
    accounts[0].update(changes)
    path.write_text(json.dumps(accounts))


def about(stage, **changes):
    """Publishes dm-core 0.1.0, then changes what the registry keeps of it."""
    published(stage)
    for path in (stage.root / "data").rglob("*.json"):
        kept = json.loads(path.read_text())
        if isinstance(kept, dict) and kept.get("name") == "dm-core" and "owners" in kept:
            kept.update(changes)
            path.write_text(json.dumps(kept))


def workflow_token(registry):
    """A short-lived token of trusted publishing."""
    claims = {"aud": "crates.io", "repository": "owner/other"}
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    request = urllib.request.Request(
        f"{registry.address}/api/v1/trusted_publishing/tokens",
        json.dumps({"jwt": f"e30.{body}.e30"}).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["token"]


@case
def cargo_no_token(stage):
    """no token anywhere"""
    return published(stage, token=False)


@case
def cargo_no_token_named(stage):
    """no token for a registry with a name"""
    return published(stage, token=False, named=True)


@case
def cargo_empty_token(stage):
    """CARGO_REGISTRY_TOKEN is set and empty, as where the secret is not there in GitHub Actions"""
    return published(stage, token="")


@case
def cargo_token_shape(stage):
    """a token of another kind"""
    return published(stage, token="ghp_0123456789012345678901234567890123456")


@case
def cargo_token_of_pypi(stage):
    """a token of PyPI"""
    return published(stage, token="pypi-AgEIcHlwaS5vcmc" + "A" * 90)


@case
def cargo_token_newline(stage):
    """a token with a newline at its end"""
    return published(stage, token="cio" + "x" * 32 + "\n")


@case
def cargo_token_refused(stage):
    """a token that is unknown, revoked or has run out"""
    return published(stage, token="cio" + "x" * 32)


@case
def cargo_token_not_sent(stage):
    """the registry saw no token"""
    return said(stage, 403, "this action requires authentication")


@case
def cargo_token_scope(stage):
    """a token without the scope"""
    account(stage, scopes=["yank"])
    return published(stage)


@case
def cargo_token_other_crates(stage):
    """a trusted-publishing token of another repository"""
    about(stage, repository="https://example.com/dm")
    with loopback(stage) as registry:
        return cargo(stage, registry, crate(stage, version="0.2.0"), "publish", "--no-verify",
                     token=workflow_token(registry))


@case
def cargo_trusted_new_crate(stage):
    """a trusted-publishing token and a crate that is not there yet"""
    with loopback(stage) as registry:
        return cargo(stage, registry, crate(stage), "publish", "--no-verify", token=workflow_token(registry))


@case
def cargo_trusted_only(stage):
    """a crate that takes trusted publishing only"""
    about(stage, trustpub_only=True)
    return published(stage, folder=crate(stage, version="0.2.0"))


@case
def cargo_email(stage):
    """the e-mail address is not verified"""
    account(stage, verified=False)
    return published(stage)


@case
def cargo_account_locked(stage):
    """the account is locked"""
    return said(stage, 403, "This account is indefinitely locked. Reason: spam")


@case
def cargo_not_owner(stage):
    """a crate of somebody else"""
    about(stage, owners=["somebody"])
    return published(stage, folder=crate(stage, version="0.2.0"))


@case
def cargo_already_in_index(stage):
    """the version is there, and cargo sees it before it sends"""
    published(stage)
    return published(stage)


@case
def cargo_already_in_named_index(stage):
    """the same with a registry that has a name"""
    published(stage)
    return published(stage, named=True)


@case
def cargo_already_uploaded(stage):
    """the version is there, and only the server says so, since the index is late"""
    folder = crate(stage)
    other = stage.root / "other"
    other.mkdir()
    with loopback(stage, "crates:late=20") as registry:
        variables = {"CARGO_HOME": str(other), "CARGO_TARGET_DIR": str(other / "target")}
        first = threading.Thread(target=cargo, args=(stage, registry, folder, "publish", "--no-verify"),
                                 kwargs=variables)
        first.start()
        time.sleep(3)
        result = cargo(stage, registry, folder, "publish", "--no-verify")
        first.join()
        return result


@case
def cargo_already_uploaded_old(stage):
    """an older wording of the same"""
    return said(stage, 200, "crate version already uploaded")


@case
def cargo_too_many_new(stage):
    """too many new crates"""
    return said(stage, 429, "You have published too many new crates in a short period of time. Please try again "
                "after Tue, 24 Nov 2026 14:14:00 GMT and see https://crates.io/docs/rate-limits for more details.",
                retry_after="Tue, 24 Nov 2026 14:14:00 GMT")


@case
def cargo_too_many_updates(stage):
    """too many versions of crates that are there"""
    return said(stage, 429, "You have published too many updates to existing crates in a short period of time. "
                "Please try again after Tue, 24 Nov 2026 14:14:00 GMT and see https://crates.io/docs/rate-limits "
                "for more details.", retry_after="Tue, 24 Nov 2026 14:14:00 GMT")


@case
def cargo_too_many_today(stage):
    """too many versions of one crate in a day: no date"""
    return said(stage, 429, "You have published too many versions of this crate in the last 24 hours")


@case
def cargo_too_many_page(stage):
    """a 429 of some proxy, with seconds"""
    return said(stage, 429, "slow down", "raw", retry_after="120")


@case
def cargo_metadata(stage):
    """neither description nor license"""
    return published(stage, folder=crate(stage, description=None, license=None))


@case
def cargo_category(stage):
    """a category that crates.io does not have"""
    return said(stage, 400, "The following category slugs are not currently supported on crates.io: tests. "
                "Check out https://crates.io/category_slugs for the full list")


@case
def cargo_keywords(stage):
    """six keywords"""
    return published(stage, folder=crate(stage, keywords=list("abcdef")))


@case
def cargo_too_large(stage):
    """a crate over the limit"""
    return said(stage, 413, "max upload size is: 10485760")


@case
def cargo_wildcard(stage):
    """a dependency with any version"""
    return said(stage, 400, "wildcard (`*`) dependency constraints are not allowed on crates.io. Crate with this "
                "problem: `third-party` See https://doc.rust-lang.org/cargo/faq.html#can-libraries-use--as-a-version-"
                "for-their-dependencies for more information")


@case
def cargo_path_dependency(stage):
    """a dependency by path alone"""
    crate(stage, "dm-other")
    return published(stage, folder=crate(stage, needs='dm-other = { path = "../dm-other" }'))


@case
def cargo_dependency_absent(stage):
    """a dependency that the registry does not have"""
    return published(stage, folder=crate(stage, needs='dm-other = "0.1"'))


@case
def cargo_dependency_version(stage):
    """a dependency in a version that the registry does not have"""
    published(stage, folder=crate(stage, "dm-other"))
    return published(stage, folder=crate(stage, needs='dm-other = "0.2"'))


@case
def cargo_dirty(stage):
    """changes that are not committed"""
    folder = crate(stage)
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com"]
    for words in (["init", "-q"], ["add", "--all"], ["commit", "-qm", "first"]):
        subprocess.run(git + words, cwd=folder, check=True)
    (folder / "src/lib.rs").write_text("//! Changed.\n")
    return published(stage, folder=folder)


@case
def cargo_publish_false(stage):
    """publish = false"""
    return published(stage, folder=crate(stage, publish=False))


@case
def cargo_publish_elsewhere(stage):
    """publish names another registry"""
    return published(stage, folder=crate(stage, publish=["other"]), named=True)


@case
def cargo_replaced(stage):
    """crates.io is replaced by another source"""
    with loopback(stage) as registry:
        (stage.home / "config.toml").write_text(
            f'[registries.reh]\nindex = "{registry.index}"\n[source.crates-io]\nreplace-with = "reh"\n')
        return stage.run(["cargo", "publish", "--no-verify"], where=crate(stage), CARGO_HOME=str(stage.home),
                         CARGO_REGISTRY_TOKEN=registry.token)


@case
def cargo_readme(stage):
    """a readme that is not there"""
    return published(stage, folder=crate(stage, readme="MISSING.md"))


@case
def cargo_does_not_build(stage):
    """the packed crate does not build"""
    folder = crate(stage)
    (folder / "src/lib.rs").write_text('pub fn name() -> u8 { "text" }\n')
    with loopback(stage) as registry:
        return cargo(stage, registry, folder, "publish")


@case
def cargo_html(stage):
    """a page with status 200"""
    return published(stage, "crates:html")


@case
def cargo_500(stage):
    """an error of the server"""
    return published(stage, "crates:500")


@case
def cargo_503(stage):
    """a server that is away, as its proxy says"""
    return said(stage, 503, "<html><body>Service Unavailable</body></html>", "raw")


@case
def cargo_404(stage):
    """an address that is no registry's"""
    return said(stage, 404, "<html><body>Not Found</body></html>", "raw")


@case
def cargo_404_api(stage):
    """an address where a registry answers, and takes no uploads"""
    return said(stage, 404, "Not Found")


@case
def cargo_409(stage):
    """something is in the way, and the answer does not say what"""
    return said(stage, 409, "already exists")


@case
def cargo_redirect(stage):
    """a redirect to another host"""
    return said(stage, 302, "", "raw", location="https://elsewhere.example/api/v1/crates/new")


@case
def cargo_cut(stage):
    """the connection ends in the middle of the upload"""
    return published(stage, "crates:cut")


@case
def cargo_lost(stage):
    """taken, and the answer does not come"""
    return published(stage, "crates:lost")


@case
def cargo_refused_connection(stage):
    """nobody listens at the registry's address"""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return cargo(stage, f"sparse+http://127.0.0.1:{free.getsockname()[1]}/index/", crate(stage), "publish",
                     "--no-verify", token="cio" + "x" * 32, CARGO_NET_RETRY="0")


@case
def cargo_no_network(stage):
    """names are not resolved"""
    return cargo(stage, "sparse+http://index.crates.invalid/index/", crate(stage), "publish", "--no-verify",
                 token="cio" + "x" * 32, CARGO_NET_RETRY="0")


@case
def cargo_offline(stage):
    """cargo was told to stay offline"""
    return published(stage, CARGO_NET_OFFLINE="true")


@case
def cargo_checksum(stage):
    """the index states another checksum"""
    with loopback(stage) as registry:
        cargo(stage, registry, crate(stage, "dm-other"), "publish", "--no-verify")
    with loopback(stage, "crates:checksum") as registry:
        return cargo(stage, registry, crate(stage, needs='dm-other = "0.1"'), "publish")


@case
def cargo_timeout(stage):
    """the index is 75 s late: exit 0"""
    return published(stage, "crates:late=75")


@case
def cargo_timeout_workspace(stage):
    """the index is 75 s late, and another crate waits for it"""
    for name, needs in (("dm-core", ""), ("dm-two", 'dm-core = { path = "../dm-core", version = "0.1" }')):
        crate(stage, name, needs=needs)
    (stage.root / "Cargo.toml").write_text('[workspace]\nresolver = "2"\nmembers = ["dm-core", "dm-two"]\n')
    return workspace(stage, "crates:late=75")


def workspace(stage, *faults):
    with loopback(stage, *faults) as registry:
        return cargo(stage, registry, stage.root, "publish", "--workspace", "--no-verify")


@case
def cargo_half_of_workspace(stage):
    """the second crate of two is refused"""
    for name, needs in (("dm-core", ""), ("dm-two", 'dm-core = { path = "../dm-core", version = "0.1" }')):
        crate(stage, name, needs=needs, **({"keywords": list("abcdef")} if name == "dm-two" else {}))
    (stage.root / "Cargo.toml").write_text('[workspace]\nresolver = "2"\nmembers = ["dm-core", "dm-two"]\n')
    return workspace(stage)


@case
def cargo_yank_not_owner(stage):
    """a yank of somebody else's crate"""
    about(stage, owners=["somebody"])
    with loopback(stage) as registry:
        return cargo(stage, registry, stage.root, "yank", "dm-core@0.1.0")


@case
def cargo_yank_absent(stage):
    """a yank of a version that is not there"""
    about(stage)
    with loopback(stage) as registry:
        return cargo(stage, registry, stage.root, "yank", "dm-core@9.9.9")


@case
def cargo_yank_no_token(stage):
    """a yank without a token"""
    about(stage)
    with loopback(stage) as registry:
        return cargo(stage, registry, stage.root, "yank", "dm-core@0.1.0", token=False)


@case
def cargo_yank_too_many(stage):
    """too many yanks"""
    return said(stage, 429, "You have yanked or unyanked too many versions in a short period of time. Please try again "
                "after Tue, 24 Nov 2026 14:14:00 GMT and see https://crates.io/docs/rate-limits for more details.",
                words=("yank", "dm-core@0.1.0"))


@case
def cargo_manifest(stage):
    """a manifest that is no TOML"""
    folder = crate(stage)
    (folder / "Cargo.toml").write_text("[package\nname = 1\n")
    return published(stage, folder=folder)
