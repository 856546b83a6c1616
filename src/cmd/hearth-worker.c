/*
 * hearth-worker: settings, keys and the database made ready, then the loop of
 * worker/worker.c.
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/database.h"
#include "base/log.h"
#include "base/str.h"
#include "conf/conf.h"
#include "conf/proxy.h"
#include "worker/worker.h"

#include "base/banned.h"

enum { SETTINGS_MAX = 256 * 1024 };

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
    "SIGTERM and SIGINT end it after the job that is running.\n";

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

static enum err
open_database(const struct conf *conf, struct fault *f, struct db **db)
{
	struct db_options options = app_database_options(conf, "hearth-worker");

	options.connect_ms = DB_PATIENT_CONNECT_MS;
	return db_open(&options, f, db);
}

/* Everything that is open at once. */
static int
work(const struct conf *conf, bool once, struct fault *f)
{
	struct crypt_keys *keys = crypt_keys_new(
	    conf->secret_key, conf->secret_key_previous);
	struct worker w;
	struct db *db = NULL;
	enum err err = open_database(conf, f, &db);

	if (!err) {
		err = worker_init(&w,
		    &(struct worker_options){
			.db = db, .conf = conf, .keys = keys, .once = once },
		    f);
		if (!err) {
			log_info("ready");
			err = worker_run(&w);
			worker_release(&w);
		}
		db_close(db);
	}
	crypt_keys_free(keys);
	if (err == ERR_CONFIG)
		fprintf(stderr, "hearth-worker: %s\n", f->detail);
	return err == ERR_CONFIG ? EX_CONFIG : err ? EX_TEMPFAIL : EX_OK;
}

int
main(int argc, char **argv)
{
	struct arguments arguments = { .once = false };
	struct arena settings;
	struct conf conf;
	struct fault f;
	int status;

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
		fprintf(stderr, "hearth-worker: %s\n", f.detail);
		status = EX_CONFIG;
	} else {
		log_init("hearth-worker", log_level_parse(conf.log_level));
		status = work(&conf, arguments.once, &f);
	}
	arena_release(&settings);
	return status;
}
