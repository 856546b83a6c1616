/*
 * What every call can do.
 */
#include "app/call.h"

#include "base/bug.h"
#include "base/log.h"

#include "base/banned.h"

enum { APART_MAX = 16 << 20 };

struct call
app_call_as(const struct call *call, struct user_id user)
{
	struct call as = *call;

	as.user = user;
	as.session = (struct session_id){ 0 };
	as.begin = NULL;
	return as;
}

enum err
app_begin(struct call *call)
{
	return call->begin ? call->begin(call) : db_begin(call->db);
}

enum err
app_may_begin(struct call *call)
{
	enum err err = app_begin(call);

	if (!err)
		err = db_settle(call->db);
	db_rollback(call->db);
	return err;
}

enum err
app_apart(struct call *call, app_one_fn fn, void *one)
{
	struct arena arena;
	struct call apart = *call;
	enum err err;

	bug_if(db_is_in_transaction(call->db));
	arena_init(&arena, APART_MAX);
	apart.arena = &arena;
	db_bind(call->db, &arena, call->fault);
	err = fn(&apart, one);
	db_bind(call->db, call->arena, call->fault);
	arena_release(&arena);
	return err;
}

struct alone {
	app_one_fn fn;
	void *one;
};

static enum err
in_transaction(struct call *call, void *alone)
{
	const struct alone *a = alone;
	enum err err = db_begin(call->db);

	if (!err)
		err = a->fn(call, a->one);
	if (!err)
		err = db_commit(call->db);
	if (err)
		db_rollback(call->db);
	return err;
}

enum err
app_alone(struct call *call, app_one_fn fn, void *one)
{
	enum err err = app_apart(
	    call, in_transaction, &(struct alone){ fn, one });

	switch (err) {
	case ERR_OK:
	case ERR_DATABASE_UNAVAILABLE:
	case ERR_SCHEMA_OUTDATED:
		return err;
	case ERR_NOT_FOUND:
	case ERR_RETRY:
	case ERR_BUSY:
		break;
	default:
		log_warning("one of many is left as it is: %s %s %s",
		    err_code(err), call->fault->detail, call->fault->internal);
	}
	fault_clear(call->fault);
	return ERR_OK;
}
