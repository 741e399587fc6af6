"""Windows that change, notices, and terminals that can do less."""
import os
import shutil
import subprocess
import tempfile
import time

from redraw import plain_redraw
from stage import PROMPT, Failed, Stage, expect, row
from terminal import LIMIT, Program


@row
def resize_wrapped(stage):
    """40 -> 30 -> 57 columns with a wrapped line, the cursor in its middle"""
    with Stage(stage, rows=12) as editor:
        line = "bump " + "llmcc-core 0.2.0 " * 5
        editor.send(line + "\x1b[D" * 45)
        editor.line(line, len(line) - 45, above="ready")
        for columns in (30, 57, 40):
            editor.resize(12, columns)
            editor.line(line, len(line) - 45)
            expect("ready" in editor.text(), "output was erased")


@row
def resize_in_tmux(stage):
    """the same in tmux, which wraps its rows anew"""
    tmux = shutil.which("tmux")
    if not tmux:
        raise Failed("tmux is not installed")
    with tempfile.TemporaryDirectory() as directory:
        def run(*arguments):
            return subprocess.run(
                [tmux, "-S", directory + "/socket", "-f", "/dev/null", *arguments],
                capture_output=True, text=True, check=True,
                env=dict(os.environ, LC_ALL="C.UTF-8")).stdout
        run("new-session", "-d", "-x", "40", "-y", "12", stage)
        try:
            line = "bump " + "llmcc-core 0.2.0 " * 5

            def screen():
                return run("capture-pane", "-p").rstrip("\n").split("\n")

            def settles(columns):
                rows, place = plain_redraw(PROMPT, line, len(line) - 45, columns)
                wanted = ["".join(text for text, _ in cells).rstrip() for cells in rows]
                end = time.monotonic() + LIMIT
                while time.monotonic() < end:
                    shown = screen()
                    cursor = run("display-message", "-p", "#{cursor_x} #{cursor_y}").split()
                    top = int(cursor[1]) - place[0]
                    # tmux moves rows to its scroll-back as it wraps them: there an old copy may stay.
                    if top >= 0 and int(cursor[0]) == place[1] and shown[top:] == wanted \
                            and run("capture-pane", "-p", "-S", "-").startswith("ready\n"):
                        return
                    time.sleep(0.02)
                raise Failed(f"at {columns} columns:\n" + "\n".join(screen()))
            while not any(PROMPT.rstrip() in text for text in screen()):
                time.sleep(0.02)
            run("send-keys", "-l", line)
            for _ in range(45):
                run("send-keys", "Left")
            settles(40)
            for columns in (30, 57, 40):
                run("resize-window", "-x", str(columns), "-y", "12")
                settles(columns)
        finally:
            run("kill-server")


@row
def shrinking_window(stage):
    """typing after the window has shrunk below the line, and at the end of a line taller than it"""
    with Stage(stage, rows=10, columns=60) as editor:
        line = "bump " + "v1.2.3 " * 20
        editor.send(line)
        editor.line(line)
        editor.resize(3, 12)
        editor.line(line)
        editor.send("abc")
        editor.line(line + "abc")
        editor.resize(10, 60)
        editor.send("d")
        editor.line(line + "abcd")
        editor.accepts(line + "abcd")


@row
def notices_between_keys(stage):
    """a notice between two keys, 40 times, over a wrapped line"""
    with Stage(stage, rows=8) as editor:
        line = "bump " + "v1.2.3 " * 6
        editor.send(line)
        editor.line(line)
        for number in range(40):
            line += "x"
            editor.send("x")
            editor.notice(f"notice {number}")
            editor.line(line, above=f"notice {number}")


@row
def prompt_changes_without_a_key(stage):
    """a notice without text has the prompt asked for again and repainted"""
    with Stage(stage) as editor:
        editor.send("bump 1\x1b[D")
        editor.line("bump 1", 5)
        editor.notice("prompt core 0.1.0 -> 0.2.0 main* > ")
        editor.line("bump 1", 5, above="ready", prompt="core 0.1.0 -> 0.2.0 main* > ")


@row
def notice_during_a_command(stage):
    """a notice that comes while a command runs shows above the next prompt"""
    with Stage(stage) as editor:
        editor.send("child echo on; read x\r")
        editor.shows("on\n")
        editor.notice("news")
        time.sleep(0.1)  # only makes it likelier that the notice comes first
        editor.send("\n")
        editor.shows("news")
        editor.line("")


@row
def locale_unset(stage):
    """without a locale wide characters work"""
    environment = {"LANG": None, "LC_ALL": None, "LC_CTYPE": None}
    with Stage(stage, environment=environment) as editor:
        editor.send("é漢字\x1b[Dx")
        editor.line("é漢x字", 3)
        editor.accepts("\\u{e9}\\u{6f22}x\\u{5b57}")


@row
def dumb_terminal(stage):
    """TERM=dumb or unset: a plain prompt, the terminal's own editing, no escapes"""
    for name in ("dumb", None, ""):
        with Stage(stage, environment={"TERM": name}) as editor:
            editor.accepts("tag", "tog\x7f\x7fag\n")
            editor.shows("ran 1\n" + PROMPT.rstrip())
            editor.send("half\x03")
            if not editor.until(lambda: editor.text().count(PROMPT.rstrip()) == 3):
                raise Failed("no prompt after ^C:\n" + editor.text())
            editor.accepts("question", "question\n")
            editor.shows("[y/N]")
            editor.send("y\n")
            editor.shows("answer y")
            editor.send("\x04")
            expect(editor.wait() == 0, "does not leave")
            expect(b"\x1b" not in editor.raw, f"escapes: {editor.raw}")


@row
def unknown_terminal(stage):
    """an unknown TERM works, and nothing complains"""
    with Stage(stage, environment={"TERM": "no-such-terminal"}) as editor:
        editor.send("bump x\x01")
        editor.line("bump x", 0, above="ready")
        expect("terminal" not in editor.text(), editor.text())


@row
def no_colour(stage):
    """NO_COLOR: no colours, all else the same"""
    with Stage(stage, environment={"NO_COLOR": "1"}) as editor:
        editor.send("bump 1 !x\t\x01")
        editor.shows("bump 1 !x")
        expect(b"m" not in [part[-1:] for part in csi_parts(editor.raw)], f"{editor.raw}")
        editor.accepts("bump 1 !x")


def csi_parts(raw):
    parts, place = [], raw.find(b"\x1b[")
    while place >= 0:
        end = place + 2
        while end < len(raw) and not 0x40 <= raw[end] <= 0x7e:
            end += 1
        parts.append(raw[place:end + 1])
        place = raw.find(b"\x1b[", end)
    return parts


@row
def pipes(stage):
    """stdin a pipe: no prompt, no escapes; stdout a pipe: no escapes"""
    got = subprocess.run([stage], input=b"tag\nbump\n", capture_output=True, timeout=LIMIT)
    expect(got.stdout == b"ready\nran 1\nran 2\n", f"{got.stdout}")
    with Program(["/bin/sh", "-c", stage + " | cat"], 10, 40, pipes=False) as shell:
        if not shell.until(lambda: "ready" in shell.text()):
            raise Failed("does not start")
        shell.send("tag\n")
        if not shell.until(lambda: "ran 1" in shell.text()):
            raise Failed("does not read:\n" + shell.text())
        expect(b"\x1b" not in shell.raw and b"rel" not in shell.raw, f"{shell.raw}")
