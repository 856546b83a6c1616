#include "t/lib/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "conf/conf.h"
#include "base/str.h"
#include "t/lib/api.h"
#include "t/lib/eml.h"
#include "t/lib/memory.h"
#include "t/lib/tree.h"
#include "store/sweep.h"
#include "worker/sweep.h"
#include "worker/worker.h"

#include "base/banned.h"

enum {
	PAUSE_US = 10000,      /* of one that has nothing to do */
	PATIENCE_US = 30000000 /* until others are out of its way once */
};

static struct {
	char dir[128]; /* "": none yet */
	struct arena arena;
	struct fault fault;
	struct conf conf;
	struct db *db;
	struct crypt_keys
	    *keys; /* its own: another process has no given ones */
	struct worker worker;
} here;

static void
must(enum err err)
{
	cr_assert(err == ERR_OK, "%s: %s %s", err_code(err), here.fault.detail,
	    here.fault.internal);
}

static void
start(const char *mail_url)
{
	const char *tmp = getenv("TMPDIR");

	if (!here.dir[0]) {
		str_copy(here.dir, sizeof(here.dir),
		    text("%s/hearth-work-XXXXXX", tmp ? tmp : "/tmp"));
		cr_assert(mkdtemp(here.dir));
	}
	setenv("MAIL_URL", mail_url ? mail_url : text("file:%s", here.dir), 1);
	arena_init(&here.arena, 1 << 20);
	must(conf_load(&here.conf, NULL, CONF_NEED_DATABASE | CONF_NEED_SECRET,
	    &here.arena, &here.fault));
	must(db_open(&(struct db_options){ .url = here.conf.database_url,
			 .prepare = true,
			 .connect_ms = 10000,
			 .statement_ms = 10000,
			 .program = "test" },
	    &here.fault, &here.db));
	here.keys = crypt_keys_new(GIVEN_SECRET, NULL);
	must(worker_init(&here.worker,
	    &(struct worker_options){ .db = here.db,
		.conf = &here.conf,
		.keys = here.keys,
		.once = true },
	    &here.fault));
}

static void
stop(void)
{
	worker_release(&here.worker);
	crypt_keys_free(here.keys);
	db_close(here.db);
	arena_release(&here.arena);
}

/* Others had a row for too long, or the processor. */
static bool
is_in_the_way(enum err err)
{
	return err == ERR_BUSY || err == ERR_RETRY ||
	       err == ERR_DATABASE_UNAVAILABLE;
}

/* Until nothing is due; false when others, where there are some, are in the way
 * before. *n: how many jobs it did. */
static bool
run(bool has_others, int *n)
{
	bool worked = true;

	for (*n = 0; worked; *n += worked) {
		enum err err = worker_step(&here.worker, &worked);

		if (has_others && is_in_the_way(err))
			return false;
		cr_assert(err == ERR_OK, "%s: %s %s", err_code(err),
		    here.worker.fault.detail, here.worker.fault.internal);
	}
	return true;
}

static int
run_once(const char *mail_url)
{
	int n;

	start(mail_url);
	run(false, &n);
	stop();
	return n;
}

int
work(void)
{
	return run_once(NULL);
}

int
work_beside_others(int64_t end_us, void (*between)(struct db *db))
{
	int turns = 0, n;

	start(NULL);
	do {
		if (between)
			between(here.db);
		/* what the clock causes is looked for each time */
		here.worker.second_at_us = here.worker.look_at_us = 0;
		turns += run(true, &n);
		if (!n)
			usleep(PAUSE_US);
	} while (clock_monotonic_us() < end_us + (turns ? 0 : PATIENCE_US));
	stop();
	return turns;
}

void
work_undelivered(void)
{
	cr_assert(run_once("smtp://127.0.0.1:1") > 0);
	work_sql("UPDATE job SET run_at = created_at WHERE state = 'ready'",
	    "UPDATE job SET run_at = created_at WHERE state = 'ready'");
}

void
work_sweep(void)
{
	int64_t later = clock_now_us() / CLOCK_SECOND_US + 3600;

	start(NULL);
	for (unsigned shelf = 0; shelf < STORE_SHELVES; shelf++)
		must(worker_sweep_shelf(&here.worker, shelf, later));
	stop();
}

char *
work_mail_at(const char *address, int n)
{
	return here.dir[0] ? eml_find(here.dir, address, n) : NULL;
}

int
work_mails(const char *address)
{
	return here.dir[0] ? eml_count(here.dir, address) : 0;
}

char *
work_mail(const char *address)
{
	int n = work_mails(address);

	return n ? eml_find(here.dir, address, n - 1) : NULL;
}

char *
work_mail_raw(const char *address)
{
	int n = work_mails(address);

	return n ? eml_find_raw(here.dir, address, n - 1) : NULL;
}

void
work_close(void)
{
	if (here.dir[0])
		tree_remove(here.dir);
	here.dir[0] = '\0';
}

void
work_sql(const char *postgresql, const char *sqlite)
{
	static uint16_t index = DB_QUERIES_MAX +
				1000; /* beside those of tests */
	enum err err;
	struct db_query *query = memory_keep(calloc(1, sizeof(*query)));

	cr_assert(query);
	*query = (struct db_query){ .name = text("work_sql_%d", (int)index),
		.sql = { [DB_POSTGRESQL] = postgresql, [DB_SQLITE] = sqlite },
		.index = index,
		.is_write = true };
	index++;
	err = db_exec(given_db(), (struct db_call){ query, NULL }, NULL);
	cr_assert(err == ERR_OK, "%s: %s", postgresql, given_fault());
}

#define PEOPLE(id, value, series, time)                                   \
	"INSERT INTO users (id, email, email_key, is_verified, "          \
	"first_name, last_name, timezone, locale, tags, role, "           \
	"created_at, updated_at, version) " series " SELECT " id          \
	", i || '@e', i || '@e', " value ", 'x', 'x', 'UTC', 'en', '[]'," \
	" 'attendee', " time ", " time ", 1 FROM n"

void
work_people(int n)
{
	work_sql(
	    text(PEOPLE("gen_random_uuid()", "TRUE",
		     "WITH n AS (SELECT generate_series(1, %d) AS i)", "now()"),
		n),
	    text(PEOPLE("randomblob(16)", "1",
		     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
		     "FROM n WHERE i < %d)",
		     "0"),
		n));
}
