/*
 * What lies outside of /api/v1: for people who look in, for monitors and for
 * tools.
 */
#include "api/exchange.h"
#include "api/reply.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "db/schema.h"
#include "generated/api.h"
#include "http/page.h"

#include "base/banned.h"

/* For people who point a browser here. */
static void
reply_start_page(struct call *call)
{
	const struct http_page_link links[] = {
		{ "/docs/", "Documentation of the API" },
		{ "/openapi.json", "The same for programs (OpenAPI)" },
		{ "/readyz", "Is it well?" },
		{ call->conf->source_url, "Source" },
	};

	http_page_write(api_exchange_of(call)->response,
	    &(struct http_page){
		.status = 200,
		.title = "Hearth " PACKAGE_VERSION,
		.text = "A backend for communities and the things they do "
			"together.",
		.links = links,
		.n_links = N_OF(links) - !call->conf->source_url[0],
	    });
}

enum err
api_system_welcome(struct call *call, const struct api_system_welcome_in *in)
{
	struct json_writer w;

	(void)in;
	if (http_page_is_wanted(api_exchange_of(call)->request)) {
		reply_start_page(call);
		return ERR_OK;
	}
	w = reply_json(call);
	json_open(&w, '{');
	json_key(&w, "message");
	json_write_text(&w, "Welcome to Hearth!");
	json_key(&w, "version");
	json_write_text(&w, PACKAGE_VERSION);
	json_close(&w, '}');
	return ERR_OK;
}

static enum err
reply_ok(struct call *call)
{
	struct json_writer w = reply_json(call);

	json_write_raw(&w, "{\"status\":\"ok\"}", 15);
	return ERR_OK;
}

enum err
api_system_health(struct call *call, const struct api_system_health_in *in)
{
	(void)in;
	return reply_ok(call);
}

enum err
api_system_ready(struct call *call, const struct api_system_ready_in *in)
{
	struct json_writer w;
	enum err err;

	(void)in;
	err = db_ping(call->db); /* connecting checks the schema */
	if (err)
		return err;
	w = reply_json(call);
	json_open(&w, '{');
	json_key(&w, "status");
	json_write_text(&w, "ok");
	json_key(&w, "schema_version");
	json_write_int(&w, db_schema_found(call->db));
	json_key(&w, "schema_needed");
	json_write_int(&w, db_schema_expected());
	json_close(&w, '}');
	return ERR_OK;
}

enum err
api_system_openapi(struct call *call, const struct api_system_openapi_in *in)
{
	struct json_writer w = reply_json(call);

	(void)in;
	json_write_raw(&w, api_openapi_json, api_openapi_json_len);
	return ERR_OK;
}

enum err
api_system_problems(struct call *call, const struct api_system_problems_in *in)
{
	struct json_writer w = reply_json(call);

	(void)in;
	json_open(&w, '[');
	for (enum err e = 1; e < ERR_COUNT; e++) {
		if (err_is_internal(e))
			continue;
		json_open(&w, '{');
		json_key(&w, "code");
		json_write_text(&w, err_code(e));
		json_key(&w, "status");
		json_write_int(&w, err_status(e));
		json_key(&w, "title");
		json_write_text(&w, err_title(e));
		json_close(&w, '}');
	}
	json_close(&w, ']');
	return ERR_OK;
}
