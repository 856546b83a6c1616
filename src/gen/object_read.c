/*
 * Reads files of objects, and finds in their scripts what they make: every
 * statement is CREATE FUNCTION, TRIGGER or VIEW.
 */
#include "gen/object.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "gen/script.h"
#include "gen/sql.h"

#include "base/banned.h"

enum { TEXT_MAX = 1 << 20 };

/* Reads the words of a script; others pass by. */
struct reader {
	struct gen_object_set *set;
	struct gen_object_text *text;
	struct gen_place at;
	enum { AT_START, AT_KIND, AT_NAME, AT_ON, AT_TABLE, IN_REST } state;
	int depth; /* of BEGIN and CASE, which END closes */
};

static const char *const kinds[] = { "FUNCTION", "TRIGGER", "VIEW" };

void
gen_object_set_init(struct gen_object_set *set, struct arena *arena)
{
	*set = (struct gen_object_set){ .arena = arena };
	set->v = arena_array(arena, GEN_OBJECTS_MAX, sizeof(*set->v));
}

static bool
wrong(struct reader *r, const char *word)
{
	return gen_error_set(&r->set->error, r->at,
	    "%s: want CREATE FUNCTION, TRIGGER or VIEW", word);
}

static bool
begin_part(struct reader *r, const char *word)
{
	struct gen_object_text *t = r->text;

	if (t->n_parts == GEN_PARTS_MAX)
		return gen_error_set(&r->set->error, r->at,
		    "more than %d statements", GEN_PARTS_MAX);
	for (size_t i = 0; i < N_OF(kinds); i++) {
		if (strcasecmp(word, kinds[i]) != 0)
			continue;
		t->parts[t->n_parts++] = (struct gen_object_part){ kinds[i],
			NULL, "" };
		r->state = AT_NAME;
		return true;
	}
	return wrong(r, word);
}

static void
count_depth(struct reader *r, const char *word)
{
	if (strcasecmp(word, "begin") == 0 || strcasecmp(word, "case") == 0)
		r->depth++;
	else if (strcasecmp(word, "end") == 0)
		r->depth--;
}

/* The part being read; there is one from its kind on. */
static struct gen_object_part *
current(struct reader *r)
{
	return &r->text->parts[r->text->n_parts - 1];
}

static bool
read_word(struct reader *r, const char *word)
{
	switch (r->state) {
	case AT_START:
		r->state = AT_KIND;
		return strcasecmp(word, "create") == 0 || wrong(r, word);
	case AT_KIND:
		return begin_part(r, word);
	case AT_NAME:
		current(r)->name = word;
		r->state = str_eq(current(r)->kind, "TRIGGER") ? AT_ON
							       : IN_REST;
		return true;
	case AT_ON:
		r->state = strcasecmp(word, "on") == 0 ? AT_TABLE : AT_ON;
		return true;
	case AT_TABLE:
		current(r)->table = word;
		r->state = IN_REST;
		return true;
	case IN_REST:
		count_depth(r, word);
		return true;
	}
	return false;
}

bool
gen_object_read_parts(
    struct gen_object_set *set, const char *file, struct gen_object_text *text)
{
	struct reader r = { .set = set, .text = text, .at = { file, 0 } };
	size_t len;

	for (const char *s = text->sql; *s; s += len) {
		enum gen_sql_kind kind = gen_sql_token(s, &len);

		if (*s == ';' && r.depth == 0 && r.state != IN_REST &&
		    r.state != AT_START)
			return wrong(&r, ";");
		if (*s == ';' && r.depth == 0)
			r.state = AT_START;
		else if (kind == GEN_SQL_WORD &&
			 !read_word(&r, arena_strndup(set->arena, s, len)))
			return false;
	}
	return r.state == AT_START || gen_error_set(&set->error, r.at,
					  "the last statement has no end");
}

static bool
translate(struct gen_object_set *set, struct gen_object *o, const char *text)
{
	for (enum gen_engine e = 0; e < GEN_ENGINES; e++) {
		o->texts[e].sql = gen_script_translate(
		    set->arena, o->file, text, e, true, &set->error);
		if (!o->texts[e].sql ||
		    !gen_object_read_parts(set, o->file, &o->texts[e]))
			return false;
	}
	return true;
}

/* What the declaration of a document stands for. */
static bool
generate(struct gen_object_set *set, struct gen_object *o,
    const struct gen_document *d)
{
	for (enum gen_engine e = 0; e < GEN_ENGINES; e++) {
		struct gen_object_text *t = &o->texts[e];
		struct buf out;

		buf_init(&out, TEXT_MAX);
		gen_document_write(d, e, &out);
		t->sql = arena_strdup(set->arena, buf_text(&out));
		if (!gen_object_read_parts(set, o->file, t))
			return false;
		gen_document_write_renewal(d, e, &out);
		t->sql = arena_strdup(set->arena, buf_text(&out));
		buf_release(&out);
	}
	return true;
}

/* The name of an object is that of its file. */
static const char *
name_of(struct gen_object_set *set, const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *base = slash ? slash + 1 : file;
	size_t len = strspn(base, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return len && str_eq(base + len, ".sql")
		   ? arena_strndup(set->arena, base, len)
		   : NULL;
}

/* A place for it: before all others when it is what they may stand on. */
static struct gen_object *
add(struct gen_object_set *set, const char *name)
{
	size_t at = str_eq(name, "common") ? 0 : set->n;

	memmove(set->v + at + 1, set->v + at, (set->n - at) * sizeof(*set->v));
	set->n++;
	memset(&set->v[at], 0, sizeof(*set->v));
	set->v[at].name = name;
	return &set->v[at];
}

bool
gen_object_read(struct gen_object_set *set, const char *file, const char *text)
{
	struct gen_place at = { .file = file };
	const char *name = name_of(set, file);
	struct gen_document d;
	struct gen_object *o;
	bool is_document;

	if (!name)
		return gen_error_set(&set->error, at,
		    "the name is not lower-case words and .sql");
	if (set->n == GEN_OBJECTS_MAX)
		return gen_error_set(&set->error, at, "too many objects");
	o = add(set, name);
	o->file = arena_strdup(set->arena, file);
	if (!gen_document_read(set, file, text, &d, &is_document) ||
	    !(is_document ? generate(set, o, &d) : translate(set, o, text)))
		return false;
	return o->texts[GEN_POSTGRESQL].n_parts + o->texts[GEN_SQLITE].n_parts >
		   0 ||
	       gen_error_set(&set->error, at, "it makes nothing");
}
