/*
 * From texts to a recurrence set, and back.
 */
#include "app/recurrence.h"

#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "json/read.h"
#include "rule/recurrence_text.h"

#include "base/banned.h"

enum { DATES_MAX = 1 << 16 }; /* bytes of 1,000 dates, and more */

static enum err
read_rule(struct call *call, const char *text, struct rule_recurrence_set *out)
{
	struct rule_recurrence *rule;
	enum err err;

	if (!text)
		return ERR_OK;
	rule = arena_new(call->arena, struct rule_recurrence);
	err = rule_recurrence_parse(text, rule, call->fault);
	out->rule = rule;
	return err;
}

bool
app_recurrence_is_all_day(int64_t start_wall, int64_t duration_us)
{
	return start_wall % CLOCK_DAY_US == 0 &&
	       duration_us % CLOCK_DAY_US == 0;
}

enum err
app_recurrence_read(struct call *call, const struct app_recurrence *in,
    struct rule_recurrence_set *out)
{
	int64_t duration_us = in->end_wall - in->start_wall;
	enum err err;

	*out = (struct rule_recurrence_set){ .zone = in->zone,
		.start_us = in->start_wall,
		.all_day = app_recurrence_is_all_day(
		    in->start_wall, duration_us) };
	err = read_rule(call, in->rrule, out);
	if (!err)
		err = rule_recurrence_dates_parse(call->arena,
		    RULE_RECURRENCE_RDATES, in->rdates.v, in->rdates.n,
		    call->fault, &out->rdates);
	if (!err)
		err = rule_recurrence_dates_parse(call->arena,
		    RULE_RECURRENCE_EXDATES, in->exdates.v, in->exdates.n,
		    call->fault, &out->exdates);
	return err;
}

enum err
app_recurrence_texts(
    struct call *call, const char *json, struct app_recurrence_texts *out)
{
	const struct json_value *list;
	const char **v;
	enum err err = json_parse(
	    call->arena, json, strlen(json), call->fault, &list);

	*out = (struct app_recurrence_texts){ 0 };
	if (err)
		return err;
	out->n = json_array_len(list);
	v = arena_array(call->arena, out->n, sizeof(*v));
	for (size_t i = 0; i < out->n; i++)
		v[i] = json_text(json_array_at(list, i), NULL);
	out->v = v;
	return ERR_OK;
}

static const char *
keep(struct call *call, struct buf *b)
{
	const char *text;

	bug_if(b->failed);
	text = arena_strndup(call->arena, b->p, b->len);
	buf_release(b);
	return text;
}

const char *
app_recurrence_json(
    struct call *call, const struct rule_recurrence_dates *dates)
{
	struct buf b;

	buf_init(&b, DATES_MAX);
	rule_recurrence_dates_format(&b, dates);
	return keep(call, &b);
}

const char *
app_recurrence_rrule(struct call *call, const struct rule_recurrence *rule)
{
	struct buf b;

	if (!rule)
		return NULL;
	buf_init(&b, RULE_RECURRENCE_TEXT_MAX + 1);
	rule_recurrence_format(&b, rule);
	return keep(call, &b);
}
