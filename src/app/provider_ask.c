#include "app/provider_ask.h"

#include <stdio.h>
#include <string.h>

#include "app/job.h"
#include "base/clock.h"
#include "base/str.h"
#include "json/write.h"
#include "net/fetch.h"
#include "text/url.h"

#include "base/banned.h"

enum {
	BODY_MAX = 64 * 1024,
	ONE_MS = 8000,	/* one answer */
	ALL_MS = 10000, /* all of an operation */
	FAILURES_MAX = 3,
	ATTEMPTS = 30, /* of a job: it may be away for long */
	APART_S = 30,  /* is left alone for so long */
	KEYS_PAUSE_S = 10,
	DUE_MAX = 100, /* there are no more */
	DUE_S = 3000,  /* is asked again after so long; the worker's hour is
			  shorter at times */
	CLIENT_ERROR = 400,
	SERVER_ERROR = 500,
	MILLISECOND_US = 1000
};

#define WELL_KNOWN "/.well-known/openid-configuration"

/*
 * Asking.
 */

static enum err
unavailable(struct call *call, const char *why)
{
	call->fault->retry_after_s = APART_S;
	return fault(call->fault, ERR_PROVIDER_UNAVAILABLE, "%s", why);
}

/* What happened is for the operator. */
static enum err
no_answer(struct call *call, const struct net_fetched *got)
{
	if (got->status)
		snprintf(call->fault->internal, FAULT_TEXT, "status %ld",
		    got->status);
	else
		str_copy(call->fault->internal, FAULT_TEXT, got->sentence);
	return unavailable(call, "The provider gave no answer.");
}

/* Each in a transaction of its own: what is not written is lost by a failure.
 */
static enum err
note_answer(struct call *call, const struct app_provider *p, bool is_answer)
{
	enum err err = db_begin(call->db);

	if (!err && is_answer)
		err = q_provider_answered(call->db, .id = p->row.id, NULL);
	else if (!err)
		err = q_provider_failed(call->db, .id = p->row.id,
		    .failures_max = FAILURES_MAX,
		    .until = call->now_us + APART_S * CLOCK_SECOND_US, NULL);
	return err ? err : db_commit(call->db);
}

/* Whether an address of its metadata may be asked. */
static bool
is_open(const struct call *call, const char *url)
{
	struct text_url parsed;

	return url && text_url_parse(url, &parsed) &&
	       text_url_is_open(&parsed, call->conf->outbound_allow);
}

static enum net_fetch_outcome
fetch(struct call *call, const struct app_provider *p,
    const struct app_provider_question *q, struct net_fetched *got)
{
	const struct net_fetch_header header = { "Authorization",
		q->authorization };
	int64_t left_ms = (p->end_us - clock_monotonic_us()) / MILLISECOND_US;

	return net_fetch(&(struct net_fetch){ .url = q->url,
			     .allow = call->conf->outbound_allow,
			     .media_type = "application/json",
			     .body_max = BODY_MAX,
			     .total_ms = left_ms < 1	    ? 1
					 : left_ms < ONE_MS ? left_ms
							    : ONE_MS,
			     .post = q->form,
			     .post_type = "application/x-www-form-urlencoded",
			     .headers = &header,
			     .n_headers = q->authorization ? 1 : 0,
			     .takes_any_status = true },
	    call->arena, got);
}

static enum err
read_answer(struct call *call, const struct net_fetched *got,
    const struct json_value **out)
{
	if ((got->status == NET_FETCH_OK || got->status >= CLIENT_ERROR) &&
	    json_parse(call->arena, got->body, got->len, call->fault, out) ==
		ERR_OK &&
	    json_type(*out) == JSON_OBJECT)
		return ERR_OK;
	fault_clear(call->fault);
	return fault(
	    call->fault, ERR_PROVIDER_FAILED, "The provider's answer is none.");
}

