"""How long relsh takes to publish the demo's five crates, beside a script of the same bare commands.

Both against `relsh registry`, each time a fresh one, from a cold target folder, in alternating pairs; relsh's
own CPU time is told too, without that of the cargo and git that it starts.
"""
import json
import os
import shutil
import statistics
import subprocess
import time

# In the order of their dependencies, as relsh publishes them.
CRATES = ["llmcc-core", "llmcc-python", "llmcc-rust", "llmcc", "llmcc-bindings"]


class Practice:
    """the demo with its crates tagged as 0.2.0, and registries to publish them to"""

    def __init__(self, relsh, work, environment):
        self.relsh, self.work = os.path.abspath(relsh), os.path.join(work, "publishing")
        self.environment = dict(environment, CARGO_HOME=self.work + "/cargo", CARGO_REGISTRY_DEFAULT="practice",
                                CARGO_TERM_COLOR="never")
        os.makedirs(self.work + "/cargo")
        self.demo = self.work + "/demo"
        self.run([self.relsh, "demo", self.demo], self.work)
        tags = ",".join(f"{crate}-v0.2.0" for crate in CRATES)
        self.run([self.relsh, "-c", f"use crates; target 0.2.0; go all --skip wait --skip verify --confirm {tags}"],
                 self.demo, CARGO_REGISTRY_DEFAULT="crates-io")

    def run(self, command, folder, **more):
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL,
                       env=dict(self.environment, **more))

    def measured(self, command):
        """seconds, and CPU seconds of the process itself, of one try with a fresh registry and target"""
        target, data = self.work + "/target", self.work + "/data"
        for folder in (target, data, self.demo + "/.git/relsh/artifacts", self.work + "/cargo/registry"):
            shutil.rmtree(folder, ignore_errors=True)
        server = subprocess.Popen([self.relsh, "registry", "--data", data, "--json"], stdout=subprocess.PIPE,
                                  text=True, env=self.environment)
        try:
            about = json.loads(server.stdout.readline())
            with open(self.work + "/cargo/config.toml", "w") as file:
                file.write(f'[registries.practice]\nindex = "{about["crates_index"]}"\n'
                           '[source.crates-io]\nreplace-with = "practice"\n')
            environment = dict(self.environment, CARGO_TARGET_DIR=target,
                               CARGO_REGISTRIES_PRACTICE_TOKEN=about["crates_token"])
            begin = time.monotonic()
            with open(self.work + "/output", "w") as output:
                child = subprocess.Popen(command, cwd=self.demo, env=environment, stdout=output,
                                         stderr=subprocess.STDOUT)
                # Not reaped yet, it still has its own times, apart from its children's.
                os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
                seconds = time.monotonic() - begin
                with open(f"/proc/{child.pid}/stat") as file:
                    fields = file.read().rsplit(")", 1)[1].split()
                own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            if child.wait() != 0:
                with open(self.work + "/output") as file:
                    raise SystemExit(f"{command[0]} failed:\n{file.read()}")
            return seconds, own
        finally:
            server.terminate()
            server.wait()

    def by_relsh(self):
        objects = ",".join(f"crate:{crate}@0.2.0" for crate in CRATES)
        return self.measured([self.relsh, "-c", f"use crates; target 0.2.0; publish --here --confirm {objects}"])

    def by_script(self):
        lines = ["set -eu"]
        for crate in CRATES:
            lines += [f"git worktree add --quiet --detach ../tree {crate}-v0.2.0",
                      f"(cd ../tree && cargo publish --registry practice -p {crate})",
                      "git worktree remove --force ../tree"]
        return self.measured(["sh", "-c", "\n".join(lines)])


def publishing(relsh, work, environment, pairs):
    """the pairs' seconds, by relsh and by the script, and relsh's own CPU seconds"""
    practice = Practice(relsh, work, environment)
    practice.by_script()  # warms what both read
    found = []
    for turn in range(pairs):
        first, second = (practice.by_relsh, practice.by_script)[::1 if turn % 2 == 0 else -1]
        one, other = first(), second()
        found.append((one, other) if turn % 2 == 0 else (other, one))
    ratios = [ours[0] / bare[0] for ours, bare in found]
    return dict(relsh=[ours[0] for ours, _ in found], script=[bare[0] for _, bare in found],
                own=statistics.median(ours[1] for ours, _ in found), ratio=statistics.median(ratios))
