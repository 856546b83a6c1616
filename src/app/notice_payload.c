/*
 * Writes and reads the payloads of notices.
 */
#include "app/notice_payload.h"

#include <stddef.h>
#include <string.h>

#include "base/bug.h"
#include "base/str.h"
#include "json/read.h"
#include "json/write.h"

#include "base/banned.h"

enum { PAYLOAD_MAX = 64 * 1024 };

/* Topics of which an id says all. */
static const struct {
	const char *member; /* NULL: another topic */
	size_t offset;	    /* of the id in struct app_notice */
} ids[] = {
	[RULE_NOTICE_VERIFICATION] = { "verification_id",
	    offsetof(struct app_notice, verification) },
	[RULE_NOTICE_SESSION] = { "session_id",
	    offsetof(struct app_notice, session) },
	[RULE_NOTICE_ACCOUNT_INVITE] = { "account_invite_id",
	    offsetof(struct app_notice, account_invite) },
	[RULE_NOTICE_TICKET] = { "ticket_id",
	    offsetof(struct app_notice, ticket) },
	[RULE_NOTICE_INVITE] = { "invite_id",
	    offsetof(struct app_notice, invite) },
	[RULE_NOTICE_GUEST_REQUEST] = { "guest_request_id",
	    offsetof(struct app_notice, guest_request) },
	[RULE_NOTICE_EVENT_INVITATION] = { "event_invitation_id",
	    offsetof(struct app_notice, event_invitation) },
};

static const char *
id_member(enum rule_notice_topic topic)
{
	return (size_t)topic < N_OF(ids) ? ids[topic].member : NULL;
}

/* Writing */

static void
write_id(struct json_writer *w, const char *key, struct uuid id)
{
	json_key(w, key);
	json_write_uuid(w, id);
}

/* NULL is none. */
static void
write_text(struct json_writer *w, const char *key, const char *text)
{
	if (text)
		json_member_text(w, key, text);
}

/* 0 is none. */
static void
write_number(struct json_writer *w, const char *key, int64_t us)
{
	if (!us)
		return;
	json_key(w, key);
	json_write_int(w, us);
}

static void
write_event(struct json_writer *w, const struct app_notice_event *e)
{
	json_key(w, "event");
	json_open(w, '{');
	write_id(w, "id", e->id.v);
	json_key(w, "title");
	json_write_text(w, e->title);
	json_key(w, "start_time");
	json_write_int(w, e->start_time);
	json_key(w, "timezone");
	json_write_text(w, e->timezone);
	json_key(w, "place");
	json_write_text(w, e->place);
	write_text(w, "reason", e->reason);
	write_text(w, "cancelled", e->cancelled);
	write_text(w, "next", e->next);
	write_text(w, "changed", e->changed);
	write_number(w, "until", e->until);
	write_number(w, "before", e->before);
	write_number(w, "sequence", e->sequence);
	if (e->sequence && !uuid_is_nil(e->series.v)) {
		write_id(w, "series_id", e->series.v);
		write_number(w, "recurrence_wall", e->recurrence_wall);
	}
	if (!uuid_is_nil(e->words.v))
		write_id(w, "notice_id", e->words.v);
	json_close(w, '}');
}

/* An object of a thing that has a name; the caller closes it. */
static void
open_named(
    struct json_writer *w, const char *key, struct uuid id, const char *name)
{
	json_key(w, key);
	json_open(w, '{');
	write_id(w, "id", id);
	json_key(w, "name");
	json_write_text(w, name);
}

static void
write_space(struct json_writer *w, const struct app_notice_space *s)
{
	open_named(w, "space", s->id.v, s->name);
	json_close(w, '}');
}

static void
write_spark(struct json_writer *w, const struct app_notice_spark *s)
{
	open_named(w, "spark", s->id.v, s->name);
	write_number(w, "start_time", s->start_time);
	write_text(w, "place", s->place);
	write_text(w, "reason", s->reason);
	json_close(w, '}');
}

static void
write_routine(struct json_writer *w, const struct app_notice_routine *r)
{
	open_named(w, "routine", r->id.v, r->name);
	write_text(w, "timezone", r->timezone);
	write_number(w, "start_time", r->start_time);
	json_close(w, '}');
}

static void
write_poll(struct json_writer *w, const struct app_notice_poll *p)
{
	json_key(w, "poll");
	json_open(w, '{');
	write_id(w, "id", p->id.v);
	json_key(w, "title");
	json_write_text(w, p->title);
	json_key(w, "timezone");
	json_write_text(w, p->timezone);
	write_number(w, "time", p->time);
	json_close(w, '}');
}

