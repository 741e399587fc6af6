#define _GNU_SOURCE
#include "CRelsh.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __APPLE__
#include <crt_externs.h>
#endif

static int place(posix_spawn_file_actions_t *actions, int from, int to) {
#ifdef __APPLE__
  if (from < 0) return posix_spawn_file_actions_addinherit_np(actions, to);
#else
  if (from < 0) return 0;
#endif
  return posix_spawn_file_actions_adddup2(actions, from, to);
}

int relsh_spawn(pid_t *pid, const char *path, char *const argv[], char *const envp[],
                const char *directory, int in, int out, int err) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&actions);
  if (error) return error;
  error = posix_spawnattr_init(&attributes);
  if (error) {
    posix_spawn_file_actions_destroy(&actions);
    return error;
  }
  sigset_t defaults, none;
  sigemptyset(&none);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGINT);
  sigaddset(&defaults, SIGQUIT);
  sigaddset(&defaults, SIGTSTP);
  sigaddset(&defaults, SIGPIPE);
  short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
#ifdef __APPLE__
  flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
  error = posix_spawnattr_setflags(&attributes, flags);
  if (!error) error = posix_spawnattr_setsigdefault(&attributes, &defaults);
  if (!error) error = posix_spawnattr_setsigmask(&attributes, &none);
  if (!error && directory) error = posix_spawn_file_actions_addchdir_np(&actions, directory);
  if (!error) error = place(&actions, in, 0);
  if (!error) error = place(&actions, out, 1);
  if (!error) error = place(&actions, err, 2);
#ifndef __APPLE__
  if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
#endif
  if (!error) error = posix_spawn(pid, path, &actions, &attributes, argv, envp);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

char **relsh_environment(void) {
#ifdef __APPLE__
  return *_NSGetEnviron();
#else
  return environ;
#endif
}

int relsh_pipe(int ends[2]) {
#ifdef __APPLE__
  if (pipe(ends)) return -1;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  return 0;
#else
  return pipe2(ends, O_CLOEXEC);
#endif
}

int relsh_exited(int status) { return WIFEXITED(status); }
int relsh_exit_status(int status) { return WEXITSTATUS(status); }
int relsh_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

// Several threads look at it, and one alone is to take it.
static atomic_int interrupted;

static void note_interrupt(int number) {
  (void)number;
  interrupted = 1;
}

void relsh_catch_interrupts(void) {
  struct sigaction action = {.sa_handler = note_interrupt};
  sigemptyset(&action.sa_mask);
  // Without SA_RESTART: a wait must notice.
  sigaction(SIGINT, &action, 0);
}

int relsh_take_interrupt(void) {
  return atomic_exchange(&interrupted, 0);
}

void relsh_give_interrupt_back(void) { interrupted = 1; }

int relsh_is_interrupted(void) { return interrupted; }
