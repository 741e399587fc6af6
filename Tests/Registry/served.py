"""A registry at work, and the bare environment in which tools meet it."""
import os
import signal
import subprocess
import sys


class Registry:
    """`relsh registry` or FaultyRegistry, until the block ends."""

    def __init__(self, *command, **variables):
        self.process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, **variables})
        words = [self.process.stdout.readline().split() for _ in range(5)]
        if any(len(pair) != 2 for pair in words):
            sys.exit(f"{command[0]} did not start: {words}")
        known = dict(words)
        self.index, self.token = known["crates-index"], known["crates-token"]
        self.upload, self.password = known["upload-url"], known["upload-token"]
        self.simple = known["simple-url"]
        self.address = self.simple.removesuffix("/simple/")
        self.port = int(self.address.rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self, by=signal.SIGINT):
        """Ends it and gives its exit code and the lines that it wrote for requests."""
        self.process.send_signal(by)
        lines = self.process.stdout.read().splitlines()
        return self.process.wait(20), lines


def environment(home, **more):
    """Nothing of the person's but the toolchain: no tokens, no settings, no proxy."""
    kept = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8",
            "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", os.path.expanduser("~/.rustup")),
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
            "PIP_CONFIG_FILE": "/dev/null", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "UV_NO_CONFIG": "1",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    return {**kept, **more}


class Checks:
    """Counts what held and what did not."""

    def __init__(self):
        self.passed, self.failed = 0, 0

    def __call__(self, held, what, seen=""):
        if held:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {what}\n{str(seen)[-3000:]}")

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)
