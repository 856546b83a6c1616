/*
 * One request, in this order: route, caller, input, transaction, handler,
 * commit, response. Each step is one function below.
 */
#include "api/server.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api/ask.h"
#include "api/body.h"
#include "api/caller.h"
#include "api/exchange.h"
#include "api/idempotency.h"
#include "api/metrics.h"
#include "api/reply.h"
#include "api/router.h"
#include "api/successor.h"
#include "api/token_holder.h"
#include "api/tus.h"
#include "api/upload.h"
#include "app/clerk_token.h"
#include "app/database.h"
#include "app/matches.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/rand.h"
#include "base/str.h"
#include "http/access.h"
#include "http/cors.h"
#include "http/page.h"
#include "net/breaker.h"

#include "base/banned.h"

/* A transaction that met another one (ERR_RETRY) runs so often. */
enum { ATTEMPTS = 10, PREPARE_MAX = 64 * 1024 };

/* About as long as a password is hashed. */
enum { EVEN_STEP_US = 20 * 1000 };

#define PROGRAM "hearth"

struct api_server {
	const struct conf *conf;
	const struct api_routes *routes;
	struct crypt_keys *keys;
	struct db *db;
	struct metric *metric;
	struct api_metrics *counters;
	struct api_sights *sights;
	struct api_token_holders *token_holders;
	struct app_clerk_tokens *clerk_tokens;
	struct app_matches *matches;
	struct store *store; /* opened when it is first needed */
	struct net_breaker breaker;
	/* of the body that is on its way, or NULL */
	struct api_upload *upload;
	/* of the request being answered, for its log line */
	const struct api_operation *operation;
	struct user_id user;
	int status; /* that the client gets, also when it is asked about */
};

enum err
api_server_new(const struct conf *conf, const struct api_routes *routes,
    struct fault *f, struct api_server **out)
{
	struct db_options options = app_database_options(conf, PROGRAM);
	struct api_server *s = calloc(1, sizeof(*s));
	enum err err;

	bug_if(!s);
	s->conf = conf;
	s->routes = routes;
	s->metric = options.metric = app_metrics_open(conf, PROGRAM);
	err = db_open(&options, f, &s->db);
	if (err) {
		metric_close(s->metric);
		free(s);
		return err;
	}
	s->counters = api_metrics_new(routes, s->metric);
	s->sights = api_sights_new();
	s->token_holders = api_token_holders_new();
	s->clerk_tokens = app_clerk_tokens_new();
	s->matches = app_matches_new();
	s->keys = crypt_keys_new(conf->secret_key, conf->secret_key_previous);
	*out = s;
	return ERR_OK;
}

void
api_server_free(struct api_server *s)
{
	db_close(s->db);
	crypt_keys_free(s->keys);
	store_close(s->store);
	app_matches_free(s->matches);
	app_clerk_tokens_free(s->clerk_tokens);
	free(s->token_holders);
	free(s->sights);
	free(s->counters);
	metric_close(s->metric);
	free(s);
}

/* A new process whose first client waited for its connection would answer 503
 * on a busy machine, and so quickly that it drew the others' clients too. */
void
api_server_prepare(void *server)
{
	struct api_server *s = server;
	struct arena arena;
	struct fault f = { 0 };

	arena_init(&arena, PREPARE_MAX);
	db_bind(s->db, &arena, &f);
	if (db_connect_patiently(s->db))
		log_warning("no database yet: %s", f.detail);
	arena_release(&arena);
}

static bool
is_unsafe(enum http_method method)
{
	return method != HTTP_GET && method != HTTP_HEAD;
}

/* The headers that the operation takes. */
static enum err
read_headers(struct api_exchange *x, struct check_source *from)
{
	const struct check_input *input = &x->operation->input;
	const char **values;
	enum err err = ERR_OK;

	if (!input->n_header)
		return ERR_OK;
	values = arena_array(x->call.arena, input->n_header, sizeof(*values));
	for (size_t i = 0; i < input->n_header && !err; i++)
		err = http_request_header(
		    x->request, input->header[i].name, &values[i]);
	from->headers = values;
	return err;
}

