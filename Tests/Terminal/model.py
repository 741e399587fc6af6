"""The editor as a model: what each key does to a line, written without libedit and without a screen."""
import ctypes

from wcwidth import wcwidth

LIBC = ctypes.CDLL(None)  # the same idea of letters as the program has

COMMANDS = [
    ("bump", "set a new version"), ("build", "make the files"), ("push", "send branch and tag"),
    ("publish", "upload what was built"), ("plan", "show what is left"),
    ("tag", "name the commit"), ("target", "choose the next version"),
    ("token", "say where tokens are"),
]
CRATES = [(f"crate-{number}", f"0.1.{number}") for number in range(1000)]


def style_of(line, offset):
    """The style of one character, as the stage's policy has it."""
    start = line.rfind("\n", 0, offset) + 1
    row = line[start:].split("\n", 1)[0]
    word = row.split(" ", 1)[0]
    if offset - start < len(word):
        return "command" if word in dict(COMMANDS) else "invalid"
    return {True: "argument", False: "plain"}[line[offset] in "0123456789"] \
        if line[offset] != "!" else "invalid"


STYLES = {  # foreground, bold, underlined
    "command": ("blue", True, False), "invalid": ("red", False, True),
    "argument": ("green", False, False), "plain": ("default", False, False),
}


def is_word(character):
    return bool(LIBC.iswalnum(ord(character))) or character in "*?_-.[]~="


class Undo:
    """A word that is typed at one go is one step."""

    def __init__(self):
        self.states = [("", 0)]
        self.is_typing = False

    def record(self, line, cursor):
        last, last_cursor = self.states[-1]
        if last == line:
            if last_cursor != cursor:
                self.is_typing = False
            self.states[-1] = (line, cursor)
            return
        is_one_more = len(line) == len(last) + 1 and cursor == last_cursor + 1
        if is_one_more and self.is_typing and line[cursor - 1] != " ":
            self.states[-1] = (line, cursor)
        else:
            self.states.append((line, cursor))
        self.is_typing = is_one_more

    def undo(self):
        self.is_typing = False
        if len(self.states) == 1:
            return None
        self.states.pop()
        return self.states[-1]


class Walk:
    def __init__(self):
        self.shown = None

    def step(self, older, line, head, entries):
        if line != self.shown:
            self.prefix, self.typed, self.shown, self.position = head, line, line, len(entries)
        places = range(self.position - 1, -1, -1) if older \
            else range(self.position + 1, len(entries))
        for place in places:
            if entries[place].startswith(self.prefix) and entries[place] != self.shown:
                self.shown, self.position = entries[place], place
                return self.shown
        if older or self.position >= len(entries):
            return None
        self.shown, self.position = self.typed, len(entries)
        return self.shown