static void
write_users(struct json_writer *w, const struct app_notice *n)
{
	json_key(w, "user_ids");
	json_open(w, '[');
	for (size_t i = 0; i < n->n_users; i++)
		json_write_uuid(w, n->users[i].v);
	json_close(w, ']');
	if (!n->had)
		return;
	json_key(w, "invitation_ids");
	json_open(w, '[');
	for (size_t i = 0; i < n->n_users; i++)
		json_write_uuid(w, n->had[i].v);
	json_close(w, ']');
}

const char *
app_notice_payload(struct arena *arena, const struct app_notice *n)
{
	const struct rule_notice_row *row = rule_notice_row(n->kind);
	const char *member = id_member(row->topic), *text;
	struct buf b;
	struct json_writer w = json_writer(&b);
	struct uuid id;

	buf_init(&b, PAYLOAD_MAX);
	json_open(&w, '{');
	json_key(&w, "notice");
	json_write_text(&w, row->word);
	write_users(&w, n);
	if (member) {
		memcpy(
		    &id, (const char *)n + ids[row->topic].offset, sizeof(id));
		write_id(&w, member, id);
	}
	if (row->topic == RULE_NOTICE_EVENT_INVITATION && n->event.reason) {
		json_key(&w, "reason");
		json_write_text(&w, n->event.reason);
	}
	if (row->topic == RULE_NOTICE_EVENT)
		write_event(&w, &n->event);
	if (row->topic == RULE_NOTICE_SPACE)
		write_space(&w, &n->space);
	if (row->topic == RULE_NOTICE_SPARK)
		write_spark(&w, &n->spark);
	if (row->topic == RULE_NOTICE_ROUTINE)
		write_routine(&w, &n->routine);
	if (row->topic == RULE_NOTICE_POLL)
		write_poll(&w, &n->poll);
	json_close(&w, '}');
	bug_if(b.failed);
	text = arena_strdup(arena, buf_text(&b));
	buf_release(&b);
	return text;
}

/* Reading */

/* A member of that type, or NULL. */
static const struct json_value *
member(const struct json_value *object, const char *key, enum json_type type)
{
	const struct json_value *v = json_member(object, key);

	return v && json_type(v) == type ? v : NULL;
}

static bool
read_text(const struct json_value *object, const char *key, const char **out)
{
	const struct json_value *v = member(object, key, JSON_TEXT);

	if (v)
		*out = json_text(v, NULL);
	return v != NULL;
}

static bool
read_id(const struct json_value *object, const char *key, struct uuid *out)
{
	const char *text;

	return read_text(object, key, &text) && uuid_parse(text, out);
}

/* One that need not be there. */
static bool
read_other_id(
    const struct json_value *object, const char *key, struct uuid *out)
{
	return !json_member(object, key) || read_id(object, key, out);
}

static int64_t
read_number(const struct json_value *object, const char *key)
{
	const struct json_value *v = member(object, key, JSON_INT);

	return v ? json_int(v) : 0;
}

static bool
read_event(const struct json_value *object, struct app_notice_event *out)
{
	const struct {
		const char *member, **text;
	} texts[] = { { "place", &out->place }, { "reason", &out->reason },
		{ "cancelled", &out->cancelled }, { "next", &out->next },
		{ "changed", &out->changed } };
	const struct json_value *e = member(object, "event", JSON_OBJECT),
				*start;

	if (!e || !read_id(e, "id", &out->id.v) ||
	    !read_text(e, "title", &out->title) ||
	    !read_text(e, "timezone", &out->timezone))
		return false;
	start = member(e, "start_time", JSON_INT);
	if (start)
		out->start_time = json_int(start);
	out->until = read_number(e, "until");
	out->before = read_number(e, "before");
	out->sequence = read_number(e, "sequence");
	out->recurrence_wall = read_number(e, "recurrence_wall");
	for (size_t i = 0; i < N_OF(texts); i++)
		if (!read_text(e, texts[i].member, texts[i].text))
			*texts[i].text = NULL;
	return start && read_other_id(e, "notice_id", &out->words.v) &&
	       read_other_id(e, "series_id", &out->series.v);
}

/* An object of a thing that has a name; NULL when it is none. */
static const struct json_value *
read_named(const struct json_value *object, const char *key, struct uuid *id,
    const char **name)
{
	const struct json_value *v = member(object, key, JSON_OBJECT);

	return v && read_id(v, "id", id) && read_text(v, "name", name) ? v
								       : NULL;
}

