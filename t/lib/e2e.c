/*
 * Starts the service as contrib/quickstart does, from the same pieces: the
 * pool's supervisor and the template of nginx.
 */
#include "t/lib/e2e.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"
#include "t/lib/eml.h"
#include "t/lib/files.h"
#include "t/lib/memory.h"
#include "t/lib/tree.h"

#include "base/banned.h"

#define POOL	  TOP_SRCDIR "/contrib/spawn-fcgi/hearth-pool"
#define SITE	  TOP_SRCDIR "/contrib/nginx-site"
#define GENERATED TOP_BUILDDIR "/generated"
#define ISSUER	  "http://hearth.test"

enum {
	START_MS = 20000,
	SET_UP_MS = 60000, /* to make a schema, on a machine with much to do */
	STOP_MS = 30000,
	MAIL_MS = 15000,
	ROLL_MS = 60000,
	ARGUMENTS = 16,
	PROCESSES_MAX = 4 * E2E_RESPONDERS_MAX
};

static struct {
	char dir[64], socket[96], log[96];
	struct process fast, heavy, slow, worker, nginx;
	struct database *database;
	enum db_engine engine;
	struct web web;
	bool passed;
} e2e;

const char *
e2e_dir(void)
{
	return e2e.dir;
}

const char *
e2e_socket(void)
{
	return e2e.socket;
}

enum db_engine
e2e_engine(void)
{
	return e2e.engine;
}

struct database *
e2e_database(void)
{
	return e2e.database;
}

const char *
e2e_database_url(void)
{
	return database_url(e2e.database);
}

void
wait_until(bool (*fn)(void *ctx), void *ctx, int ms, const char *what)
{
	int64_t end = clock_monotonic_us() + ms * INT64_C(1000);
	struct timespec pause = { .tv_nsec = 5000000 };

	while (!fn(ctx)) {
		cr_assert(clock_monotonic_us() < end,
		    "%s: not within %d ms; see %s", what, ms, e2e.dir);
		nanosleep(&pause, NULL);
	}
}

static bool
has_no_body(void *ctx)
{
	(void)ctx;
	return files_count("incoming") == 0;
}

void
expect_no_bodies(void)
{
	wait_until(has_no_body, NULL, START_MS, "bodies are left in incoming");
}

/* The database's URL for Hearth; the test's own stays quick. */
static const char *
hearth_url(bool slow_connect)
{
	if (!slow_connect || e2e.engine != DB_POSTGRESQL)
		return e2e_database_url();
	return text(
	    "%s&options=-c%%20post_auth_delay%%3D1", e2e_database_url());
}

static void
configure(const struct e2e_options *o)
{
	setenv("HEARTH_CONF", "/dev/null", 1);
	setenv("DATABASE_URL", hearth_url(o->slow_connect), 1);
	setenv("SECRET_KEY", GIVEN_SECRET, 1);
	setenv("PUBLIC_URL", ISSUER, 1);
	setenv("MAIL_URL",
	    o->mail_url ? o->mail_url : text("file:%s/mail", e2e.dir), 1);
	setenv("MAIL_INTERVAL_SECONDS", "0", 1);
	setenv("IDEMPOTENCY_KEYS", "1000000", 1);
	setenv("EVENTS_PER_PERSON", "1000000", 1);
	setenv("EVENTS_PER_DAY", "1000000", 1);
	setenv("BACKEND_CORS_ORIGINS", "http://app.test", 1);
	setenv("LOG_LEVEL", "info", 1);
	setenv("METRICS_FILE", text("%s/metrics", e2e.dir), 1);
	setenv("METRICS_ALLOW", "unix:", 1);
	setenv("LIMITS", "/dev/null", 1);
	setenv("UPLOAD_RESERVE_BYTES", "0", 1);
	setenv("IMAGE_PROGRAM", TOP_BUILDDIR "/hearth-image", 1);
	if (o->disk_mib) {
		if (!files_open_small(e2e.dir, o->disk_mib))
			cr_skip_test("no disk of that size may be had here");
		/* as many are announced when nothing is */
		setenv("UPLOAD_MAX_BYTES", text("%d", o->disk_mib << 18), 1);
	} else {
		files_open(e2e.dir);
	}
	setenv("FILES", files_dir(), 1);
}