class Editor:
    """The line, the cursor, and what outlives a line: killed text and history."""

    def __init__(self, history=()):
        self.killed = ""
        self.history = list(history)
        self.new_line()

    def new_line(self):
        self.line, self.cursor, self.menu, self.page = "", 0, None, 0
        self.undo, self.walk = Undo(), Walk()

    def accept(self):
        """Enter: the accepted text without a last empty row; it goes to the history, each row for itself."""
        text = self.line.replace("\0", "").removesuffix("\n")
        for row in text.split("\n"):
            if row.strip() and not row.startswith(" "):
                bare = row.rstrip(" ")
                row = bare + " " if bare.endswith("\\") and bare != row else bare
                if row in self.history:
                    self.history.remove(row)
                self.history.append(row)
        self.new_line()
        return text

    def key(self, name, *arguments):
        """One key, by the name of its method; the menu goes with every key but Tab."""
        if name != "tab":
            self.menu = None
        getattr(self, name)(*arguments)
        self.undo.record(self.line, self.cursor)

    def type(self, text):
        for character in text:
            self.insert(character)
            self.undo.record(self.line, self.cursor)

    def insert(self, text):
        self.line = self.line[:self.cursor] + text + self.line[self.cursor:]
        self.cursor += len(text)

    def paste(self, text):
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        self.insert(text[:-1] if text.endswith("\n") else text)

    def start(self):
        self.cursor = 0

    def end(self):
        self.cursor = len(self.line)

    def left(self):
        self.cursor = max(0, self.cursor - 1)

    def right(self):
        self.cursor = min(len(self.line), self.cursor + 1)

    def next_word_end(self):
        place = self.cursor
        while place < len(self.line) and not is_word(self.line[place]):
            place += 1
        while place < len(self.line) and is_word(self.line[place]):
            place += 1
        return place

    def previous_word_start(self):
        place = self.cursor
        while place > 0 and not is_word(self.line[place - 1]):
            place -= 1
        while place > 0 and is_word(self.line[place - 1]):
            place -= 1
        return place

    def word_right(self):
        self.cursor = self.next_word_end()

    def word_left(self):
        self.cursor = self.previous_word_start()

    def backspace(self):
        if self.cursor:
            self.line = self.line[:self.cursor - 1] + self.line[self.cursor:]
            self.cursor -= 1

    def delete(self):
        self.line = self.line[:self.cursor] + self.line[self.cursor + 1:]

    def kill(self, start, end):
        self.killed = self.line[start:end]
        self.line = self.line[:start] + self.line[end:]
        self.cursor = start

    def kill_to_end(self):
        self.kill(self.cursor, len(self.line))

    def kill_to_start(self):
        self.kill(0, self.cursor)

    def kill_word(self):
        if self.cursor < len(self.line):
            self.kill(self.cursor, self.next_word_end())

    def kill_word_before(self):
        if self.cursor:
            self.kill(self.previous_word_start(), self.cursor)

    def yank(self):
        self.insert(self.killed)

    def transpose(self):
        if self.cursor < len(self.line):
            if len(self.line) <= 1:
                return
            self.cursor += 1
        if self.cursor > 1:
            before, (one, two) = self.line[:self.cursor - 2], self.line[self.cursor - 2:self.cursor]
            self.line = before + two + one + self.line[self.cursor:]

    def change_word(self, change):
        end = self.next_word_end()
        self.line = self.line[:self.cursor] + change(self.line[self.cursor:end]) + self.line[end:]
        self.cursor = end

    def upper(self):
        self.change_word(lambda word: "".join(map(self.upper_character, word)))

    def lower(self):
        self.change_word(lambda word: "".join(map(self.lower_character, word)))

    def capitalize(self):
        def change(word):
            for offset, character in enumerate(word):
                if LIBC.iswalpha(ord(character)):
                    rest = "".join(map(self.lower_character, word[offset + 1:]))
                    return word[:offset] + self.upper_character(character) + rest
            return word
        self.change_word(change)

    @staticmethod
    def upper_character(character):
        return chr(LIBC.towupper(ord(character)))

    @staticmethod
    def lower_character(character):
        return chr(LIBC.towlower(ord(character)))

    def take_back(self):
        state = self.undo.undo()
        if state:
            self.line, self.cursor = state

    def recall(self, older):
        found = self.walk.step(older, self.line, self.line[:self.cursor], self.history)
        if found is not None:
            self.line, self.cursor = found, len(found)

    def nothing(self):
        pass

    def tab(self):
        row_start = self.line.rfind("\n", 0, self.cursor) + 1
        start = max(row_start, self.line.rfind(" ", row_start, self.cursor) + 1)
        word = self.line[start:self.cursor]
        known = COMMANDS if start == row_start else CRATES
        candidates = [pair for pair in known if pair[0].startswith(word)]
        if not candidates:
            return
        common = candidates[0][0]
        for name, _ in candidates:
            while not name.startswith(common):
                common = common[:-1]
        following = self.line[self.cursor:self.cursor + 1]
        if len(candidates) == 1 and following != " ":
            common += " "
        if len(candidates) == 1 or len(common) > len(word):
            self.insert(common[len(word):])
            self.menu = None
        else:
            self.page = self.page + 1 if self.menu == candidates else 0
            self.menu = candidates

    def menu_rows(self, height, columns):
        """The texts of the menu in a window with that many rows left below the line."""
        height = max(0, height - 1)
        if not self.menu or not height:
            return []
        fits = len(self.menu) <= height
        size = height if fits else height - 1
        pages = -(-len(self.menu) // size) if size else 1
        start = self.page % max(1, pages) * size
        listed = self.menu[start:start + size]
        widest = min(max((len(name) for name, _ in listed), default=0), columns // 2)
        rows = [name + " " * (max(0, widest - len(name)) + 2) + text for name, text in listed]
        if not fits:
            left = len(self.menu) - start - len(listed)
            rows.append(f"... {left} more: Tab" if left else "... the first again: Tab")
        room = columns - 3  # one column stays free for the mark of what was cut, two for wide scalars
        rows = [row.rstrip() for row in rows]
        return [row if len(row) <= room else row[:room] + "…" for row in rows]
