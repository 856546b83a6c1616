/*
 * Which people the caller could do something with.
 */
#include "app/match_group.h"

#include "api/match.h"
#include "api/reply.h"
#include "generated/api.h"

#include "base/banned.h"

static const struct q_match_people_row *
person_of(
    const struct api_match_page *page, const struct app_match_found *member)
{
	return page->people[member - page->v];
}

static void
write_group(struct json_writer *w, const struct api_match_page *page,
    const struct app_match_group *group,
    const struct api_match_reasons *reasons)
{
	json_open(w, '{');
	json_key(w, "members");
	json_open(w, '[');
	for (size_t i = 0; i < group->n; i++)
		api_match_write_person(w, person_of(page, group->members[i]));
	json_close(w, ']');
	api_match_write_part(w, "score", group->score);
	json_key(w, "reasons");
	api_match_write_reasons(w, group->members, group->n, reasons);
	json_close(w, '}');
}

static enum err
reply(struct call *call, const struct app_match_search *search,
    const struct api_match_page *page)
{
	struct app_match_group groups[RULE_MATCH_GROUPS_MAX];
	const char *ids = api_match_ids(call->arena, page->v, page->n);
	struct api_match_reasons reasons = { 0 };
	app_match_parted *parted;
	size_t n, n_parted;
	struct json_writer w;
	enum err err = api_match_read_reasons(call, search, ids, &reasons);

	if (!err)
		err = q_match_parted(call->db, .ids = ids, &parted, &n_parted);

	if (err)
		return err;
	n = app_match_groups(
	    call->arena, page->v, page->n, parted, n_parted, groups);
	w = reply_json(call);
	json_open(&w, '[');
	for (size_t i = 0; i < n; i++)
		write_group(&w, page, &groups[i], &reasons);
	json_close(&w, ']');
	return ERR_OK;
}

enum err
api_match_group_list(
    struct call *call, const struct api_match_group_list_in *in)
{
	struct api_match_page *page = arena_new(
	    call->arena, struct api_match_page);
	struct app_match_search search;
	enum err err = app_match_search(call, in->cluster_id, &search);

	search.above = RULE_MATCH_ALIKE;
	if (!err)
		err = api_match_fill(
		    call, &search, NULL, page, RULE_MATCH_CANDIDATES_MAX);
	return err ? err : reply(call, &search, page);
}
