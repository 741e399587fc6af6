"""Refusals that users of twine and uv meet: each case is one file, one answer, and both tools."""
import base64
import hashlib
import hmac
import io
import json
import socket
import tarfile
import time
import zipfile

from answering import Answering
from served import Registry

METADATA = "Metadata-Version: 2.1\nName: dm-py\nVersion: {0}\nSummary: a test\nRequires-Python: >=3.8\n"
ABUSE = "See https://pypi.org/help/#file-name-reuse for more information."
CASES = []


def wheel(stage, version="0.1.0", word="one", tag="py3-none-any", metadata=METADATA, name=None):
    folder = stage.root / "dist"
    folder.mkdir(exist_ok=True)
    path = folder / (name or f"dm_py-{version}-{tag}.whl")
    information = f"dm_py-{version}.dist-info"
    entries = {"dm_py.py": f"WORD = {word!r}\n", f"{information}/METADATA": metadata.format(version),
               f"{information}/WHEEL": f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n"}
    record = "".join(f"{entry},,\n" for entry in [*entries, f"{information}/RECORD"])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, text in {**entries, f"{information}/RECORD": record}.items():
            archive.writestr(zipfile.ZipInfo(entry, (2026, 11, 24, 14, 0, 0)), text)
    return path


def sdist(stage, version="0.1.0", ending="tar.gz"):
    folder = stage.root / "dist"
    folder.mkdir(exist_ok=True)
    path = folder / f"dm_py-{version}.{ending}"
    entries = {"PKG-INFO": METADATA.format(version),
               "pyproject.toml": f'[project]\nname = "dm-py"\nversion = "{version}"\n'}
    if ending == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in entries.items():
                archive.writestr(f"dm_py-{version}/{name}", text)
        return path
    with tarfile.open(path, "w:gz") as archive:
        for name, text in entries.items():
            entry = tarfile.TarInfo(f"dm_py-{version}/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return path


def twine(stage, url, *files, password=None, user="__token__", **more):
    words = ["twine", "upload", "--non-interactive", "--disable-progress-bar", *files]
    variables = {"TWINE_REPOSITORY_URL": url, "TWINE_USERNAME": user, **more}
    if password is not None:
        variables["TWINE_PASSWORD"] = password
    return stage.run(words, **variables)


def uv(stage, url, *files, password=None, user=None, **more):
    variables = {"UV_PUBLISH_URL": url, "UV_CACHE_DIR": str(stage.root / "cache"), "NO_COLOR": "1", **more}
    if user:
        variables |= {"UV_PUBLISH_USERNAME": user, "UV_PUBLISH_PASSWORD": password}
    elif password is not None:
        variables["UV_PUBLISH_TOKEN"] = password
    return stage.run(["uv", "publish", "--trusted-publishing", "never", *files], **variables)


def both(name, about, send):
    """A case for each tool; `send` gets the stage and the tool's function."""
    for tool in (twine, uv):
        def case(stage, tool=tool):
            return send(stage, tool)
        case.__name__, case.__doc__ = f"{tool.__name__}_{name}", about
        CASES.append(case)


def loopback(stage, *faults):
    if faults:
        return Registry(stage.binaries / "FaultyRegistry", stage.root / "data", *faults)
    return Registry(stage.binaries / "relsh", "registry", "--data", stage.root / "data")


def says(name, about, status, text, kind="packages", **headers):
    def send(stage, tool):
        with Answering(status, text, kind, **headers) as server:
            return tool(stage, server.upload, wheel(stage), password=server.password)
    both(name, about, send)


def faulty(name, about, *faults):
    def send(stage, tool):
        with loopback(stage, *faults) as registry:
            return tool(stage, registry.upload, wheel(stage), password=registry.password)
    both(name, about, send)


def signed(location, identifier, key, *caveats):
    """A macaroon of PyPI's kind."""
    def field(kind, value):
        count, size = len(value), b""
        while count > 0x7F:
            size, count = size + bytes([count & 0x7F | 0x80]), count >> 7
        return bytes([kind]) + size + bytes([count]) + value
    def mac(key, text):
        return hmac.new(key, text, hashlib.sha256).digest()
    body = b"\x02" + field(1, location.encode()) + field(2, identifier.encode()) + b"\x00"
    signature = mac(mac(b"macaroons-key-generator", key), identifier.encode())
    for caveat in caveats:
        body += field(2, caveat.encode()) + b"\x00"
        signature = mac(signature, caveat.encode())
    return "pypi-" + base64.urlsafe_b64encode(body + b"\x00" + field(6, signature)).decode().rstrip("=")


def with_token(name, about, token):
    """A case with a token that is made from the account of a registry."""
    def send(stage, tool):
        with loopback(stage) as registry:
            account = json.loads((stage.root / "data/accounts.json").read_text())[0]
            made = token(registry, account)
            return tool(stage, registry.upload, wheel(stage), password=made)
    both(name, about, send)


def known(account):
    return "127.0.0.1", account["upload_identifier"], bytes.fromhex(account["upload_key"])


def kept(name, about, first, second, change=None):
    """A case in which something is on the index already."""
    def send(stage, tool):
        with loopback(stage) as registry:
            twine(stage, registry.upload, first(stage), password=registry.password)
        if change:
            change(stage)
        with loopback(stage) as registry:
            return tool(stage, registry.upload, second(stage), password=registry.password)
    both(name, about, send)


def other_owner(stage):
    for path in (stage.root / "data").rglob("projects/*.json"):
        project = json.loads(path.read_text())
        path.write_text(json.dumps({**project, "owners": ["somebody"]}))


def without(stage, tool):
    with loopback(stage) as registry:
        return tool(stage, registry.upload, wheel(stage))


both("no_token", "no token anywhere", without)
with_token("empty_token", "the variable is set and empty, as where the secret is not there in GitHub Actions",
           lambda *_: "")
with_token("token_shape", "a token of another kind", lambda *_: "ghp_0123456789012345678901234567890123456")
with_token("token_elsewhere", "a token of test.pypi.org", lambda _, account: signed("test.pypi.org", *known(account)[1:]))
with_token("token_unknown", "a token that is unknown or revoked", lambda *_: signed("127.0.0.1", "nobody", b"k" * 32))
with_token("token_mistyped", "a token with a wrong end", lambda registry, _: registry.password[:-6] + "AAAAAA")
with_token("token_expired", "a token that has run out",
           lambda _, account: signed(*known(account), f"[0,{int(time.time()) - 60},0]"))
with_token("token_project", "a token of another project",
           lambda _, account: signed(*known(account), '[1,["other"]]'))


def password(stage, tool):
    with loopback(stage) as registry:
        return tool(stage, registry.upload, wheel(stage), user="ann", password="secret-password")


both("password", "user name and password", password)
kept("not_owner", "a project of somebody else", wheel, lambda stage: wheel(stage, "0.2.0"), other_owner)
kept("exists", "the file is there with other content", wheel, lambda stage: wheel(stage, word="two"))
kept("one_sdist", "a second sdist of one version", sdist, lambda stage: sdist(stage, ending="zip"))
kept("same_file", "the same file again: exit 0", wheel, wheel)


def checked(stage, tool):
    with loopback(stage) as registry:
        twine(stage, registry.upload, wheel(stage), password=registry.password)
        return uv(stage, registry.upload, wheel(stage, word="two"), password=registry.password,
                  UV_PUBLISH_CHECK_URL=registry.simple)


def uv_check_url(stage):
    """uv compares with the simple index, and the content is another"""
    return checked(stage, uv)


CASES.append(uv_check_url)


def twine_long_name(stage):
    """a file is there, whose name is longer than twine's lines of 80 columns would be; with COLUMNS=500"""
    tag = "cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.manylinux_2_28_x86_64"
    with loopback(stage) as registry:
        twine(stage, registry.upload, wheel(stage, tag=tag), password=registry.password)
        return twine(stage, registry.upload, wheel(stage, word="two", tag=tag), password=registry.password,
                     COLUMNS="500")


CASES.append(twine_long_name)


def upload(name, about, file):
    def send(stage, tool):
        with loopback(stage) as registry:
            return tool(stage, registry.upload, file(stage), password=registry.password)
    both(name, about, send)


upload("platform", "a wheel for linux_x86_64", lambda stage: wheel(stage, tag="cp311-cp311-linux_x86_64"))
upload("local_version", "a version with +local", lambda stage: wheel(stage, "0.1.0+local"))
upload("file_name", "a wheel by another name", lambda stage: wheel(stage, name="other-0.1.0-py3-none-any.whl"))
upload("no_files", "a pattern that no file fits", lambda stage: stage.root / "dist/*.whl")


def broken(stage):
    path = stage.root / "dist/dm_py-0.1.0-py3-none-any.whl"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"no zip")
    return path


upload("no_zip", "a wheel that is no archive", broken)

says("retired", "a file name that was used before, by a file that is deleted", 400,
     f"This filename was previously used by a file that has since been deleted. Use a different version. {ABUSE}")
says("exists_old", "an older wording of a file that is there", 400,
     "The filename or contents already exist. See https://pypi.org/help/#file-name-reuse")
says("closed", "a release that is older than 14 days", 400,
     "Uploading new files to releases older than 14 days is not allowed.")
says("digest", "the file was changed on its way", 400,
     "The digest supplied does not match a digest calculated from the uploaded file.")
says("too_large", "a file over the limit", 400, "File too large. Limit for project 'dm-py' is 100 MB. "
     "See https://pypi.org/help/#file-size-limit for more information.")
says("description", "a description that does not render", 400,
     "The description failed to render in the default format of reStructuredText. "
     "See https://pypi.org/help/#description-content-type for more information.")
says("metadata", "metadata that PyPI does not take", 400, "'Nonsense' is not a valid classifier. "
     "See https://packaging.python.org/specifications/core-metadata for more information.")
says("name_taken", "a name that is not to be had", 400,
     "The name 'dm-py' is too similar to an existing project. See https://pypi.org/help/#project-name for more "
     "information.")
says("trusted_new", "a workflow's token and a project that is not there", 400,
     "Non-user identities cannot create new projects. This was probably caused by successfully using a pending "
     "publisher but specifying the project name incorrectly (either in the publisher or in your project's metadata). "
     "Please ensure that both match. See: https://docs.pypi.org/trusted-publishers/troubleshooting/")
says("email", "the e-mail address is not verified", 400,
     "User 'ann' does not have a verified primary email address. Please add a verified primary email before "
     "attempting to upload to PyPI. See https://pypi.org/help/#verified-email for more information.")
says("two_factor", "two-factor authentication is not on", 403,
     "User 'ann' does not have two-factor authentication enabled. Please enable two-factor authentication before "
     "attempting to upload to PyPI. See https://pypi.org/help/#two-factor-authentication for more information.")
says("read_only", "PyPI takes nothing now", 403, "Read-only mode: Uploads are temporarily disabled.")
says("bare_403", "a 403 without a reason, as behind a proxy", 403, "Forbidden")
says("too_many_new", "too many new projects", 429, "Too many new projects created")
says("503", "a server that is away, as its proxy says", 503, "<html><body>Service Unavailable</body></html>", "raw")
says("409", "something is in the way, and the answer does not say what", 409, "already exists")
says("404", "an address that is no upload address", 404, "<html><body>Not Found</body></html>", "raw")
says("405", "the upload address without its slash, or the simple index", 405, "Method Not Allowed")
says("redirect", "a redirect to another host", 302, "", "raw", location="https://elsewhere.example/legacy/")
says("moved", "a redirect on the same host, as without the slash", 301, "", "raw", location="/legacy")
faulty("invalid", "authentication that PyPI does not know", "packages:403")
faulty("500", "an error of the server", "packages:500")
faulty("cut", "the connection ends in the middle of the upload", "packages:cut")
faulty("lost", "taken, and the answer does not come", "packages:lost")
faulty("html", "a page with status 200: exit 0", "packages:html")


def refused(stage, tool):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return tool(stage, f"http://127.0.0.1:{free.getsockname()[1]}/legacy/", wheel(stage), password="pypi-x")


both("refused_connection", "nobody listens at the address", refused)
both("no_network", "names are not resolved",
     lambda stage, tool: tool(stage, "https://upload.pypi.invalid/legacy/", wheel(stage), password="pypi-x"))


def twine_check(stage):
    """a description that does not render"""
    text = METADATA + "Description-Content-Type: text/x-rst\n\n.. figure:: x\n   :wrong:\n\n`broken\n====\n"
    return stage.run(["twine", "check", "--strict", wheel(stage, metadata=text)])


def twine_check_none(stage):
    """a wheel that is no archive, checked"""
    return stage.run(["twine", "check", "--strict", broken(stage)])


CASES += [twine_check, twine_check_none]
