#!/usr/bin/env python3
# Written for the issues of this project and taken over as it was: how fast a program feels in a real pty.
"""pty_latency.py - how fast an interactive program feels, measured on a pseudo-terminal.

It starts a program (a REPL, a shell) on a PTY, as a terminal would, and measures, from outside:

    start    spawn to the first prompt (a fresh process each time), and exit text to process end
    echo     one keystroke sent to that character seen in the output (each character is one trial)
    tab      TAB sent to the expected completion seen in the output
    enter    Enter sent to the next prompt seen (after the command's own output, with --run-expect)
    memory   VmHWM / VmRSS / PSS of the process at its first prompt

Only the Python standard library is used (Linux, Python 3.8+). Output is one line a figure:
    name  what  n  first  min  median  p90  p99  max  (milliseconds; memory in MiB)
`first` is the first trial of that kind (a program that loads something at the first TAB shows it there only).

USAGE
    pty_latency.py --prompt REGEX [--probe TEXT] [--complete PREFIX --expect TEXT] [options] -- PROGRAM [ARG ...]

    # the shell under test
    pty_latency.py --name relsh --prompt 'relsh> ' --probe 'bump crate-1 patch' \\
                   --complete 'bum' --expect 'p' --run 'help' --run-expect 'bump' --exit 'exit' -- ./relsh
    # peers
    pty_latency.py --name bash    --prompt '\\$ |# '  --probe 'echo hello' --complete 'ech' --expect 'o' -- bash --norc -i
    pty_latency.py --name sqlite3 --prompt 'sqlite> ' --probe 'select 1;'  --complete '.tab' --expect 'les' --exit .exit -- sqlite3

OPTIONS
    --name NAME       label of the rows (default: the program's file name)
    --prompt REGEX    Python regex of the prompt, searched in the output after escape sequences are removed
    --probe TEXT      text typed one character at a time for `echo`; cleared with --kill after each pass.
                      A character counts as echoed when it shows in the output after the keystroke; programs that
                      redraw the whole line on each key are handled, but give a probe whose characters differ
                      from the text before them for exactness (default: 'qxzjvk')
    --complete TEXT   typed first, for `tab` (not timed); then TAB is sent and timed
    --expect TEXT     what must show after TAB: the rest of the completed word (or the whole word, where the
                      program redraws it), or a line of the list of candidates
    --tabs N          send TAB N times for one completion (2 for readline's list of candidates; default 1)
    --run TEXT        typed before Enter in `enter` (default: an empty line)
    --run-expect RE   regex that must show before the next prompt counts (the command's own output)
    --exit TEXT       what ends the program at its prompt (default 'exit'; '\\x04' for Ctrl-D)
    --kill KEYS       clears the line (default '\\x15', Ctrl-U)
    --trials N        trials of echo, tab and enter (default 200)
    --starts N        fresh starts for `start` (default 20; 0 to skip)
    --gap MS          pause between two trials, so that the program is back in its read loop (default 4)
    --quiet MS        output counts as settled after this long without any (default 40)
    --timeout S       give up on one trial after this long; lost trials are counted and named (default 10)
    --env K=V         set a variable for the program (repeatable); TERM is xterm-256color unless set so
    --rows N --cols N window size (default 24 x 80)
    --cwd DIR         where to start the program
    --only LIST       which of start,echo,tab,enter (default: all that the options allow)
    --json            one JSON object instead of rows
    --debug           show on standard error what the program wrote

HOW IT MEASURES
    The clock (CLOCK_MONOTONIC) is read just before the write of the key and just after the read whose bytes complete
    the match. This process sleeps in poll(2) meanwhile, so a figure includes one wake-up of the program and one
    of this process. The floor is what the kernel's own echo takes, with no program in the way:
        pty_latency.py --name floor --prompt '^' --only echo --exit '\\x04' -- sh -c 'echo; exec cat'
    (about 0.14 ms on a 2-core virtual machine, 0.25 at p99). Start times are from posix_spawn, about 0.5 ms for the
    smallest program. Terminal queries that programs wait for (cursor position ESC[6n, device attributes ESC[c)
    are answered at once. Quote medians and p99s of at least 200 trials; run twice; compare programs measured in
    the same minute.
"""
import argparse, fcntl, json, os, re, select, signal, struct, sys, termios, time

ANSI = re.compile(rb"\r|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[()*+][0-9A-Za-z]|\x1bP.*?\x1b\\|\x1b[=>78cDEHMNOZ]|[\x00\x07\x08\x0e\x0f]", re.S)


def strip(b):
    return ANSI.sub(b"", b)


