/*
 * Looks zones up in the system's database (package tzdata).
 */
#include "base/timezone.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/banned.h"

#define ZONE_DIR "/usr/share/zoneinfo"

/* Letters, digits, '_', '+', '-' in parts between single slashes, each part
 * beginning with a capital: no "posix/", no "right/", no "tzdata.zi". */
static bool
is_well_formed(const char *name)
{
	bool at_start = true;

	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (at_start && !isupper(c))
			return false;
		at_start = c == '/';
		if (!isalnum(c) && !strchr("_+-/", c))
			return false;
	}
	return !at_start;
}

bool
timezone_is_known(const char *name)
{
	char path[PATH_MAX];
	struct stat st;

	if (strlen(name) > 64 || !is_well_formed(name))
		return false;
	snprintf(path, sizeof(path), ZONE_DIR "/%s", name);
	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}