static bool
read_space(const struct json_value *object, struct app_notice_space *out)
{
	return read_named(object, "space", &out->id.v, &out->name) != NULL;
}

static bool
read_spark(const struct json_value *object, struct app_notice_spark *out)
{
	const struct json_value *s = read_named(
	    object, "spark", &out->id.v, &out->name);

	if (!s)
		return false;
	out->start_time = read_number(s, "start_time");
	if (!read_text(s, "place", &out->place))
		out->place = NULL;
	if (!read_text(s, "reason", &out->reason))
		out->reason = NULL;
	return true;
}

/* Ids in an array; NULL when it is none. */
static struct uuid *
read_ids(struct arena *arena, const struct json_value *object, const char *key,
    size_t *n)
{
	const struct json_value *list = member(object, key, JSON_ARRAY);
	struct uuid *found;

	if (!list)
		return NULL;
	*n = json_array_len(list);
	found = arena_array(arena, *n, sizeof(*found));
	for (size_t i = 0; i < *n; i++) {
		const struct json_value *v = json_array_at(list, i);

		if (json_type(v) != JSON_TEXT ||
		    !uuid_parse(json_text(v, NULL), &found[i]))
			return NULL;
	}
	return found;
}

static bool
read_poll(const struct json_value *object, struct app_notice_poll *out)
{
	const struct json_value *p = member(object, "poll", JSON_OBJECT);

	if (!p || !read_id(p, "id", &out->id.v) ||
	    !read_text(p, "title", &out->title) ||
	    !read_text(p, "timezone", &out->timezone))
		return false;
	out->time = read_number(p, "time");
	return true;
}

static bool
read_routine(const struct json_value *object, struct app_notice_routine *out)
{
	const struct json_value *r = read_named(
	    object, "routine", &out->id.v, &out->name);

	if (!r || !read_text(r, "timezone", &out->timezone))
		return false;
	out->start_time = read_number(r, "start_time");
	return true;
}

/* Of each user one invitation, if any. */
static bool
read_users(struct arena *arena, const struct json_value *object,
    struct app_notice *out)
{
	size_t n_had = 0;
	struct uuid *users = read_ids(arena, object, "user_ids", &out->n_users),
		    *had = read_ids(arena, object, "invitation_ids", &n_had);

	out->users = (const struct user_id *)users;
	out->had = (const struct event_invitation_id *)had;
	return users && out->n_users > 0 && (!had || n_had == out->n_users);
}

static bool
read_topic(const struct json_value *object, struct app_notice *out)
{
	enum rule_notice_topic topic = rule_notice_row(out->kind)->topic;
	struct uuid id;

	switch (topic) {
	case RULE_NOTICE_ACCOUNT:
		return true;
	case RULE_NOTICE_EVENT:
		return read_event(object, &out->event);
	case RULE_NOTICE_SPACE:
		return read_space(object, &out->space);
	case RULE_NOTICE_SPARK:
		return read_spark(object, &out->spark);
	case RULE_NOTICE_ROUTINE:
		return read_routine(object, &out->routine);
	case RULE_NOTICE_POLL:
		return read_poll(object, &out->poll);
	default:
		if (!read_id(object, ids[topic].member, &id))
			return false;
		memcpy((char *)out + ids[topic].offset, &id, sizeof(id));
		if (!read_text(object, "reason", &out->event.reason))
			out->event.reason = NULL;
		return true;
	}
}

enum err
app_notice_read(struct call *call, const char *payload, struct app_notice *out)
{
	const struct json_value *v;
	const char *word;

	*out = (struct app_notice){ .kind = RULE_NOTICE_KINDS };
	if (json_parse(
		call->arena, payload, strlen(payload), call->fault, &v) ||
	    json_type(v) != JSON_OBJECT)
		return fault(call->fault, ERR_BAD_REQUEST,
		    "the payload is not a JSON object");
	if (!read_text(v, "notice", &word) ||
	    !rule_notice_find(word, &out->kind))
		return fault(call->fault, ERR_BAD_REQUEST,
		    "the payload names no notice that is known");
	if (!read_users(call->arena, v, out) || !read_topic(v, out))
		return fault(call->fault, ERR_BAD_REQUEST,
		    "the payload lacks what its notice is about");
	return ERR_OK;
}

bool
app_notice_is_known(struct call *call, const char *payload)
{
	const struct json_value *v;
	enum rule_notice kind;
	const char *word;

	return json_parse(
		   call->arena, payload, strlen(payload), call->fault, &v) ||
	       json_type(v) != JSON_OBJECT || !read_text(v, "notice", &word) ||
	       rule_notice_find(word, &kind);
}