def unesc(s):
    return s.encode("utf-8").decode("unicode_escape").encode("latin-1") if "\\" in s else s.encode()


class Lost(Exception):
    pass


class Term:
    def __init__(self, o):
        self.o, self.buf = o, b""
        # posix_spawn, not fork: forking this Python process would add 2 ms to every start. The child leads a new
        # session and opens the terminal by its name, which makes it the controlling terminal.
        fd, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", o.rows, o.cols, 0, 0))
        env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
        env["TERM"] = "xterm-256color"
        for kv in o.env:
            k, v = kv.split("=", 1)
            env[k] = v
        pid = os.posix_spawnp(o.cmd[0], o.cmd, env, setsid=True, file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.ttyname(slave), os.O_RDWR, 0), (os.POSIX_SPAWN_DUP2, 0, 1), (os.POSIX_SPAWN_DUP2, 0, 2)])
        os.close(slave)
        self.pid, self.fd = pid, fd
        self.poll = select.poll()
        self.poll.register(fd, select.POLLIN)

    def read(self, timeout):
        """one read; b'' on time-out; raises EOFError when the program has gone"""
        if not self.poll.poll(max(0, timeout * 1000)):
            return b""
        try:
            b = os.read(self.fd, 65536)
        except OSError:
            b = b""
        if not b:
            raise EOFError
        if b"\x1b[6n" in b:
            os.write(self.fd, b"\x1b[1;1R")
        if b"\x1b[c" in b or b"\x1b[0c" in b:
            os.write(self.fd, b"\x1b[?62;c")
        if self.o.debug:
            sys.stderr.write(repr(b) + "\n")
        self.buf += b
        return b

    def send(self, b):
        os.write(self.fd, b)

    def until(self, test, limit):
        """reads until test(stripped output since the last clear) is true; returns when that was"""
        end = time.monotonic() + limit
        while True:
            if self.buf and test(strip(self.buf)):
                return time.monotonic()
            left = end - time.monotonic()
            if left <= 0:
                raise Lost(repr(strip(self.buf)[-200:]))
            self.read(left)

    def settle(self, quiet):
        while self.read(quiet):
            pass
        self.buf = b""

    def close(self):
        try:
            os.close(self.fd)
        except OSError:
            pass
        for sig in (signal.SIGHUP, signal.SIGTERM, signal.SIGKILL):
            for _ in range(20):
                p, _s = os.waitpid(self.pid, os.WNOHANG)
                if p:
                    return
                time.sleep(0.01)
            os.kill(self.pid, sig)
        os.waitpid(self.pid, 0)


def memory(pid):
    m = {}
    try:
        for line in open("/proc/%d/status" % pid):
            if line.startswith(("VmHWM", "VmRSS")):
                m[line.split(":")[0]] = int(line.split()[1]) / 1024
        for line in open("/proc/%d/smaps_rollup" % pid):
            if line.startswith("Pss:"):
                m["PSS"] = int(line.split()[1]) / 1024
    except (OSError, ValueError):
        pass
    return m