enum err
app_provider_ask(struct call *call, struct app_provider *p,
    const struct app_provider_question *question, long *status,
    const struct json_value **out)
{
	struct net_fetched got;
	bool is_answer;
	enum err err;

	if (p->row.retry_at.set && p->row.retry_at.v > call->now_us)
		return unavailable(call, "The provider gives no answers now.");
	if (!is_open(call, question->url))
		return fault(call->fault, ERR_PROVIDER_FAILED,
		    "The provider names no such address.");
	is_answer = fetch(call, p, question, &got) == NET_FETCH_DONE &&
		    got.status < SERVER_ERROR;
	*status = got.status;
	err = note_answer(call, p, is_answer);
	if (err)
		return err;
	return is_answer ? read_answer(call, &got, out) : no_answer(call, &got);
}

/*
 * What it says of itself.
 */

static const char *
text_of(const struct json_value *metadata, const char *name)
{
	const struct json_value *v = json_member(metadata, name);

	return v && json_type(v) == JSON_TEXT ? json_text(v, NULL) : NULL;
}

/* Whether a list has a word; one that is not there has it if it is usual. */
static bool
lists(const struct json_value *metadata, const char *name, const char *word,
    bool is_usual)
{
	const struct json_value *list = json_member(metadata, name), *v;

	if (!list || json_type(list) != JSON_ARRAY)
		return is_usual;
	for (size_t i = 0; i < json_array_len(list); i++) {
		v = json_array_at(list, i);
		if (json_type(v) == JSON_TEXT &&
		    str_eq(json_text(v, NULL), word))
			return true;
	}
	return false;
}

static bool
is_true(const struct json_value *metadata, const char *name)
{
	const struct json_value *v = json_member(metadata, name);

	return v && json_type(v) == JSON_BOOL && json_bool(v);
}

static void
read_metadata(struct app_provider *p, const struct json_value *m)
{
	static const char algorithms[] =
	    "id_token_signing_alg_values_supported";
	static const char ways[] = "token_endpoint_auth_methods_supported";

	p->issuer = text_of(m, "issuer");
	p->jwks_uri = text_of(m, "jwks_uri");
	p->authorization_endpoint = text_of(m, "authorization_endpoint");
	p->token_endpoint = text_of(m, "token_endpoint");
	p->userinfo_endpoint = text_of(m, "userinfo_endpoint");
	p->revocation_endpoint = text_of(m, "revocation_endpoint");
	p->posts_secret = lists(m, ways, "client_secret_post", false);
	p->says_issuer = is_true(
	    m, "authorization_response_iss_parameter_supported");
	p->algorithms = (lists(m, algorithms, "RS256", true) ? CRYPT_RS256
							     : 0) |
			(lists(m, algorithms, "ES256", false) ? CRYPT_ES256
							      : 0);
}

/* What it says is about the issuer that was named, byte for byte; of outlook's
 * all tenants have one text. */
static bool
is_of_issuer(const struct app_provider *p)
{
	return p->issuer && (str_eq(p->issuer, p->row.issuer) ||
				(p->row.kind == PROVIDER_KIND_OUTLOOK &&
				    strstr(p->issuer, "{tenantid}")));
}

/* Why it cannot be used as it says; NULL: it can. */
static const char *
wrong_with(const struct call *call, const struct app_provider *p)
{
	if (!is_of_issuer(p))
		return "its issuer is another, or spelt otherwise";
	if (!p->algorithms)
		return "it signs neither by RS256 nor by ES256";
	return is_open(call, p->authorization_endpoint) &&
		       is_open(call, p->token_endpoint) &&
		       is_open(call, p->jwks_uri)
		   ? NULL
		   : "it names no addresses that may be asked";
}

static bool
read_known(struct call *call, struct app_provider *p)
{
	const struct json_value *m;

	if (!p->row.metadata || json_parse(call->arena, p->row.metadata,
				    strlen(p->row.metadata), call->fault, &m))
		return false;
	read_metadata(p, m);
	return !wrong_with(call, p);
}

