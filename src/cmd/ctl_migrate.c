/*
 * hearthctl migrate: shows and changes the version of the schema. The work is
 * done by db/migrate; "new" is in ctl_migrate_new.c.
 */
#include "cmd/ctl_migrate.h"

#include <sysexits.h>

#include "base/clock.h"
#include "base/str.h"
#include "cmd/ctl_backup.h"
#include "db/migrate.h"

#include "base/banned.h"

/* Places in the option tables. */
enum { DRY_RUN, NO_BACKUP, YES };

/* Told by db/migrate before each step. */
struct progress {
	struct ctl *ctl;
	bool dry_run;
	int count;
};

static void
tell(void *ctx, enum db_migrate_step step, const char *name)
{
	static const char *const words[] = {
		[DB_APPLY] = "apply",
		[DB_TAKE_BACK] = "take back",
		[DB_MAKE] = "make",
		[DB_BEGIN_ANEW] = "begin anew, others were in the way",
	};
	struct progress *p = ctx;

	p->count++;
	fprintf(p->ctl->out, "%s%s%s%s\n", p->dry_run ? "would " : "",
	    words[step], *name ? " " : "", name);
	fflush(p->ctl->out);
}

/* Opens a database of any version, or none yet. */
static int
open_any(struct ctl *ctl)
{
	int status = ctl_load(ctl, CONF_NEED_DATABASE);

	return status ? status : ctl_result(ctl, ctl_attach(ctl, false));
}

/* What is about to be applied, and to what. */
struct pending {
	int n;
	int version; /* of the database; 0: it is empty */
	int oldest;  /* programs of this version may go on beside all of it */
};

static int
find_pending(struct ctl *ctl, struct pending *p)
{
	struct db_migration_state *states;
	size_t n;
	int status = ctl_result(ctl, db_migrate_status(ctl->db, &states, &n));

	*p = (struct pending){ 0 };
	for (size_t i = 0; !status && i < n; i++) {
		if (states[i].is_applied) {
			p->version = states[i].version;
			continue;
		}
		p->n++;
		if (states[i].oldest > p->oldest)
			p->oldest = states[i].oldest;
	}
	return status;
}

/* What becomes of programs of the version before, when something was done. */
static void
tell_running(const struct progress *progress, const struct pending *p)
{
	FILE *out = progress->ctl->out;

	if (!progress->count)
		fprintf(out, "nothing to do: the schema is at version %d\n",
		    db_schema_expected());
	else if (p->n && p->version && p->oldest <= p->version)
		fprintf(out,
		    "programs of schema version %d and newer go on meanwhile\n",
		    p->oldest);
	else if (p->version)
		fprintf(out,
		    "programs that run must be restarted: until then they "
		    "answer 503\n");
}

static int
migrate_up(struct ctl *ctl, const struct ctl_args *args)
{
	struct progress p = { ctl, args->options[DRY_RUN] != NULL, 0 };
	struct pending pending;
	int status;

	status = open_any(ctl);
	if (!status)
		status = find_pending(ctl, &pending);
	if (!status && pending.n && !p.dry_run)
		status = ctl_backup_first(
		    ctl, args->options[NO_BACKUP] != NULL);
	if (!status)
		status = ctl_result(
		    ctl, db_migrate_up(ctl->db, 0, p.dry_run, tell, &p));
	if (!status)
		tell_running(&p, &pending);
	return status;
}

/* How many migrations the database has. */
static int
count_applied(struct ctl *ctl, int64_t *count)
{
	struct db_migration_state *states;
	size_t n;
	int status = ctl_result(ctl, db_migrate_status(ctl->db, &states, &n));

	*count = 0;
	for (size_t i = 0; !status && i < n; i++)
		*count += states[i].is_applied;
	return status;
}

static int
prepare_down(struct ctl *ctl, const struct ctl_args *args)
{
	int status;

	if (args->options[DRY_RUN])
		return 0;
	status = ctl_confirm(ctl, args->options[YES] != NULL,
	    "What the migrations made is taken back, its data is lost.");
	return status ? status
		      : ctl_backup_first(ctl, args->options[NO_BACKUP] != NULL);
}

static int
migrate_down(struct ctl *ctl, const struct ctl_args *args)
{
	struct progress p = { ctl, args->options[DRY_RUN] != NULL, 0 };
	int64_t count = 1, applied;
	int status;

	if (args->operands[0] &&
	    !str_to_int(args->operands[0], 1, 9999, &count))
		return ctl_complain(ctl, EX_USAGE,
		    "'%s' is not a number of migrations", args->operands[0]);
	status = open_any(ctl);
	if (!status)
		status = count_applied(ctl, &applied);
	if (status)
		return status;
	if (applied == 0) {
		fprintf(ctl->out, "nothing to do: the database is empty\n");
		return EX_OK;
	}
	if (count > applied)
		return ctl_complain(ctl, EX_USAGE,
		    "no more than %d can be taken back", (int)applied);
	status = prepare_down(ctl, args);
	if (status)
		return status;
	return ctl_result(
	    ctl, db_migrate_down(ctl->db, (int)count, p.dry_run, tell, &p));
}

