#pragma once
#include <fcntl.h>
#include <histedit.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <unistd.h>
#include <wchar.h>

// Swift cannot call variadic functions, and sees `stdin` as shared mutable state: one inline twin for
// each form that is used, and nothing else.

typedef unsigned char (*libedit_function)(EditLine *, wint_t);

static inline EditLine *libedit_init(const char *name, FILE *output, FILE *errors) {
#ifdef __APPLE__
  EditLine *el = el_init(name, stdin, stdout, errors);
  if (el) el_wset(el, EL_SETFP, 1, output);
  return el;
#else
  return el_init_fd(name, stdin, output, errors, 0, 1, 2);
#endif
}
static inline int libedit_set_int(EditLine *el, int option, int value) {
  return el_wset(el, option, value);
}
static inline int libedit_set_text(EditLine *el, int option, const wchar_t *text) {
  return el_wset(el, option, text);
}
static inline int libedit_set_reader(EditLine *el, el_rfunc_t reader) {
  return el_wset(el, EL_GETCFN, reader);
}
static inline wchar_t *libedit_no_prompt(EditLine *el) {
  (void)el;
  return (wchar_t *)L"";
}
static inline int libedit_set_empty_prompt(EditLine *el) {
  return el_wset(el, EL_PROMPT, libedit_no_prompt);
}
static inline int libedit_set_owner(EditLine *el, void *owner) {
  return el_wset(el, EL_CLIENTDATA, owner);
}
static inline void *libedit_owner(EditLine *el) {
  void *owner = 0;
  el_wget(el, EL_CLIENTDATA, &owner);
  return owner;
}
static inline int libedit_add_function(
    EditLine *el, const wchar_t *name, const wchar_t *help, libedit_function function) {
  return el_wset(el, EL_ADDFN, name, help, function);
}
static inline int libedit_bind(EditLine *el, const wchar_t *key, const wchar_t *function) {
  return el_wset(el, EL_BIND, key, function, (wchar_t *)0);
}
static inline int libedit_set_tty(EditLine *el, const wchar_t *modes, const wchar_t *change) {
  return el_wset(el, EL_SETTY, modes, change, (wchar_t *)0);
}
static inline int libedit_set_capability(
    EditLine *el, const wchar_t *capability, const wchar_t *value) {
  return el_wset(el, EL_SETTC, capability, value, (wchar_t *)0);
}
static inline int libedit_refresh(EditLine *el) { return el_wset(el, EL_REFRESH); }
static inline int libedit_use_history(EditLine *el, HistoryW *history) {
  return el_wset(el, EL_HIST, history_w, history);
}
static inline int libedit_history_int(HistoryW *history, HistEventW *event, int option, int value) {
  return history_w(history, event, option, value);
}
static inline int libedit_history(HistoryW *history, HistEventW *event, int option) {
  return history_w(history, event, option);
}
static inline int libedit_history_enter(HistoryW *history, HistEventW *event, const wchar_t *line) {
  return history_w(history, event, H_ENTER, line);
}

static inline int libedit_window_size(int descriptor, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size)) return -1;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return 0;
}

// Both ends non-blocking and closed on exec.
static inline int libedit_pipe(int ends[2]) {
  if (pipe(ends)) return -1;
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFL, O_NONBLOCK);
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
  }
  return 0;
}

// How many columns a scalar takes, -1 where it cannot be shown. Declared here: the macro that makes
// glibc declare it changes types that Swift's own module of the C library has, too.
extern int wcwidth(wchar_t);
static inline int libedit_width(wchar_t scalar) { return wcwidth(scalar); }
