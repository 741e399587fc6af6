#include "CRelsh.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// The numbers of curl/curl.h, which never change: its headers are then not needed to build relsh.
enum {
  OPTION_WRITE_DATA = 10001, OPTION_URL = 10002, OPTION_PROXY = 10004, OPTION_ERROR_TEXT = 10010,
  OPTION_BODY = 10015, OPTION_USER_AGENT = 10018, OPTION_HEADERS = 10023,
  OPTION_HEADER_DATA = 10029, OPTION_METHOD = 10036, OPTION_CA_FILE = 10065,
  OPTION_ENCODINGS = 10102, OPTION_NO_PROXY = 10177, OPTION_WRITE = 20011, OPTION_HEADER = 20079,
  OPTION_PROGRESS = 20219, OPTION_BODY_SIZE = 30120, OPTION_NO_PROGRESS = 43, OPTION_NO_BODY = 44,
  OPTION_FOLLOW = 52, OPTION_MOST_REDIRECTS = 68, OPTION_NO_SIGNAL = 99, OPTION_TIME = 155,
  OPTION_CONNECT_TIME = 156, OPTION_PROTOCOLS = 181, OPTION_REDIRECT_PROTOCOLS = 182,
  INFORMATION_STATUS = 0x200002, FAILED_WRITE = 23, STOPPED = 42, PLAIN = 1, SECURE = 2
};

struct list;
static struct {
  int (*begin)(long);
  void *(*make)(void);
  int (*set)(void *, int, ...);
  int (*perform)(void *);
  int (*information)(void *, int, ...);
  void (*remove)(void *);
  struct list *(*append)(struct list *, const char *);
  void (*remove_list)(struct list *);
} curl;
static int is_there;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
#ifdef __APPLE__
  const char *names[] = {"libcurl.4.dylib", "/usr/lib/libcurl.4.dylib"};
#else
  const char *names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
#endif
  void *library = dlopen(names[0], RTLD_NOW | RTLD_LOCAL);
  if (!library) library = dlopen(names[1], RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  *(void **)&curl.begin = dlsym(library, "curl_global_init");
  *(void **)&curl.make = dlsym(library, "curl_easy_init");
  *(void **)&curl.set = dlsym(library, "curl_easy_setopt");
  *(void **)&curl.perform = dlsym(library, "curl_easy_perform");
  *(void **)&curl.information = dlsym(library, "curl_easy_getinfo");
  *(void **)&curl.remove = dlsym(library, "curl_easy_cleanup");
  *(void **)&curl.append = dlsym(library, "curl_slist_append");
  *(void **)&curl.remove_list = dlsym(library, "curl_slist_free_all");
  is_there = curl.begin && curl.make && curl.set && curl.perform && curl.information &&
             curl.remove && curl.append && curl.remove_list && curl.begin(3) == 0;
}

struct sink {
  char **bytes;
  size_t *count;
  size_t limit, room;
  int is_over;
};

static size_t take(char *bytes, size_t one, size_t count, void *data) {
  struct sink *sink = data;
  size_t more = one * count;
  if (more > sink->limit - *sink->count) {
    sink->is_over = 1;
    return 0;
  }
  size_t wanted = *sink->count + more;
  if (wanted > sink->room || !*sink->bytes) {
    size_t room = sink->room ? sink->room : 4096;
    while (room < wanted) room *= 2;
    char *grown = realloc(*sink->bytes, room);
    if (!grown) return 0;
    *sink->bytes = grown;
    sink->room = room;
  }
  memcpy(*sink->bytes + *sink->count, bytes, more);
  *sink->count = wanted;
  return more;
}

static int watch(void *data, long long a, long long b, long long c, long long d) {
  (void)data, (void)a, (void)b, (void)c, (void)d;
  return relsh_is_interrupted();
}

int relsh_http(const struct relsh_http_request *request, struct relsh_http_answer *answer) {
  pthread_once(&once, load);
  if (!is_there) return RELSH_HTTP_NO_LIBRARY;
  void *handle = curl.make();
  if (!handle) return RELSH_HTTP_NO_LIBRARY;
  struct list *headers = 0;
  for (const char *const *header = request->headers; *header; header++) {
    struct list *longer = curl.append(headers, *header);
    if (longer) headers = longer;
  }
  struct sink body = {&answer->body, &answer->body_size, request->limit, 0, 0};
  struct sink head = {&answer->headers, &answer->headers_size, 1 << 18, 0, 0};
  long protocols = request->is_secure_only ? SECURE : PLAIN | SECURE;
  curl.set(handle, OPTION_URL, request->url);
  curl.set(handle, OPTION_USER_AGENT, request->user_agent);
  curl.set(handle, OPTION_HEADERS, headers);
  curl.set(handle, OPTION_PROXY, request->proxy);
  curl.set(handle, OPTION_NO_PROXY, request->no_proxy);
  if (request->ca_file) curl.set(handle, OPTION_CA_FILE, request->ca_file);
  if (request->body) {
    curl.set(handle, OPTION_BODY_SIZE, (long long)request->body_size);
    curl.set(handle, OPTION_BODY, request->body);
  }
  // A method that is set by its name stays so behind a 303, which asks for GET.
  int is_usual = strcmp(request->method, request->body ? "POST" : "GET") == 0;
  if (strcmp(request->method, "HEAD") == 0) curl.set(handle, OPTION_NO_BODY, 1L);
  else if (!is_usual) curl.set(handle, OPTION_METHOD, request->method);
  curl.set(handle, OPTION_ENCODINGS, "gzip");
  curl.set(handle, OPTION_FOLLOW, request->redirects > 0 ? 1L : 0L);
  curl.set(handle, OPTION_MOST_REDIRECTS, request->redirects);
  curl.set(handle, OPTION_PROTOCOLS, (long)(PLAIN | SECURE));
  curl.set(handle, OPTION_REDIRECT_PROTOCOLS, protocols);
  curl.set(handle, OPTION_NO_SIGNAL, 1L);
  curl.set(handle, OPTION_TIME, request->milliseconds);
  curl.set(handle, OPTION_CONNECT_TIME, request->milliseconds);
  curl.set(handle, OPTION_ERROR_TEXT, answer->message);
  curl.set(handle, OPTION_WRITE, take);
  curl.set(handle, OPTION_WRITE_DATA, &body);
  curl.set(handle, OPTION_HEADER, take);
  curl.set(handle, OPTION_HEADER_DATA, &head);
  curl.set(handle, OPTION_PROGRESS, watch);
  curl.set(handle, OPTION_NO_PROGRESS, 0L);
  int code = curl.perform(handle);
  curl.information(handle, INFORMATION_STATUS, &answer->status);
  curl.remove(handle);
  curl.remove_list(headers);
  if (code == FAILED_WRITE && (body.is_over || head.is_over)) return RELSH_HTTP_TOO_LONG;
  return code == STOPPED ? RELSH_HTTP_INTERRUPTED : code;
}

void relsh_http_free(struct relsh_http_answer *answer) {
  free(answer->body);
  free(answer->headers);
}
