/*
 * hearthctl user: accounts, as an operator needs them. Rules and mails are
 * those of the API; only who may do it differs.
 */
#include "cmd/ctl.h"

#include <string.h>
#include <sysexits.h>

#include "app/call.h"
#include "app/mail.h"
#include "base/clock.h"
#include "base/str.h"
#include "check/format.h"
#include "crypt/password.h"
#include "generated/query.h"
#include "rule/password.h"
#include "rule/words.h"

#include "base/banned.h"

/* Places in the option tables. */
enum { FIRST_NAME, LAST_NAME, ROLE, VERIFIED, ADD_STDIN };
enum { SHOW_JSON };
enum { PASSWORD_STDIN };

enum { NAME_MAX_LEN = 100 };

static struct call
make_call(struct ctl *ctl)
{
	return (struct call){ .db = ctl->db, .arena = &ctl->arena,
		.fault = &ctl->fault, .conf = &ctl->conf, .keys = ctl->keys,
		.now_us = clock_now_us() };
}

/* The call that finds a user by what the operator wrote: an id or an address.
 * The inputs live in the arena. */
static struct db_call
user_call(struct ctl *ctl, const char *who)
{
	struct q_operator_user_in *in = arena_new(&ctl->arena,
	    struct q_operator_user_in);

	in->now = clock_now_us();
	if (!uuid_parse(who, &in->id.v))
		in->email_key = rule_email_key(&ctl->arena, who);
	return (struct db_call){ &q_operator_user_query, in };
}

static enum err
find_user(struct ctl *ctl, const char *who, struct q_operator_user_row *user)
{
	enum err err = db_one(ctl->db, user_call(ctl, who), user);

	return err == ERR_NOT_FOUND
		   ? fault(&ctl->fault, err, "no user '%s'", who)
		   : err;
}

/*
 * add
 */

struct new_user {
	struct q_user_add_in in;
	bool send_mail;
};

static enum err
add_user(struct ctl *ctl, void *ctx)
{
	struct new_user *new = ctx;
	int64_t changed;
	enum err err;

	err = q_user_add(ctl->db, &new->in, &changed);
	if (!err && !changed)
		return fault(&ctl->fault, ERR_CONFLICT,
		    "the address %s is taken", new->in.email);
	return err;
}

static bool
is_person_name(const char *name)
{
	return name && str_is_utf8(name, strlen(name)) &&
	    str_utf8_len(name) <= NAME_MAX_LEN && name[strspn(name, " \t")];
}

static bool
is_role(const char *role)
{
	return str_eq(role, "attendee") || str_eq(role, "organizer") ||
	    str_eq(role, "admin");
}

/* 0 when what the operator wrote can become a user. */
static int
check_add(struct ctl *ctl, const struct ctl_args *args)
{
	const char *role = args->options[ROLE];

	if (!args->options[FIRST_NAME] || !args->options[LAST_NAME])
		return ctl_complain(ctl, EX_USAGE,
		    "--first-name and --last-name are needed");
	if (role && !is_role(role))
		return ctl_complain(ctl, EX_USAGE, "'%s' is no role: "
		    "attendee, organizer or admin", role);
	if (!is_person_name(args->options[FIRST_NAME]) ||
	    !is_person_name(args->options[LAST_NAME]))
		return ctl_complain(ctl, EX_DATAERR,
		    "a name is empty, too long or not UTF-8");
	if (!check_format_is(CHECK_EMAIL, args->operands[0]))
		return ctl_complain(ctl, EX_DATAERR,
		    "'%s' is not an e-mail address", args->operands[0]);
	return 0;
}

/* Reads a password, checks it for its owner and hashes it; the text is wiped
 * before the return. */
static int
read_hash(struct ctl *ctl, bool from_stdin,
    const struct rule_password_owner *owner, char hash[CRYPT_HASH_SIZE])
{
	char password[CTL_PASSWORD_SIZE];
	int status = ctl_password_read(ctl, from_stdin, password);

	if (!status)
		status = ctl_result(ctl, rule_password_check(password, owner,
		    "/password", &ctl->fault));
	if (!status)
		crypt_password_hash(password, hash);
	explicit_bzero(password, sizeof(password));
	return status;
}

