/*
 * Nothing is told of the other one that is not so of the caller, too: names are
 * those of what the caller likes, groups those that the caller is in.
 */
#include <math.h>
#include <stdio.h>

#include "api/match.h"
#include "base/timezone.h"
#include "generated/words.h"

#include "base/banned.h"

enum { RUNS = 2, GROUPS = 2, AN_HOUR = 2 };

enum err
api_match_read_offset(struct call *call, int32_t *offset_s)
{
	struct q_availability_get_row row;
	const struct zone *zone;
	enum err err = q_availability_get(call->db, .user = call->user, &row);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	zone = timezone_find(row.timezone);
	*offset_s = zone ? zone_offset_s(zone, call->now_us) : 0;
	return ERR_OK;
}

enum err
api_match_read_reasons(struct call *call, const struct app_match_search *search,
    const char *ids, struct api_match_reasons *reasons)
{
	struct q_match_shared_groups_row *groups;
	enum err err = app_match_likes(
	    call, call->user, &reasons->likes, &reasons->n_likes);

	if (!err)
		err = api_match_read_offset(call, &reasons->offset_s);
	if (!err)
		err = q_match_shared_groups(call->db, .viewer = call->user,
		    .clusters = search->clusters, .most = APP_MATCH_GROUP_MAX,
		    .limit = APP_MATCH_GROUPS_MAX, .ids = ids, &groups,
		    &reasons->n_groups);
	if (!err)
		reasons->groups = groups;
	return err;
}

void
api_match_write_part(struct json_writer *w, const char *key, double v)
{
	json_key(w, key);
	json_write_real(w, round(v * 10000) / 10000);
}

struct reason {
	enum match_reason_kind kind;
	const char *name, *from;
	struct rule_week_run run;
	struct space_id group;
};

static void
write(struct json_writer *w, const struct reason *r)
{
	json_open(w, '{');
	json_member_text(
	    w, "kind", word_text(&match_reason_kind_words, (int)r->kind));
	json_member_text(w, "name", r->name);
	json_member_text(w, "day",
	    r->from
		? word_text(&weekday_words, r->run.first / RULE_WEEK_DAY + 1)
		: NULL);
	json_member_text(w, "from", r->from);
	json_key(w, "minutes");
	if (r->from)
		json_write_int(w, r->run.n * 30);
	else
		json_write_null(w);
	json_key(w, "group_id");
	if (uuid_is_nil(r->group.v))
		json_write_null(w);
	else
		json_write_uuid(w, r->group.v);
	json_close(w, '}');
}

void
api_match_write_liked(struct json_writer *w, const char *name)
{
	write(w, &(struct reason){
		     .kind = MATCH_REASON_KIND_INTEREST, .name = name });
}

static void
write_interests(struct json_writer *w,
    const struct app_match_found *const *found, size_t n_found,
    const struct api_match_reasons *reasons)
{
	uint64_t terms[APP_MATCH_TERMS_MAX];
	size_t n = app_match_search_shared(found, n_found, terms);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < reasons->n_likes; j++)
			if (reasons->likes[j].term == terms[i])
				api_match_write_liked(
				    w, reasons->likes[j].name);
}

void
api_match_write_free(struct json_writer *w, const struct rule_week *week,
    int least, int32_t offset_s)
{
	struct rule_week mine = rule_week_shift(week, -offset_s);
	struct rule_week_run runs[RUNS];
	size_t n = rule_week_runs(&mine, least, runs, RUNS);

	for (size_t i = 0; i < n; i++) {
		int slot = runs[i].first % RULE_WEEK_DAY;
		char from[8];

		snprintf(
		    from, sizeof(from), "%02d:%02d", slot / 2, slot % 2 * 30);
		write(w, &(struct reason){ .kind = MATCH_REASON_KIND_FREE_TIME,
			     .from = from,
			     .run = runs[i] });
	}
}

static void
write_free_time(struct json_writer *w,
    const struct app_match_found *const *found, size_t n, int32_t offset_s)
{
	struct rule_week all = found[0]->side->me->free;

	for (size_t i = 0; i < n; i++)
		all = rule_week_both(&all, &found[i]->person->free);
	api_match_write_free(w, &all, AN_HOUR, offset_s);
}

static bool
is_one_of(const struct app_match_found *const *found, size_t n_found,
    struct user_id user)
{
	for (size_t i = 0; i < n_found; i++)
		if (uuid_eq(found[i]->id.v, user.v))
			return true;
	return false;
}

/* Each of them is in a group once, so whoever counts them all has everybody. */
static bool
are_all_in(const struct app_match_found *const *found, size_t n_found,
    const struct api_match_reasons *reasons, struct space_id group)
{
	size_t n = 0;

	for (size_t i = 0; i < reasons->n_groups; i++)
		n += uuid_eq(reasons->groups[i].group_id.v, group.v) &&
		     is_one_of(found, n_found, reasons->groups[i].user_id);
	return n == n_found;
}

/* The groups of the first one, as far as the others are in them. */
static void
write_groups(struct json_writer *w, const struct app_match_found *const *found,
    size_t n_found, const struct api_match_reasons *reasons)
{
	size_t n = 0;

	for (size_t i = 0; i < reasons->n_groups && n < GROUPS; i++) {
		const struct q_match_shared_groups_row *g = &reasons->groups[i];

		if (!uuid_eq(g->user_id.v, found[0]->id.v) ||
		    !are_all_in(found, n_found, reasons, g->group_id))
			continue;
		n++;
		write(w, &(struct reason){ .kind = MATCH_REASON_KIND_GROUP,
			     .name = g->name,
			     .group = g->group_id });
	}
}

void
api_match_write_reasons(struct json_writer *w,
    const struct app_match_found *const *found, size_t n,
    const struct api_match_reasons *reasons)
{
	json_open(w, '[');
	write_interests(w, found, n, reasons);
	write_free_time(w, found, n, reasons->offset_s);
	write_groups(w, found, n, reasons);
	json_close(w, ']');
}
