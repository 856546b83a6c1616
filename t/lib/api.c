/*
 * The responder without its socket: requests as CGI would hand them over,
 * answers as they would be written.
 */
#include "t/lib/api.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "api/server.h"
#include "base/bug.h"
#include "base/log.h"
#include "base/str.h"
#include "conf/conf.h"
#include "http/exchange.h"
#include "t/lib/database.h"
#include "t/lib/files.h"
#include "t/lib/memory.h"
#include "t/lib/sight.h"
#include "t/lib/work.h"

#include "base/banned.h"

#define ISSUER "http://hearth.test"

enum { PARAMS_MAX = 64 };

static struct {
	enum db_engine engine;
	struct database *database;
	struct arena arena;
	struct fault fault;
	struct conf conf;
	struct api_server *server;
	struct http_serve_options options;
	struct http_handler handler;
	const char *remote_address; /* NULL: the default */
	const char *param;	    /* of the next request besides; or NULL */
	bool expects_503;
	struct http_exchange exchange;
	int64_t spent_ns; /* for the last request */
} api;

/* What a test expects does not bury the lines about what it does not. */
static void
log_unexpected(void *server, const struct http_request *request,
    const struct http_response *response)
{
	if (response->status != 503 || !api.expects_503)
		api_server_done(server, request, response);
}

static void
start_server(void)
{
	enum err err;

	arena_reset(&api.arena); /* the settings, which are read again */
	err = conf_load(&api.conf, NULL, CONF_NEED_DATABASE | CONF_NEED_SECRET,
	    &api.arena, &api.fault);
	cr_assert(err == ERR_OK, "%s", api.fault.detail);
	err = api_server_new(&api.conf, &api_routes, &api.fault, &api.server);
	cr_assert(err == ERR_OK, "%s", api.fault.detail);
	api.handler = (struct http_handler){ .take = api_server_take,
		.handle = api_server_handle,
		.done = log_unexpected,
		.ctx = api.server };
	api.options.body_max = (size_t)api.conf.body_max_bytes;
	http_exchange_init(&api.exchange, &api.options, &api.handler);
}

static void
stop_server(void)
{
	http_exchange_release(&api.exchange);
	api_server_free(api.server);
	api.server = NULL;
}

struct body_reader {
	const char *p;
	size_t left;
};

static size_t
read_body(void *ctx, char *to, size_t len)
{
	struct body_reader *r = ctx;
	size_t n = len < r->left ? len : r->left;

	if (n)
		memcpy(to, r->p, n);
	r->p += n;
	r->left -= n;
	return n;
}

/* HTTP_IF_MATCH=value, or CONTENT_TYPE=value. */
static char *
param_of(const struct talk_header *h)
{
	bool is_type = str_eq_nocase(h->name, "Content-Type");
	char *param = text(
		 "%s%s=%s", is_type ? "" : "HTTP_", h->name, h->value),
	     *p;

	for (p = param; *p != '='; p++)
		*p = *p == '-' ? '_' : (char)toupper((unsigned char)*p);
	return param;
}

/* Lives until the test ends when it is a file. */
static const char *
body_of(struct http_response *r)
{
	char *bytes;

	if (r->file < 0)
		return buf_text(&r->body);
	bytes = memory_keep(calloc((size_t)r->file_len + 1, 1));
	bug_if(pread(r->file, bytes, (size_t)r->file_len, 0) != r->file_len);
	return bytes;
}

static int64_t
processor_ns(void)
{
	struct timespec t;

	bug_if(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t));
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void
answer_request(char **params, const struct http_body_source *source)
{
	int64_t began = processor_ns();

	http_exchange_begin(&api.exchange, params, source);
	http_exchange_respond(&api.exchange);
	api.spent_ns = processor_ns() - began;
}

int64_t
api_spent_ns(void)
{
	return api.spent_ns;
}

static void
send_request(void *ctx, const struct talk_request *r, struct response *a)
{
	struct body_reader reader = { .p = r->body, .left = r->len };
	const struct http_body_source source = {
		.read = read_body, .ctx = &reader, .has_end = true
	};
	struct http_exchange *x = &api.exchange;
	char *params[PARAMS_MAX] = { NULL };
	const char *head;
	size_t i, n = 0;

	(void)ctx;
	params[n++] = text("REQUEST_METHOD=%s", r->method);
	params[n++] = text("REQUEST_URI=%s", r->target);
	params[n++] = text("REMOTE_ADDR=%s",
	    api.remote_address ? api.remote_address : "192.0.2.1");
	if (r->body)
		params[n++] = text("CONTENT_LENGTH=%zu", r->len);
	if (api.param) {
		params[n++] = (char *)api.param;
		api.param = NULL;
	}
	for (i = 0; i < r->n_headers; i++)
		params[n++] = param_of(&r->headers[i]);
	bug_if(n >= PARAMS_MAX);
	answer_request(params, &source);
	head = strchr(buf_text(&x->head), '\n');
	response_set(a, x->response.status, head ? head + 1 : "",
	    body_of(&x->response), (size_t)http_response_len(&x->response));
	http_exchange_end(x);
}