static int
user_add(struct ctl *ctl, const struct ctl_args *args)
{
	const char *email = args->operands[0];
	char hash[CRYPT_HASH_SIZE], id[UUID_TEXT_SIZE];
	struct new_user new;
	int status;

	status = check_add(ctl, args);
	if (!status)
		status = ctl_open(ctl, CONF_NEED_SECRET, true);
	if (!status)
		status = read_hash(ctl, args->options[ADD_STDIN] != NULL,
		    &(struct rule_password_owner){ .email = email,
			.first_name = args->options[FIRST_NAME],
			.last_name = args->options[LAST_NAME] }, hash);
	if (status)
		return status;
	new = (struct new_user){ .in = {
		.id = { uuid_new() },
		.email = email,
		.email_key = rule_email_key(&ctl->arena, email),
		.password_hash = hash,
		.is_verified = args->options[VERIFIED] != NULL,
		.first_name = args->options[FIRST_NAME],
		.last_name = args->options[LAST_NAME],
		.role = args->options[ROLE] ? args->options[ROLE]
					    : "attendee",
		.now = clock_now_us() } };
	status = ctl_result(ctl, ctl_transaction(ctl, add_user, &new));
	if (status)
		return status;
	uuid_format(new.in.id.v, id);
	fprintf(ctl->out, "%s\n", id);
	return 0;
}

/*
 * show
 */

static int
user_show(struct ctl *ctl, const struct ctl_args *args)
{
	struct q_operator_user_row user;
	int status = ctl_open(ctl, 0, true);

	if (!status)
		status = ctl_result(ctl, find_user(ctl, args->operands[0],
		    &user));
	if (status)
		return status;
	return ctl_result(ctl, ctl_print_one(ctl,
	    user_call(ctl, args->operands[0]),
	    args->options[SHOW_JSON] != NULL));
}

/*
 * Changes of one user, each in one transaction.
 */

struct change {
	const char *who, *hash;
	/* Does it; *changed false: it was so before. */
	enum err (*run)(struct call *call, const struct change *change,
	    struct user_id id, bool *changed);
	const char *done, *same;
	bool changed;
};

static enum err
end_sessions(struct call *call, struct user_id id)
{
	return q_session_end_others(call->db,
	    &(struct q_session_end_others_in){ .user = id,
		.now = call->now_us }, NULL);
}

static enum err
run_suspend(struct call *call, const struct change *change, struct user_id id,
    bool *changed)
{
	int64_t n;
	enum err err = q_operator_user_suspend(call->db,
	    &(struct q_operator_user_suspend_in){ .id = id,
		.now = call->now_us }, &n);

	(void)change;
	if (err)
		return err;
	*changed = n > 0;
	return end_sessions(call, id);
}

static enum err
run_restore(struct call *call, const struct change *change, struct user_id id,
    bool *changed)
{
	int64_t n = 0;
	enum err err = q_operator_user_restore(call->db,
	    &(struct q_operator_user_restore_in){ .id = id,
		.now = call->now_us }, &n);

	(void)change;
	*changed = n > 0;
	return err;
}

static enum err
run_verify(struct call *call, const struct change *change, struct user_id id,
    bool *changed)
{
	int64_t n = 0;
	enum err err = q_user_set_verified(call->db,
	    &(struct q_user_set_verified_in){ .id = id,
		.now = call->now_us }, &n);

	(void)change;
	*changed = n > 0;
	return err;
}

static enum err
run_password(struct call *call, const struct change *change,
    struct user_id id, bool *changed)
{
	enum err err = q_user_set_password(call->db,
	    &(struct q_user_set_password_in){ .id = id,
		.password_hash = change->hash, .now = call->now_us }, NULL);

	if (err)
		return err;
	*changed = true;
	err = end_sessions(call, id);
	if (err)
		return err;
	return app_mail_account(call, APP_MAIL_PASSWORD_CHANGED, id);
}

static enum err
change_user(struct ctl *ctl, void *ctx)
{
	struct change *change = ctx;
	struct call call = make_call(ctl);
	struct q_operator_user_row user;
	enum err err = find_user(ctl, change->who, &user);

	if (err)
		return err;
	return change->run(&call, change, user.id, &change->changed);
}

