/*
 * Reads the declaration of a document, which is all that its file holds beside
 * comments.
 */
#include "gen/object.h"

#include <string.h>

#include "base/str.h"
#include "gen/document_type.h"
#include "gen/sql.h"

#include "base/banned.h"

enum { LIST_MAX = 1 << 16 };

struct reader {
	struct gen_object_set *set;
	struct gen_document *document;
	struct gen_place at;
	struct list {
		struct buf text; /* with the ends of its lines */
		int line;
	} members, lent, *open; /* the one whose next line follows */
};

static bool
wrong(struct reader *r, const char *message)
{
	return gen_error_set(&r->set->error, r->at, "%s", message);
}

/* "event_document of event" */
static bool
read_head(struct reader *r, const char *rest)
{
	char *save, *copy = arena_strdup(r->set->arena, rest);
	const char *name = strtok_r(copy, " \t", &save);
	const char *of = strtok_r(NULL, " \t", &save);
	const char *table = of ? strtok_r(NULL, " \t", &save) : NULL;

	if (!table || !str_eq(of, "of") || strtok_r(NULL, " \t", &save))
		return wrong(r, "want \"-- document: name of table\"");
	if (r->document->name)
		return wrong(r, "one document a file");
	r->document->name = name;
	r->document->table = table;
	return true;
}

/* A comma or brace at its end says that another line follows. */
static bool
keep_line(struct reader *r, struct list *list, const char *text)
{
	size_t len = strlen(text);

	if (!r->open && list->text.len)
		return wrong(r, "the members are there twice");
	if (!r->open)
		list->line = r->at.line;
	buf_printf(&list->text, "%s\n", text);
	r->open = len && strchr(",{", text[len - 1]) ? list : NULL;
	return true;
}

/* If text begins with the word, what follows. */
static const char *
after(const char *text, const char *word)
{
	if (!str_has_prefix(text, word))
		return NULL;
	text += strlen(word);
	return text + strspn(text, " \t");
}

/* A line of the declaration, if it is one. */
static bool
read_word(struct reader *r, const char *text)
{
	struct gen_document *d = r->document;
	const char *rest;

	if ((rest = after(text, "document:")))
		return read_head(r, rest);
	if ((rest = after(text, "members:")))
		return keep_line(r, &r->members, rest);
	if ((rest = after(text, "lent:")))
		return keep_line(r, &r->lent, rest);
	if ((rest = after(text, "lends when:")))
		d->lends = arena_strdup(r->set->arena, rest);
	if ((rest = after(text, "borrows when:")))
		d->borrows = arena_strdup(r->set->arena, rest);
	return true;
}

/* A line without the blanks at its ends. */
static bool
read_line(struct reader *r, const char *line)
{
	const char *text;

	if (!str_has_prefix(line, "--"))
		return !*line || !r->document->name ||
		       wrong(r, "SQL beside a document");
	text = line + 2 + strspn(line + 2, " \t");
	return r->open ? keep_line(r, r->open, text) : read_word(r, text);
}

static bool
read_lines(struct reader *r, const char *text)
{
	char *line = arena_strdup(r->set->arena, text), *next;

	for (; line; line = next) {
		size_t len;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		r->at.line++;
		len = strlen(line);
		while (len && strchr(" \t\r", line[len - 1]))
			line[--len] = '\0';
		if (!read_line(r, line + strspn(line, " \t")))
			return false;
	}
	return true;
}

/* The next word or sign of the list, "" at its end. */
static const char *
take(struct reader *r, const char **s)
{
	size_t len = 0;

	for (; **s && strchr(" \t\n", **s); ++*s)
		r->at.line += **s == '\n';
	while (gen_sql_is_word((*s)[len]))
		len++;
	if (!len && **s)
		len = 1;
	*s += len;
	return arena_strndup(r->set->arena, *s - len, len);
}

/* What no other member may have: its column, or the name of an object. */
static const char *
key_of(const struct gen_document_member *m)
{
	return m->column ? m->column : m->name;
}

static bool
is_there(const struct gen_document *d, const struct gen_document_member *m)
{
	for (size_t i = 0; i < d->n; i++)
		if (str_eq(key_of(&d->v[i]), key_of(m)))
			return true;
	return false;
}

/* Type NULL: the head of an object; object NULL: outside of one. */
static bool
add_member(
    struct reader *r, const char *name, const char *type, const char *object)
{
	struct gen_document *d = r->document;
	struct gen_document_member m = {
		.name = name, .type = type, .is_inside = object != NULL
	};

	if (!gen_sql_is_word(name[0]) || (type && !gen_sql_is_word(type[0])))
		return wrong(r, "want \"name type\" or \"name { ... }\" "
				"between the commas");
	if (type && !gen_document_type_find(type))
		return gen_error_set(
		    &r->set->error, r->at, "unknown type \"%s\"", type);
	if (type)
		m.column = object ? arena_printf(
					r->set->arena, "%s_%s", object, name)
				  : name;
	if (is_there(d, &m))
		return gen_error_set(
		    &r->set->error, r->at, "\"%s\" is there twice", key_of(&m));
	if (d->n == GEN_MEMBERS_MAX)
		return wrong(r, "too many members");
	d->v[d->n++] = m;
	return true;
}

/* Members up to the end of the list or, of an object, its brace. */
static bool
read_members(struct reader *r, const char **s, const char *object)
{
	const char *word;

	do {
		const char *name = take(r, s);

		word = take(r, s);
		if (!str_eq(word, "{") || object) {
			if (!add_member(r, name, word, object))
				return false;
		} else if (!add_member(r, name, NULL, NULL) ||
			   !read_members(r, s, name)) {
			return false;
		}
		word = take(r, s);
	} while (str_eq(word, ","));
	return str_eq(word, object ? "}" : "") ||
	       wrong(r, object ? "want a comma or \"}\" behind a member"
			       : "want a comma behind a member");
}

static bool
read_list(struct reader *r, struct list *list)
{
	const char *s = buf_text(&list->text);

	r->at.line = list->line;
	return read_members(r, &s, NULL);
}

/* What is lent stands behind the rest. */
static bool
read_lists(struct reader *r)
{
	struct gen_document *d = r->document;
	bool has_lent = r->lent.text.len > 0;

	if (has_lent != (d->lends && d->borrows) || !d->lends != !d->borrows)
		return wrong(r, "want \"-- lent:\", \"-- lends when:\" and "
				"\"-- borrows when:\" together");
	if (!read_list(r, &r->members))
		return false;
	d->n_kept = d->n;
	return !has_lent || read_list(r, &r->lent);
}

bool
gen_document_read(struct gen_object_set *set, const char *file,
    const char *text, struct gen_document *d, bool *is_one)
{
	struct reader r = { .set = set, .document = d, .at = { file, 0 } };
	bool ok;

	memset(d, 0, sizeof(*d));
	buf_init(&r.members.text, LIST_MAX);
	buf_init(&r.lent.text, LIST_MAX);
	ok = read_lines(&r, text);
	*is_one = d->name != NULL;
	if (ok && *is_one && !r.members.text.len)
		ok = wrong(&r, "the document has no \"-- members:\"");
	else if (ok && !*is_one && r.members.text.len)
		ok = wrong(&r, "members without \"-- document:\"");
	else if (ok && *is_one)
		ok = read_lists(&r);
	buf_release(&r.members.text);
	buf_release(&r.lent.text);
	return ok;
}
