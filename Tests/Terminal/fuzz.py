"""Seeded random editing: after every step the screen is a plain redraw of what a model editor has.

    fuzz.py STAGE [--seeds N] [--first SEED] [--size ROWSxCOLUMNS] [--jobs N] [--valgrind N]

Each seed types 40 steps in a window of 24x80, 10x40 or 4x20. Seeds of seeds.txt always run first. A
line that is accepted must be the model's. The first N of --valgrind run once more under valgrind,
where it is installed, and any error that it finds is a failure. Prints each failing seed and `N passed, N failed`.
"""
import argparse
import concurrent.futures
import os
import random
import shutil
import sys
import tempfile

import model
from redraw import difference, plain_redraw
from terminal import Program

SIZES = [(24, 80), (10, 40), (4, 20)]
PROMPT = "rel 0.1> "
PASTES_MARKED = b"\x1b[?2004h"  # what each prompt begins with
HISTORY = [
    "bump minor", "build --release llmcc-core llmcc-rust llmcc-python llmcc-bindings llmcc and more",
    "tag 漢字漢字漢字漢字漢字 v1", "plan all", "push é 0.2.0",
]
WORDS = ["tag ", "bump ", "v1.2.3 ", "!x ", "publish", "0.2.0", " ", "a", "llmcc-core "]
WIDE = ["漢", "字 ", "é", "한국", "😀", "ｱ"]
MARKED = ["e\u0301", "o\u0308", "a\u0302\u0323"]
QUOTED = ["\x01", "\t", "\x1b"]
PASTED = ["one", "two\nthree 4", "漢字 5\r\nmore", "x" * 50, "last\n", "\ttab"]
KEYS = {  # what is sent, and what it means in the model
    "move": [
        ("\x01", "start"), ("\x05", "end"), ("\x02", "left"), ("\x06", "right"),
        ("\x1bb", "word_left"), ("\x1bf", "word_right"), ("\x1b[D", "left"), ("\x1b[C", "right"),
        ("\x1b[H", "start"), ("\x1b[F", "end"), ("\x1bOD", "left"), ("\x1b[1;5D", "word_left"),
        ("\x1b[1;5C", "word_right"),
    ],
    "edit": [
        ("\x7f", "backspace"), ("\x7f", "backspace"), ("\x08", "backspace"), ("\x04", "delete"),
        ("\x1b[3~", "delete"), ("\x0b", "kill_to_end"), ("\x17", "kill_word_before"),
        ("\x15", "kill_to_start"), ("\x19", "yank"), ("\x14", "transpose"), ("\x1bd", "kill_word"),
        ("\x1bu", "upper"), ("\x1bl", "lower"), ("\x1bc", "capitalize"), ("\x1f", "take_back"),
        ("\x1f", "take_back"),
    ],
    "history": [
        ("\x10", "recall", True), ("\x0e", "recall", False), ("\x1b[A", "recall", True),
        ("\x1b[A", "recall", True), ("\x1b[B", "recall", False),
    ],
    "nothing": [
        ("\x1b[15~", "nothing"), ("\x1b[I", "nothing"), ("\x1b[1;5P", "nothing"),
        ("\x1b9", "nothing"), ("\x0c", "nothing"),
    ],
}


