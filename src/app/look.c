/*
 * A page in one transaction costs one commit. Only when that fails is each of
 * them tried by itself, so that the one is found that cannot be moved.
 */
#include "app/look.h"

#include "base/clock.h"
#include "base/log.h"

#include "base/banned.h"

enum { PAGE = 100, LOOK_MAX = 2000, PUT_OFF_M = 10 };

struct page {
	const struct app_look *look;
	struct uuid *ids;
	size_t n;
	bool has_moved; /* any, or has put one off */
};

/* One of a page. */
struct one {
	const struct app_look *look;
	struct uuid id;
	enum err err;
};

static bool
meets_all(enum err err)
{
	return err == ERR_DATABASE_UNAVAILABLE || err == ERR_SCHEMA_OUTDATED;
}

/* An id of any kind is a uuid and no more. */
static enum err
find(struct call *call, struct page *page, int64_t max)
{
	void *ids;
	enum err err = db_many(
	    call->db, page->look->due(call, max), &ids, &page->n);

	page->ids = err ? NULL : ids;
	return err;
}

static enum err
find_and_settle(struct call *call, void *page)
{
	struct page *p = page;
	enum err err = db_begin(call->db);

	if (!err)
		err = find(call, p, PAGE);
	for (size_t i = 0; !err && i < p->n; i++)
		err = p->look->settle(call, p->ids[i]);
	if (!err)
		err = db_commit(call->db);
	if (err)
		db_rollback(call->db);
	p->has_moved = !err;
	return err;
}

static enum err
settle_one(struct call *call, void *one)
{
	struct one *o = one;

	o->err = o->look->settle(call, o->id);
	return o->err;
}

static enum err
put_off_one(struct call *call, void *one)
{
	struct one *o = one;

	o->err = o->look->put_off(
	    call, o->id, call->now_us + PUT_OFF_M * CLOCK_MINUTE_US);
	return o->err;
}

/* Somebody else holds it, or has changed it meanwhile. */
static bool
is_in_use(enum err err)
{
	return err == ERR_RETRY || err == ERR_BUSY;
}

static enum err
settle_alone(struct call *call, struct page *page, struct uuid id)
{
	struct one one = { .look = page->look, .id = id };
	enum err err = app_alone(call, settle_one, &one);

	if (!err && one.err && one.err != ERR_NOT_FOUND && !is_in_use(one.err))
		err = app_alone(call, put_off_one, &one);
	page->has_moved |= !one.err || one.err == ERR_NOT_FOUND;
	return err;
}

static enum err
settle_each(struct call *call, struct page *page)
{
	enum err err = find(call, page, PAGE);

	page->has_moved = false;
	for (size_t i = 0; !err && i < page->n; i++)
		err = settle_alone(call, page, page->ids[i]);
	return err;
}

static enum err
settle_page(struct call *call, struct page *page)
{
	enum err err = page->look->is_together
			   ? app_apart(call, find_and_settle, page)
			   : settle_each(call, page);

	if (!err || !page->look->is_together || meets_all(err))
		return err;
	fault_clear(call->fault);
	return settle_each(call, page);
}

enum err
app_look_is_due(struct call *call, const struct app_look *look, bool *is_due)
{
	struct page page = { .look = look };
	enum err err = find(call, &page, 1);

	*is_due = !err && page.n;
	return err;
}

enum err
app_look(struct call *call, const struct app_look *look, size_t *n)
{
	struct page page = { .look = look, .n = PAGE, .has_moved = true };
	bool is_due;
	enum err err = app_look_is_due(call, look, &is_due);

	/* less than a page is no end: of one routine it may be many runs */
	for (*n = 0;
	     !err && is_due && page.n && page.has_moved && *n < LOOK_MAX;
	     *n += page.n)
		err = settle_page(call, &page);
	return err;
}
