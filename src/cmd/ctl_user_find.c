/*
 * Whom a command is about.
 */
#include "cmd/ctl_user_find.h"

#include "base/clock.h"
#include "rule/words.h"

#include "base/banned.h"

enum err
ctl_user_find(
    struct ctl *ctl, const char *who, struct q_operator_user_row *user)
{
	struct user_id id = { 0 };
	const char *email_key = uuid_parse(who, &id.v)
				    ? NULL
				    : rule_email_key(&ctl->arena, who);
	enum err err = q_operator_user(ctl->db, .id = id,
	    .email_key = email_key, .now = clock_now_us(), user);

	return err == ERR_NOT_FOUND
		   ? fault(&ctl->fault, err, "no user '%s'", who)
		   : err;
}

int
ctl_user_open(
    struct ctl *ctl, const char *who, struct q_operator_user_row *user)
{
	int status = ctl_open(ctl, 0);

	return status ? status : ctl_result(ctl, ctl_user_find(ctl, who, user));
}
