"""The transcript that the release at the keyboard left, run where no terminal is."""
from rows_release import released
from shell_at_terminal import Home
from stage import expect, row

FILE = "core.relsh"


def in_a_fresh_demo(program, home, text):
    """A new demo repository with this transcript in it; what runs relsh there."""
    home.demo(program)
    with open(home.path("llmcc-demo", FILE), "w") as file:
        file.write(text)

    def relsh(*arguments, code=0, **options):
        got, output, problem = home.run([program, *arguments], "llmcc-demo", **options)
        expect(got == code, f"{arguments} ended with {got}, wanted {code}:\n{output}{problem}")
        return output, problem
    return relsh


def state(home):
    """Everything that a run could change: references here and on origin, the work tree."""
    return [home.git("for-each-ref"), home.git("ls-remote", "origin"),
            home.git("status", "--porcelain"), home.git("diff", "HEAD")]


@row
def saved_transcript_replays(program):
    """--verify twice; another version needs its confirmation, and without it nothing changes"""
    with Home() as home:
        relsh = in_a_fresh_demo(program, home, released(program))
        relsh("run", FILE, "--verify")
        there = home.git("ls-remote", "origin", "refs/tags/llmcc-core-v0.2.0")
        expect(there.startswith(home.git("rev-parse", "llmcc-core-v0.2.0")), "not on origin")
        after = state(home)
        output, _ = relsh("run", FILE, "--verify")
        expect("already tagged llmcc-core-v0.2.0" in output, output)
        expect(state(home) == after, "the second run changed something")
        _, problem = relsh("run", FILE, "--set", "version=0.3.0", code=4)
        expect("--yes-to llmcc-core-v0.3.0" in problem, problem)
        expect(state(home) == after, "a run without its confirmation changed something")
        relsh("run", FILE, "--set", "version=0.3.0", "--yes-to", "llmcc-core-v0.3.0")
        there = home.git("ls-remote", "origin", "refs/tags/llmcc-core-v0.3.0")
        expect(there.startswith(home.git("rev-parse", "llmcc-core-v0.3.0")), "not on origin")


@row
def saved_transcript_piped(program):
    """piped into stdin it runs as the file does, without a prompt and without an escape"""
    with Home() as home:
        text = released(program)
        relsh = in_a_fresh_demo(program, home, text)
        output, problem = relsh(stdin=text)
        expect("\x1b" not in output + problem, "escapes in a pipe")
        expect("(nothing selected)" not in output + problem, "a prompt in a pipe")
        expect("pushed main llmcc-core-v0.2.0 to origin" in output, output)


@row
def saved_transcript_with_a_typo(program):
    """a typo on the last line: exit 2, the place is shown, and no line has run"""
    with Home() as home:
        *lines, last = released(program).rstrip("\n").split("\n")
        text = "\n".join(lines + [last, "psuh --confirm llmcc-core-v0.2.0", ""])
        relsh = in_a_fresh_demo(program, home, text)
        before = state(home)
        output, problem = relsh("run", FILE, code=2)
        expect(f"{FILE}:{len(lines) + 2}:1" in problem and "nearest: push" in problem, problem)
        expect("bumped" not in output and state(home) == before, "something ran:\n" + output)
        relsh(stdin=text, code=2)
        expect(state(home) == before, "something ran from the pipe")