def summary(v):
    first, v = v[0], sorted(v)
    n = len(v)
    q = lambda p: v[min(n - 1, max(0, int(-(-p * n // 1)) - 1))]      # nearest rank
    med = (v[(n - 1) // 2] + v[n // 2]) / 2
    return {"n": n, "first": first, "min": v[0], "median": med, "p90": q(0.90), "p99": q(0.99), "max": v[-1]}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a = ap.add_argument
    a("--name"); a("--prompt", required=True); a("--probe", default="qxzjvk"); a("--complete"); a("--expect"); a("--tabs", type=int, default=1)
    a("--run", default=""); a("--run-expect"); a("--exit", default="exit"); a("--kill", default="\\x15")
    a("--trials", type=int, default=200); a("--starts", type=int, default=20); a("--gap", type=float, default=4)
    a("--quiet", type=float, default=40); a("--timeout", type=float, default=10); a("--env", action="append", default=[])
    a("--rows", type=int, default=24); a("--cols", type=int, default=80); a("--cwd"); a("--json", action="store_true")
    a("--debug", action="store_true"); a("--only", default="start,echo,tab,enter", help="comma list of what to measure")
    a("cmd", nargs="+")
    o = ap.parse_args()
    o.name = o.name or os.path.basename(o.cmd[0])
    only = set(o.only.split(","))
    if o.cwd:
        os.chdir(o.cwd)
    prompt = re.compile(o.prompt.encode())
    quiet, gap, kill, leave = o.quiet / 1000, o.gap / 1000, unesc(o.kill), unesc(o.exit)
    if not leave.endswith((b"\n", b"\r", b"\x04")):
        leave += b"\r"
    at_prompt = lambda s: prompt.search(s) is not None
    res, lost, mem = {}, {}, {"VmHWM": [], "VmRSS": [], "PSS": []}

    def note(kind, e):
        lost.setdefault(kind, []).append(str(e)[:160])

    def fresh():
        t = time.monotonic()
        term = Term(o)
        try:
            t1 = term.until(at_prompt, o.timeout)
        except EOFError:
            term.close()
            sys.exit("pty_latency.py: %s ended before its prompt; it wrote %r" % (o.name, strip(term.buf)[-300:]))
        except Lost as e:
            term.close()
            sys.exit("pty_latency.py: no prompt from %s in %g s; it wrote %s" % (o.name, o.timeout, e))
        return term, (t1 - t) * 1e3

    def end(term):
        """sends the exit text, and returns the milliseconds until the program's end (None if it had to be ended)"""
        t = time.monotonic()
        term.send(leave)
        try:
            while time.monotonic() - t < o.timeout:
                term.read(o.timeout)
        except EOFError:
            ms = (time.monotonic() - t) * 1e3
            term.close()
            return ms
        term.close()
        return None

    if "start" in only and o.starts:
        st, ex = [], []
        for i in range(o.starts + 1):
            term, ms = fresh()
            term.settle(quiet)
            m = memory(term.pid)
            e = end(term)
            if i:                                       # the first one warms the caches
                st.append(ms)
                if e is not None:
                    ex.append(e)
                for k in mem:
                    if k in m:
                        mem[k].append(m[k])
        res["start"] = summary(st)
        if ex:
            res["exit"] = summary(ex)
        for k in mem:
            if mem[k]:
                res["memory " + k] = summary(mem[k])

    term, _ = fresh()
    try:
        term.settle(max(quiet, 0.15))
        if "echo" in only:
            v, i = [], 0
            while len(v) + len(lost.get("echo", [])) < o.trials:
                ch = o.probe[i % len(o.probe)].encode()
                time.sleep(gap)
                term.buf = b""
                t = time.monotonic()
                term.send(ch)
                try:
                    v.append((term.until(lambda s: ch in s, o.timeout) - t) * 1e3)
                except Lost as e:
                    note("echo", e)
                i += 1
                term.settle(0.002)                      # late redraws belong to this key, not the next
                if i % len(o.probe) == 0:
                    term.send(kill)
                    term.settle(quiet)
            if i % len(o.probe):
                term.send(kill)
                term.settle(quiet)
            if v:
                res["echo"] = summary(v)
        if "tab" in only and o.complete is not None and o.expect is not None:
            v, want = [], o.expect.encode()
            for _ in range(o.trials):
                term.send(o.complete.encode())
                term.settle(quiet)
                for _ in range(o.tabs - 1):
                    term.send(b"\t")
                    term.settle(quiet)
                t = time.monotonic()
                term.send(b"\t")
                try:
                    v.append((term.until(lambda s: want in s, o.timeout) - t) * 1e3)
                except Lost as e:
                    note("tab", e)
                    if len(lost["tab"]) >= 3 and not v:
                        break
                term.settle(quiet)
                term.send(kill)
                term.settle(quiet)
            if v:
                res["tab"] = summary(v)
        if "enter" in only:
            v, after = [], re.compile(o.run_expect.encode()) if o.run_expect else None

            def done(s):
                if after:
                    m = after.search(s)
                    return m is not None and prompt.search(s, m.end()) is not None
                return prompt.search(s) is not None
            for _ in range(o.trials):
                term.send(o.run.encode())
                term.settle(quiet)
                t = time.monotonic()
                term.send(b"\r")
                try:
                    v.append((term.until(done, o.timeout) - t) * 1e3)
                except Lost as e:
                    note("enter", e)
                    if len(lost["enter"]) >= 3 and not v:
                        break
                term.settle(gap)
            if v:
                res["enter"] = summary(v)
        term.settle(quiet)
        end(term)
    except EOFError:
        note("end", "the program ended in the middle; it wrote %r" % strip(term.buf)[-200:])
        term.close()

    if o.json:
        print(json.dumps({"name": o.name, "cmd": o.cmd, "ms": res, "lost": lost}))
        return
    for k, s in res.items():
        print("%-12s %-13s n=%-4d first %8.3f  min %8.3f  median %8.3f  p90 %8.3f  p99 %8.3f  max %8.3f" % (
            o.name, k, s["n"], s["first"], s["min"], s["median"], s["p90"], s["p99"], s["max"]))
    for k, v in lost.items():
        print("%-12s %-13s LOST %d, e.g. %s" % (o.name, k, len(v), v[0]))


if __name__ == "__main__":
    main()
