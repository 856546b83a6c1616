/*
 * One row for each constraint that a client can violate; a test holds the names
 * against the migrations. What has no row only a mistake of the program can
 * violate.
 */
#include "db/constraint.h"

#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static const struct constraint {
	const char *name;
	const char *columns; /* how SQLite tells of a unique one */
	enum err err;
	const char *pointer, *code; /* of an entry of "errors" */
	const char *detail;
} table[] = {
	{ "users_email_key", "users.email_key", ERR_CONFLICT,
	    .detail = "The address belongs to another account" },
	{ "session_user_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "factor_user_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "email_change_user_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "recovery_code_user_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "account_user_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "oauth_flow_user_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "oauth_flow_provider_id_fk", NULL, ERR_NOT_FOUND,
	    .detail = "The provider does not exist any more" },
	{ "auth_ticket_user_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "api_token_user_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "known_device_user_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "account_invite_invited_by_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "factor_credential_id_key", "factor.credential_id",
	    ERR_INVALID_TRANSITION,
	    .detail = "The passkey is somebody's already" },
	{ "verification_user_id_fk", NULL, ERR_NOT_FOUND,
	    .detail = "The account does not exist any more" },
	{ "idempotency_key_pk",
	    "idempotency.principal, idempotency.request_key",
	    ERR_IDEMPOTENCY_IN_FLIGHT,
	    .detail = "The first request with this key is still running" },
	{ "category_name_key", "category.name", ERR_VALIDATION_FAILED, "/name",
	    "taken", "There is a category of this name" },
	{ "event_organizer_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
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
	{ "rsvp_event_id_fk", NULL, ERR_NOT_FOUND,
	    .detail = "The event does not exist any more" },
	{ "rsvp_user_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "rsvp_party_size_check", NULL, ERR_VALIDATION_FAILED, "/party_size",
	    "minimum", "At least one person comes" },
	/* two first RSVPs at once: the second finds the first's row */
	{ "rsvp_event_id_user_id_pk", "rsvp.event_id, rsvp.user_id", ERR_RETRY,
	    .detail = "The same answer was given twice at once" },
	{ "spark_category_id_fk", NULL, ERR_VALIDATION_FAILED, "/category_id",
	    "unknown", "There is no such category" },
	/* two who join at once for the same person: the second finds the first
	 */
	{ "spark_participant_spark_id_user_id_pk",
	    "spark_participant.spark_id, spark_participant.user_id", ERR_RETRY,
	    .detail = "The same person joined twice at once" },
	{ "poll_option_poll_id_start_time_key",
	    "poll_option.poll_id, poll_option.start_time",
	    ERR_VALIDATION_FAILED, "/options", "repeated",
	    "Two times begin at the same time" },
	{ "ui_config_app_version_patch_id_location_key",
	    "ui_config.app_version, ui_config.patch_id, ui_config.location",
	    ERR_VALIDATION_FAILED, "/app_version", "taken",
	    "There is a row of this version, patch and place" },
	{ "member_proof_key_key", "member.proof_key, member.space_id",
	    ERR_ALREADY_MEMBER,
	    .detail = "The address has let in another account" },
	{ "space_domain_pk", "space_domain.space_id, space_domain.name",
	    ERR_VALIDATION_FAILED, "/name", "taken",
	    "The cluster has this domain already" },
	{ "feedback_event_id_user_id_pk", "feedback.event_id, feedback.user_id",
	    ERR_FEEDBACK_EXISTS,
	    .detail = "Change what you have said instead" },
	{ "feedback_event_id_fk", NULL, ERR_NOT_FOUND,
	    .detail = "The event does not exist any more" },
	{ "feedback_user_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "file_event_id_fk", NULL, ERR_NOT_FOUND,
	    .detail = "The event does not exist any more" },
	{ "file_uploaded_by_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "space_slug_key", "space.slug", ERR_VALIDATION_FAILED, "/slug",
	    "taken", "Another cluster has this slug" },
	{ "space_slug_skeleton_key", "space.slug_skeleton",
	    ERR_VALIDATION_FAILED, "/slug", "taken",
	    "Another cluster has a slug that looks like this one" },
	{ "space_owner_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "space_cluster_id_fk", NULL, ERR_NOT_FOUND,
	    .detail = "The cluster does not exist any more" },
	{ "space_member_count_check", NULL, ERR_RETRY,
	    .detail = "The space changed meanwhile" },
	{ "member_user_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "member_pk", "member.space_id, member.user_id", ERR_ALREADY_MEMBER,
	    .detail = "They are a member already" },
	{ "role_name_key", "role.space_id, role.name", ERR_VALIDATION_FAILED,
	    "/name", "taken", "There is a role of this name" },
	{ "ban_user_id_fk", NULL, ERR_NOT_FOUND,
	    .detail = "There is no such user" },
	{ "ban_by_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "invite_by_id_fk", NULL, ERR_NOT_AUTHENTICATED,
	    .detail = "The account does not exist any more" },
	{ "invite_user_id_fk", NULL, ERR_VALIDATION_FAILED, "/user_ids",
	    "unknown", "There is no such user" },
	{ "block_user_id_fk", NULL, ERR_NOT_FOUND,
	    .detail = "There is no such user" },
	{ "block_other_id_fk", NULL, ERR_NOT_FOUND,
	    .detail = "There is no such user" },
	{ "job_dedupe_key_key", "job.dedupe_key", ERR_CONFLICT,
	    .detail = "An unfinished job has the same purpose" },
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

	if (!c)
		return fault_internal(
		    f, ERR_INTERNAL, "the constraint %s was violated", name);
	if (c->pointer)
		fault_item(f, c->err, c->pointer, c->code, "%s", c->detail);
	return fault(f, c->err, "%s", c->detail);
}
