/*
 * A query string and, after the first line, a body: what passes the checks
 * keeps every promise of its fields.
 */
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/bug.h"
#include "base/str.h"

#include "check/check.h"

#include "json/read.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

struct body {
	const char *title;
	const char *email;
	struct opt_int capacity;
	struct check_texts tags;
	struct {
		bool title, email, capacity, tags;
	} has;
};

struct in {
	int64_t limit;
	const char *q;
	struct opt_time from;
	struct opt_bool mine;
	struct check_uuids ids;
	struct body body;
};

static const struct check_value tag = {
	.kind = CHECK_TEXT, .min = 1, .max = 4
};
static const struct check_value uuid = { .kind = CHECK_UUID };

static const struct check_field query_fields[] = {
	{ .name = "limit",
	    .value = { .kind = CHECK_INT, .min = 1, .max = 200 },
	    .offset = offsetof(struct in, limit),
	    .has = CHECK_NO_HAS,
	    .has_initial = true,
	    .initial_int = 50 },
	{ .name = "q",
	    .value = { .kind = CHECK_TEXT, .min = 1, .max = 8 },
	    .offset = offsetof(struct in, q),
	    .has = CHECK_NO_HAS },
	{ .name = "from",
	    .value = { .kind = CHECK_TIME },
	    .offset = offsetof(struct in, from),
	    .has = CHECK_NO_HAS,
	    .is_optional = true },
	{ .name = "mine",
	    .value = { .kind = CHECK_BOOL },
	    .offset = offsetof(struct in, mine),
	    .has = CHECK_NO_HAS,
	    .is_optional = true },
	{ .name = "id",
	    .value = { .kind = CHECK_ARRAY,
		.max = 3,
		.is_unique = true,
		.items = &uuid },
	    .offset = offsetof(struct in, ids),
	    .has = CHECK_NO_HAS },
};

static const struct check_field body_fields[] = {
	{ .name = "title",
	    .value = { .kind = CHECK_TEXT, .min = 1, .max = 8 },
	    .offset = offsetof(struct body, title),
	    .has = offsetof(struct body, has.title),
	    .is_required = true },
	{ .name = "email",
	    .value = { .kind = CHECK_TEXT,
		.min = 3,
		.max = 254,
		.format = CHECK_EMAIL,
		.is_nullable = true },
	    .offset = offsetof(struct body, email),
	    .has = offsetof(struct body, has.email) },
	{ .name = "capacity",
	    .value = { .kind = CHECK_INT,
		.min = 1,
		.max = 1000,
		.is_nullable = true },
	    .offset = offsetof(struct body, capacity),
	    .has = offsetof(struct body, has.capacity),
	    .is_optional = true },
	{ .name = "tags",
	    .value = { .kind = CHECK_ARRAY,
		.max = 3,
		.is_unique = true,
		.items = &tag },
	    .offset = offsetof(struct body, tags),
	    .has = offsetof(struct body, has.tags) },
};

static const struct check_object body_object = { .fields = body_fields,
	.n_fields = N_OF(body_fields),
	.size = sizeof(struct body) };

static const struct check_input input = { .query = query_fields,
	.n_query = N_OF(query_fields),
	.body = &body_object,
	.body_offset = offsetof(struct in, body),
	.has_body = CHECK_NO_HAS,
	.size = sizeof(struct in) };

static void
check_text(const char *s, size_t min, size_t max)
{
	bug_if(!str_is_utf8(s, strlen(s)));
	bug_if(str_utf8_len(s) < min || str_utf8_len(s) > max);
}

static void
check_promises(const struct in *in)
{
	bug_if(in->limit < 1 || in->limit > 200);
	if (in->q)
		check_text(in->q, 1, 8);
	bug_if(in->ids.n > 3);
	for (size_t i = 0; i < in->ids.n; i++)
		for (size_t j = 0; j < i; j++)
			bug_if(uuid_eq(in->ids.v[i], in->ids.v[j]));
	bug_if(!in->body.title || !in->body.has.title);
	check_text(in->body.title, 1, 8);
	if (in->body.email) {
		check_text(in->body.email, 3, 254);
		bug_if(!strchr(in->body.email, '@'));
	}
	if (in->body.capacity.set)
		bug_if(in->body.capacity.v < 1 || in->body.capacity.v > 1000);
	bug_if(in->body.tags.n > 3);
	for (size_t i = 0; i < in->body.tags.n; i++)
		check_text(in->body.tags.v[i], 1, 4);
}

void
fuzz_query(const uint8_t *data, size_t len)
{
	const struct json_value *body = NULL;
	static struct fault f;
	struct in in = { 0 };
	struct arena arena;
	char *text = malloc(len + 1), *rest = text;

	memcpy(text, data, len);
	text[len] = '\0';
	fault_clear(&f);
	arena_init(&arena, 16 << 20);
	strsep(&rest, "\n");
	if (!rest || json_parse(&arena, rest, strlen(rest), &f, &body))
		body = NULL;
	fault_clear(&f);
	if (check_input(&input,
		&(struct check_source){ .query = text, .body = body }, &arena,
		&f, &in) == ERR_OK)
		check_promises(&in);
	else
		bug_if(f.n_items == 0);
	for (size_t i = 0; i < f.n_items; i++)
		bug_if(!str_is_utf8(
			   f.items[i].detail, strlen(f.items[i].detail)) ||
		       !str_is_utf8(
			   f.items[i].pointer, strlen(f.items[i].pointer)));
	arena_release(&arena);
	free(text);
}
