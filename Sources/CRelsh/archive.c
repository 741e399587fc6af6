#include "CRelsh.h"
#include "library.h"

#include <dlfcn.h>
#include <locale.h>
#include <pthread.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif

// The numbers of libarchive's archive.h and archive_entry.h, which never change: its headers are then
// not needed to build relsh.
enum { GOOD = 0, AT_END = 1, WARNED = -20 };
enum { KIND_MASK = 0170000, KIND_FILE = 0100000, KIND_FOLDER = 0040000, KIND_LINK = 0120000 };

struct archive;
struct archive_entry;
static struct {
  struct archive *(*make)(void);
  int (*take_gzip)(struct archive *);
  int (*take_tar)(struct archive *);
  int (*take_zip)(struct archive *);
  int (*take_raw)(struct archive *);
  int (*open)(struct archive *, const void *, size_t);
  int (*next)(struct archive *, struct archive_entry **);
  ssize_t (*read)(struct archive *, void *, size_t);
  const char *(*words)(struct archive *);
  int (*remove)(struct archive *);
  const char *(*path)(struct archive_entry *);
  const char *(*path_utf8)(struct archive_entry *);
  const char *(*link)(struct archive_entry *);
  const char *(*link_utf8)(struct archive_entry *);
  const char *(*hard_link)(struct archive_entry *);
  const char *(*hard_link_utf8)(struct archive_entry *);
  mode_t (*kind)(struct archive_entry *);
  mode_t (*permissions)(struct archive_entry *);
  int64_t (*size)(struct archive_entry *);
  int (*has_size)(struct archive_entry *);
} library;
static int is_there;
static void *file;
// libarchive turns every name into letters of the thread's locale first, and gives up where it has none.
static locale_t letters;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
#ifdef __APPLE__
  const char *names[] = {"libarchive.2.dylib", "/usr/lib/libarchive.2.dylib"};
#else
  const char *names[] = {"libarchive.so.13", "libarchive.so"};
#endif
  file = dlopen(names[0], RTLD_NOW | RTLD_LOCAL);
  if (!file) file = dlopen(names[1], RTLD_NOW | RTLD_LOCAL);
  if (!file) return;
  const struct {
    void **place;
    const char *name;
  } functions[] = {
    {(void **)&library.make, "archive_read_new"},
    {(void **)&library.take_gzip, "archive_read_support_filter_gzip"},
    {(void **)&library.take_tar, "archive_read_support_format_tar"},
    {(void **)&library.take_zip, "archive_read_support_format_zip_seekable"},
    {(void **)&library.take_raw, "archive_read_support_format_raw"},
    {(void **)&library.open, "archive_read_open_memory"},
    {(void **)&library.next, "archive_read_next_header"},
    {(void **)&library.read, "archive_read_data"},
    {(void **)&library.words, "archive_error_string"},
    {(void **)&library.remove, "archive_read_free"},
    {(void **)&library.path, "archive_entry_pathname"},
    {(void **)&library.path_utf8, "archive_entry_pathname_utf8"},
    {(void **)&library.link, "archive_entry_symlink"},
    {(void **)&library.link_utf8, "archive_entry_symlink_utf8"},
    {(void **)&library.hard_link, "archive_entry_hardlink"},
    {(void **)&library.hard_link_utf8, "archive_entry_hardlink_utf8"},
    {(void **)&library.kind, "archive_entry_filetype"},
    {(void **)&library.permissions, "archive_entry_perm"},
    {(void **)&library.size, "archive_entry_size"},
    {(void **)&library.has_size, "archive_entry_size_is_set"},
  };
  for (size_t index = 0; index < sizeof functions / sizeof *functions; index++) {
    *functions[index].place = dlsym(file, functions[index].name);
    if (!*functions[index].place) return;
  }
  letters = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  if (!letters) letters = newlocale(LC_CTYPE_MASK, "en_US.UTF-8", (locale_t)0);
  is_there = 1;
}

void *relsh_archive_library(void) {
  pthread_once(&once, load);
  return is_there ? file : 0;
}

