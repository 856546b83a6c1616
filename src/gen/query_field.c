/*
 * The lists of "in:" and "out:": types, names and the C members they become.
 */
#include "gen/query_field.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "gen/id.h"
#include "gen/name.h"
#include "generated/words.h"

#include "base/banned.h"

/* In C: a value, and one that may be NULL. */
#define ROW(w, db, value, nullable, ...)                               \
	{                                                              \
		.word = w, .type = db, .c = value, .c_null = nullable, \
		__VA_ARGS__                                            \
	}
static const struct gen_query_type types[] = {
	ROW("text", "DB_TEXT", "const char *", "const char *"),
	ROW("excerpt", "DB_TEXT", "const char *", "const char *",
	    .is_excerpt = true),
	ROW("int", "DB_INT", "int64_t ", "struct opt_int "),
	ROW("bool", "DB_BOOL", "bool ", "struct opt_bool "),
	ROW("time", "DB_TIME", "int64_t ", "struct opt_time "),
	ROW("wall", "DB_WALL", "int64_t ", "struct opt_time "),
	ROW("real", "DB_REAL", "double ", "struct opt_real "),
	ROW("json", "DB_JSON", "const char *", "const char *"),
	ROW("members", "DB_JSON", "const char *", "const char *",
	    .is_members = true),
	ROW("bytes", "DB_BYTES", "struct bytes ", "struct bytes "),
	ROW("uuid", "DB_UUID", "struct uuid ", "struct uuid "),
#define ID_ROW(kind)                                        \
	ROW(#kind "_id", "DB_UUID", "struct " #kind "_id ", \
	    "struct " #kind "_id ", .id_kind = #kind),
	GEN_ID_KINDS(ID_ROW)
#undef ID_ROW
#define WORD_ROW(list)                                              \
	ROW(#list, "DB_TEXT", "enum " #list " ", "enum " #list " ", \
	    .words = "&" #list "_words"),
	    WORD_LISTS(WORD_ROW)
#undef WORD_ROW
#define SET_ROW(list)                                              \
	ROW(#list "_set", "DB_INT", "int64_t ", "struct opt_int ", \
	    .words = "&" #list "_words"),
		WORD_LISTS(SET_ROW)
#undef SET_ROW
};
#undef ROW

static const struct gen_query_type *
find_type(const char *word)
{
	for (size_t i = 0; i < N_OF(types); i++)
		if (str_eq(types[i].word, word))
			return &types[i];
	return NULL;
}

static bool
has_member(const struct gen_query_fields *f, const char *member)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->v[i].member, member))
			return true;
	return false;
}

/* "_version" becomes version, "organizer.id" becomes organizer_id, or
 * organizer__id beside a column organizer_id. */
static const char *
member_of(struct arena *a, const struct gen_query_fields *f, const char *name)
{
	const char *dot = strchr(name, '.');
	const char *member;

	if (!dot)
		return arena_strdup(a, name + (name[0] == '_'));
	member = arena_printf(a, "%.*s_%s", (int)(dot - name), name, dot + 1);
	if (has_member(f, member))
		member = arena_printf(
		    a, "%.*s__%s", (int)(dot - name), name, dot + 1);
	return member;
}

static bool
is_column_name(struct arena *a, const char *name)
{
	char *head = arena_strdup(a, name + (name[0] == '_'));
	char *dot = strchr(head, '.');

	if (dot) {
		if (name[0] == '_' || !gen_name_is_plain(dot + 1))
			return false;
		*dot = '\0';
	}
	return gen_name_is_plain(head);
}

/* The length of the part before the dot; 0 when there is none. */
static size_t
group_len(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot ? (size_t)(dot - name) : 0;
}

/* The columns of one nested object must follow each other, because the
 * encoder opens and closes each object once. */
static bool
splits_group(const struct gen_query_fields *f, const char *name)
{
	size_t len = group_len(name);

	if (len == 0 || f->n == 0)
		return false;
	if (strncmp(f->v[f->n - 1].name, name, len + 1) == 0)
		return false;
	for (size_t i = 0; i + 1 < f->n; i++)
		if (strncmp(f->v[i].name, name, len + 1) == 0)
			return true;
	return false;
}

