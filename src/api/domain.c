/*
 * Domains of clusters.
 */
#include "app/domain.h"

#include "api/reply.h"
#include "generated/api.h"

#include "base/banned.h"

static void
write_rules(struct json_writer *w, const app_domain_row *row)
{
	json_key(w, "with_subdomains");
	json_write_bool(w, row->with_subdomains);
	json_key(w, "auto_join");
	json_write_bool(w, row->auto_join);
	json_key(w, "ttl_days");
	if (row->ttl_days.set)
		json_write_int(w, row->ttl_days.v);
	else
		json_write_null(w);
}

static void
write_record(
    struct call *call, struct json_writer *w, const app_domain_row *row)
{
	char text[APP_DOMAIN_TEXT_SIZE];

	app_domain_text(call, 0, row->id, text);
	json_key(w, "txt_name");
	json_write_text(
	    w, arena_printf(call->arena, APP_DOMAIN_LABEL "%s", row->name));
	json_key(w, "txt_value");
	json_write_text(w, text);
}

static void
write_domain(
    struct call *call, struct json_writer *w, const app_domain_row *row)
{
	json_open(w, '{');
	json_key(w, "name");
	json_write_text(w, row->name);
	json_key(w, "state");
	json_write_text(w, word_text(&domain_state_words, (int)row->state));
	write_rules(w, row);
	write_record(call, w, row);
	json_key(w, "verified_at");
	if (row->verified_at.set)
		json_write_time(w, row->verified_at.v);
	else
		json_write_null(w);
	json_key(w, "last_error");
	json_write_text(w, row->last_error);
	json_key(w, "created_at");
	json_write_time(w, row->created_at);
	json_close(w, '}');
}

static enum err
reply(struct call *call, struct json_writer w, const app_domain_row *row)
{
	write_domain(call, &w, row);
	return ERR_OK;
}

enum err
api_domain_list(struct call *call, const struct api_domain_list_in *in)
{
	app_domain_row *rows;
	struct json_writer w;
	size_t n;
	enum err err = app_domain_list(call, in->id, &rows, &n);

	if (err)
		return err;
	w = reply_json(call);
	json_open(&w, '[');
	for (size_t i = 0; i < n; i++)
		write_domain(call, &w, &rows[i]);
	json_close(&w, ']');
	return ERR_OK;
}

enum err
api_domain_create(struct call *call, const struct api_domain_create_in *in)
{
	app_domain_row row = { .name = in->body.name,
		.with_subdomains = in->body.with_subdomains,
		.auto_join = in->body.auto_join,
		.ttl_days = in->body.ttl_days };
	char cluster[UUID_TEXT_SIZE];
	enum err err = app_domain_add(call, in->id, &row);

	if (err)
		return err;
	uuid_format(in->id.v, cluster);
	return reply(call,
	    reply_json_created(
		call, arena_printf(call->arena,
			  "/api/v1/clusters/%s/domains/%s", cluster, row.name)),
	    &row);
}

enum err
api_domain_patch(struct call *call, const struct api_domain_patch_in *in)
{
	app_domain_row row;
	enum err err = app_domain_hold(call, in->id, in->name, &row);

	if (err)
		return err;
	if (in->body.has.with_subdomains)
		row.with_subdomains = in->body.with_subdomains;
	if (in->body.has.auto_join)
		row.auto_join = in->body.auto_join;
	if (in->body.has.ttl_days)
		row.ttl_days = in->body.ttl_days;
	err = app_domain_set(call, in->id, &row);
	return err ? err : reply(call, reply_json(call), &row);
}

enum err
api_domain_remove(struct call *call, const struct api_domain_remove_in *in)
{
	app_domain_row row;
	enum err err = app_domain_hold(call, in->id, in->name, &row);

	if (!err)
		err = app_domain_remove(call, in->id, &row);
	return err ? err : reply_none(call);
}

enum err
api_domain_verify(struct call *call, const struct api_domain_verify_in *in)
{
	app_domain_row row;
	enum err err = app_domain_hold(call, in->id, in->name, &row);

	if (!err)
		err = app_domain_ask(call, &row);
	return err ? err : reply(call, reply_json_as(call, 202), &row);
}
