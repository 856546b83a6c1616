/*
 * Names are made by clock_format and read by clock_parse, without the marks
 * that shells and other file systems dislike.
 */
#include "app/backup_name.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "db/copy.h"

#include "base/banned.h"

const char *
app_backup_name_format(
    struct arena *arena, int64_t made_us, int version, enum db_engine engine)
{
	char text[CLOCK_TEXT_SIZE];
	int ms = (int)(made_us / 1000 % 1000);

	clock_format(made_us - made_us % CLOCK_SECOND_US, text);
	/* 2026-11-27T01:23:45Z */
	return arena_printf(arena,
	    "hearth-%.4s%.2s%.2sT%.2s%.2s%.2s.%03dZ-%d.%s", text, text + 5,
	    text + 8, text + 11, text + 14, text + 17, ms, version,
	    db_copy_suffix(engine));
}

/* The name that would be made of what was read is the only one that counts. */
bool
app_backup_name_parse(struct arena *arena, const char *text,
    enum db_engine engine, struct app_backup_name *out)
{
	char year[5], month[3], day[3], hour[3], minute[3], rest[10];
	const char *moment;
	int version;

	if (sscanf(text,
		"hearth-%4[0-9]%2[0-9]%2[0-9]T%2[0-9]%2[0-9]%9[0-9.Z]"
		"-%9d.",
		year, month, day, hour, minute, rest, &version) != 7 ||
	    version < 1)
		return false;
	moment = arena_printf(
	    arena, "%s-%s-%sT%s:%s:%s", year, month, day, hour, minute, rest);
	if (!clock_parse(moment, &out->made_us))
		return false;
	out->version = version;
	out->text = app_backup_name_format(
	    arena, out->made_us, version, engine);
	return str_eq(text, out->text);
}

/* A folder that is being read. */
struct list {
	struct arena *arena;
	struct app_backup_name *v;
	size_t n, size;
};

static void
add(struct list *l, const struct app_backup_name *name)
{
	if (l->n == l->size) {
		size_t size = l->size ? 2 * l->size : 32;
		struct app_backup_name *v = arena_array(
		    l->arena, size, sizeof(*v));

		if (l->n)
			memcpy(v, l->v, l->n * sizeof(*v));
		l->v = v;
		l->size = size;
	}
	l->v[l->n++] = *name;
}

static int
compare(const void *a, const void *b, void *now_us)
{
	const struct app_backup_name *x = a, *y = b;
	bool x_is_ahead = x->made_us > *(int64_t *)now_us;
	bool y_is_ahead = y->made_us > *(int64_t *)now_us;

	if (x_is_ahead != y_is_ahead)
		return x_is_ahead ? 1 : -1;
	return (x->made_us < y->made_us) - (x->made_us > y->made_us);
}

enum err
app_backup_name_list(const char *folder, enum db_engine engine,
    struct arena *arena, struct fault *f, struct app_backup_name **names,
    size_t *n)
{
	struct list list = { .arena = arena };
	int64_t now_us = clock_now_us();
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	struct app_backup_name name;

	if (!dir)
		return fault(f, ERR_CONFIG, "BACKUP_DIR: %s: %s", folder,
		    strerror(errno));
	while ((entry = readdir(dir)) != NULL)
		if (app_backup_name_parse(arena, entry->d_name, engine, &name))
			add(&list, &name);
	closedir(dir);
	if (list.n)
		qsort_r(list.v, list.n, sizeof(*list.v), compare, &now_us);
	*names = list.v;
	*n = list.n;
	return ERR_OK;
}
