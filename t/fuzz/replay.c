/*
 * replay CORPUS-DIRECTORY
 *
 * Feeds each target its corpus, and each beginning of each input, without a
 * fuzzer: what was found once stays found. An empty corpus is a failure.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

enum { INPUT_MAX = 64 * 1024, PATH_SIZE = 4096, CUTS_MAX = 1024 };

/* The target sees a copy of exactly len bytes. */
static void
feed(fuzz_fn target, const char *bytes, size_t len)
{
	uint8_t *copy = malloc(len + !len);

	if (!copy)
		abort();
	memcpy(copy, bytes, len);
	target(copy, len);
	free(copy);
}

static bool
replay_file(fuzz_fn target, const char *path)
{
	static char bytes[INPUT_MAX];
	FILE *in = fopen(path, "re");
	size_t len;

	if (!in) {
		perror(path);
		return false;
	}
	len = fread(bytes, 1, sizeof(bytes), in);
	fclose(in);
	feed(target, bytes, len);
	for (size_t cut = 0; cut < len && cut < CUTS_MAX; cut++)
		feed(target, bytes, cut);
	return true;
}

static bool
replay(const char *corpus, const char *name, fuzz_fn target)
{
	char path[PATH_SIZE];
	const struct dirent *entry;
	unsigned n = 0;
	bool ok = true;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/%s", corpus, name);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s/%s", corpus, name,
		    entry->d_name);
		ok = replay_file(target, path) && ok;
		n++;
	}
	if (dir)
		closedir(dir);
	printf("fuzz %s: %u inputs\n", name, n);
	return ok && n > 0;
}

int
main(int argc, char **argv)
{
	bool ok = true;

	if (argc != 2) {
		fprintf(stderr, "usage: replay CORPUS-DIRECTORY\n");
		return 64;
	}
#define FUZZ_REPLAY(name) ok = replay(argv[1], #name, fuzz_##name) && ok;
	FUZZ_TARGETS(FUZZ_REPLAY)
	return ok ? 0 : 1;
}
