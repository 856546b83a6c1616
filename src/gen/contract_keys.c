/*
 * A second look at the text of a fragment, for what the parser keeps silent
 * about.
 */
#include "gen/contract_keys.h"

#include <stdbool.h>
#include <string.h>

#include "base/banned.h"

enum { DEPTH_MAX = 64 };

unsigned
contract_keys_line(const char *text, size_t offset)
{
	unsigned line = 1;

	for (size_t i = 0; i < offset && text[i]; i++)
		line += text[i] == '\n';
	return line;
}

struct key {
	struct key *next;
	const char *text;
	size_t len;
};

/* Past the string that starts (after its quote) at p: its closing quote. */
static const char *
string_end(const char *p)
{
	while (*p && *p != '"')
		p += *p == '\\' && p[1] ? 2 : 1;
	return p;
}

static bool
is_key(const char *end)
{
	end++;
	end += strspn(end, " \t\r\n");
	return *end == ':';
}

static bool
add_key(struct arena *arena, struct key **keys, const char *text, size_t len)
{
	struct key *k;

	for (k = *keys; k; k = k->next)
		if (k->len == len && memcmp(k->text, text, len) == 0)
			return false;
	k = arena_new(arena, struct key);
	*k = (struct key){ .next = *keys, .text = text, .len = len };
	*keys = k;
	return true;
}

const char *
contract_keys_duplicate(struct arena *arena, const char *text)
{
	struct key *keys[DEPTH_MAX] = { NULL };
	unsigned depth = 0;

	for (const char *p = text; *p; p++) {
		const char *end;

		if ((*p == '{' || *p == '[') && depth + 1 < DEPTH_MAX)
			keys[++depth] = NULL;
		else if ((*p == '}' || *p == ']') && depth)
			depth--;
		if (*p != '"')
			continue;
		end = string_end(p + 1);
		if (is_key(end) &&
		    !add_key(arena, &keys[depth], p + 1, (size_t)(end - p - 1)))
			return p;
		p = end;
	}
	return NULL;
}
