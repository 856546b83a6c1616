/*
 * One row for every constraint of sql/migration/ that has a name. A test reads
 * the migrations and fails when one is missing here.
 */
#include "db/constraint.h"

#include <string.h>

#include "base/str.h"

#include "base/banned.h"

/* What only a mistake of the program can violate. */
#define NEVER .err = ERR_INTERNAL

static const struct constraint {
	const char *name;
	const char *columns; /* how SQLite tells of a unique one */
	enum err err;
	const char *pointer, *code; /* of an entry of "errors" */
	const char *detail;
} table[] = {
	{ "users_id_pk", "users.id", NEVER },
	{ "users_email_key", "users.email_key", ERR_CONFLICT,
	    .detail = "The address belongs to another account" },
	{ "users_role_check", NULL, NEVER },
	{ "session_id_pk", "session.id", NEVER },
	{ "session_user_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "verification_id_pk", "verification.id", NEVER },
	{ "verification_user_id_fk", NULL, ERR_NOT_FOUND,
	    .detail = "The account does not exist any more" },
	{ "verification_purpose_check", NULL, NEVER },
	{ "login_failure_id_pk", "login_failure.id", NEVER },
	{ "idempotency_key_pk",
	    "idempotency.principal, idempotency.request_key",
	    ERR_IDEMPOTENCY_IN_FLIGHT,
	    .detail = "The first request with this key is still running" },
	{ "category_id_pk", "category.id", NEVER },
	{ "category_name_key", "category.name", ERR_VALIDATION_FAILED, "/name",
	    "taken", "There is a category of this name" },
	{ "event_id_pk", "event.id", NEVER },
	{ "event_organizer_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "event_visibility_check", NULL, NEVER },
	{ "event_status_check", NULL, NEVER },
	{ "event_end_time_check", NULL, ERR_END_BEFORE_START, "/end_time",
	    "end_before_start", "The end is not after the start" },
	{ "event_category_event_id_fk", NULL, ERR_NOT_FOUND,
	    .detail = "The event does not exist any more" },
	{ "event_category_category_id_fk", NULL, ERR_VALIDATION_FAILED,
	    "/category_ids", "unknown", "There is no such category" },
	{ "event_category_pk",
	    "event_category.category_id, event_category.event_id",
	    ERR_VALIDATION_FAILED, "/category_ids", "repeated",
	    "A category is there twice" },
	{ "event_taken_check", NULL, ERR_CAPACITY_BELOW_TAKEN, "/capacity",
	    "below_taken", "More spots are taken than that" },
	{ "event_waiting_check", NULL, NEVER },
	{ "rsvp_event_id_fk", NULL, ERR_NOT_FOUND,
	    .detail = "The event does not exist any more" },
	{ "rsvp_user_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "rsvp_status_check", NULL, NEVER },
	{ "rsvp_party_size_check", NULL, ERR_VALIDATION_FAILED, "/party_size",
	    "minimum", "At least one person comes" },
	/* two first answers at once: the second finds the first's row */
	{ "rsvp_event_id_user_id_pk", "rsvp.event_id, rsvp.user_id", ERR_RETRY,
	    .detail = "The same answer was given twice at once" },
	{ "rsvp_queued_at_check", NULL, NEVER },
	{ "job_id_pk", "job.id", NEVER },
	{ "job_state_check", NULL, NEVER },
	{ "job_max_attempts_check", NULL, NEVER },
	{ "job_lease_check", NULL, NEVER },
	{ "job_finished_at_check", NULL, NEVER },
	{ "job_dedupe_key_key", "job.dedupe_key", ERR_CONFLICT,
	    .detail = "An unfinished job has the same purpose" },
	{ "event_search_event_id_pk", "event_search.event_id", NEVER },
	{ "event_search_event_id_fk", NULL, ERR_NOT_FOUND,
	    .detail = "The event does not exist any more" },
	{ "event_search_row_event_id_key", "event_search_row.event_id", NEVER },
	{ "event_search_row_event_id_fk", NULL, ERR_NOT_FOUND,
	    .detail = "The event does not exist any more" },
	/* SQLite does not name foreign keys */
	{ "FOREIGN KEY constraint failed", NULL, ERR_NOT_FOUND,
	    .detail = "Something that this refers to does not exist" },
};

static const struct constraint *
find(const char *name)
{
	for (size_t i = 0; i < N_OF(table); i++)
		if (str_eq(table[i].name, name) ||
		    (table[i].columns && str_eq(table[i].columns, name)))
			return &table[i];
	return NULL;
}

enum err
db_constraint_fault(struct fault *f, const char *name)
{
	const struct constraint *c = find(name);

	if (!c || c->err == ERR_INTERNAL)
		return fault_internal(
		    f, ERR_INTERNAL, "the constraint %s was violated", name);
	if (c->pointer)
		fault_item(f, c->err, c->pointer, c->code, "%s", c->detail);
	return fault(f, c->err, "%s", c->detail);
}