static void
make_directory(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(e2e.dir, sizeof(e2e.dir), "%.30s/hearth-e2e-XXXXXX",
	    tmp ? tmp : "/tmp");
	cr_assert(mkdtemp(e2e.dir));
	snprintf(e2e.socket, sizeof(e2e.socket), "%s/http.sock", e2e.dir);
	snprintf(e2e.log, sizeof(e2e.log), "%s/log", e2e.dir);
	cr_assert(mkdir(text("%s/mail", e2e.dir), 0700) == 0);
}

const char *
e2e_http2_socket(void)
{
	return text("%s/http2.sock", e2e.dir);
}

/* A program of the release that is installed. */
static const char *
program(const char *name)
{
	return text("%s/release/%s", e2e.dir, name);
}

void
e2e_install(const char *build)
{
	const char *path = text("%s/release", e2e.dir);
	const char *next = text("%s.next", path);

	cr_assert(symlink(build, next) == 0 && rename(next, path) == 0);
}

static void
start_pool(struct process *p, const char *name, int n)
{
	process_start(p, e2e.log,
	    (const char *const[]){ POOL, text("%s/%s.sock", e2e.dir, name),
		text("%d", n), program("hearth.fcgi"), NULL });
}

static void
shorten_keepalive(void)
{
	cr_assert(process_run(e2e.log, SET_UP_MS,
		      (const char *const[]){ "sed", "-i", "-e",
			  "s/keepalive_time 10s/keepalive_time 2s/", "-e",
			  "s/keepalive_timeout 5s/keepalive_timeout 1s/",
			  text("%s/hearth-http.conf", e2e.dir), NULL }) == 0);
}

static void
start_nginx(bool short_keepalive)
{
	const char *conf = text("%s/nginx.conf", e2e.dir);

	cr_assert(process_run(e2e.log, SET_UP_MS,
		      (const char *const[]){ SITE, e2e.dir,
			  text("unix:%s; listen unix:%s http2", e2e.socket,
			      e2e_http2_socket()),
			  GENERATED, NULL }) == 0,
	    "nginx-site failed; see %s", e2e.log);
	if (short_keepalive)
		shorten_keepalive();
	process_start(&e2e.nginx, e2e.log,
	    (const char *const[]){ "nginx", "-p", e2e.dir, "-c", conf, "-e",
		text("%s/error.log", e2e.dir), NULL });
}

/* Travels by the test's own connection. */
static void
send_request(void *ctx, const struct talk_request *r, struct response *a)
{
	(void)ctx;
	cr_assert(web_ask(&e2e.web, r, a), "%s %s: %s; see %s", r->method,
	    r->target, e2e.web.error, e2e.dir);
}

static bool
is_ready(void *ctx)
{
	struct talk_request r = { .method = "GET", .target = "/readyz" };
	struct response a = { .status = 0 };
	bool ready;

	(void)ctx;
	ready = web_ask(&e2e.web, &r, &a) && a.status == 200;
	response_clear(&a);
	return ready;
}

void
e2e_start(enum db_engine engine, const struct e2e_options *options)
{
	struct e2e_options o = options ? *options
				       : (struct e2e_options){ .fast = 2 };

	e2e.engine = engine;
	e2e.database = database_new_empty(engine);
	make_directory();
	e2e_install(TOP_BUILDDIR);
	configure(&o);
	web_init();
	web_open(&e2e.web, e2e.socket);
	given_open(e2e_database_url(), ISSUER);
	talk_open(send_request, given_login, NULL);
	if (!o.no_migrate)
		cr_assert(e2e_hearthctl("migrate", "up", NULL) == 0,
		    "hearthctl migrate failed; see %s", e2e.log);
	start_pool(&e2e.fast, "api", o.fast ? o.fast : 2);
	start_pool(&e2e.heavy, "heavy", o.heavy ? o.heavy : 1);
	start_pool(&e2e.slow, "slow", o.slow ? o.slow : 1);
	if (!o.no_worker)
		process_start(&e2e.worker, e2e.log,
		    (const char *const[]){
			POOL, "-", "1", program("hearth-worker"), NULL });
	start_nginx(o.short_keepalive);
	if (!o.no_migrate)
		wait_until(is_ready, NULL, START_MS, "/readyz");
}

