#pragma once
#include <stddef.h>
#include <stdint.h>
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
/// Makes the next call say again that ^C came.
void relsh_give_interrupt_back(void);
/// Whether ^C came, without taking it.
int relsh_is_interrupted(void);

/// Lets all threads take memory from one place, and big blocks go back at once when they are freed.
void relsh_keep_memory_small(void);

/// An HTTP request. All texts end in 0; `headers` ends in a null pointer.
struct relsh_http_request {
  const char *method, *url, *user_agent, *proxy, *no_proxy;
  const char *const *headers;
  /// Null: the system's own certificates.
  const char *ca_file;
  /// Null: no body.
  const char *body;
  size_t body_size;
  /// The most bytes that the answer's body may have.
  size_t limit;
  /// For the whole of it.
  long milliseconds;
  /// How many redirects are followed.
  long redirects;
  /// Whether a redirect may lead to https only.
  int is_secure_only;
};

/// What came back; all zero before. The headers of every answer on the way, one behind the other.
struct relsh_http_answer {
  long status;
  char *body, *headers;
  size_t body_size, headers_size;
  /// libcurl's own words for what went wrong.
  char message[256];
};

enum {
  RELSH_HTTP_NO_LIBRARY = -1,
  RELSH_HTTP_INTERRUPTED = -2,
  RELSH_HTTP_TOO_LONG = -3
};

/// Sends a request through libcurl, which is looked for and loaded at the first call.
///
/// Returns 0 where an answer came whole, whatever its status, else libcurl's number of the error or one of
/// the above. ^C ends it. `Authorization` never follows a redirect to another host or port.
int relsh_http(const struct relsh_http_request *request, struct relsh_http_answer *answer);
void relsh_http_free(struct relsh_http_answer *answer);

/// What an archive says of one entry; the texts last until the next one is asked for.
struct relsh_archive_entry {
  const char *path;
  /// Where a symbolic link leads, and of which entry a hard link is another name; else null.
  const char *link, *hard_link;
  int is_file, is_folder, is_link, is_executable;
  /// In bytes; -1 where the archive does not say.
  int64_t size;
};

enum {
  /// A zip file, a tar file within gzip, and whatever is within gzip.
  RELSH_ARCHIVE_ZIP = 1,
  RELSH_ARCHIVE_TAR = 2,
  RELSH_ARCHIVE_STREAM = 3
};
enum { RELSH_ARCHIVE_END = 1, RELSH_ARCHIVE_DAMAGED = -1, RELSH_ARCHIVE_NO_LIBRARY = -2 };

/// Opens an archive in memory, which must stay until it is closed.
///
/// libarchive is looked for and loaded at the first call. Returns 0, or one of the above; what was
/// opened is closed in any case, and null where nothing was.
int relsh_archive_open(const void *bytes, size_t count, int form, void **opened);
/// The next entry: 0, `RELSH_ARCHIVE_END` or `RELSH_ARCHIVE_DAMAGED`.
int relsh_archive_next(void *archive, struct relsh_archive_entry *about);
/// Bytes of the entry; 0 at its end, -1 where it is damaged.
ssize_t relsh_archive_read(void *archive, void *room, size_t count);
/// libarchive's own words for what went wrong last.
const char *relsh_archive_words(void *archive);
void relsh_archive_close(void *archive);

/// The sum that gzip has at its end (RFC 1952, section 8), of more bytes behind those of `sum`; 0 at first.
uint32_t relsh_crc32(uint32_t sum, const void *bytes, size_t count);

/// A SHA-256 on its way.
struct relsh_sha256 {
  uint64_t state[32];
};

/// Begins a sum by the library that libarchive brings for it; 0 where it brings none that is known.
int relsh_sha256_begin(struct relsh_sha256 *sum);
void relsh_sha256_add(struct relsh_sha256 *sum, const void *bytes, size_t count);
void relsh_sha256_end(struct relsh_sha256 *sum, uint8_t digest[32]);
