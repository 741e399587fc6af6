#include "CRelsh.h"
#include "library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

// libarchive brings a library of its own for sums, which knows the processor's instructions for them: nettle on
// Debian, OpenSSL elsewhere, and macOS has CommonCrypto. A look-up in libarchive goes through what it needs.
static struct {
  void (*begin)(void *);
  // Nettle has the count before the bytes, the others behind them.
  void (*add)(void *, const void *, size_t);
  void (*add_to_nettle)(void *, size_t, const void *);
  void (*end)(void *, void *);
  void (*end_of_nettle)(void *, size_t, void *);
} sums;
static int is_there;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void add(struct relsh_sha256 *sum, const void *bytes, size_t count) {
  if (sums.add_to_nettle) sums.add_to_nettle(sum->state, count, bytes);
  else sums.add(sum->state, bytes, count);
}

static void end(struct relsh_sha256 *sum, uint8_t digest[32]) {
  if (sums.end_of_nettle) sums.end_of_nettle(sum->state, 32, digest);
  else sums.end(digest, sum->state);
}

/// Whether the functions are what they are taken for.
static int is_right(void) {
  static const uint8_t expected[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea};
  struct relsh_sha256 sum;
  uint8_t digest[32];
  sums.begin(sum.state);
  add(&sum, "abc", 3);
  end(&sum, digest);
  return memcmp(digest, expected, sizeof expected) == 0;
}

static void load(void) {
  void *library = relsh_archive_library();
  if (!library) return;
  // Before 4 and after it the functions of nettle take other arguments.
  int (*nettle)(void);
  *(void **)&nettle = dlsym(library, "nettle_version_major");
  if (nettle && nettle() == 3) {
    *(void **)&sums.begin = dlsym(library, "nettle_sha256_init");
    *(void **)&sums.add_to_nettle = dlsym(library, "nettle_sha256_update");
    *(void **)&sums.end_of_nettle = dlsym(library, "nettle_sha256_digest");
    is_there = sums.begin && sums.add_to_nettle && sums.end_of_nettle && is_right();
    return;
  }
#ifdef __APPLE__
  library = RTLD_DEFAULT;
  const char *names[] = {"CC_SHA256_Init", "CC_SHA256_Update", "CC_SHA256_Final"};
#else
  const char *names[] = {"SHA256_Init", "SHA256_Update", "SHA256_Final"};
#endif
  *(void **)&sums.begin = dlsym(library, names[0]);
  *(void **)&sums.add = dlsym(library, names[1]);
  *(void **)&sums.end = dlsym(library, names[2]);
  is_there = sums.begin && sums.add && sums.end && is_right();
}

int relsh_sha256_begin(struct relsh_sha256 *sum) {
  pthread_once(&once, load);
  if (is_there) sums.begin(sum->state);
  return is_there;
}

void relsh_sha256_add(struct relsh_sha256 *sum, const void *bytes, size_t count) {
  const char *next = bytes;
  // CommonCrypto counts in 32 bits.
  for (size_t piece; count > 0; count -= piece, next += piece) {
    piece = count < 1 << 30 ? count : 1 << 30;
    add(sum, next, piece);
  }
}

void relsh_sha256_end(struct relsh_sha256 *sum, uint8_t digest[32]) { end(sum, digest); }
