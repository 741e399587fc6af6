"""The shell in terminals of all kinds: children, job control, colours, no terminal, two at once."""
import os
import re
import shutil
import signal
import termios

from shell_at_terminal import Home, Shell
from stage import Failed, expect, row
from terminal import Program

NOTHING = "llmcc-demo (nothing selected) main"


def start(program, home, **options):
    """A shell in a demo repository of its own, once all of its prompt is known."""
    if not os.path.exists(home.path("llmcc-demo")):
        home.demo(program)
    shell = Shell(program, home, folder="llmcc-demo", **options)
    shell.at(NOTHING)
    shell.shows("next: use crate:llmcc-core")
    return shell


@row
def children(program):
    """a child reads a line; ^C ends it and its end is told; a failure marks the prompt until a line goes well"""
    with Home() as home, start(program, home) as shell:
        shell.types("!echo asks; read x; echo got-$x")
        shell.shows("asks\n")
        shell.send("hello\r")
        shell.shows("got-hello")
        shell.at(NOTHING)
        shell.runs("!exit 3", "`!exit 3` ended with 3", prompt=NOTHING + " !")
        shell.types("!sleep 60")
        shell.child_runs("sleep")
        shell.send("\x03")
        shell.at(NOTHING + " !")
        shell.shows("`!sleep 60` was interrupted")
        shell.runs("!true", prompt=NOTHING)
        shell.types("!kill -INT $PPID")
        shell.at(NOTHING)
        shell.send("\x04")
        shell.ends(0)


@row
def suspended(program):
    """^Z at the prompt and in a child, then `fg`: line and child go on, and ^D leaves"""
    with Home() as home:
        home.demo(program)
        bash = shutil.which("bash")
        with Program(
            [bash, "--norc", "--noprofile", "-i"], 24, 80,
            home.environment(PS1="$ ", HISTFILE=None, RELSH=program), pipes=False) as outer:
            def shows(text):
                if not outer.until(lambda: text in outer.text()):
                    raise Failed(f"{text!r} does not appear:\n{outer.text()}")
            shows("$")
            outer.send(f"cd {home.path('llmcc-demo')}; $RELSH\n")
            shows(f"{NOTHING} >")
            outer.send("target 0.3")
            shows("> target 0.3")
            outer.send("\x1a")
            shows("Stopped")
            outer.send("fg\n")
            if not outer.until(lambda: outer.text().rstrip().endswith("> target 0.3")):
                raise Failed(f"the line is not back:\n{outer.text()}")
            outer.send("\x15!echo asks; read x; echo got-$x\r")
            shows("asks\n")
            outer.send("\x1a")
            if not outer.until(lambda: outer.text().count("Stopped") == 2):
                raise Failed(f"the child does not stop:\n{outer.text()}")
            outer.send("fg\n")
            if not outer.until(lambda: outer.text().count("$RELSH") == 5):
                raise Failed(f"the job is not told:\n{outer.text()}")
            outer.send("hello\r")
            shows("got-hello")
            if not outer.until(lambda: outer.text().rstrip().endswith(f"{NOTHING} >")):
                raise Failed(f"no prompt:\n{outer.text()}")
            outer.send("\x04")
            if not outer.until(lambda: outer.text().rstrip().endswith("\n$")):
                raise Failed(f"does not leave:\n{outer.text()}")


@row
def colours(program):
    """valid and invalid words have colours of their own; with NO_COLOR the same texts have none"""
    with Home() as home:
        def attributes(shell):
            y, x = shell.screen.cursor.y, len(f"{NOTHING} > ")
            cells = shell.screen.buffer[y]
            return [(cell.fg, cell.bold, cell.underscore) for cell in (cells[x], cells[x + 4])]
        with start(program, home) as shell:
            shell.send("use llmcc-core")
            shell.at(NOTHING, "use llmcc-core")
            (command, argument), plain = attributes(shell), ("default", False, False)
            expect(len({command, argument, plain}) == 3, f"{command} {argument}")
            shell.send("\x15sue llmcc-core")
            shell.at(NOTHING, "sue llmcc-core")
            expect(attributes(shell)[0] not in (command, plain), f"sue is {attributes(shell)[0]}")
        with start(program, home, NO_COLOR="1") as shell:
            shell.send("use nothing")
            shell.at(NOTHING, "use nothing")
            shell.send("\x15")
            shell.runs("sue", "nearest: use", prompt=NOTHING + " !")
            expect(not re.search(rb"\x1b\[[0-9;]*[1-9][0-9;]*m", shell.raw), "colours in NO_COLOR")


@row
def without_locale(program):
    """LANG unset: what is typed in UTF-8 is shown and arrives"""
    with Home() as home, start(program, home, LANG=None, LC_ALL=None, LC_CTYPE=None) as shell:
        shell.types("!echo 'é漢' | wc -c")
        shell.shows("\n6\n")
        shell.at(NOTHING)


@row
def dumb_terminal(program):
    """TERM=dumb: prompts, questions and ^C work without one escape"""
    with Home() as home:
        home.demo(program)
        with Shell(program, home, folder="llmcc-demo", TERM="dumb") as shell:
            shell.shows("5 crates", "next: use crate:llmcc-core", f"{NOTHING} >")
            shell.send("use llmcc-core\r")
            shell.shows("selected crate:llmcc-core", "llmcc-core 0.1.0 main >")
            shell.send("release minor\r")
            shell.shows("[y/N]")
            shell.send("n\r")
            shell.shows("[unconfirmed]", " ! >")
            shell.send("half\x03")
            shell.send("status\r")
            shell.shows("selected   crate:llmcc-core")
            shell.send("\x04")
            shell.ends(0)
            expect(b"\x1b" not in shell.raw, "escapes in a dumb terminal")


