/*
 * One token at a time; no grammar above that.
 */
#include "gen/sql.h"

#include <string.h>

#include "base/banned.h"

static bool
is_word_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool
gen_sql_is_word(char c)
{
	return is_word_start(c) || (c >= '0' && c <= '9');
}

/* Length of a text quoted in q, where a doubled q stands for itself; 0 when it
 * does not end. */
static size_t
quoted(const char *s, char q, bool backslashes)
{
	size_t i = 1;

	for (; s[i]; i++) {
		if (backslashes && s[i] == '\\' && s[i + 1])
			i++;
		else if (s[i] == q && s[i + 1] == q)
			i++;
		else if (s[i] == q)
			return i + 1;
	}
	return 0;
}

/* Length of $tag$...$tag$; 0 when s does not begin one, SIZE_MAX when it does
 * not end. */
static size_t
dollar_quoted(const char *s)
{
	size_t tag = 1;
	const char *end;

	if (s[1] >= '0' && s[1] <= '9')
		return 0;
	while (gen_sql_is_word(s[tag]))
		tag++;
	if (s[tag] != '$')
		return 0;
	tag++;
	for (end = s + tag; (end = strchr(end, '$')); end++)
		if (strncmp(end, s, tag) == 0)
			return (size_t)(end - s) + tag;
	return (size_t)-1;
}

static size_t
comment(const char *s)
{
	const char *end;

	if (s[0] == '-')
		return strcspn(s, "\n");
	end = strstr(s + 2, "*/");
	return end ? (size_t)(end - s) + 2 : 0;
}

enum gen_sql_kind
gen_sql_token(const char *s, size_t *len)
{
	enum gen_sql_kind kind = GEN_SQL_OTHER;
	size_t n = 1;

	if (s[0] == '\'') {
		kind = GEN_SQL_STRING;
		n = quoted(s, '\'', false);
	} else if ((s[0] == 'E' || s[0] == 'e') && s[1] == '\'') {
		kind = GEN_SQL_STRING;
		n = quoted(s + 1, '\'', true);
		n += n > 0;
	} else if (s[0] == '"') {
		kind = GEN_SQL_IDENTIFIER;
		n = quoted(s, '"', false);
	} else if ((s[0] == '-' && s[1] == '-') ||
		   (s[0] == '/' && s[1] == '*')) {
		kind = GEN_SQL_COMMENT;
		n = comment(s);
	} else if (s[0] == '$' && (n = dollar_quoted(s)) > 0) {
		kind = GEN_SQL_STRING;
		n = n == (size_t)-1 ? 0 : n;
	} else if (is_word_start(s[0])) {
		kind = GEN_SQL_WORD;
		n = 1;
		while (gen_sql_is_word(s[n]))
			n++;
	} else {
		n = 1;
	}
	*len = n ? n : strlen(s);
	return n ? kind : GEN_SQL_UNTERMINATED;
}
