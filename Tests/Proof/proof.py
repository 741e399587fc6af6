"""The program under test, asked for what it finds."""
import pathlib
import resource
import subprocess
import sys

sys.path += [str(pathlib.Path(__file__).parents[1] / "Support"), str(pathlib.Path(__file__).parents[1] / "Registry")]

from served import Checks  # noqa: E402,F401


class Proof:
    """ArtifactProof of a folder of built programs."""

    def __init__(self, binaries):
        self.program = pathlib.Path(binaries) / "ArtifactProof"

    def findings(self, paths, *expectations, seconds=600):
        """For each file its findings: lists of code, what, why and fix, none where it is sound."""
        words = [str(word) for word in [self.program, *expectations, *paths]]
        done = subprocess.run(words, capture_output=True, text=True, timeout=seconds)
        if done.returncode:
            sys.exit(f"{self.program} ended with {done.returncode}: {done.stderr[-2000:]}")
        found = {str(path): [] for path in paths}
        for line in done.stdout.splitlines():
            path, *finding = line.split("\t")
            if finding != ["ok"]:
                found[path].append(finding)
        return found

    def codes(self, path, *expectations):
        """The codes of one file's findings, sorted."""
        [found] = self.findings([path], *expectations).values()
        return sorted({finding[0] for finding in found})

    def names(self, names):
        """How file names are read: a list of words each."""
        done = subprocess.run([str(self.program), "--names"], input="\n".join(names) + "\n",
                              capture_output=True, text=True, check=True)
        return [line.split("\t") for line in done.stdout.splitlines()]


def peak_of_children():
    """The most memory that any child has had so far, in KiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
