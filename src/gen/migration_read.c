/*
 * Reads migrations: what their file names say, and that none is missing.
 */
#include "gen/migration.h"

#include <string.h>

#include "base/str.h"
#include "gen/script.h"

#include "base/banned.h"

static const char *const directions[] = { "up", "down" };

void
gen_migration_set_init(struct gen_migration_set *set, struct arena *arena)
{
	*set = (struct gen_migration_set){ .arena = arena };
	set->v = arena_array(arena, GEN_MIGRATIONS_MAX + 1, sizeof(*set->v));
}

static int
index_of(const char *const *words, const char *word)
{
	for (int i = 0; i < 2; i++)
		if (str_eq(words[i], word))
			return i;
	return -1;
}

/* The parts of NNNN_name.direction[.engine].sql; engine -1 when left out. */
static bool
parse_name(struct gen_migration_set *set, const char *file, int64_t *version,
    const char **name, int *direction, int *engine)
{
	const char *slash = strrchr(file, '/');
	char *base = arena_strdup(set->arena, slash ? slash + 1 : file);
	char *save, *underscore = strchr(base, '_');
	const char *part;

	if (underscore != base + 4)
		return false;
	*underscore = '\0';
	if (!str_to_int(base, 1, GEN_MIGRATIONS_MAX, version))
		return false;
	*name = strtok_r(underscore + 1, ".", &save);
	part = strtok_r(NULL, ".", &save);
	*direction = part ? index_of(directions, part) : -1;
	part = strtok_r(NULL, ".", &save);
	*engine = part ? index_of(gen_engine_words, part) : -1;
	if (*engine >= 0)
		part = strtok_r(NULL, ".", &save);
	return *name && *direction >= 0 && str_eq(part, "sql") &&
	       !strtok_r(NULL, ".", &save);
}

static bool
add_text(struct gen_migration_set *set, struct gen_migration *m,
    const char *file, const char *text, int direction, int engine)
{
	for (int e = 0; e < 2; e++) {
		if (engine >= 0 && engine != e)
			continue;
		if (m->text[direction][e])
			return gen_error_set(&set->error,
			    (struct gen_place){ .file = file },
			    "a second text for %s on %s", directions[direction],
			    gen_engine_words[e]);
		m->text[direction][e] = gen_script_translate(set->arena, file,
		    text, (enum gen_engine)e, engine < 0, &set->error);
		if (!m->text[direction][e])
			return false;
	}
	return true;
}

bool
gen_migration_read(
    struct gen_migration_set *set, const char *file, const char *text)
{
	struct gen_place at = { .file = file };
	struct gen_migration *m;
	int direction, engine;
	const char *name;
	int64_t version;

	if (!parse_name(set, file, &version, &name, &direction, &engine))
		return gen_error_set(&set->error, at,
		    "the name is not "
		    "NNNN_name.up|down[.postgresql|.sqlite].sql");
	m = &set->v[version];
	if (m->name && !str_eq(m->name, name))
		return gen_error_set(&set->error, at,
		    "version %d is \"%s\" already", (int)version, m->name);
	m->name = name;
	file = arena_strdup(set->arena, file);
	if (!m->file)
		m->file = file;
	if (version > set->last)
		set->last = (int)version;
	at.file = file;
	return add_text(set, m, file, text, direction, engine) &&
	       gen_migration_claim(
		   set, at, text, direction == 0, version, engine);
}

/* Whether another version has this name. */
static bool
is_name_taken(const struct gen_migration_set *set, int version)
{
	for (int i = 1; i < version; i++)
		if (str_eq(set->v[i].name, set->v[version].name))
			return true;
	return false;
}

bool
gen_migration_check(struct gen_migration_set *set)
{
	for (int i = 1; i <= set->last; i++) {
		const struct gen_migration *m = &set->v[i];
		struct gen_place at = { .file = m->file };

		if (!m->name) {
			at.file = set->v[set->last].file;
			return gen_error_set(
			    &set->error, at, "version %d is missing", i);
		}
		if (is_name_taken(set, i))
			return gen_error_set(&set->error, at,
			    "the name \"%s\" is taken", m->name);
		for (int d = 0; d < 2; d++)
			for (int e = 0; e < 2; e++)
				if (!m->text[d][e])
					return gen_error_set(&set->error, at,
					    "there is no %s for %s",
					    directions[d], gen_engine_words[e]);
		if (m->oldest[0] != m->oldest[1])
			return gen_error_set(&set->error, at,
			    "both engines' files say \"compatible:\" alike");
	}
	return true;
}
