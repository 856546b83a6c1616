/*
 * The settings file of a new installation, from the table of conf.h.
 */
#include "conf/template.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"

#include "conf/conf.h"
#include "conf/file.h"

#include "base/banned.h"

enum { COLUMNS = 78, TEXT_MAX = 64 * 1024 };

static const char head[] =
    "# Settings of Hearth, see hearth.conf(5). What is behind a # is the "
    "default.\n";

/* The words of a text as lines of a comment. */
static void
put_comment(struct buf *out, const char *text)
{
	size_t column = COLUMNS;

	while (*text) {
		size_t len = strcspn(text, " ");

		if (column + 1 + len > COLUMNS) {
			buf_lit(out, "\n#");
			column = 1;
		}
		buf_char(out, ' ');
		buf_put(out, text, len);
		column += 1 + len;
		text += len + (text[len] == ' ');
	}
	buf_char(out, '\n');
}

static void
put_setting(struct buf *out, const struct conf_setting *s, const char *value)
{
	put_comment(out, s->help);
	if (!value || !*value) {
		buf_char(out, '#');
		value = s->default_text;
	}
	buf_printf(out, "%s=", s->name);
	conf_file_put(out, value);
	buf_char(out, '\n');
}

void
conf_template_print(const char *secret_key, FILE *out)
{
	const struct conf_setting *s;
	struct buf text;

	buf_init(&text, TEXT_MAX);
	buf_str(&text, head);
	for (size_t i = 0; (s = conf_setting_at(i)) != NULL; i++) {
		const char *value = getenv(s->name);

		if (str_eq(s->name, "SECRET_KEY") && (!value || !*value))
			value = secret_key;
		put_setting(&text, s, value);
	}
	fwrite(text.p, 1, text.len, out);
	buf_release(&text);
}
