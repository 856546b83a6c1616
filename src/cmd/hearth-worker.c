/*
 * hearth-worker: the settings are read; then, in each of its processes, keys
 * and the database are made ready, and the loop of worker/worker.c runs.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/database.h"
#include "app/metrics.h"
#include "base/bug.h"
#include "base/log.h"
#include "base/process.h"
#include "base/str.h"
#include "conf/conf.h"
#include "conf/proxy.h"
#include "worker/pool.h"
#include "worker/worker.h"

#include "base/banned.h"

enum {
	SETTINGS_MAX = 256 * 1024,
	SILENT_S = 2 * APP_JOB_LEASE_S /* its job is another's by then */
};

static const char usage[] =
    "usage: hearth-worker [--conf FILE] [--once]\n"
    "\n"
    "Does the jobs that Hearth leaves for later: it sends mail, and deletes\n"
    "what is past its time. Any number of workers may run at once.\n"
    "\n"
    "  --conf FILE  read settings from FILE instead of HEARTH_CONF\n"
    "  --once       end when no job is due\n"
    "  --help       print this\n"
    "  --version    print the version\n"
    "\n"
    "SIGTERM and SIGINT end it after the jobs that are running.\n";

struct arguments {
	const char *conf_file;
	bool once;
};

/* -1 to go on, else the exit status. */
static int
read_arguments(int argc, char **argv, struct arguments *a)
{
	for (int i = 1; i < argc; i++) {
		if (str_eq(argv[i], "--help")) {
			fputs(usage, stdout);
			return EX_OK;
		}
		if (str_eq(argv[i], "--version")) {
			puts("hearth-worker " PACKAGE_VERSION);
			return EX_OK;
		}
		if (str_eq(argv[i], "--once")) {
			a->once = true;
		} else if (str_eq(argv[i], "--conf") && i + 1 < argc) {
			a->conf_file = argv[++i];
		} else {
			fprintf(stderr, "hearth-worker: cannot use '%s'\n%s",
			    argv[i], usage);
			return EX_USAGE;
		}
	}
	return -1;
}

#define PROGRAM "hearth-worker"

static enum err
open_database(const struct conf *conf, struct metric *metric, struct fault *f,
    struct db **db)
{
	struct db_options options = app_database_options(conf, PROGRAM);

	options.metric = metric;
	options.connect_ms = DB_PATIENT_CONNECT_MS;
	return db_open(&options, f, db);
}

struct work {
	const struct conf *conf;
	bool once;
	int turn;
};

static enum err
work_with(const struct worker_options *options, struct fault *f)
{
	struct worker w;
	enum err err = worker_init(&w, options, f);

	if (err)
		return err;
	log_info("ready");
	err = worker_run(&w);
	worker_release(&w);
	return err;
}

/* Everything that is open at once, in a process of its own. */
static int
work(void *ctx, int number, atomic_uint *beat)
{
	const struct work *work = ctx;
	const struct conf *conf = work->conf;
	struct crypt_keys *keys = crypt_keys_new(
	    conf->secret_key, conf->secret_key_previous);
	struct worker_options options = { .conf = conf,
		.keys = keys,
		.metric = app_metrics_open(conf, PROGRAM),
		.once = work->once,
		.is_reserved = number == 0 && conf->worker_processes > 1,
		.turn = work->turn,
		.beat = beat };
	struct fault f;
	enum err err;

	fault_clear(&f);
	err = open_database(conf, options.metric, &f, &options.db);
	if (!err) {
		err = work_with(&options, &f);
		db_close(options.db);
	}
	metric_close(options.metric);
	crypt_keys_free(keys);
	if (err == ERR_CONFIG)
		log_error("%s", f.detail);
	return err == ERR_CONFIG ? EX_CONFIG : err ? EX_TEMPFAIL : EX_OK;
}

/* Settings that are wrong are told once, not by each process. */
static enum err
check_settings(const struct conf *conf, struct fault *f)
{
	struct db *db = NULL;
	enum err err = worker_check_settings(conf, f);

	if (!err)
		err = open_database(conf, NULL, f, &db);
	if (!err)
		db_close(db);
	return err;
}

static int
run(struct work *w)
{
	struct fault f;

	fault_clear(&f);
	if (!log_to(w->conf->log)) {
		log_error("LOG: %s: %s", w->conf->log, strerror(errno));
		return EX_CONFIG;
	}
	if (check_settings(w->conf, &f)) {
		log_error("%s", f.detail);
		return EX_CONFIG;
	}
	/* of no file system, so its locks are of these processes alone */
	w->turn = memfd_create("turn", MFD_CLOEXEC);
	bug_if(w->turn < 0);
	return worker_pool_run(
	    &(struct worker_pool){ .n = (int)w->conf->worker_processes,
		.work = work,
		.ctx = w,
		.once = w->once,
		.silent_s = SILENT_S });
}

int
main(int argc, char **argv)
{
	struct arguments arguments = { .once = false };
	struct arena settings;
	struct conf conf;
	struct fault f;
	int status;

	process_begin();
	worker_block_signals();
	conf_forget_proxies();
	log_init("hearth-worker", LOG_INFO);
	status = read_arguments(argc, argv, &arguments);
	if (status >= 0)
		return status;
	fault_clear(&f);
	arena_init(&settings, SETTINGS_MAX);
	if (conf_load(&conf, arguments.conf_file,
		CONF_NEED_DATABASE | CONF_NEED_SECRET | CONF_NEED_MAIL,
		&settings, &f)) {
		log_error("%s", f.detail);
		status = EX_CONFIG;
	} else {
		log_init("hearth-worker", log_level_parse(conf.log_level));
		status = run(
		    &(struct work){ .conf = &conf, .once = arguments.once });
	}
	arena_release(&settings);
	return status;
}
