/*
 * coverage DOCUMENT SEEN: the last step of make check. Fails when the contract
 * documents a response that no test has produced.
 */
#include <errno.h>
#include <json-c/json_object.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/buf.h"
#include "t/lib/coverage.h"

#include "base/banned.h"

enum { SEEN_MAX = 64 << 20 };

static bool
read_all(const char *name, struct buf *b)
{
	char piece[65536];
	FILE *file = fopen(name, "re");
	size_t n;
	bool ok;

	if (!file)
		return false;
	while ((n = fread(piece, 1, sizeof(piece), file)) > 0)
		buf_put(b, piece, n);
	ok = !ferror(file) && !b->failed;
	fclose(file);
	return ok;
}

int
main(int argc, char **argv)
{
	size_t missing, documented;
	struct schema_fault f;
	struct contract c;
	struct buf seen;

	if (argc != 3) {
		fprintf(stderr, "usage: %s DOCUMENT SEEN\n", argv[0]);
		return EX_USAGE;
	}
	buf_init(&seen, SEEN_MAX);
	if (!contract_open(&c, argv[1], &f)) {
		fprintf(stderr, "%s: %s\n", argv[1], f.text);
		return EX_DATAERR;
	}
	if (!read_all(argv[2], &seen)) {
		fprintf(stderr, "%s: %s\n", argv[2], strerror(errno));
		return EX_NOINPUT;
	}
	missing = coverage_missing(&c, buf_text(&seen), &documented, stdout);
	printf("coverage: %zu of %zu documented responses produced\n",
	    documented - missing, documented);
	contract_close(&c);
	buf_release(&seen);
	return missing ? EXIT_FAILURE : EXIT_SUCCESS;
}
