#pragma once
#include <sys/types.h>

/// Starts a program: own directory, signals as by default, no descriptor above 2.
///
/// `in`, `out` and `err` become its first three descriptors; -1 leaves the caller's own. The child
/// stays in the caller's process group, so that it may read the terminal and ^C reaches it.
/// Returns 0 or the number of the error, of which `execve` in the child is a part.
int relsh_spawn(pid_t *pid, const char *path, char *const argv[], char *const envp[],
                const char *directory, int in, int out, int err);

/// The environment of this process.
char **relsh_environment(void);

/// Both ends closed on exec; 0, or -1 with errno.
int relsh_pipe(int ends[2]);

/// Whether a wait status tells of an exit, its code, and the signal otherwise.
int relsh_exited(int status);
int relsh_exit_status(int status);
int relsh_signal(int status);

/// Makes ^C set a flag instead of ending this process; children do not inherit it.
void relsh_catch_interrupts(void);
/// Whether ^C came since the last call.
int relsh_take_interrupt(void);

/// Lets all threads take memory from one place, and big blocks go back at once when they are freed.
void relsh_keep_memory_small(void);
