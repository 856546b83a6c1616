/*
 * The door.
 */
#include "app/check_in.h"

#include <stdio.h>

#include "api/reply_csv.h"
#include "app/check_in_undo.h"
#include "app/walk_in.h"
#include "generated/api.h"
#include "generated/query/check_in.h"

#include "base/banned.h"

enum err
api_check_in_list(struct call *call, const struct api_check_in_list_in *in)
{
	bool is_host;
	enum err err = app_check_in_see(call, in->id, &is_host);

	return err ? err
		   : reply_list(call, Q_check_in_list(.event = in->id),
			 in->limit, in->cursor);
}

enum err
api_check_in_table(struct call *call, const struct api_check_in_table_in *in)
{
	bool is_host;
	enum err err = app_check_in_see(call, in->id, &is_host);

	return err ? err
		   : reply_csv(call, Q_check_in_list(.event = in->id),
			 in->limit, in->cursor);
}

static struct app_check_in_item
item_of(const struct api_check_in_input *in)
{
	return (struct app_check_in_item){ .code = in->code,
		.short_code = in->short_code,
		.ticket = in->ticket_id,
		.user = in->user_id,
		.nonce = in->nonce,
		.direction = in->direction,
		.persons = in->persons,
		.at = in->at,
		.door = in->door,
		.force = in->force };
}

static void
write_id(struct json_writer *w, const char *key, struct uuid id)
{
	json_key(w, key);
	if (uuid_is_nil(id))
		json_write_null(w);
	else
		json_write_uuid(w, id);
}

static void
write_outcome(struct json_writer *w, const char *nonce,
    const struct app_check_in_outcome *out)
{
	json_open(w, '{');
	write_id(w, "id", out->id.v);
	json_member_text(w, "nonce", nonce);
	json_member_text(w, "result", check_in_result_text(out->result));
	write_id(w, "user_id", out->user.v);
	write_id(w, "ticket_id", out->ticket.v);
	json_member_text(w, "holder", out->holder);
	json_member_text(w, "type", out->type);
	json_key(w, "party_size");
	json_write_int(w, out->party_size);
	json_key(w, "inside");
	json_write_int(w, out->inside);
	json_close(w, '}');
}

/* Nothing was kept; that is counted by itself. */
static enum err
refuse_unknown(struct call *call)
{
	struct fault *f = call->fault;
	enum err err;

	db_rollback(call->db);
	err = app_check_in_count_miss(call);
	if (err)
		return err;
	snprintf(f->members, sizeof(f->members), "\"result\":\"unknown\"");
	return fault(f, ERR_NOT_FOUND, "There is no such code.");
}

enum err
api_check_in_add(struct call *call, const struct api_check_in_add_in *in)
{
	struct app_check_in_item item = item_of(&in->body);
	struct app_check_in_outcome outcome;
	struct json_writer w;
	enum err err = app_check_in_check_misses(call);

	if (!err)
		err = app_begin(call);
	if (!err)
		err = app_check_in_add(call, in->id, &item, 1, &outcome);
	if (err)
		return err;
	if (outcome.result == CHECK_IN_RESULT_UNKNOWN)
		return refuse_unknown(call);
	w = reply_json(call);
	write_outcome(&w, item.nonce, &outcome);
	return ERR_OK;
}

/* A report with codes that there are not counts as one. */
static enum err
count_misses(
    struct call *call, const struct app_check_in_outcome *outcomes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (outcomes[i].result == CHECK_IN_RESULT_UNKNOWN)
			return app_check_in_count_miss(call);
	return ERR_OK;
}

enum err
api_check_in_add_batch(
    struct call *call, const struct api_check_in_add_batch_in *in)
{
	size_t n = in->body.items.n;
	struct app_check_in_item *items = arena_array(
	    call->arena, n, sizeof(*items));
	struct app_check_in_outcome *outcomes = arena_array(
	    call->arena, n, sizeof(*outcomes));
	struct json_writer w;
	enum err err = app_check_in_check_misses(call);

	for (size_t i = 0; i < n; i++)
		items[i] = item_of(&in->body.items.v[i]);
	if (!err)
		err = app_check_in_add(call, in->id, items, n, outcomes);
	if (!err)
		err = count_misses(call, outcomes, n);
	if (err)
		return err;
	w = reply_json(call);
	json_open(&w, '[');
	for (size_t i = 0; i < n; i++)
		write_outcome(&w, items[i].nonce, &outcomes[i]);
	json_close(&w, ']');
	return ERR_OK;
}

enum err
api_check_in_add_walk_in(
    struct call *call, const struct api_check_in_add_walk_in_in *in)
{
	struct app_walk_in walk_in = { .name = in->body.name,
		.nonce = in->body.nonce,
		.door = in->body.door,
		.persons = in->body.persons,
		.type = in->body.ticket_type_id,
		.force = in->body.force };
	struct app_check_in_outcome outcome;
	struct json_writer w;
	enum err err = app_walk_in_add(call, in->id, &walk_in, &outcome);

	if (err)
		return err;
	w = reply_json(call);
	write_outcome(&w, walk_in.nonce, &outcome);
	return ERR_OK;
}

enum err
api_check_in_undo(struct call *call, const struct api_check_in_undo_in *in)
{
	enum err err = app_check_in_undo(call, in->id, in->check_in_id);

	return err ? err : reply_none(call);
}
