/*
 * What every command of hearthctl needs: settings, a connection, a transaction,
 * and faults turned into a line and an exit status.
 */
#include "cmd/ctl.h"

#include <stdarg.h>
#include <string.h>
#include <sysexits.h>

#include "app/database.h"
#include "base/clock.h"

#include "base/banned.h"

enum { ARENA_CAP = 64 << 20, TRIES = 5 };

void
ctl_init(struct ctl *ctl, const char *version)
{
	*ctl = (struct ctl){
		.in = stdin, .out = stdout, .err = stderr, .version = version
	};
	arena_init(&ctl->arena, ARENA_CAP);
}

void
ctl_release(struct ctl *ctl)
{
	arena_reset(&ctl->arena); /* before the connection: rows */
	if (ctl->db)
		db_close(ctl->db);
	if (ctl->keys)
		crypt_keys_free(ctl->keys);
	arena_release(&ctl->arena);
}

int
ctl_complain(struct ctl *ctl, int status, const char *format, ...)
{
	va_list args;

	fflush(ctl->out);
	fputs("hearthctl: ", ctl->err);
	va_start(args, format);
	vfprintf(ctl->err, format, args);
	va_end(args);
	fputc('\n', ctl->err);
	return status;
}

static int
status_of(enum err err)
{
	switch (err) {
	case ERR_OK:
		return 0;
	case ERR_CONFIG:
		return EX_CONFIG;
	case ERR_DATABASE_UNAVAILABLE:
	case ERR_SCHEMA_OUTDATED:
	case ERR_NET:
	case ERR_PROVIDER_FAILED:
	case ERR_PROVIDER_UNAVAILABLE:
		return EX_UNAVAILABLE;
	case ERR_BUSY:
	case ERR_RETRY:
		return EX_TEMPFAIL;
	case ERR_FORBIDDEN:
		return EX_NOPERM;
	case ERR_INTERNAL:
		return EX_SOFTWARE;
	default:
		return EX_DATAERR; /* the caller's values */
	}
}

int
ctl_result(struct ctl *ctl, enum err err)
{
	const struct fault *f = &ctl->fault;
	const char *text = err_title(err), *more = f->err ? f->internal : "";

	if (!err)
		return 0;
	if (f->err && !f->n_items && f->detail[0])
		text = f->detail;
	ctl_complain(ctl, 0, "%s%s%s", text,
	    !*more			    ? ""
	    : text[strlen(text) - 1] == '.' ? " "
					    : ": ",
	    more);
	for (size_t i = 0; f->err && i < f->n_items; i++)
		fprintf(ctl->err, "  %s: %s\n", f->items[i].pointer + 1,
		    f->items[i].detail);
	return status_of(err);
}

int
ctl_load(struct ctl *ctl, unsigned needs)
{
	return ctl_result(ctl, conf_load(&ctl->conf, ctl->conf_file, needs,
				   &ctl->arena, &ctl->fault));
}

enum err
ctl_attach(struct ctl *ctl, bool check_schema)
{
	struct db_options options = app_database_options(
	    &ctl->conf, "hearthctl");
	enum err err;

	options.connect_ms = DB_PATIENT_CONNECT_MS;
	options.check_schema = check_schema;
	err = db_open(&options, &ctl->fault, &ctl->db);
	if (err)
		return err;
	db_bind(ctl->db, &ctl->arena, &ctl->fault);
	/* migrations connect by themselves: there may be no database yet */
	return check_schema ? db_connect(ctl->db) : ERR_OK;
}

int
ctl_open(struct ctl *ctl, unsigned needs)
{
	enum err err;
	int status;

	status = ctl_load(ctl, needs | CONF_NEED_DATABASE);
	if (status)
		return status;
	if (needs & CONF_NEED_SECRET)
		ctl->keys = crypt_keys_new(
		    ctl->conf.secret_key, ctl->conf.secret_key_previous);
	err = ctl_attach(ctl, true);
	if (!err)
		err = db_connect(ctl->db);
	return ctl_result(ctl, err);
}

struct call
ctl_call(struct ctl *ctl)
{
	return (struct call){ .db = ctl->db,
		.arena = &ctl->arena,
		.fault = &ctl->fault,
		.conf = &ctl->conf,
		.keys = ctl->keys,
		.is_operator = true,
		.now_us = clock_now_us() };
}

static enum err
try_once(struct ctl *ctl, enum err (*fn)(struct ctl *ctl, void *ctx), void *ctx)
{
	enum err err = db_begin(ctl->db);

	if (err)
		return err;
	err = fn(ctl, ctx);
	if (!err)
		err = db_commit(ctl->db);
	if (err)
		db_rollback(ctl->db);
	return err;
}

enum err
ctl_transaction(
    struct ctl *ctl, enum err (*fn)(struct ctl *ctl, void *ctx), void *ctx)
{
	enum err err = ERR_RETRY;

	for (int i = 0; i < TRIES && err == ERR_RETRY; i++) {
		fault_clear(&ctl->fault);
		err = try_once(ctl, fn, ctx);
	}
	return err;
}