@row
def no_terminal(program):
    """stdin a pipe: no prompt, nothing is asked; stdout a pipe: no escapes; both say what failed"""
    with Home() as home:
        home.demo(program)
        code, output, problem = home.run(
            [program], "llmcc-demo", stdin="use crate:llmcc-core\nbump minor\ncommit\ntag\npush\n")
        expect(code == 4 and "[unconfirmed]" in problem, f"{code}: {problem}")
        expect("\x1b" not in output + problem and " > \n" not in output, output)
        command = 'cd "$0" && "$1" status | cat'
        with Program(
            ["/bin/sh", "-c", command, home.path("llmcc-demo"), program], 24, 80,
            home.environment(), pipes=False) as piped:
            expect(piped.wait() == 0, piped.text())
            expect("clean" in piped.text() and b"\x1b" not in piped.raw, piped.text())


@row
def ended_by_a_signal(program):
    """SIGTERM at the prompt, with text in the line: the terminal is cooked"""
    with Home() as home, start(program, home) as shell:
        shell.send("bump")
        shell.at(NOTHING, "bump")
        expect(not shell.modes()[3] & termios.ICANON, "not raw at the prompt")
        os.kill(shell.pid, signal.SIGTERM)
        status = shell.wait()
        expect(status is not None and os.WTERMSIG(status) == signal.SIGTERM, f"ended with {status}")
        shell.is_cooked()


@row
def histories(program):
    """two shells at once lose no line; none that begins with a space or answers a question is kept"""
    count = 200
    with Home() as home, start(program, home) as one, start(program, home) as other:
        for number in range(count):
            for shell, name in ((one, "one"), (other, "other")):
                shell.runs(f"# {name}-{number}", prompt=NOTHING)
        for shell, name in ((one, "one"), (other, "other")):
            shell.types(f" help secret-{name}")
        for shell, name in ((one, "one"), (other, "other")):
            shell.shows(f"topic `secret-{name}`")
            shell.at(NOTHING + " !")
        files = [os.path.join(folder, name)
                 for folder, _, names in os.walk(home.state) for name in names]
        expect(len(files) == 1, f"histories {files}")
        expect(os.stat(files[0]).st_mode & 0o777 == 0o600, "mode")
        with open(files[0]) as file:
            lines = file.read().splitlines()
        wanted = {f"# {name}-{number}" for name in ("one", "other") for number in range(count)}
        expect(set(lines) == wanted and len(lines) == 2 * count, f"{len(lines)} lines")
        one.send("# other-19\x1b[A")
        one.at(NOTHING + " !", "# other-199")


@row
def history_of_each_repository(program):
    """after `open` the arrows bring back that repository's lines, and not those of before"""
    with Home() as home:
        with start(program, home) as shell:
            shell.runs("packages", "llmcc-core", prompt=NOTHING)
        with Shell(program, home) as shell:
            shell.at("work (no repository)")
            shell.runs("open llmcc-demo", "5 crates", prompt=NOTHING)
            shell.send("\x1b[A")
            shell.at(NOTHING, "packages")
            shell.send("\x1b[A")
            shell.at(NOTHING, "packages")


@row
def paste_stops(program):
    """a paste runs at Enter, each line in turn, up to the one that fails; the rest is counted"""
    with Home() as home, start(program, home) as shell:
        shell.send("\x1b[200~use llmcc-core\ntarget 0.0.1\ntag\npush\n\x1b[201~")
        shell.shows("push")
        expect("selected crate" not in shell.text(), "a pasted line ran unasked")
        shell.send("\r")
        shell.at("llmcc-core 0.1.0 main !")
        shell.shows("selected crate:llmcc-core", "2 lines of the paste did not run")


@row
def tab_knows_more(program):
    """the versions of the levels, words, groups and paths, options, a transcript's parameters, files in `!`"""
    with Home() as home, start(program, home) as shell:
        with open(home.path("llmcc-demo", "some.relsh"), "w") as file:
            file.write("param version = 0.2.0\npush -p crate:llmcc-core --confirm llmcc-core-v0.2.0\n")
        for typed, texts in (
                ("bump -p llmcc-core 0.\t", ["0.2.0          minor", "0.1.1          patch"]),
                ("use \t", ["changed", "dependents"]),
                ("use ./crates/llmcc-c\t", ["use ./crates/llmcc-core"]),
                ("use crate:llmcc-b\t", ["use crate:llmcc-bindings"]),
                ("set c\t", ["set color"]),
                ("replay some.relsh --set \t", ["--set version="]),
                ("replay some.relsh --set version=0.3.0 --yes-to \t", ["-to llmcc-core-v0.3.0"]),
                ("!ls cr\t", ["!ls crates/"])):
            shell.send(typed)
            shell.shows(*texts)
            shell.send("\x03")
            shell.at(NOTHING)


@row
def other_shells_words(program):
    """what belongs to another shell is told how it goes here"""
    with Home() as home, start(program, home) as shell:
        shell.runs("ls crates", "`ls` is a program", "fix  !ls crates", prompt=NOTHING + " !")
        shell.runs("q", "nearest: exit", "fix  exit", prompt=NOTHING + " !")
        shell.runs("use llmcc-core; status", "`relsh -c` only", prompt=NOTHING + " !")
        shell.runs("use py:llmc", "nearest: py:llmcc", prompt=NOTHING + " !")
        shell.types("!sleep 60")
        shell.child_runs("sleep")
        shell.send("\x03")
        shell.shows("^C\nerror: `!sleep 60` was interrupted [interrupted]")
        shell.types("release llmcc-core minor")
        shell.shows("6 files edited, 1 commit, 1 tag, 1 push to origin\nrelease crate:llmcc-core@0.2.0")
        shell.send("\x03")
        shell.shows("was interrupted at its question")