/* Media type, grammar, then the contract. */
static enum err
read_input(struct api_exchange *x, const struct api_match *match, void *in)
{
	struct check_source from = { .path_values = match->values,
		.query = x->request->query };
	enum err err;

	err = api_body_read(x, &from);
	if (!err)
		err = read_headers(x, &from);
	if (err)
		return err;
	return check_input(
	    &x->operation->input, &from, x->call.arena, x->call.fault, in);
}

/* The fault of an input, but a bad session goes before it. Who turns out to be
 * nobody (ERR_RETRY) is told of the input. */
static enum err
refuse(struct call *call, enum err input_err)
{
	struct fault input_fault = *call->fault;
	enum err err;

	fault_clear(call->fault);
	err = api_caller_check(call);
	if (!err)
		err = db_settle(call->db);
	if (err && err != ERR_RETRY)
		return err;
	*call->fault = input_fault;
	return input_err;
}

/* The handler inside its transaction. */
static enum err
run(struct api_exchange *x, const void *in)
{
	const struct api_operation *op = x->operation;
	struct call *call = &x->call;
	enum err err = api_caller_check(call);

	if (!err && is_unsafe(op->method) && !op->has_own_transaction)
		err = app_begin(call);
	if (!err)
		err = op->handle(call, in);
	if (err || !db_is_in_transaction(call->db))
		return err ? err : db_settle(call->db);
	err = api_idempotency_end(x);
	return err ? err : db_commit(call->db);
}

/* Undoes what a transaction did that met another one, and gets out of the
 * other's way for a moment. */
static void
rewind_before(int attempt, struct api_exchange *x)
{
	struct timespec t = { .tv_nsec = (long)rand_below(
				  (uint32_t)(attempt * 1000000)) };

	db_rollback(x->call.db);
	metric_add(
	    &metric_cells(x->call.metric, METRIC_DATABASE, "")[METRIC_RETRIES],
	    1);
	fault_clear(x->call.fault);
	http_response_clear(x->response);
	x->is_claimed = false;
	nanosleep(&t, NULL);
}

/* Whether the body of a file may come. */
static enum err
ask(struct api_exchange *x, const struct api_match *match)
{
	const struct api_operation *op = x->operation;
	void *in = arena_alloc(x->call.arena, op->input.size);
	enum err err = api_caller_read(x);

	if (!err)
		err = api_idempotency_is_kept(x, &x->is_repeated);
	if (err)
		return err;
	err = read_input(x, match, in);
	if (err)
		return refuse(&x->call, err);
	err = api_caller_check(&x->call);
	/* what is answered as before needs no room and no right any more */
	if (!err && !x->is_repeated)
		err = op->ask(&x->call, in);
	return err ? err : db_settle(x->call.db);
}

/* Who, what, and then the work; once more when another transaction was in the
 * way. */
static enum err
execute(struct api_exchange *x, const struct api_match *match)
{
	void *in = arena_alloc(x->call.arena, x->operation->input.size);
	enum err err = api_caller_read(x);

	if (err)
		return err;
	err = read_input(x, match, in);
	if (err)
		return refuse(&x->call, err);
	err = api_upload_keep(x);
	x->ran_us = clock_monotonic_us();
	if (!err)
		err = run(x, in);
	for (int attempt = 2; err == ERR_RETRY && attempt <= ATTEMPTS;
	     attempt++) {
		rewind_before(attempt, x);
		err = run(x, in);
	}
	return err == ERR_RETRY
		   ? fault(x->call.fault, ERR_BUSY,
			 "Too many others are changing the same; try again.")
		   : err;
}

/* For a web server that puts bodies where Hearth finds them, and sends files
 * itself. */
static enum err
answer_ask(struct api_exchange *x, const struct api_match *match)
{
	enum err err;

	if (x->operation->is_response_file)
		return execute(x, match);
	err = x->operation->ask ? ask(x, match) : ERR_OK;
	return err ? err : reply_none(&x->call);
}

