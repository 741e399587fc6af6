"""Pastes, history and search: text that comes from elsewhere than the keys."""
import os
import stat
import tempfile
import termios

from stage import PROMPT, Failed, Stage, expect, row


@row
def paste_runs_nothing(stage):
    """a paste of two lines runs nothing; Enter accepts both at once"""
    with Stage(stage) as editor:
        editor.send("\x1b[200~tag v1\npush\n\x1b[201~")
        editor.line("tag v1\npush")
        expect(not editor.reports, "something was accepted")
        editor.accepts("tag v1\\u{a}push")
        editor.line("", above="ran 2")
        editor.send("\x1b[200~tag v2\r\npush\r\x1b[201~")
        editor.line("tag v2\npush")
        editor.accepts("tag v2\\u{a}push")


@row
def unmarked_paste_runs_nothing(stage):
    """lines that come at once without the marks of a paste: nothing runs before an Enter alone"""
    with Stage(stage) as editor:
        editor.send("tag v1\rpush")
        editor.line("tag v1\npush")
        expect(not editor.reports, "something was accepted")
        editor.accepts("tag v1\\u{a}push")
        editor.line("", above="ran 2")
        editor.send("tag v2\r\npush\r\n")
        editor.line("tag v2\npush\n")
        expect(len(editor.reports) == 1, "something was accepted")
        editor.accepts("tag v2\\u{a}push")
        editor.line("", above="ran 4")
        editor.send("tag v3\r\n")
        editor.reported("tag v3", 2)
        editor.line("")
        long = "".join(f"tag v{number}\r" for number in range(100))
        editor.send(long)
        editor.sentinel()
        expect(len(editor.reports) == 3, "something was accepted")


@row
def unmarked_paste_at_a_question(stage):
    """what answers a question is one line, too: pasted lines are no answer but text"""
    with Stage(stage) as editor:
        editor.send("question\r")
        editor.shows("sure? [y/N]")
        editor.send("y\rtag v1\r")
        editor.shows("y tag v1")
        expect("answer" not in editor.text(), "it is answered")
        editor.send("\r")
        editor.shows("answer y tag v1")


@row
def paste_with_interrupts(stage):
    """^C, ^Z and ^D inside a paste are text"""
    with Stage(stage) as editor:
        editor.send("\x1b[200~a\x03b\x1ac\x04\x1b[201~")
        editor.line("a\x03b\x1ac\x04")
        expect(not editor.reports, "something was accepted")


@row
def paste_in_search(stage):
    """the same inside ^R: nothing runs"""
    with Stage(stage) as editor:
        editor.runs("bump")
        editor.send("\x12bu")
        editor.shows("bck:bu")
        editor.send("\x1b[200~tag v1\npush\n\x1b[201~")
        editor.shows("push")
        editor.sentinel()
        expect(len(editor.reports) == 1, "something was accepted")
        expect("bck" not in editor.text(), "the search still shows")
        editor.send("\x15\x0b")
        editor.line("")


@row
def arrows_search_prefix(stage):
    """`bu` Up Up Down: entries that begin with it, and `bu` again"""
    with Stage(stage) as editor:
        for line in ("bump 1", "abump", "build", "tag bu", "bump 2"):
            editor.runs(line)
        editor.send("bu\x1b[A")
        editor.line("bump 2")
        editor.send("\x1b[A")
        editor.line("build")
        editor.send("\x1b[A")
        editor.line("bump 1")
        editor.send("\x1b[A\x1b[B")
        editor.line("build")
        editor.send("\x1bOB\x1bOB")
        editor.line("bu")
        editor.send("\x15\x10\x10")
        editor.line("tag bu")


@row
def search_backwards(stage):
    """^R `bu` ESC: `bck:bu` below, then gone; ^R `zzz` ^G: the line is as before"""
    with Stage(stage) as editor:
        editor.runs("bump 1")
        editor.send("\x12bu")
        editor.shows("bck:bu")
        editor.shows(PROMPT + "bump 1")
        editor.send("\x1b")
        editor.line("bump 1", 0)
        editor.send("\x05x")
        editor.line("bump 1x")
        editor.send("\x12zzz")
        editor.shows("zzz")
        editor.send("\x07")
        editor.line("bump 1x")
        editor.send("\x03")
        editor.line("")
        editor.send("\x12bu")
        editor.shows("bck:bu")
        editor.accepts("bump 1")


