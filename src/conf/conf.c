/*
 * Reads the table of conf.h in three ways: to load, to print and to be
 * documented. Rules that concern single settings are in check.c.
 */
#include "conf/conf.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/str.h"

#include "conf/check.h"
#include "conf/file.h"
#include "conf/url.h"

#include "base/banned.h"

#define DEFAULT_FILE "/etc/hearth/hearth.conf"

enum kind { KIND_text, KIND_int, KIND_bool };

enum { DUMP_MAX = 64 * 1024 };

static const struct row {
	struct conf_setting setting;
	enum kind kind;
	size_t offset; /* in struct conf */
} rows[] = {
#define CONF_ROW(type, member, name, def, min, max, flags, help)    \
	{ { name, #type, def, help, min, max, flags }, KIND_##type, \
		offsetof(struct conf, member) },
	CONF_TABLE(CONF_ROW)
#undef CONF_ROW
};

/* The values found so far, NULL where none was. */
struct loader {
	const char *path;
	const char *values[N_OF(rows)];
	const char *unknown;
	struct arena *arena;
};

const struct conf_setting *
conf_setting_at(size_t i)
{
	return i < N_OF(rows) ? &rows[i].setting : NULL;
}

static enum err
note_setting(void *ctx, const char *name, const char *value, unsigned line)
{
	struct loader *l = ctx;

	for (size_t i = 0; i < N_OF(rows); i++) {
		if (str_eq(rows[i].setting.name, name)) {
			l->values[i] = value;
			return ERR_OK;
		}
	}
	log_warning("%s:%u: there is no setting %s", l->path, line, name);
	l->unknown = arena_printf(l->arena, "%s%s%s (line %u)", l->unknown,
	    *l->unknown ? ", " : "", name, line);
	return ERR_OK;
}

static enum err
load_file(
    struct loader *l, const char *file, struct arena *arena, struct fault *f)
{
	const char *named = file ? file : getenv("HEARTH_CONF");
	enum err err;

	l->path = named && *named ? named : DEFAULT_FILE;
	err = conf_file_read(l->path, arena, note_setting, l, f);
	if (err != ERR_NOT_FOUND)
		return err;
	if (l->path == named)
		return f->err = ERR_CONFIG;
	fault_clear(f);
	return ERR_OK;
}

/* Text goes into messages, headers and URLs: no control characters. */
static bool
is_clean(const char *text)
{
	for (const char *p = text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return false;
	return str_is_utf8(text, strlen(text));
}

static enum err
set_text(const struct conf_setting *s, const char *value, struct arena *arena,
    const char **member, struct fault *f)
{
	int64_t len = (int64_t)strlen(value);

	if (len && (len < s->min || len > s->max))
		return fault(f, ERR_CONFIG, "%s: must be %d to %d bytes long",
		    s->name, (int)s->min, (int)s->max);
	if (!is_clean(value))
		return fault(f, ERR_CONFIG,
		    "%s: must be UTF-8 without control characters", s->name);
	*member = arena_strdup(arena, value);
	return ERR_OK;
}

static enum err
set_int(const struct conf_setting *s, const char *value, int64_t *member,
    struct fault *f)
{
	if (!str_to_int(value, s->min, s->max, member))
		return fault(f, ERR_CONFIG,
		    "%s: must be a whole number from %lld to %lld", s->name,
		    (long long)s->min, (long long)s->max);
	return ERR_OK;
}

static enum err
set_bool(const struct conf_setting *s, const char *value, bool *member,
    struct fault *f)
{
	static const char *const words[] = { "off", "on", "false", "true", "no",
		"yes", "0", "1" };

	for (size_t i = 0; i < N_OF(words); i++) {
		if (str_eq_nocase(value, words[i])) {
			*member = i % 2;
			return ERR_OK;
		}
	}
	return fault(f, ERR_CONFIG, "%s: must be on or off", s->name);
}

static enum err
set_value(struct conf *conf, const struct row *row, const char *value,
    struct arena *arena, struct fault *f)
{
	const struct conf_setting *s = &row->setting;
	void *member = (char *)conf + row->offset;

	if (!value || !*value)
		value = s->default_text;
	switch (row->kind) {
	case KIND_text:
		return set_text(s, value, arena, member, f);
	case KIND_int:
		return set_int(s, value, member, f);
	case KIND_bool:
		return set_bool(s, value, member, f);
	}
	return ERR_INTERNAL;
}

enum err
conf_load(struct conf *conf, const char *file, unsigned needs,
    struct arena *arena, struct fault *f)
{
	struct loader l = { .unknown = "", .arena = arena };
	enum err err = load_file(&l, file, arena, f);

	conf->unknown = l.unknown;
	for (size_t i = 0; !err && i < N_OF(rows); i++) {
		const char *value = getenv(rows[i].setting.name);

		err = set_value(
		    conf, &rows[i], value ? value : l.values[i], arena, f);
	}
	return err ? err : conf_check(conf, needs, arena, f);
}

static void
put_value(struct buf *out, const struct row *row, const struct conf *conf)
{
	const char *member = (const char *)conf + row->offset;
	struct buf masked;
	const char *text;

	if (row->kind == KIND_int) {
		buf_int(out, *(const int64_t *)(const void *)member);
		return;
	}
	if (row->kind == KIND_bool) {
		buf_str(
		    out, *(const bool *)(const void *)member ? "on" : "off");
		return;
	}
	text = *(const char *const *)(const void *)member;
	if (row->setting.flags & CONF_SECRET)
		text = *text ? "********" : "";
	buf_init(&masked, DUMP_MAX);
	if (row->setting.flags & CONF_URL) {
		conf_url_mask(&masked, text);
		text = buf_text(&masked);
	}
	conf_file_put(out, text);
	buf_release(&masked);
}

void
conf_dump(const struct conf *conf, FILE *out)
{
	struct buf line;

	buf_init(&line, DUMP_MAX);
	for (size_t i = 0; i < N_OF(rows); i++) {
		buf_clear(&line);
		buf_printf(&line, "%s=", rows[i].setting.name);
		put_value(&line, &rows[i], conf);
		buf_char(&line, '\n');
		fwrite(line.p, 1, line.len, out);
	}
	buf_release(&line);
}