/* What POST does at the request's path; NULL: nothing. */
static const struct api_operation *
post_at(const struct api_exchange *x, const struct api_routes *routes)
{
	const struct http_request *r = x->request;
	struct api_match match;

	return api_router_find(
		   routes, r->segments, r->n_segments, HTTP_POST, &match)
		   ? NULL
		   : match.operation;
}

/* Finds the operation. A preflight and a wrong method are answered here. */
static enum err
route(struct api_exchange *x, const struct api_routes *routes,
    struct api_match *match)
{
	const struct http_request *r = x->request;
	const struct call *call = &x->call;
	char allow[API_ALLOW_SIZE];
	enum err err;

	err = api_router_find(
	    routes, r->segments, r->n_segments, r->method, match);
	if (err == ERR_METHOD_NOT_ALLOWED) {
		api_router_allow(match->methods, allow);
		if (r->method == HTTP_OPTIONS) {
			http_cors_preflight(
			    x->response, r, call->conf->cors_origins, allow);
			api_tus_announce(x, post_at(x, routes));
			return ERR_REPLAY;
		}
		http_response_header(x->response, "Allow", allow);
		return fault(call->fault, err, "Allowed here: %s.", allow);
	}
	if (err)
		return fault(
		    call->fault, err, "There is nothing at this path.");
	x->operation = match->operation;
	return ERR_OK;
}

static bool
is_file(const struct api_exchange *x)
{
	return x->operation->is_response_file && x->response->status < 400;
}

/* What caches are told; NULL: nothing. What an address alone opens is for
 * whoever has that, as what a token opens is for its holder. */
static const char *
may_be_kept(const struct api_exchange *x)
{
	const struct api_operation *op = x->operation;

	if (op->auth != API_AUTH_NONE && is_file(x))
		return "private, no-cache"; /* a browser asks each time, and
					       need not get it again */
	if (op->auth != API_AUTH_NONE || op->has_secret)
		return "private, no-store";
	return is_unsafe(op->method) ? "no-store" : NULL;
}

/* Headers that depend on the operation, not on its handler. */
static void
add_common_headers(const struct api_exchange *x)
{
	struct http_response *r = x->response;
	const char *kept = x->operation ? may_be_kept(x) : NULL;

	if (kept)
		http_response_header(r, "Cache-Control", kept);
	if (x->operation && x->operation->auth != API_AUTH_NONE)
		http_response_header(r, "Vary", "Authorization, Cookie");
	if (x->operation && x->operation->has_secret)
		http_response_header(r, "Referrer-Policy", "no-referrer");
	api_successor_headers(x);
	api_tus_headers(x);
	http_cors_headers(r, x->request, x->call.conf->cors_origins);
	http_response_header(r, "X-Content-Type-Options", "nosniff");
	http_response_header(r, "X-Request-Id", x->request->id);
}

/* What went wrong; to a browser that went astray, as a page. A web server that
 * asks tells it on in a header, which no page fits. */
static void
tell(struct api_exchange *x)
{
	struct fault *f = x->call.fault;

	if (x->request->is_ask)
		api_ask_shorten(f);
	if (f->err == ERR_NOT_FOUND && !x->operation && !x->request->is_ask &&
	    http_page_is_wanted(x->request))
		http_page_write_fault(x->response, f);
	else
		http_response_problem(x->response, f, x->request->id);
}

static struct api_exchange
exchange_of(struct api_server *s, struct http_request *request,
    struct http_response *response)
{
	db_bind(s->db, request->arena, request->fault);
	return (struct api_exchange){
		.call = {
			.db = s->db,
			.arena = request->arena,
			.fault = request->fault,
			.conf = s->conf,
			.keys = s->keys,
			.metric = s->metric,
			.matches = s->matches,
			.now_us = clock_now_us(),
			.address = request->remote_address,
			.begin = api_idempotency_begin,
		},
		.request = request,
		.response = response,
		.sights = s->sights,
		.token_holders = s->token_holders,
		.clerk_tokens = s->clerk_tokens,
		.store = &s->store,
		.breaker = &s->breaker,
		.upload = s->upload,
	};
}