class Session:
    def __init__(self, command, seed, size):
        self.random = random.Random(seed)
        self.size = size
        self.prompt = PROMPT
        self.above = "ready"
        self.ran = 0
        self.trace = []
        self.editor = model.Editor(HISTORY)
        self.directory = tempfile.TemporaryDirectory()
        path = os.path.join(self.directory.name, "history")
        with open(path, "w") as file:
            file.write("".join(line + "\n" for line in HISTORY))
        self.program = Program(command + ["--history", path], *size)

    def close(self):
        self.program.close()
        self.directory.cleanup()

    def leave(self):
        """Why the program does not end as it should, None if it does."""
        self.editor.new_line()
        self.above = None
        self.trace.append("leave")
        # A ^D that comes between two prompts would be the terminal's own, and lost.
        prompts = self.program.raw.count(PASTES_MARKED)
        self.program.send("\x03")
        self.program.until(lambda: self.program.raw.count(PASTES_MARKED) > prompts)
        problem = self.settle()
        if not problem:
            self.program.send("\x04")
            status = self.program.wait()
            problem = f"ended with {status}" if status != 0 else None
        return problem

    def difference(self):
        rows, columns = self.program.screen.lines, self.program.screen.columns
        editor = self.editor
        taken, _ = plain_redraw(self.prompt, editor.line, editor.cursor, columns)
        return difference(
            self.program, self.prompt, editor.line, editor.cursor, self.above, model.STYLES,
            model.style_of, editor.menu_rows(rows - len(taken), columns))

    def settle(self):
        """Why the screen does not become what it should be, None if it does."""
        if self.program.until(lambda: self.difference() is None):
            return None
        return self.difference() or "the program ended"

    def step(self):
        kinds = ["type"] * 6 + ["wide"] * 4 + ["marked"] * 2 + ["quoted", "tab", "tab", "enter"]
        kinds += ["move"] * 4 + ["edit"] * 5 + ["history"] * 2 + ["nothing", "search", "paste"]
        kinds += ["notice", "prompt", "resize", "burst"]
        kind = self.random.choice(kinds)
        self.trace.append(kind)
        return getattr(self, "step_" + kind, None) or (lambda: self.step_key(kind))

    def send(self, text):
        self.trace[-1] = (self.trace[-1], text)
        self.program.send(text)

    def step_key(self, kind):
        sent, name, *arguments = self.random.choice(KEYS[kind])
        if sent == "\x04" and not self.editor.line:
            return None
        if sent == "\x0c":
            self.above = None
        self.editor.key(name, *arguments)
        self.send(sent)
        return self.settle()

    def step_type(self, words=WORDS):
        text = self.random.choice(words)
        self.editor.key("type", text)
        self.send(text)
        return self.settle()

    def step_wide(self):
        return self.step_type(WIDE)

    def step_marked(self):
        return self.step_type(MARKED)

    def step_quoted(self):
        text = self.random.choice(QUOTED)
        self.editor.key("insert", text)
        self.send("\x16" + text)
        return self.settle()

    def step_burst(self):
        """Many keys in one write, of which only the last result is painted."""
        sent = ""
        for _ in range(8):
            key, name, *arguments = self.random.choice(KEYS["move"] + KEYS["edit"])
            if key == "\x04" and not self.editor.line:
                continue
            self.editor.key(name, *arguments)
            text = self.random.choice(WORDS)
            self.editor.key("type", text)
            sent += key + text
        self.send(sent)
        return self.settle()

    def step_tab(self):
        self.editor.key("tab")
        self.send("\t")
        return self.settle()

    def step_paste(self):
        text = self.random.choice(PASTED)
        self.editor.key("paste", text)
        self.send("\x1b[200~" + text + "\x1b[201~")
        return self.settle()

    def step_search(self):
        """A search that is given up leaves the line as it was."""
        self.editor.key("nothing")
        self.send("\x12" + self.random.choice(["b", "ta", "zz", "漢"]) + "\x07")
        return self.settle()

    def step_enter(self):
        count = len(self.program.reports)
        wanted = self.editor.accept()
        self.ran += wanted.count("\n") + 1
        self.above = f"ran {self.ran}"
        self.send("\r")
        if not self.program.until(lambda: len(self.program.reports) > count):
            return "the line was not accepted"
        got = self.program.reports[-1]
        if got != escaped(wanted):
            return f"accepted {got}, wanted {escaped(wanted)}"
        return self.settle()

    def step_notice(self):
        self.above = f"notice {self.random.randrange(100)}"
        self.trace[-1] = ("notice", self.above)
        start, text = len(self.program.raw), self.above.encode()
        self.program.notice(self.above)
        if not self.program.until(lambda: text in self.program.raw[start:]):
            return "the notice does not come"
        return self.settle()

    def step_prompt(self):
        self.prompt = self.random.choice(["rel 0.1> ", "rel 0.1 -> 0.2.0 main* > ", "漢> "])
        self.trace[-1] = ("prompt", self.prompt)
        self.program.notice("prompt " + self.prompt)
        return self.settle()

    def step_resize(self):
        rows, columns = self.size
        size = (rows + self.random.choice([-1, 0, 0, 2]),
                self.random.choice([columns, columns - 4, columns * 3 // 4, columns * 3 // 2 - 3]))
        if size == (self.program.screen.lines, self.program.screen.columns):
            return None
        self.above = None  # old rows may stay above, where the terminal leaves that open
        self.trace[-1] = ("resize", size)
        self.program.resize(*size)
        return self.settle()


def escaped(text):
    return "".join(
        c if " " <= c < "\x7f" and c != "\\" else "\\u{%x}" % ord(c) for c in text)


VALGRIND = ["valgrind", "--quiet", "--error-exitcode=99", "--log-file=/dev/null"]


def run(command, seed, size, steps=40, verbose=False):
    """None if the seed passes, otherwise what was wrong, and after which keys."""
    session = Session(command, seed, size)
    try:
        problem = session.settle()
        for _ in range(steps):
            if problem:
                break
            try:
                problem = session.step()()
            except OSError as error:
                problem = f"the program ended: {error}, status {session.program.wait()}"
        problem = problem or session.leave()
        if problem:
            text = f"{command[0]}: seed {seed} {size[0]}x{size[1]}: {problem}\n  after {session.trace[-4:]}"
            text += f"\n  line {session.editor.line!r} cursor {session.editor.cursor}"
            return text + ("\n" + session.program.text() if verbose else "")
        return None
    finally:
        session.close()


def kept_seeds():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "seeds.txt")
    with open(path) as file:
        lines = [line.split("#")[0].split() for line in file]
    return [(int(words[0]), parsed_size(words[1])) for words in lines if words]


def parsed_size(text):
    rows, columns = text.split("x")
    return int(rows), int(columns)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage")
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--size", type=parsed_size)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--valgrind", type=int, default=0)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    cases = kept_seeds()
    for seed in range(options.first, options.first + options.seeds):
        cases.append((seed, options.size or SIZES[seed % len(SIZES)]))
    stage = [os.path.abspath(options.stage)]
    runs = [(stage, *case) for case in cases]
    if options.valgrind and not shutil.which(VALGRIND[0]):
        print("valgrind is not installed: nothing runs under it")
    elif options.valgrind:
        runs += [(VALGRIND + stage, *case) for case in cases[:options.valgrind]]
    failed = 0
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        futures = [pool.submit(run, *arguments, verbose=options.verbose) for arguments in runs]
        for future in futures:
            problem = future.result()
            if problem:
                failed += 1
                print(problem, flush=True)
    print(f"{len(runs) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