static void
stop_all(void)
{
	process_stop(&e2e.nginx, STOP_MS);
	process_stop(&e2e.fast, STOP_MS);
	process_stop(&e2e.heavy, STOP_MS);
	process_stop(&e2e.slow, STOP_MS);
	process_stop(&e2e.worker, STOP_MS);
}

void
e2e_stop(void)
{
	if (!e2e.dir[0])
		return;
	stop_all();
	files_close();
	web_close(&e2e.web);
	talk_close();
	given_close();
	database_free(e2e.database);
	if (e2e.passed)
		tree_remove(e2e.dir);
	else
		fprintf(stderr, "logs are in %s\n", e2e.dir);
	e2e.dir[0] = '\0';
	memory_release();
}

/* What no process may say, however the test ends. */
static bool
is_complaint(const char *line)
{
	static const char *const words[] = { "AddressSanitizer",
		"LeakSanitizer", "runtime error:", "Assertion", "\"bug: " };
	size_t i;

	for (i = 0; i < N_OF(words); i++)
		if (strstr(line, words[i]))
			return true;
	return false;
}

static void
check_log(void)
{
	FILE *file = fopen(e2e.log, "re");
	char line[512], first[512] = "";

	cr_assert(file);
	while (!first[0] && fgets(line, sizeof(line), file))
		if (is_complaint(line))
			str_copy(first, sizeof(first), line);
	fclose(file);
	cr_assert(!first[0], "%s: %s", e2e.log, first);
}

void
e2e_pass(void)
{
	stop_all();
	check_log();
	e2e.passed = true;
	e2e_stop();
}

size_t
e2e_responders(pid_t pids[E2E_RESPONDERS_MAX])
{
	return process_children(e2e.fast.pid, pids, E2E_RESPONDERS_MAX);
}

size_t
e2e_heavy_responders(pid_t pids[E2E_RESPONDERS_MAX])
{
	return process_children(e2e.heavy.pid, pids, E2E_RESPONDERS_MAX);
}

size_t
e2e_slow_responders(pid_t pids[E2E_RESPONDERS_MAX])
{
	return process_children(e2e.slow.pid, pids, E2E_RESPONDERS_MAX);
}

pid_t
e2e_nginx(void)
{
	return e2e.nginx.pid;
}

/* The processes of all pools. */
static size_t
find_processes(pid_t pids[PROCESSES_MAX])
{
	const struct process *pools[] = { &e2e.fast, &e2e.heavy, &e2e.slow,
		&e2e.worker };
	size_t n = 0;

	for (size_t i = 0; i < N_OF(pools); i++)
		if (pools[i]->pid)
			n += process_children(
			    pools[i]->pid, pids + n, E2E_RESPONDERS_MAX);
	return n;
}

struct processes {
	pid_t pids[PROCESSES_MAX];
	size_t n;
};

static bool
is_rolled(void *ctx)
{
	const struct processes *old = ctx;
	struct processes now;

	now.n = find_processes(now.pids);
	for (size_t i = 0; i < old->n; i++)
		for (size_t j = 0; j < now.n; j++)
			if (old->pids[i] == now.pids[j])
				return false;
	return true;
}

void
e2e_roll(void)
{
	const struct process *pools[] = { &e2e.fast, &e2e.heavy, &e2e.slow,
		&e2e.worker };
	struct processes old;

	old.n = find_processes(old.pids);
	for (size_t i = 0; i < N_OF(pools); i++)
		if (pools[i]->pid)
			kill(pools[i]->pid, SIGHUP);
	wait_until(is_rolled, &old, ROLL_MS, "a rolling restart");
}

int
e2e_hearthctl(const char *first, ...)
{
	const char *argv[ARGUMENTS] = { program("hearthctl"), first };
	size_t n = 1;
	va_list args;

	va_start(args, first);
	while (argv[n] && n + 1 < ARGUMENTS)
		argv[++n] = va_arg(args, const char *);
	va_end(args);
	return process_run(e2e.log, SET_UP_MS, argv);
}

struct waiting {
	const char *address;
	int n;
	char *mail;
};

static bool
has_mail(void *ctx)
{
	struct waiting *w = ctx;

	w->mail = eml_find(text("%s/mail", e2e.dir), w->address, w->n);
	return w->mail != NULL;
}

char *
e2e_mail(const char *address, int n)
{
	struct waiting w = { .address = address, .n = n };

	wait_until(has_mail, &w, MAIL_MS, text("mail to %s", address));
	return w.mail;
}
