#include "CRelsh.h"