@row
def search_with_wide_characters(stage):
    """^R finds `é漢字`"""
    with Stage(stage) as editor:
        editor.runs("tag \\u{e9}\\u{6f22}\\u{5b57}", "tag é漢字")
        editor.send("\x12漢")
        editor.shows("bck:漢")
        editor.accepts("tag \\u{e9}\\u{6f22}\\u{5b57}")


@row
def two_shells_one_history(stage):
    """two shells, 500 lines each: all in the file, mode 0600, none that began with a space"""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "state", "relsh", "history")
        editors = [Stage(stage, history=path) for _ in range(2)]
        try:
            for part in range(50):
                for number, editor in enumerate(editors):
                    lines = [f"tag {number}-{index}" for index in range(part * 10, part * 10 + 10)]
                    for line in lines + [" hidden"]:
                        editor.accepts(line, line + "\r")
                for editor in editors:
                    done = (part + 1) * 11
                    if not editor.until(lambda: len(editor.reports) == done):
                        raise Failed(f"{len(editor.reports)} of {done} lines:\n{editor.text()}")
            for editor in editors:
                editor.shows("ran 550")
            with open(path) as file:
                lines = file.read().split("\n")
            wanted = {f"tag {number}-{index}" for number in range(2) for index in range(500)}
            expect(set(lines) - {""} == wanted, "lines are missing or too many")
            expect(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "mode of the file")
            expect(stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700, "mode of the folder")
            editors[0].send("tag 1-\x1b[A")
            editors[0].line("tag 1-499")
        finally:
            for editor in editors:
                editor.close()


@row
def questions_are_not_kept(stage):
    """a question's answer and a secret are in no history, and the secret on no screen"""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "history")
        with Stage(stage, history=path) as editor:
            editor.send("question\r")
            editor.shows("sure? [y/N]")
            editor.send("\x1b[A\x12maybe\tx")
            editor.shows("maybex")
            editor.send("\r")
            editor.shows("answer maybex")
            editor.send("question\r")
            if not editor.until(lambda: editor.text().count("sure?") == 2):
                raise Failed("no question")
            editor.send("\x03")
            editor.shows("answer none")
            editor.send("secret\r")
            editor.shows("token:")
            silent(editor)
            editor.send("hidXx\x7f\x7fden\r")
            editor.shows("secret of 6")
            editor.send("secret\r")
            if not editor.until(lambda: editor.text().count("token:") == 2):
                raise Failed("no question")
            silent(editor)
            editor.send("hid\x03")
            editor.shows("secret of -1")
            expect(b"hid" not in editor.raw, "the secret was shown")
            editor.line("")
            editor.send("\x1b[A")
            editor.line("secret")
            with open(path) as file:
                expect(file.read() == "question\nquestion\nsecret\nsecret\n", "what is kept")


def silent(editor):
    """Until the terminal no longer shows what is typed."""
    if not editor.until(lambda: not editor.modes()[3] & termios.ECHO
                        and not editor.modes()[3] & termios.ICANON):
        raise Failed("what is typed would be shown")


@row
def typed_ahead(stage):
    """what is typed while a command runs is there at the next prompt, and its last Enter counts"""
    with Stage(stage) as editor:
        editor.send("child echo on; read x\r")
        editor.shows("on\n")
        editor.send("\ntag\r")
        editor.shows("ran 2")
        editor.reported("tag", 1)
        editor.line("")
        editor.send("child echo on; read x\r")
        editor.shows("ran 2\n" + PROMPT + "child echo on; read x\non\n")
        editor.send("\ntag\rbu")
        editor.line("tag\nbu")
        expect(len(editor.reports) == 3, "a line ran that more was typed behind")
