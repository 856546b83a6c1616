/*
 * By no program, which a busy machine may not have started in time.
 */
#include "t/lib/tree.h"

#include <ftw.h>
#include <stdio.h>

#include "base/banned.h"

enum { DESCRIPTORS = 8 };

static int
take_away(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	remove(path);
	return 0;
}

void
tree_remove(const char *dir)
{
	nftw(dir, take_away, DESCRIPTORS, FTW_PHYS | FTW_DEPTH);
}