static int
open_states(struct ctl *ctl, struct db_migration_state **states, size_t *n)
{
	int status = open_any(ctl);

	return status ? status
		      : ctl_result(ctl, db_migrate_status(ctl->db, states, n));
}

static const char *
state_word(const struct db_migration_state *s)
{
	if (s->is_unknown) /* applied, not in this program */
		return s->oldest > db_schema_expected() ? "unknown" : "newer";
	if (s->is_changed)
		return "changed";
	return s->is_applied ? "applied" : "pending";
}

/* Counts what is not as it should be. */
static int
print_migrations(struct ctl *ctl, const struct db_migration_state *states,
    size_t n, int *version)
{
	int odd = 0;

	for (size_t i = 0; i < n; i++) {
		const char *word = state_word(&states[i]);

		fprintf(ctl->out, "%-8s %04d_%s\n", word, states[i].version,
		    states[i].name);
		if (states[i].is_applied)
			*version = states[i].version;
		odd += !str_eq(word, "applied") && !str_eq(word, "newer");
	}
	return odd;
}

static const char *
object_word(const struct db_object_state *s)
{
	if (s->is_unknown)
		return "unknown";
	if (s->is_changed)
		return "changed";
	return s->is_made ? "made" : "pending";
}

static int
print_objects(struct ctl *ctl, const struct db_object_state *objects, size_t n)
{
	int odd = 0;

	for (size_t i = 0; i < n; i++) {
		const char *word = object_word(&objects[i]);

		fprintf(ctl->out, "%-8s %s\n", word, objects[i].name);
		odd += !str_eq(word, "made");
	}
	return odd;
}

static int
migrate_status(struct ctl *ctl, const struct ctl_args *args)
{
	struct db_migration_state *states;
	struct db_object_state *objects;
	int status, version = 0, odd, odd_objects;
	size_t n, n_objects;

	(void)args;
	status = open_states(ctl, &states, &n);
	if (!status)
		status = ctl_result(
		    ctl, db_migrate_objects(ctl->db, &objects, &n_objects));
	if (status)
		return status;
	odd = print_migrations(ctl, states, n, &version);
	odd_objects = print_objects(ctl, objects, n_objects);
	fprintf(ctl->out, "schema version %d, this program needs %d\n", version,
	    db_schema_expected());
	/* a newer version has objects of its own */
	return odd || (odd_objects && version <= db_schema_expected());
}

static int
migrate_history(struct ctl *ctl, const struct ctl_args *args)
{
	struct db_migration_state *states;
	char text[CLOCK_TEXT_SIZE];
	size_t n;
	int status;

	(void)args;
	status = open_states(ctl, &states, &n);
	for (size_t i = 0; !status && i < n; i++) {
		if (!states[i].is_applied)
			continue;
		clock_format(states[i].applied_us, text);
		fprintf(ctl->out, "%s %04d_%s\n", text, states[i].version,
		    states[i].name);
	}
	return status;
}

static int
migrate_new(struct ctl *ctl, const struct ctl_args *args)
{
	return ctl_migrate_new(ctl, ".", args->operands[0]);
}

/* "hearthctl migrate --dry-run" asks what "up" would do. */
int
ctl_migrate_run(struct ctl *ctl, const struct ctl_args *args)
{
	if (!args->options[DRY_RUN])
		return ctl_complain(ctl, EX_USAGE,
		    "say what to do: up, down, status, history or new "
		    "(see 'hearthctl migrate --help')");
	return migrate_up(ctl, args);
}

#define OPTION_DRY_RUN                   \
	[DRY_RUN] = { "--dry-run", NULL, \
		"change nothing, say what would be done" }
#define OPTION_NO_BACKUP                     \
	[NO_BACKUP] = { "--no-backup", NULL, \
		"make no copy first, although BACKUP_DIR is set" }

const struct ctl_option ctl_migrate_options[] = { OPTION_DRY_RUN, { 0 } };

static const struct ctl_option up_options[] = { OPTION_DRY_RUN,
	OPTION_NO_BACKUP, { 0 } };

static const struct ctl_option down_options[] = { OPTION_DRY_RUN,
	OPTION_NO_BACKUP, [YES] = { "--yes", NULL, "do not ask" }, { 0 } };

const struct ctl_command ctl_migrate_commands[] = {
	{ .name = "up",
	    .help = "Apply every migration that is pending; make functions, "
		    "triggers and views anew.",
	    .options = up_options,
	    .run = migrate_up },
	{ .name = "down",
	    .operands = "[N]",
	    .n_max = 1,
	    .help = "Take back the last N migrations (1). Their data is lost.",
	    .options = down_options,
	    .run = migrate_down },
	{ .name = "status",
	    .help = "List all migrations and objects. Exits 1 unless the "
		    "database has all of them.",
	    .run = migrate_status },
	{ .name = "history",
	    .help = "List when each migration was applied.",
	    .run = migrate_history },
	{ .name = "new",
	    .operands = "NAME",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Write an empty migration into this source tree.",
	    .run = migrate_new },
	{ 0 }
};
