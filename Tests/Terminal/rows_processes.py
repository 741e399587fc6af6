"""Interrupts, job control, children, and how the program ends."""
import os
import shutil
import signal
import subprocess
import termios

from redraw import difference
from stage import PROMPT, Failed, Stage, expect, row
from terminal import Program


@row
def interrupt_clears(stage):
    """text, ^C: a new prompt below; ^R, ^C: the same; the next line is whole"""
    with Stage(stage) as editor:
        editor.runs("build")
        editor.send("bump\x03")
        editor.line("", above=PROMPT + "bump")
        editor.send("\x12b")
        editor.shows("bck:b")
        editor.send("\x03")
        editor.line("")
        editor.accepts("tag", "tag\r")


@row
def end_of_input(stage):
    """^D on text deletes; on an empty line it leaves, exit 0, the terminal cooked"""
    with Stage(stage) as editor:
        editor.send("ab\x01\x04")
        editor.line("b", 0)
        editor.send("\x04")
        editor.line("", 0)
        editor.send("\x1b[3~")
        editor.sentinel()
        editor.send("\x04")
        editor.ends(0)


@row
def suspend_and_go_on(stage):
    """^Z in a shell with jobs, then `fg`: text and cursor are back"""
    bash = shutil.which("bash")
    environment = {"PS1": "$ ", "HISTFILE": None}
    with Program([bash, "--norc", "--noprofile", "-i"], 12, 40, environment, pipes=False) as shell:
        def shows(text):
            if not shell.until(lambda: text in shell.text()):
                raise Failed(f"{text!r} does not appear:\n{shell.text()}")
        shows("$")
        shell.send(stage + "\n")
        shows(PROMPT.rstrip())
        shell.send("bump x漢\x1b[D\x1a")
        shows("Stopped")
        expect(shell.raw.rfind(b"2004l") > 0, "pastes are still marked")
        shell.send("fg\n")
        if not shell.until(lambda: difference(shell, PROMPT, "bump x漢", 6) is None):
            raise Failed("not back:\n" + shell.text())
        shell.send("\x15\x0bchild sleep 60\n")
        shows("child sleep")
        wait_for_child(shell, "sleep")
        shell.send("\x1a")
        if not shell.until(lambda: shell.text().count("Stopped") > 1):
            raise Failed("child and shell do not stop:\n" + shell.text())
        shell.send("fg\n")
        wait_for_child(shell, "sleep", running=True)
        shell.send("\x03")
        shows("ended 130 interrupted\n" + PROMPT.rstrip())
        shell.send("\x04")
        if not shell.until(lambda: shell.text().rstrip().endswith("$")):
            raise Failed("does not leave:\n" + shell.text())


def wait_for_child(program, name, running=False):
    """Until a descendant of that name lives (and runs)."""
    def lives():
        terminal = os.ttyname(program.tty).removeprefix("/dev/")
        listing = subprocess.run(
            ["ps", "-o", "stat=,comm=", "-t", terminal], capture_output=True, text=True).stdout
        found = [line.split() for line in listing.splitlines() if line.split()[-1] == name]
        return found and (not running or not found[0][0].startswith("T"))
    if not program.until(lives):
        raise Failed(f"{name} does not run:\n{program.text()}")


@row
def interrupt_a_child(stage):
    """a child and ^C: its end is told, the shell lives"""
    with Stage(stage) as editor:
        editor.send("child sleep 60\r")
        wait_for_child(editor, "sleep")
        editor.send("\x03")
        editor.shows("ended 130 interrupted")
        editor.line("")
        editor.accepts("tag", "tag\r")


@row
def child_reads(stage):
    """a child that reads a line gets it"""
    with Stage(stage) as editor:
        editor.send("child echo asks; read x; echo got-$x\r")
        editor.shows("asks\n")
        editor.send("hello\n")
        editor.shows("got-hello")
        editor.shows("ended 0")
        editor.line("")


@row
def signals_restore(stage):
    """TERM, HUP, QUIT and an abort at the prompt: the terminal is as it was"""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGABRT, signal.SIGSEGV):
        with Stage(stage, environment={"SWIFT_BACKTRACE": "enable=no"}) as editor:
            editor.send("bump")
            editor.line("bump")
            before = editor.modes()[3] & termios.ICANON
            expect(not before, "not raw at the prompt")
            os.kill(editor.pid, number)
            status = editor.wait()
            expect(status is not None and os.WTERMSIG(status) == number, f"ended with {status}")
            expect(editor.modes()[3] & termios.ICANON, f"raw after signal {number}")
            expect(editor.modes()[3] & termios.ECHO, f"no echo after signal {number}")
            expect(editor.raw.rfind(b"\x1b[?2004l") > editor.raw.rfind(b"\x1b[?2004h"), "marks")
    with Stage(stage) as editor:
        editor.send("exit\r")
        editor.ends(0)


@row
def signals_from_elsewhere(stage):
    """SIGINT at the prompt is ^C; after SIGSTOP and SIGCONT the line is there, and so are its keys"""
    with Stage(stage) as editor:
        editor.send("bump 1")
        editor.line("bump 1")
        os.kill(editor.pid, signal.SIGINT)
        editor.line("", above=PROMPT + "bump 1")
        editor.send("tag 1\x1b[D")
        editor.line("tag 1", 4)
        os.kill(editor.pid, signal.SIGSTOP)
        os.waitpid(editor.pid, os.WUNTRACED)
        modes = editor.modes()
        modes[3] |= termios.ICANON | termios.ECHO | termios.ISIG
        termios.tcsetattr(editor.tty, termios.TCSANOW, modes)
        os.kill(editor.pid, signal.SIGCONT)
        if not editor.until(lambda: not editor.modes()[3] & termios.ICANON):
            raise Failed("not raw again")
        editor.send("x")
        editor.line("tag x1", 5)
