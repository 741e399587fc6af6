"""Loads a package index on loopback: pages a second over kept connections, and uploads of a big wheel."""
import base64
import hashlib
import http.client
import io
import multiprocessing
import os
import statistics
import time
import urllib.parse
import zipfile


def wheel(project, version, size):
    """A wheel of a project whose one module has so many bytes that nothing makes smaller."""
    information = f"{project}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n"
    entries = {f"{project}.bin": os.urandom(size), f"{information}/METADATA": metadata,
               f"{information}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    record = "".join(f"{name},,\n" for name in [*entries, f"{information}/RECORD"])
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in {**entries, f"{information}/RECORD": record}.items():
            archive.writestr(name, content)
    return f"{project}-{version}-py3-none-any.whl", file.getvalue()


def form(version, size, project="big"):
    """An upload as twine sends it: its body and its content type."""
    name, content = wheel(project, version, size)
    fields = {":action": "file_upload", "protocol_version": "1", "name": project, "version": version,
              "metadata_version": "2.1", "filetype": "bdist_wheel", "pyversion": "py3",
              "sha256_digest": hashlib.sha256(content).hexdigest()}
    parts = [f'--edge\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
             for key, value in fields.items()]
    parts.append(f'--edge\r\nContent-Disposition: form-data; name="content"; filename="{name}"\r\n'
                 "Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n--edge--\r\n")
    return b"".join(parts), "multipart/form-data; boundary=edge"


def upload(url, body, kind, user, password):
    """Uploads once and gives the seconds that it took."""
    parts = urllib.parse.urlsplit(url)
    login = base64.b64encode(f"{user}:{password}".encode()).decode()
    begin = time.monotonic()
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=120)
    connection.request("POST", parts.path or "/", body, {"Content-Type": kind, "Authorization": f"Basic {login}"})
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{url}: {answer.status} {answer.reason} {said[:200]}")
    return time.monotonic() - begin


def uploads(url, user, password, start, count, size=20 << 20, project="big"):
    """The median seconds of some uploads, of 20 MB each unless said otherwise."""
    return statistics.median(
        upload(url, *form(f"{number}.0", size, project), user, password) for number in range(start, start + count))


def ask(url, seconds, counts):
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        connection.request("GET", parts.path, headers={"Accept": "text/html"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{url}: {answer.status}")
        count += 1
    counts.put(count)


def requests(url, seconds, clients=4):
    """How many requests for a page are answered a second, of several clients at once."""
    counts = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=ask, args=(url, seconds, counts)) for _ in range(clients)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        if process.exitcode != 0:
            raise SystemExit("a client failed")
    return sum(counts.get() for _ in processes) / seconds
