/*
 * A user's password, as an operator gives it.
 */
#include "cmd/ctl_user_password.h"

#include <string.h>

#include "app/account.h"
#include "app/password.h"
#include "cmd/ctl_user_find.h"

#include "base/banned.h"

/* Places in the option table. */
enum { PASSWORD_STDIN };

int
ctl_user_password_read(struct ctl *ctl, bool from_stdin,
    const struct rule_password_owner *owner, char password[CTL_PASSWORD_SIZE])
{
	int status = ctl_password_read(ctl, from_stdin, password);
	struct call call = ctl_call(ctl);

	return status ? status
		      : ctl_result(ctl, app_password_check(&call, password,
					    owner, "/password"));
}

static enum err
set_password(struct ctl *ctl, struct user_id id, const char *password)
{
	struct call call = ctl_call(ctl);
	enum err err = app_account_set_password(
	    &call, id, NULL, password, (struct session_id){ 0 });

	if (!err)
		err = db_commit(ctl->db);
	if (err)
		db_rollback(ctl->db);
	return err;
}

int
ctl_user_password(struct ctl *ctl, const struct ctl_args *args)
{
	char password[CTL_PASSWORD_SIZE] = "";
	struct q_operator_user_row user;
	int status = ctl_user_open(ctl, args->operands[0], &user);

	if (!status)
		status = ctl_user_password_read(ctl,
		    args->options[PASSWORD_STDIN] != NULL,
		    &(struct rule_password_owner){ .email = user.email,
			.first_name = user.first_name,
			.last_name = user.last_name },
		    password);
	if (!status)
		status = ctl_result(ctl, set_password(ctl, user.id, password));
	explicit_bzero(password, sizeof(password));
	if (!status)
		fprintf(
		    ctl->out, "the password is set; all sessions have ended\n");
	return status;
}

const struct ctl_option ctl_user_password_options[] = {
	[PASSWORD_STDIN] = { "--password-stdin", NULL,
	    "read the password from standard input" },
	{ 0 }
};
