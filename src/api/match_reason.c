/*
 * Nothing is told of the other one that is not so of the caller, too: names are
 * those of what the caller likes, groups those that the caller is in.
 */
#include <stdio.h>

#include "api/match.h"
#include "app/match.h"
#include "base/timezone.h"
#include "generated/words.h"

#include "base/banned.h"

enum { RUNS = 2, GROUPS = 2, AN_HOUR = 2 };

static enum err
read_likes(struct call *call, struct api_match_reasons *reasons)
{
	struct q_match_interests_row *likes;
	uint64_t *terms;
	enum err err = q_match_interests(
	    call->db, .user = call->user, &likes, &reasons->n_likes);

	if (err)
		return err;
	terms = arena_array(call->arena, reasons->n_likes, sizeof(*terms));
	for (size_t i = 0; i < reasons->n_likes; i++)
		terms[i] = app_match_term(likes[i].category_id, likes[i].tag);
	reasons->likes = likes;
	reasons->terms = terms;
	return ERR_OK;
}

static enum err
read_offset(struct call *call, int32_t *offset_s)
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
	enum err err = read_likes(call, reasons);

	if (!err)
		err = read_offset(call, &reasons->offset_s);
	if (!err)
		err = q_match_shared_groups(call->db, .viewer = call->user,
		    .clusters = search->clusters, .most = APP_MATCH_GROUP_MAX,
		    .limit = APP_MATCH_GROUPS_MAX, .ids = ids, &groups,
		    &reasons->n_groups);
	if (!err)
		reasons->groups = groups;
	return err;
}

struct reason {
	enum match_reason_kind kind;
	const char *name, *from;
	struct rule_week_run run;
	struct space_id group;
};

static void
write_text(struct json_writer *w, const char *key, const char *text)
{
	json_key(w, key);
	if (text)
		json_write_text(w, text);
	else
		json_write_null(w);
}

static void
write(struct json_writer *w, const struct reason *r)
{
	json_open(w, '{');
	write_text(
	    w, "kind", word_text(&match_reason_kind_words, (int)r->kind));
	write_text(w, "name", r->name);
	write_text(w, "day",
	    r->from
		? word_text(&weekday_words, r->run.first / RULE_WEEK_DAY + 1)
		: NULL);
	write_text(w, "from", r->from);
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

static void
write_interests(struct json_writer *w, const struct app_match_found *found,
    const struct api_match_reasons *reasons)
{
	uint64_t terms[APP_MATCH_TERMS_MAX];
	size_t n = app_match_search_shared(found, terms);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < reasons->n_likes; j++)
			if (reasons->terms[j] == terms[i])
				write(w, &(struct reason){
					     .kind = MATCH_REASON_KIND_INTEREST,
					     .name = reasons->likes[j].name });
}

static void
write_free_time(struct json_writer *w, const struct app_match_found *found,
    int32_t offset_s)
{
	struct rule_week both = rule_week_both(
	    &found->side->me->free, &found->person->free);
	struct rule_week mine = rule_week_shift(&both, -offset_s);
	struct rule_week_run runs[RUNS];
	size_t n = rule_week_runs(&mine, AN_HOUR, runs, RUNS);

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
write_groups(struct json_writer *w, struct user_id other,
    const struct api_match_reasons *reasons)
{
	size_t n = 0;

	for (size_t i = 0; i < reasons->n_groups && n < GROUPS; i++) {
		if (!uuid_eq(reasons->groups[i].user_id.v, other.v))
			continue;
		n++;
		write(w, &(struct reason){ .kind = MATCH_REASON_KIND_GROUP,
			     .name = reasons->groups[i].name,
			     .group = reasons->groups[i].group_id });
	}
}

void
api_match_write_reasons(struct json_writer *w,
    const struct app_match_found *found,
    const struct api_match_reasons *reasons)
{
	json_open(w, '[');
	write_interests(w, found, reasons);
	write_free_time(w, found, reasons->offset_s);
	write_groups(w, found->id, reasons);
	json_close(w, ']');
}