int relsh_archive_open(const void *bytes, size_t count, int form, void **opened) {
  pthread_once(&once, load);
  if (!is_there) return RELSH_ARCHIVE_NO_LIBRARY;
  struct archive *archive = library.make();
  if (!archive) return RELSH_ARCHIVE_NO_LIBRARY;
  *opened = archive;
  int code = GOOD;
  if (form == RELSH_ARCHIVE_ZIP) code = library.take_zip(archive);
  if (form != RELSH_ARCHIVE_ZIP) code = library.take_gzip(archive);
  if (form == RELSH_ARCHIVE_TAR && code == GOOD) code = library.take_tar(archive);
  if (form == RELSH_ARCHIVE_STREAM && code == GOOD) code = library.take_raw(archive);
  if (code == GOOD) code = library.open(archive, bytes, count);
  return code == GOOD ? 0 : RELSH_ARCHIVE_DAMAGED;
}

static const char *first(const char *one, const char *other) { return one ? one : other; }

static int next(void *archive, struct relsh_archive_entry *about) {
  struct archive_entry *entry = 0;
  int code = library.next(archive, &entry);
  if (code == AT_END) return RELSH_ARCHIVE_END;
  // A warning is about a name that is not in UTF-8; its bytes are there all the same.
  if (code != GOOD && code != WARNED) return RELSH_ARCHIVE_DAMAGED;
  mode_t kind = library.kind(entry) & KIND_MASK;
  about->path = first(library.path_utf8(entry), library.path(entry));
  about->hard_link = first(library.hard_link_utf8(entry), library.hard_link(entry));
  about->link =
      kind == KIND_LINK ? first(library.link_utf8(entry), library.link(entry)) : 0;
  about->is_file = kind == KIND_FILE;
  about->is_folder = kind == KIND_FOLDER;
  about->is_link = kind == KIND_LINK;
  about->is_executable = (library.permissions(entry) & 0111) != 0;
  about->size = library.has_size(entry) ? library.size(entry) : -1;
  return 0;
}

int relsh_archive_next(void *archive, struct relsh_archive_entry *about) {
  locale_t before = letters ? uselocale(letters) : (locale_t)0;
  int code = next(archive, about);
  if (before) uselocale(before);
  return code;
}

ssize_t relsh_archive_read(void *archive, void *room, size_t count) {
  ssize_t got = library.read(archive, room, count);
  return got < 0 ? -1 : got;
}

const char *relsh_archive_words(void *archive) {
  return first(library.words(archive), "it is damaged");
}

void relsh_archive_close(void *archive) {
  if (archive) library.remove(archive);
}

static uint32_t tables[8][256];
static pthread_once_t once_for_tables = PTHREAD_ONCE_INIT;

static void make_tables(void) {
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t value = byte;
    for (int bit = 0; bit < 8; bit++) value = value >> 1 ^ (value & 1 ? 0xEDB88320u : 0);
    tables[0][byte] = value;
  }
  for (int table = 1; table < 8; table++)
    for (int byte = 0; byte < 256; byte++) {
      uint32_t before = tables[table - 1][byte];
      tables[table][byte] = before >> 8 ^ tables[0][before & 255];
    }
}

uint32_t relsh_crc32(uint32_t sum, const void *bytes, size_t count) {
  pthread_once(&once_for_tables, make_tables);
  const uint8_t *next = bytes;
  sum = ~sum;
  for (; count >= 8; count -= 8, next += 8) {
    sum ^= next[0] | (uint32_t)next[1] << 8 | (uint32_t)next[2] << 16 | (uint32_t)next[3] << 24;
    sum = tables[7][sum & 255] ^ tables[6][sum >> 8 & 255] ^ tables[5][sum >> 16 & 255] ^
          tables[4][sum >> 24] ^ tables[3][next[4]] ^ tables[2][next[5]] ^ tables[1][next[6]] ^
          tables[0][next[7]];
  }
  while (count--) sum = sum >> 8 ^ tables[0][(sum ^ *next++) & 255];
  return ~sum;
}
