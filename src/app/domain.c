#include "app/domain.h"

#include <stdio.h>
#include <string.h>

#include "app/audit.h"
#include "app/job.h"
#include "app/notice.h"
#include "app/throttle.h"
#include "base/clock.h"
#include "text/domain.h"

#include "base/banned.h"

enum {
	NAME_MAX_LEN = TEXT_DOMAIN_MAX - (sizeof(APP_DOMAIN_LABEL) - 1),
	PAGE = 100,
	/* no look is put off for longer, unless by a clock that is wrong */
	LATEST_DAYS = RULE_DOMAIN_CLAIM_DAYS + 1
};

void
app_domain_text(const struct call *call, unsigned set, struct domain_id id,
    char text[APP_DOMAIN_TEXT_SIZE])
{
	char code[CRYPT_DOMAIN_SIZE];

	crypt_domain_make(call->keys, set, id.v, code);
	snprintf(text, APP_DOMAIN_TEXT_SIZE, APP_DOMAIN_PREFIX "%s", code);
}

/* By whom: the caller, or the worker. */
static enum err
audit(struct call *call, const char *action, struct space_id cluster,
    const char *name)
{
	return app_audit_add(
	    call, &(struct app_audit){ .action = action,
		      .space = cluster,
		      .object_kind = "domain",
		      .details = app_audit_detail(call->arena, "name", name) });
}

/*
 * By people.
 */

enum err
app_domain_all(struct call *call, struct space_id cluster,
    app_domain_row **rows, size_t *n)
{
	return q_domain_list(call->db, .space = cluster, .name = NULL,
	    .limit = APP_DOMAINS_MAX, rows, n);
}

/* Those of one name, added to the first *n. */
static enum err
find_open(struct call *call, const char *name, bool below,
    struct space_id spaces[APP_DOMAINS_MAX], size_t *n)
{
	struct q_domain_open_row *rows;
	size_t more = 0;
	enum err err = q_domain_open(call->db, .name = name, .below = below,
	    .limit = (int64_t)(APP_DOMAINS_MAX - *n), &rows, &more);

	for (size_t i = 0; !err && i < more; i++)
		spaces[(*n)++] = rows[i].space_id;
	return err;
}

/* The host, and what is above it down to what somebody has registered. */
enum err
app_domain_open(struct call *call, const char *email_key,
    struct space_id spaces[APP_DOMAINS_MAX], size_t *n)
{
	const char *host = strrchr(email_key, '@'),
		   *name = host ? host + 1 : "";
	const char *registered = text_domain_registered(name);
	enum err err;

	host = name;
	*n = 0;
	if (!registered)
		return ERR_OK;
	while (name <= registered) {
		err = find_open(call, name, name != host, spaces, n);
		if (err)
			return err;
		name += strcspn(name, ".") + 1;
	}
	return ERR_OK;
}

enum err
app_domain_list(struct call *call, struct space_id cluster,
    app_domain_row **rows, size_t *n)
{
	struct app_space space;
	enum err err = app_space_require(
	    call, cluster, false, RULE_DOMAINS_MANAGE, &space);

	return err ? err : app_domain_all(call, cluster, rows, n);
}

/* The row of the cluster, for who manages its domains. */
static enum err
hold(struct call *call, struct space_id cluster)
{
	struct app_space space;
	app_space_row row;
	enum err err = app_space_lock_for(
	    call, cluster, false, RULE_DOMAINS_MANAGE, &space, &row);

	return err ? err : rule_space_is_open(&space.facts, call->fault);
}

static enum err
refuse_name(struct call *call, const char *code, const char *why)
{
	fault_item(
	    call->fault, ERR_VALIDATION_FAILED, "/name", code, "%s", why);
	return fault(
	    call->fault, ERR_VALIDATION_FAILED, "The domain cannot be used.");
}

static enum err
check_name(struct call *call, const char *name)
{
	if (!name)
		return refuse_name(
		    call, "domain", "It is no name of a domain.");
	if (strlen(name) > NAME_MAX_LEN)
		return refuse_name(call, "too_long",
		    "Its record would have a name that is too long.");
	if (text_domain_is_public(name))
		return refuse_name(call, "public_suffix",
		    "Anybody can register a name below it.");
	return ERR_OK;
}

static enum err
check_room(struct call *call, struct space_id cluster)
{
	struct q_domain_count_row domains;
	enum err err = q_domain_count(call->db, .space = cluster, &domains);

	return err || domains.n < APP_DOMAINS_MAX
		   ? err
		   : fault(call->fault, ERR_FORBIDDEN,
			 "A cluster has at most %d domains.", APP_DOMAINS_MAX);
}

enum err
app_domain_add(struct call *call, struct space_id cluster, app_domain_row *row)
{
	enum err err = hold(call, cluster);

	row->id.v = uuid_new();
	row->name = text_domain(call->arena, row->name);
	row->state = DOMAIN_STATE_PENDING;
	row->created_at = call->now_us;
	if (!err)
		err = check_name(call, row->name);
	if (!err)
		err = check_room(call, cluster);
	if (!err)
		err = q_domain_add(call->db, .space = cluster,
		    .name = row->name, .id = row->id,
		    Q_FIELDS_domain_rules(row),
		    .expires = call->now_us +
			       RULE_DOMAIN_CLAIM_DAYS * CLOCK_DAY_US,
		    .now = call->now_us, NULL);
	return err ? err : audit(call, "domain.add", cluster, row->name);
}

