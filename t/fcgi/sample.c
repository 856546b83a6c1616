/*
 * A responder of the API for a contract of its own,
 * t/fixture/contract/sample.json, which has one operation for each thing that a
 * contract can say and the product may not say yet. A handler tells what it was
 * given.
 */
#include <sysexits.h>
#include <unistd.h>

#include "api/download.h"
#include "api/reply.h"
#include "api/server.h"
#include "base/log.h"
#include "conf/conf.h"
#include "generated/query/category.h"
#include "generated/query/schema.h"
#include "generated/test/sample.h"

#include "generated/test/sample.c"
#include "generated/test/sample_words.c"

#include "base/banned.h"

enum err
sample_webhook(struct call *call, const struct sample_webhook_in *in)
{
	struct buf *out = reply_text(call, "text/plain");

	buf_printf(out, "%s %lld ", in->svix_id, (long long)in->x_app_version);
	buf_put(out, in->body.p, in->body.len);
	return ERR_OK;
}

enum err
sample_upload_ask(struct call *call, const struct sample_upload_in *in)
{
	if (in->body.size == 403)
		return fault(call->fault, ERR_FORBIDDEN,
		    "F\303\274r \360\237\230\200\177.");
	return ERR_OK;
}

enum err
sample_upload(struct call *call, const struct sample_upload_in *in)
{
	char id[UUID_TEXT_SIZE];

	uuid_format(in->body.id, id);
	buf_printf(reply_text(call, "text/plain"), "%s %s %lld %s",
	    in->body.filename, in->body.content_type, (long long)in->body.size,
	    id);
	return ERR_OK;
}

enum err
sample_json(struct call *call, const struct sample_json_in *in)
{
	(void)in;
	return reply_none(call);
}

enum err
sample_login(struct call *call, const struct sample_login_in *in)
{
	(void)in;
	return reply_none(call);
}

enum err
sample_feed(struct call *call, const struct sample_feed_in *in)
{
	buf_printf(reply_text(call, "text/calendar; charset=utf-8"),
	    "feed of %s\r\n", in->token);
	return ERR_OK;
}

enum err
sample_feed_page(struct call *call, const struct sample_feed_page_in *in)
{
	(void)in;
	return reply_redirect(call, "https://example.org/feed");
}

enum err
sample_invite_accept(
    struct call *call, const struct sample_invite_accept_in *in)
{
	(void)in;
	return reply_none(call);
}

enum err
sample_file(struct call *call, const struct sample_file_in *in)
{
	return reply_file(call, &(struct reply_file){ .id = in->id,
				    .name = "a \303\251\".svg",
				    .content_type = "image/svg+xml",
				    .size = in->size,
				    .sha256 = { in->id.b, sizeof(in->id.b) } });
}

/* The first two behind a name: a list that is not paged. */
static struct db_call
categories_after(struct call *call, const char *name)
{
	struct q_category_list_in *in = arena_new(
	    call->arena, struct q_category_list_in);

	in->after_name = name;
	in->limit = 2;
	return (struct db_call){ &q_category_list_query, in };
}

enum err
sample_album(struct call *call, const struct sample_album_in *in)
{
	const struct reply_array arrays[] = {
		{ "categories", categories_after(call, "") },
		{ "none", categories_after(call, "~") },
	};

	(void)in;
	return reply_one_with(
	    call, 200, Q_schema_version(), arrays, N_OF(arrays));
}

int
main(void)
{
	struct arena settings;
	struct conf conf;
	struct fault f = { 0 };
	struct api_server *server;
	int status;

	http_block_signals();
	log_init("sample", LOG_INFO);
	arena_init(&settings, 256 * 1024);
	if (conf_load(&conf, NULL, CONF_NEED_DATABASE | CONF_NEED_SECRET,
		&settings, &f) ||
	    api_server_new(&conf, &sample_routes, &f, &server)) {
		log_error("%s", f.detail);
		return EX_CONFIG;
	}
	status = http_serve(
	    &(struct http_serve_options){
		.body_max = (size_t)conf.body_max_bytes, .idle_ms = 20000 },
	    &(struct http_handler){ .take = api_server_take,
		.handle = api_server_handle,
		.done = api_server_done,
		.ctx = server });
	api_server_free(server);
	arena_release(&settings);
	return status;
}