void
api_param(const char *param)
{
	api.param = param;
}

void
api_from(const char *remote_address)
{
	api.remote_address = remote_address;
}

void
engine_open(enum db_engine engine)
{
	api.engine = engine;
	api.database = database_new(engine);
	log_init("test", LOG_WARNING);
	api.expects_503 = false;
	arena_init(&api.arena, 1 << 20);
	setenv("HEARTH_CONF", "/dev/null", 1);
	setenv("DATABASE_URL", api_database_url(), 1);
	setenv("SECRET_KEY", GIVEN_SECRET, 1);
	setenv("PUBLIC_URL", ISSUER, 1);
	/* not what a busy machine has to say about time */
	setenv("DATABASE_CONNECT_MS", "10000", 1);
	setenv("MAIL_INTERVAL_SECONDS", "0", 1);
	setenv("EVENTS_PER_DAY", "1000000", 1);
	setenv("METRICS_FILE", "off", 1);
	setenv("BACKEND_CORS_ORIGINS", "http://app.test,https://b.test", 1);
	start_server();
	given_open(api_database_url(), ISSUER);
	talk_open(send_request, given_login, NULL);
}

void
engine_close(void)
{
	if (!api.server)
		return;
	talk_close();
	given_close();
	work_close();
	stop_server();
	files_close();
	database_free(api.database);
	arena_release(&api.arena);
	memory_release();
}

void
engine_pass(void)
{
	cr_assert(sight_missing() == 0, "a list would miss something");
	engine_close();
	memory_end_if_leaked();
}

void
api_anew(void)
{
	engine_close();
	engine_open(api.engine);
}

enum db_engine
engine_now(void)
{
	return api.engine;
}

const char *
api_database_url(void)
{
	return database_url(api.database);
}

void
api_set(const char *name, const char *value)
{
	setenv(name, value, 1);
	stop_server();
	start_server();
}

void
api_files(void)
{
	const char *tmp = getenv("TMPDIR");

	files_open(tmp ? tmp : "/tmp");
	setenv("IMAGE_PROGRAM", TOP_BUILDDIR "/hearth-image", 1);
	api_set("UPLOAD_RESERVE_BYTES", "0");
}

void
api_expect_503(void)
{
	log_init("test", LOG_ERROR);
	api.expects_503 = true;
}

static pid_t
start_process(int i, int (*fn)(int i), int *result)
{
	pid_t parent = getpid(), pid = fork();

	bug_if(pid < 0);
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	bug_if(getppid() != parent);
	start_server();
	*result = fn(i);
	stop_server();
	_exit(0);
}

void
api_in_processes(int n, int (*fn)(int i), int results[])
{
	pid_t pids[API_PROCESSES_MAX];
	int *shared, i, status;

	bug_if(n > API_PROCESSES_MAX);
	shared = mmap(NULL, sizeof(int) * API_PROCESSES_MAX,
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bug_if(shared == MAP_FAILED);
	/* no handle of a database survives a fork */
	stop_server();
	given_close();
	for (i = 0; i < n; i++)
		pids[i] = start_process(i, fn, &shared[i]);
	for (i = 0; i < n; i++) {
		bug_if(waitpid(pids[i], &status, 0) != pids[i]);
		results[i] = status == 0 ? shared[i] : -1;
	}
	munmap(shared, sizeof(int) * API_PROCESSES_MAX);
	start_server();
	given_open(api_database_url(), ISSUER);
}

/* By api_send. */
static char answered[4096];

int
api_send(const struct talk_request *r)
{
	struct response a = { .status = 0 };
	struct schema_fault f;
	int status;

	send_request(NULL, r, &a);
	status = a.status;
	if (!contract_check(talk_contract(), r->method, r->target, &a, &f)) {
		fprintf(stderr, "%s\n", f.text);
		status = 0;
	}
	snprintf(answered, sizeof(answered), "%.*s", (int)a.len,
	    a.body ? a.body : "");
	response_clear(&a);
	return status;
}

const char *
api_answered(void)
{
	return answered;
}

int
api_ask(const char *authorization, const char *method, const char *target,
    const char *json)
{
	struct talk_request r = { .method = method,
		.target = target,
		.body = json,
		.len = json ? strlen(json) : 0 };

	if (json)
		r.headers[r.n_headers++] = (struct talk_header){ "Content-Type",
			"application/json" };
	if (authorization)
		r.headers[r.n_headers++] = (struct talk_header){
			"Authorization", authorization
		};
	return api_send(&r);
}