static enum err
find_row(struct call *call, const char *name, struct provider_id id,
    struct app_provider *out)
{
	enum err err = q_provider_find(
	    call->db, .name = name, .id = id, &out->row);

	out->end_us = clock_monotonic_us() + ALL_MS * MILLISECOND_US;
	return err;
}

static enum err
find_enabled(struct call *call, const char *name, struct provider_id id,
    struct app_provider *out)
{
	enum err err = find_row(call, name, id, out);

	return err || out->row.is_enabled ? err : ERR_NOT_FOUND;
}

enum err
app_provider_find(struct call *call, const char *name, struct provider_id id,
    struct app_provider *out)
{
	enum err err;

	*out = (struct app_provider){ 0 };
	err = find_enabled(call, name, id, out);
	if (err || read_known(call, out))
		return err;
	return unavailable(call, "The provider has not been asked yet.");
}

/* As the columns have it: what is read again is what was written. */
static enum err
keep_metadata(struct call *call, const struct app_provider *p, const char *text)
{
	enum err err = db_begin(call->db);

	if (!err)
		err = q_provider_told(call->db, .id = p->row.id,
		    .issuer = p->row.issuer, .metadata = text,
		    .now = call->now_us, NULL);
	return err ? err : db_commit(call->db);
}

static const char *
metadata_url(struct call *call, const char *issuer)
{
	size_t len = strlen(issuer);

	len -= len && issuer[len - 1] == '/';
	return arena_printf(call->arena, "%.*s" WELL_KNOWN, (int)len, issuer);
}

/* Of the many members of a document only these are kept. */
static const char *
metadata_text(struct call *call, const struct app_provider *p)
{
	struct buf b;
	struct json_writer w;
	const char *text;

	buf_init(&b, BODY_MAX);
	w = json_writer(&b);
	json_open(&w, '{');
	json_member_text(&w, "issuer", p->issuer);
	json_member_text(&w, "jwks_uri", p->jwks_uri);
	json_member_text(
	    &w, "authorization_endpoint", p->authorization_endpoint);
	json_member_text(&w, "token_endpoint", p->token_endpoint);
	json_member_text(&w, "userinfo_endpoint", p->userinfo_endpoint);
	json_member_text(&w, "revocation_endpoint", p->revocation_endpoint);
	json_key(&w, "authorization_response_iss_parameter_supported");
	json_write_bool(&w, p->says_issuer);
	json_key(&w, "token_endpoint_auth_methods_supported");
	json_open(&w, '[');
	if (p->posts_secret)
		json_write_text(&w, "client_secret_post");
	json_close(&w, ']');
	json_key(&w, "id_token_signing_alg_values_supported");
	json_open(&w, '[');
	if (p->algorithms & CRYPT_RS256)
		json_write_text(&w, "RS256");
	if (p->algorithms & CRYPT_ES256)
		json_write_text(&w, "ES256");
	json_close(&w, ']');
	json_close(&w, '}');
	text = arena_strdup(call->arena, buf_text(&b));
	buf_release(&b);
	return text;
}

static enum err
ask_metadata(struct call *call, struct app_provider *p)
{
	const struct app_provider_question question = {
		.url = metadata_url(call, p->row.issuer)
	};
	const struct json_value *m;
	const char *wrong = "it says nothing";
	long status;
	enum err err = app_provider_ask(call, p, &question, &status, &m);

	if (err)
		return err;
	read_metadata(p, m);
	if (status == NET_FETCH_OK)
		wrong = wrong_with(call, p);
	if (wrong)
		return fault(call->fault, ERR_PROVIDER_FAILED,
		    "What the provider says of itself does not do: %s.", wrong);
	return keep_metadata(call, p, metadata_text(call, p));
}

