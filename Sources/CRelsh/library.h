#pragma once

/// libarchive, loaded at the first call; null where there is none.
void *relsh_archive_library(void);