/* Whole steps after its work began, when it holds nothing any more: which of
 * two addresses somebody has takes another number of them too seldom to be
 * noticed. Not since the request began, since who sends it slowly would decide
 * how much of a step is left. Who is given a secret has shown whose it is. */
static void
wait_for_step(const struct api_exchange *x)
{
	struct timespec t;
	int64_t until_us;

	if (!x->ran_us || !x->operation->has_even_time ||
	    (x->operation->is_response_secret && x->response->status < 300))
		return;
	until_us = clock_monotonic_us() + EVEN_STEP_US;
	until_us -= (until_us - x->ran_us) % EVEN_STEP_US;
	t = (struct timespec){ .tv_sec = until_us / CLOCK_SECOND_US,
		.tv_nsec = until_us % CLOCK_SECOND_US * 1000 };
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

/* Whoever fails has said why. */
static void
see_that_it_is_said(struct fault *f, enum err err)
{
	if (f->err != err)
		fault_internal(f, err, "%s", err_title(err));
}

int
api_server_take(void *server, struct http_request *request, int64_t len)
{
	struct api_server *s = server;
	struct api_exchange x = { .operation = NULL };
	const struct check_raw *raw;
	struct api_match match;
	int fd = -1;
	enum err err;

	if (api_router_find(s->routes, request->segments, request->n_segments,
		request->method, &match))
		return -1;
	raw = match.operation->input.raw;
	if (raw && !raw->is_file)
		request->body_max = raw->max;
	if (!match.operation->ask || request->body_file)
		return -1;
	x = exchange_of(s, request, NULL);
	x.operation = match.operation;
	request->is_ask = true;
	request->body_size = len;
	err = ask(&x, &match);
	db_rollback(s->db);
	request->is_ask = false;
	if (!err)
		err = api_upload_take(&x, &fd);
	if (err)
		see_that_it_is_said(request->fault, err);
	s->upload = x.upload;
	s->operation = x.operation;
	return fd;
}

void
api_server_handle(
    void *server, struct http_request *request, struct http_response *response)
{
	struct api_server *s = server;
	struct api_match match;
	struct api_exchange x = exchange_of(s, request, response);
	enum err err = request->fault->err;

	if (err)
		x.operation = s->operation; /* which has refused the body */
	else
		err = route(&x, s->routes, &match);
	if (!err)
		err = request->is_ask ? answer_ask(&x, &match)
				      : execute(&x, &match);
	db_rollback(s->db);
	api_upload_end(&x, err);
	if (err && err != ERR_REPLAY) {
		see_that_it_is_said(request->fault, err);
		tell(&x);
	}
	api_caller_note_use(&x);
	s->status = response->status;
	if (request->is_ask)
		api_ask_answer(response);
	response->head_only = request->method == HTTP_HEAD;
	add_common_headers(&x);
	s->operation = x.operation;
	s->user = x.call.user;
	wait_for_step(&x);
}

/* Counts it and writes its line. */
static void
note(struct api_server *s, const struct http_request *request,
    const struct http_response *response)
{
	const struct api_operation *op = s->operation;
	int64_t took_us = clock_monotonic_us() - request->started_us;
	struct http_response told = *response;

	told.status = s->status;
	api_metrics_count(s->counters, op, request, &told, took_us);

	http_access_log(&(struct http_access){
	    .request = request,
	    .response = &told,
	    .path = op && op->has_secret_path ? op->path : NULL,
	    .operation = op ? op->id : NULL,
	    .user = s->user,
	    .took_us = took_us,
	    .fault = request->fault->err ? request->fault : NULL,
	});
}

void
api_server_done(void *server, const struct http_request *request,
    const struct http_response *response)
{
	struct api_server *s = server;

	/* what may come is noted when it has come */
	if (!request->is_ask || s->status != 204)
		note(s, request, response);
	s->upload = NULL;
	s->operation = NULL;
}
