#include "CRelsh.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

void relsh_keep_memory_small(void) {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 64 << 10);
  mallopt(M_TRIM_THRESHOLD, 64 << 10);
#endif
}