static bool
check_name(struct gen_query_set *set, struct gen_place at,
    const struct gen_query_fields *f, const char *name, const char *member,
    bool is_out)
{
	if (!(is_out ? is_column_name(set->arena, name)
		     : gen_name_is_plain(name)))
		return gen_error_set(&set->error, at,
		    "\"%s\" is not a name (a-z, 0-9, _%s)", name,
		    is_out ? ", one dot" : "");
	if (gen_name_is_reserved(member))
		return gen_error_set(&set->error, at,
		    "\"%s\" is a word of C (see src/gen/name.c)", member);
	if (has_member(f, member))
		return gen_error_set(
		    &set->error, at, "\"%s\" is there twice", name);
	if (splits_group(f, name))
		return gen_error_set(&set->error, at,
		    "\"%s\" must follow the other columns of its object", name);
	return true;
}

/* The members of an object stand among the other columns of a response. */
static bool
check_members(struct gen_query_set *set, struct gen_place at,
    const struct gen_query_field *field, bool is_out)
{
	if (!field->type->is_members || (is_out && field->name[0] != '_'))
		return true;
	return gen_error_set(&set->error, at, "members are of a response");
}

static bool
add_field(struct gen_query_set *set, struct gen_place at,
    struct gen_query_fields *f, char *text, bool is_out)
{
	struct gen_query_field *field = &f->v[f->n];
	char *save, *name = strtok_r(text, " \t", &save);
	char *word = strtok_r(NULL, " \t", &save);
	size_t len;

	if (!name || !word || strtok_r(NULL, " \t", &save))
		return gen_error_set(
		    &set->error, at, "want \"name type\" between the commas");
	if (f->n == GEN_FIELDS_MAX)
		return gen_error_set(
		    &set->error, at, "more than %d of them", GEN_FIELDS_MAX);
	len = strlen(word);
	field->nullable = word[len - 1] == '?';
	if (field->nullable)
		word[len - 1] = '\0';
	field->type = find_type(word);
	if (!field->type)
		return gen_error_set(&set->error, at,
		    "unknown type \"%s\": types are listed in "
		    "src/gen/query_field.c, kinds of ids in src/gen/id.h, "
		    "lists of words in the contract",
		    word);
	field->name = arena_strdup(set->arena, name);
	field->member = member_of(set->arena, f, name);
	if (!check_name(set, at, f, name, field->member, is_out) ||
	    !check_members(set, at, field, is_out))
		return false;
	f->n++;
	return true;
}

/* Adds the list that a fragment holds. */
static bool
add_fragment(struct gen_query_set *set, struct gen_place at,
    struct gen_query_fields *f, const char *item, bool is_out)
{
	size_t len = strcspn(item + 2, "}"), first = f->n;
	bool ok = true;
	const char *name = arena_strndup(set->arena, item + 2, len);
	struct gen_query_fragment *fragment = gen_query_fragment_find(
	    set, at.file, name);

	item += 2 + len;
	if (strncmp(item, "}}", 2) != 0 || item[2 + strspn(item + 2, " \t")])
		return gen_error_set(
		    &set->error, at, "want \"{{name}}\" between the commas");
	if (!fragment)
		return gen_error_set(&set->error, at,
		    "no fragment \"%s\" above this line", name);
	if (fragment->is_broken)
		return false; /* was complained about */
	if (fragment->n_parameters > 0)
		return gen_error_set(&set->error, at,
		    "the fragment \"%s\" takes arguments and cannot be a list",
		    name);
	if (fragment->is_open)
		return gen_error_set(&set->error, at,
		    "the fragment \"%s\" inserts itself", name);
	fragment->is_open = fragment->is_used = true;
	for (const struct gen_query_line *l = fragment->body.first; l && ok;
	     l = l->next)
		ok = gen_query_fields_add(set, l->at, f, l->text, is_out);
	fragment->is_open = false;
	if (ok && !is_out) {
		fragment->inputs.n = f->n - first;
		memcpy(fragment->inputs.v, f->v + first,
		    fragment->inputs.n * sizeof(*f->v));
	}
	return ok;
}

bool
gen_query_fields_add(struct gen_query_set *set, struct gen_place at,
    struct gen_query_fields *f, const char *list, bool is_out)
{
	char *copy = arena_strdup(set->arena, list), *next;
	bool ok;

	if (!*copy)
		return true; /* says plainly that there are none */
	for (char *item = copy; item; item = next) {
		next = strchr(item, ',');
		if (next)
			*next++ = '\0';
		if (next && next[strspn(next, " \t")] == '\0')
			next = NULL; /* goes on in the next line */
		item += strspn(item, " \t");
		ok = strncmp(item, "{{", 2) == 0
			 ? add_fragment(set, at, f, item, is_out)
			 : add_field(set, at, f, item, is_out);
		if (!ok)
			return false;
	}
	return true;
}