enum err
app_provider_reach(struct call *call, const char *name, struct provider_id id,
    struct app_provider *out)
{
	int64_t age_us;
	enum err err;

	*out = (struct app_provider){ 0 };
	err = find_enabled(call, name, id, out);
	if (err)
		return err;
	age_us = call->now_us - out->row.metadata_at.v;
	return read_known(call, out) && age_us >= 0 && age_us < CLOCK_DAY_US
		   ? ERR_OK
		   : ask_metadata(call, out);
}

/*
 * Its keys.
 */

static enum err
keep_keys(struct call *call, const struct app_provider *p, const char *text)
{
	enum err err = db_begin(call->db);

	if (!err && text)
		err = q_jwks_put(call->db, .issuer = p->row.issuer,
		    .document = text, .now = call->now_us, NULL);
	else if (!err)
		err = q_jwks_tried(call->db, .issuer = p->row.issuer,
		    .none = APP_PROVIDER_NO_KEYS, .now = call->now_us, NULL);
	return err ? err : db_commit(call->db);
}

/* A document without keys of use never replaces one that has some. */
static enum err
ask_keys(
    struct call *call, struct app_provider *p, const struct jose_keys **out)
{
	const struct app_provider_question question = { .url = p->jwks_uri };
	struct net_fetched got = { 0 };
	bool is_answer;
	enum err err;

	if (p->row.retry_at.set && p->row.retry_at.v > call->now_us)
		return unavailable(call, "The provider gives no answers now.");
	is_answer = fetch(call, p, &question, &got) == NET_FETCH_DONE &&
		    got.status < SERVER_ERROR;
	err = note_answer(call, p, is_answer);
	if (err)
		return err;
	*out = is_answer && got.status == NET_FETCH_OK
		   ? jose_keys_read(call->arena, got.body, got.len)
		   : NULL;
	err = keep_keys(call, p, *out ? got.body : NULL);
	if (err || *out)
		return err;
	return is_answer ? fault(call->fault, ERR_PROVIDER_FAILED,
			       "The provider publishes no keys of use.")
			 : no_answer(call, &got);
}

enum err
app_provider_keys(struct call *call, struct app_provider *p, bool is_new,
    const struct jose_keys **out)
{
	struct q_jwks_get_row row;
	enum err err = q_jwks_get(call->db, .issuer = p->row.issuer, &row);

	if (err == ERR_NOT_FOUND)
		return ask_keys(call, p, out);
	if (err)
		return err;
	*out = jose_keys_read(call->arena, row.document, strlen(row.document));
	if (*out && !is_new)
		return ERR_OK;
	if (row.tried_at + KEYS_PAUSE_S * CLOCK_SECOND_US <= call->now_us)
		return ask_keys(call, p, out);
	return *out ? ERR_OK
		    : unavailable(call, "The provider publishes no keys.");
}

/*
 * By a job.
 */

enum err
app_provider_discover_soon(struct call *call, struct provider_id id)
{
	const char *payload = app_job_payload_id(
	    call->arena, "provider_id", id.v);

	return app_job_add(call, APP_PROVIDER_JOB, payload,
	    &(struct app_job_options){
		.dedupe_key = payload, .max_attempts = ATTEMPTS });
}

enum err
app_provider_due(struct call *call, size_t *n)
{
	struct q_provider_due_row *due;
	enum err err = q_provider_due(call->db,
	    .before = call->now_us - DUE_S * CLOCK_SECOND_US, .limit = DUE_MAX,
	    &due, n);

	for (size_t i = 0; !err && i < *n; i++)
		err = app_provider_discover_soon(call, due[i].id);
	return err;
}

enum err
app_provider_discover(struct call *call, struct provider_id id)
{
	const struct jose_keys *keys;
	struct app_provider p = { 0 };
	enum err err = find_row(call, NULL, id, &p);

	if (!err)
		err = ask_metadata(call, &p);
	return err ? err : ask_keys(call, &p, &keys);
}
