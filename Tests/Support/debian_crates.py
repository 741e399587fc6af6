"""The crates of Debian's librust-*-dev packages as a sparse index on loopback: third-party crates without crates.io."""
import hashlib
import http.server
import io
import json
import pathlib
import tarfile
import threading
import tomllib

FOLDER = pathlib.Path("/usr/share/cargo/registry")


def packed(folder):
    """The folder as a `.crate`, the same each time."""
    def plain(entry):
        entry.uid = entry.gid = entry.mtime = 0
        entry.uname = entry.gname = ""
        return None if entry.name.endswith("/.cargo-checksum.json") else entry

    stream = io.BytesIO()
    # The files may be links into a package of documentation.
    with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=1, dereference=True) as archive:
        archive.add(folder, folder.name, filter=plain)
    return stream.getvalue()


def dependencies(manifest):
    tables = [(None, manifest)] + [(target, table) for target, table in manifest.get("target", {}).items()]
    for target, table in tables:
        for kind, name in (("normal", "dependencies"), ("build", "build-dependencies"), ("dev", "dev-dependencies")):
            for alias, wanted in {**table.get(name, {}), **table.get(name.replace("-", "_"), {})}.items():
                wanted = {"version": wanted} if isinstance(wanted, str) else wanted
                yield {"name": alias, "package": wanted.get("package"), "req": wanted.get("version", "*"),
                       "features": wanted.get("features", []), "optional": wanted.get("optional", False),
                       "default_features": wanted.get("default-features", wanted.get("default_features", True)),
                       "target": target, "kind": kind}


def line(manifest, checksum):
    package = manifest["package"]
    features = manifest.get("features", {})
    newer = {name: words for name, words in features.items()
             if any(word.startswith("dep:") or "?/" in word for word in words)}
    return json.dumps({
        "name": package["name"], "vers": package["version"], "deps": list(dependencies(manifest)),
        "cksum": checksum, "features": {name: words for name, words in features.items() if name not in newer},
        "features2": newer, "v": 2, "yanked": False, "links": package.get("links")})


def place(name):
    name = name.lower()
    prefix = {1: "1", 2: "2", 3: f"3/{name[0]}"}.get(len(name), f"{name[:2]}/{name[2:4]}")
    return f"/index/{prefix}/{name}"


class DebianCrates:
    """The server, until the block ends."""

    def __init__(self, folder=FOLDER):
        self.index, crates = {}, {}
        for crate in sorted(path for path in folder.iterdir() if (path / "Cargo.toml").is_file()):
            manifest = tomllib.loads((crate / "Cargo.toml").read_text())
            bytes_ = packed(crate)
            name, version = manifest["package"]["name"], manifest["package"]["version"]
            crates[f"/crates/{name}/{version}/download"] = bytes_
            self.index.setdefault(place(name), []).append(line(manifest, hashlib.sha256(bytes_).hexdigest()))
        index = self.index

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                address = f"http://127.0.0.1:{self.server.server_port}"
                if self.path == "/index/config.json":
                    body = json.dumps({"dl": f"{address}/crates", "api": address}).encode()
                elif self.path in index:
                    body = "\n".join(index[self.path]).encode() + b"\n"
                else:
                    body = crates.get(self.path)
                self.send_response(404 if body is None else 200)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"sparse+http://127.0.0.1:{self.server.server_port}/index/"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