enum err
app_domain_hold(struct call *call, struct space_id cluster, const char *name,
    app_domain_row *row)
{
	const char *stored = text_domain(call->arena, name);
	app_domain_row *rows = NULL;
	size_t n = 0;
	enum err err = hold(call, cluster);

	if (!err && stored)
		err = q_domain_list(call->db, .space = cluster, .name = stored,
		    .limit = 1, &rows, &n);
	if (err || !n)
		return err ? err : ERR_NOT_FOUND;
	*row = rows[0];
	return ERR_OK;
}

/* Who was let in by what was read before asks again. */
static enum err
changed(struct call *call, const char *action, struct space_id cluster,
    const char *name)
{
	enum err err = q_space_refuse(call->db, .id = cluster, NULL);

	return err ? err : audit(call, action, cluster, name);
}

enum err
app_domain_set(
    struct call *call, struct space_id cluster, const app_domain_row *row)
{
	enum err err = q_domain_set(call->db, .space = cluster,
	    .name = row->name, Q_FIELDS_domain_rules(row), NULL);

	return err ? err : changed(call, "domain.update", cluster, row->name);
}

enum err
app_domain_remove(
    struct call *call, struct space_id cluster, const app_domain_row *row)
{
	enum err err = q_domain_remove(
	    call->db, .space = cluster, .name = row->name, NULL);

	return err ? err : changed(call, "domain.remove", cluster, row->name);
}

/* One that waits already does for both. */
static enum err
add_look(struct call *call, struct domain_id id, int64_t priority)
{
	const char *payload = app_job_payload_id(
	    call->arena, "domain_id", id.v);

	return app_job_add(call, APP_DOMAIN_JOB, payload,
	    &(struct app_job_options){
		.priority = priority, .dedupe_key = payload });
}

enum err
app_domain_ask(struct call *call, const app_domain_row *row)
{
	char id[UUID_TEXT_SIZE];
	struct app_throttle t;
	int64_t n;
	enum err err;

	uuid_format(row->id.v, id);
	t = app_throttle_of(call, APP_THROTTLE_DOMAIN, id);
	err = app_throttle_count(call, &t, &n);
	if (!err && n > 1)
		err = app_throttle_refuse(
		    call, &t, "It was looked at less than a minute ago.");
	return err ? err : add_look(call, row->id, APP_JOB_URGENT);
}

/*
 * By the clock.
 */

enum err
app_domain_begin(struct call *call, size_t *n)
{
	struct q_domain_due_row *due, last = { 0 };
	size_t page = PAGE;
	enum err err = q_domain_set_back(call->db,
	    .latest = call->now_us + LATEST_DAYS * CLOCK_DAY_US,
	    .now = call->now_us, NULL);

	for (*n = 0; !err && page == PAGE; *n += page) {
		err = q_domain_due(call->db, .now = call->now_us,
		    .after = last.check_at, .after_id = last.id, .limit = PAGE,
		    &due, &page);
		for (size_t i = 0; !err && i < page; i++)
			err = add_look(call, due[i].id, 0);
		if (!err && page)
			last = due[page - 1];
	}
	return err;
}

static enum err
tell(struct call *call, struct space_id cluster, const char *name)
{
	return app_notice_holders(call, RULE_NOTICE_DOMAIN_LAPSED,
	    RULE_DOMAINS_MANAGE, &(struct app_notice_space){ cluster, name });
}

/* Only what changes who is let in is worth a row of the log. */
static enum err
moved(struct call *call, const struct q_domain_find_row *before,
    const app_space_row *space, enum domain_state state)
{
	enum err err;

	if (state == before->state)
		return ERR_OK;
	if (state == DOMAIN_STATE_VERIFIED)
		return changed(
		    call, "domain.verify", before->space_id, before->name);
	err = changed(call, "domain.lapse", before->space_id, before->name);
	return err ? err : tell(call, before->space_id, space->name);
}

static enum err
apply(struct call *call, struct domain_id id,
    const struct q_domain_find_row *before, const app_space_row *space,
    const struct rule_domain *after, const char *sentence)
{
	enum err err;

	if (after->is_gone) {
		err = q_domain_remove(call->db, .space = before->space_id,
		    .name = before->name, NULL);
		return err ? err
			   : audit(call, "domain.remove", before->space_id,
				 before->name);
	}
	err = q_domain_set_state(call->db, .id = id, .state = after->state,
	    .verified = after->state == DOMAIN_STATE_VERIFIED &&
			before->state != DOMAIN_STATE_VERIFIED,
	    .failing_since = after->failing_since, .check_at = after->check_at,
	    .last_error = sentence, .now = call->now_us, NULL);
	return err ? err : moved(call, before, space, after->state);
}

enum err
app_domain_looked(struct call *call, struct domain_id id,
    enum rule_domain_look look, const char *sentence)
{
	struct q_domain_find_row before;
	struct rule_domain after;
	app_space_row space;
	enum err err = q_domain_find(call->db, .id = id, &before);

	if (!err)
		err = q_space_for_write(
		    call->db, .id = before.space_id, &space);
	if (!err)
		err = q_domain_find(call->db, .id = id, &before);
	if (err)
		return err;
	after = rule_domain_looked_at(
	    &(struct rule_domain){
		.state = before.state, .failing_since = before.failing_since },
	    before.created_at, look, call->now_us);
	return apply(call, id, &before, &space, &after,
	    look == RULE_DOMAIN_FOUND ? NULL : sentence);
}
