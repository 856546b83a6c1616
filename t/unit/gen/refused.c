/*
 * See refused.h.
 */
#include "t/unit/gen/refused.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static void
expect_refused(struct arena *a, const char *path, refused_fn accept)
{
	struct gen_error e = { { 0 } };
	const char *text = gen_text_read(a, path, &e);
	const char *marker = "-- refused:";
	const char *want;

	cr_assert(text, "%s", e.text);
	cr_assert(str_has_prefix(text, marker), "%s", path);
	want = text + strlen(marker);
	if (want[1] >= '0' && want[1] <= '9')
		want++;
	want = arena_printf(a, "%s:%.*s", path, (int)strcspn(want, "\n"), want);
	cr_expect(accept(path, text, &e) == false, "%s was accepted", path);
	cr_expect(
	    str_has_prefix(e.text, want), "got:  %s\nwant: %s", e.text, want);
}

int
expect_refused_files(const char *kind, refused_fn accept)
{
	struct arena a;
	const char *folder;
	struct dirent *entry;
	DIR *dir;
	int n = 0;

	arena_init(&a, 256 << 20);
	folder = arena_printf(&a, TOP_SRCDIR "/t/fixture/%s/refuse", kind);
	dir = opendir(folder);
	cr_assert(dir != NULL);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		expect_refused(&a,
		    arena_printf(&a, "%s/%s", folder, entry->d_name), accept);
		n++;
	}
	closedir(dir);
	arena_release(&a);
	return n;
}