/* The database is open. */
static int
apply(struct ctl *ctl, struct change *change)
{
	int status = ctl_result(ctl, ctl_transaction(ctl, change_user,
	    change));

	if (!status)
		fprintf(ctl->out, "%s\n", change->changed ? change->done
							 : change->same);
	return status;
}

static int
open_and_apply(struct ctl *ctl, struct change *change)
{
	int status = ctl_open(ctl, 0, true);

	return status ? status : apply(ctl, change);
}

static int
user_suspend(struct ctl *ctl, const struct ctl_args *args)
{
	return open_and_apply(ctl, &(struct change){
	    .who = args->operands[0], .run = run_suspend,
	    .done = "suspended; all sessions have ended",
	    .same = "was suspended already" });
}

static int
user_restore(struct ctl *ctl, const struct ctl_args *args)
{
	return open_and_apply(ctl, &(struct change){
	    .who = args->operands[0], .run = run_restore,
	    .done = "restored", .same = "was not suspended" });
}

static int
user_verify(struct ctl *ctl, const struct ctl_args *args)
{
	return open_and_apply(ctl, &(struct change){
	    .who = args->operands[0], .run = run_verify,
	    .done = "the address counts as proved",
	    .same = "the address was proved already" });
}

static int
user_password(struct ctl *ctl, const struct ctl_args *args)
{
	char hash[CRYPT_HASH_SIZE];
	struct q_operator_user_row user;
	struct rule_password_owner owner;
	int status = ctl_open(ctl, 0, true);

	if (!status)
		status = ctl_result(ctl, find_user(ctl, args->operands[0],
		    &user));
	if (status)
		return status;
	owner = (struct rule_password_owner){ .email = user.email,
		.first_name = user.first_name, .last_name = user.last_name };
	status = read_hash(ctl, args->options[PASSWORD_STDIN] != NULL, &owner,
	    hash);
	if (status)
		return status;
	return apply(ctl, &(struct change){ .who = args->operands[0],
	    .hash = hash, .run = run_password,
	    .done = "the password is set; all sessions have ended" });
}

static const struct ctl_option add_options[] = {
	[FIRST_NAME] = { "--first-name", "NAME", "needed" },
	[LAST_NAME] = { "--last-name", "NAME", "needed" },
	[ROLE] = { "--role", "ROLE",
	    "attendee (the default), organizer or admin" },
	[VERIFIED] = { "--verified", NULL,
	    "the address counts as proved; send no mail" },
	[ADD_STDIN] = { "--password-stdin", NULL,
	    "read the password from standard input" },
	{ 0 }
};

static const struct ctl_option show_options[] = {
	[SHOW_JSON] = { "--json", NULL, "print a JSON object" },
	{ 0 }
};

static const struct ctl_option password_options[] = {
	[PASSWORD_STDIN] = { "--password-stdin", NULL,
	    "read the password from standard input" },
	{ 0 }
};

const struct ctl_command ctl_user_commands[] = {
	{ .name = "add", .operands = "EMAIL", .n_min = 1, .n_max = 1,
	    .help = "Add a user and print the id.",
	    .options = add_options,
	    .run = user_add },
	{ .name = "show", .operands = "EMAIL|ID", .n_min = 1, .n_max = 1,
	    .help = "Show one user.",
	    .options = show_options,
	    .run = user_show },
	{ .name = "suspend", .operands = "EMAIL|ID", .n_min = 1, .n_max = 1,
	    .help = "Keep a user out; ends all their sessions.",
	    .run = user_suspend },
	{ .name = "restore", .operands = "EMAIL|ID", .n_min = 1, .n_max = 1,
	    .help = "Let a suspended user in again.",
	    .run = user_restore },
	{ .name = "password", .operands = "EMAIL|ID", .n_min = 1, .n_max = 1,
	    .help = "Set a new password; ends all sessions of the user.",
	    .options = password_options,
	    .run = user_password },
	{ .name = "verify", .operands = "EMAIL|ID", .n_min = 1, .n_max = 1,
	    .help = "Count the address of a user as proved.",
	    .run = user_verify },
	{ 0 }
};
