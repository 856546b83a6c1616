/*
 * Reads the lines of sql/person.txt, and which tables migrations make.
 */
#include "gen/person.h"

#include <string.h>

#include "base/str.h"
#include "gen/name.h"
#include "gen/sql.h"

#include "base/banned.h"

#define BLANKS " \t"

static const char *const fates[] = { "delete", "forget", "ghost", "hash",
	"step" };

void
gen_person_set_init(struct gen_person_set *set, struct arena *arena)
{
	*set = (struct gen_person_set){ .arena = arena };
	set->end = &set->lines;
}

/*
 * The lines.
 */

static bool
is_fate(const char *word)
{
	for (size_t i = 0; i < N_OF(fates); i++)
		if (str_eq(fates[i], word))
			return true;
	return false;
}

/* A text without the blanks around it; "-" is NULL. */
static char *
trim(char *text)
{
	size_t len;

	text += strspn(text, BLANKS);
	len = strlen(text);
	while (len && strchr(BLANKS, text[len - 1]))
		text[--len] = '\0';
	return str_eq(text, "-") ? NULL : text;
}

static bool
read_column(
    struct gen_person_set *set, struct gen_person_line *line, char *text)
{
	struct gen_person_column *column = &line->columns[line->n_columns];
	char *save;

	column->name = strtok_r(text, BLANKS, &save);
	column->fate = strtok_r(NULL, BLANKS, &save);
	if (!column->name || !gen_name_is_plain(column->name) ||
	    !column->fate || !is_fate(column->fate) ||
	    strtok_r(NULL, BLANKS, &save))
		return gen_error_set(&set->error, line->at,
		    "want \"column fate\" between the commas; src/gen/person.h "
		    "lists the fates");
	line->n_columns++;
	return true;
}

static bool
read_columns(
    struct gen_person_set *set, struct gen_person_line *line, char *text)
{
	char *save;

	if (!text)
		return true;
	for (char *item = strtok_r(text, ",", &save); item;
	     item = strtok_r(NULL, ",", &save)) {
		if (line->n_columns == GEN_PERSON_COLUMNS)
			return gen_error_set(
			    &set->error, line->at, "too many columns");
		if (!read_column(set, line, item))
			return false;
	}
	return true;
}

/* "name type, ... where condition". */
static bool
read_exported(
    struct gen_person_set *set, struct gen_person_line *line, char *text)
{
	char *where = text ? strstr(text, " where ") : NULL;

	if (where) {
		*where = '\0';
		line->condition = trim(where + strlen(" where "));
	}
	line->exported = text;
	return !text || line->n_columns ||
	       (line->condition && strstr(line->condition, ":user")) ||
	       gen_error_set(&set->error, line->at,
		   "whose rows are exported? no column means a person");
}

static bool
has_line(const struct gen_person_set *set, const char *table)
{
	for (const struct gen_person_line *l = set->lines; l; l = l->next)
		if (str_eq(l->table, table))
			return true;
	return false;
}

static bool
read_line(struct gen_person_set *set, struct gen_place at, char *text)
{
	struct gen_person_line *line = arena_new(
	    set->arena, struct gen_person_line);
	char *parts[4], *save;
	size_t n = 0;

	*line = (struct gen_person_line){ .at = at };
	for (char *part = strtok_r(text, "|", &save); part && n < N_OF(parts);
	     part = strtok_r(NULL, "|", &save))
		parts[n++] = trim(part);
	if (n != N_OF(parts) || !parts[0] || !parts[3])
		return gen_error_set(&set->error, at,
		    "want \"table | column fate, ... | name type, ... | why\"");
	line->table = parts[0];
	if (!gen_name_is_plain(line->table) || has_line(set, line->table))
		return gen_error_set(&set->error, at,
		    "\"%s\" is there twice, or no name", line->table);
	*set->end = line;
	set->end = &line->next;
	return read_columns(set, line, parts[1]) &&
	       read_exported(set, line, parts[2]);
}

static bool
read_lines(struct gen_person_set *set, const char *file, const char *text)
{
	struct gen_place at = { .file = arena_strdup(set->arena, file) };

	set->file = at.file;
	while (*text) {
		size_t len = strcspn(text, "\n");
		char *line = arena_strndup(set->arena, text, len);

		at.line++;
		text += len + (text[len] == '\n');
		if (line[strspn(line, BLANKS)] && *line != '#' &&
		    !read_line(set, at, line))
			return false;
	}
	return true;
}

/*
 * The tables. Of a script that both engines share all sections are read: a
 * table that one of them makes anew is there in the end.
 */

enum { TOKENS = 6 };

static void
set_table(struct gen_person_set *set, const char *name, const char *file,
    bool is_there)
{
	struct gen_person_table **at = &set->tables;

	while (*at && !str_eq((*at)->name, name))
		at = &(*at)->next;
	if (!*at) {
		*at = arena_new(set->arena, struct gen_person_table);
		**at = (struct gen_person_table){ .name = name };
	}
	(*at)->file = file;
	(*at)->is_there = is_there;
}

/* The first tokens of the next statement, words in lower case, all of it
 * skipped; false behind the last one. */
static bool
read_statement(struct arena *a, const char **text, const char *words[TOKENS])
{
	size_t len, n = 0;

	for (size_t i = 0; i < TOKENS; i++)
		words[i] = "";
	for (; **text && **text != ';'; *text += len) {
		enum gen_sql_kind kind = gen_sql_token(*text, &len);

		if (kind != GEN_SQL_WORD || n == TOKENS)
			continue;
		words[n] = arena_strndup(a, *text, len);
		str_lower((char *)words[n++]);
	}
	if (!**text)
		return n > 0;
	++*text;
	return true;
}

static bool
begins(const char *const *words, const char *first, const char *second)
{
	return str_eq(words[0], first) && str_eq(words[1], second);
}

static void
follow(struct gen_person_set *set, const char *file, const char *const *words)
{
	if (begins(words, "create", "table"))
		set_table(set, words[2], file, true);
	else if (begins(words, "create", "virtual"))
		set_table(set, words[3], file, true);
	else if (begins(words, "drop", "table"))
		set_table(set, words[2], file, false);
	else if (begins(words, "alter", "table") &&
		 str_eq(words[3], "rename") && str_eq(words[4], "to")) {
		set_table(set, words[2], file, false);
		set_table(set, words[5], file, true);
	}
}

bool
gen_person_read(struct gen_person_set *set, const char *file, const char *text)
{
	const char *words[TOKENS];

	if (strstr(file, ".txt"))
		return read_lines(set, file, text);
	if (!strstr(file, ".up."))
		return true;
	file = arena_strdup(set->arena, file);
	while (read_statement(set->arena, &text, words))
		follow(set, file, words);
	return true;
}

static bool
has_table(const struct gen_person_set *set, const char *name)
{
	for (const struct gen_person_table *t = set->tables; t; t = t->next)
		if (t->is_there && str_eq(t->name, name))
			return true;
	return false;
}

bool
gen_person_check(struct gen_person_set *set)
{
	for (const struct gen_person_table *t = set->tables; t; t = t->next)
		if (t->is_there && !has_line(set, t->name))
			return gen_error_set(&set->error,
			    (struct gen_place){ .file = t->file },
			    "the table \"%s\" has no line in %s: what becomes "
			    "of it when a person is erased?",
			    t->name, set->file);
	for (const struct gen_person_line *l = set->lines; l; l = l->next)
		if (!has_table(set, l->table))
			return gen_error_set(&set->error, l->at,
			    "there is no table \"%s\"", l->table);
	return true;
}
