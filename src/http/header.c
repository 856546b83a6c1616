/*
 * One walk over the parameters of a value, and what two headers make of them.
 */
#include "http/header.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"

#include "base/banned.h"

#define TOKEN                                                 \
	"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"

bool
http_is_token_list(const char *text)
{
	return text[strspn(text, TOKEN ", \t")] == '\0';
}

struct walk {
	const char *p; /* what is left */
	struct arena *arena;
	bool is_malformed;
	const char *name, *value; /* of the parameter found */
};

static void
skip_blanks(struct walk *w)
{
	w->p += strspn(w->p, " \t");
}

/* NULL when there is none. */
static char *
read_token(struct walk *w)
{
	size_t len = strspn(w->p, TOKEN);
	char *token = len ? arena_strndup(w->arena, w->p, len) : NULL;

	w->p += len;
	return token;
}

/* What stands between quotes; NULL without the second. A backslash is one
 * unless it stands before a quote or another, because browsers once sent whole
 * paths of Windows. */
static char *
read_quoted(struct walk *w)
{
	const char *p = w->p + 1;
	char *text = arena_alloc(w->arena, strlen(p) + 1), *to = text;

	for (; *p && *p != '"'; p++) {
		if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
			p++;
		*to++ = *p;
	}
	w->p = p + (*p == '"');
	return *p == '"' ? text : NULL;
}

/* Whether there is another "; name=value". */
static bool
next(struct walk *w)
{
	char *name;

	skip_blanks(w);
	if (!*w->p || w->is_malformed)
		return false;
	w->is_malformed = true;
	if (*w->p++ != ';')
		return false;
	skip_blanks(w);
	name = read_token(w);
	if (!name || *w->p++ != '=')
		return false;
	str_lower(name);
	w->name = name;
	w->value = *w->p == '"' ? read_quoted(w) : read_token(w);
	w->is_malformed = !w->value;
	return w->value;
}

/* UTF-8'language'percent-encoded; NULL when it is anything else. */
static const char *
read_extended(struct walk *w)
{
	static const char charset[] = "utf-8'";
	const char *p = w->value;
	char *text;
	size_t len;

	if (strncasecmp(p, charset, sizeof(charset) - 1) != 0)
		return NULL;
	p = strchr(p + sizeof(charset) - 1, '\'');
	if (!p)
		return NULL;
	text = arena_alloc(w->arena, strlen(p));
	if (!str_percent_decode(p + 1, strlen(p + 1), false, text, &len) ||
	    !str_is_utf8(text, len))
		return NULL;
	return text;
}

/* Forms escape a quote in a name as %22, and nothing else that may be in one
 * (the HTML standard, "multipart/form-data encoding algorithm"). */
static const char *
unescape_quotes(struct arena *arena, const char *name)
{
	char *text = arena_strdup(arena, name), *to = text;

	for (const char *p = name; *p; p++) {
		bool is_quote = str_has_prefix(p, "%22");

		*to++ = is_quote ? '"' : *p;
		p += is_quote ? 2 : 0;
	}
	*to = '\0';
	return text;
}

/* Keeps value in *place, which must be empty. */
static void
keep(struct walk *w, const char **place, const char *value)
{
	w->is_malformed |= *place || !value;
	*place = value;
}

bool
http_disposition_read(
    const char *value, struct arena *arena, struct http_disposition *out)
{
	struct walk w = { .p = value, .arena = arena };
	const char *extended = NULL;
	char *type;

	*out = (struct http_disposition){ 0 };
	skip_blanks(&w);
	type = read_token(&w);
	if (!type)
		return false;
	str_lower(type);
	out->type = type;
	while (next(&w)) {
		if (str_eq(w.name, "name"))
			keep(&w, &out->name, w.value);
		else if (str_eq(w.name, "filename"))
			keep(&w, &out->filename, w.value);
		else if (str_eq(w.name, "filename*"))
			keep(&w, &extended, read_extended(&w));
	}
	if (extended)
		out->filename = extended;
	else if (out->filename && str_eq(type, "form-data"))
		out->filename = unescape_quotes(arena, out->filename);
	return !w.is_malformed;
}

static bool
is_boundary(const char *text)
{
	static const char allowed[] =
	    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "'()+_,-./:=? ";
	size_t len = strlen(text);

	return len >= 1 && len <= HTTP_BOUNDARY_MAX &&
	       strspn(text, allowed) == len && text[len - 1] != ' ';
}

const char *
http_boundary_read(const char *media_type, struct arena *arena)
{
	struct walk w = { .p = media_type + strcspn(media_type, "; \t"),
		.arena = arena };
	const char *boundary = NULL;

	while (next(&w))
		if (str_eq(w.name, "boundary"))
			keep(&w, &boundary, w.value);
	return !w.is_malformed && boundary && is_boundary(boundary) ? boundary
								    : NULL;
}
