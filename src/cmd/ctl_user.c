/*
 * hearthctl user: accounts, as an operator needs them. Rules and mails are
 * those of the API; only who may do it differs.
 */

#include <string.h>
#include <sysexits.h>

#include "app/account.h"
#include "app/erasure.h"
#include "app/suspension.h"
#include "app/verification.h"
#include "base/clock.h"
#include "base/str.h"
#include "check/format.h"
#include "cmd/ctl_user_export.h"
#include "cmd/ctl_user_find.h"
#include "cmd/ctl_user_password.h"
#include "generated/query/erasure.h"
#include "generated/query/session.h"
#include "generated/query/user.h"
#include "rule/words.h"

#include "base/banned.h"

/* Places in the option tables. */
enum { FIRST_NAME, LAST_NAME, ROLE, VERIFIED, IF_MISSING, IF_NONE, ADD_STDIN };
enum { Q, LIST_ROLE, LIST_HASH, LIMIT, LIST_JSON };
enum { SHOW_JSON };
enum { DELETE_YES };

enum { NAME_MAX_LEN = 100, LIST_DEFAULT = 50, LIST_MAX = 10000 };

/* 0 for a text that is no role, after saying so. */
static enum user_role
read_role(struct ctl *ctl, const char *text)
{
	enum user_role role = (enum user_role)word_find(
	    &user_role_words, text, strlen(text));

	if (!role)
		ctl_complain(ctl, 0,
		    "'%s' is no role: attendee, organizer or admin", text);
	return role;
}

/*
 * add
 */

struct addressee {
	struct user_id id;
	const char *email;
};

static enum err
send_verification(struct ctl *ctl, void *ctx)
{
	const struct addressee *to = ctx;
	struct call call = ctl_call(ctl);

	return app_verification_send(
	    &call, to->id, to->email, APP_VERIFICATION_EMAIL);
}

static bool
is_person_name(const char *name)
{
	return name && str_is_utf8(name, strlen(name)) &&
	       str_utf8_len(name) <= NAME_MAX_LEN &&
	       check_format_is(CHECK_NAME, name);
}

/* 0 when what the operator wrote can become a user. */
static int
check_add(struct ctl *ctl, const struct ctl_args *args, const char *email)
{
	if (!args->options[FIRST_NAME] || !args->options[LAST_NAME])
		return ctl_complain(
		    ctl, EX_USAGE, "--first-name and --last-name are needed");
	if (!is_person_name(args->options[FIRST_NAME]) ||
	    !is_person_name(args->options[LAST_NAME]))
		return ctl_complain(ctl, EX_DATAERR,
		    "a name must be UTF-8, not too long, and %s",
		    check_format_wants(CHECK_NAME));
	if (!check_format_is(CHECK_EMAIL, email))
		return ctl_complain(
		    ctl, EX_DATAERR, "'%s' is not an e-mail address", email);
	return 0;
}

static int
print_id(struct ctl *ctl, struct user_id id)
{
	char text[UUID_TEXT_SIZE];

	uuid_format(id.v, text);
	fprintf(ctl->out, "%s\n", text);
	return 0;
}

/* The account stays when only the mail fails: it can be verified by hand. */
static int
add_account(struct ctl *ctl, const struct app_account *account)
{
	struct call call = ctl_call(ctl);
	struct user_id id;
	enum err err = app_account_add(&call, account, &id);

	if (err)
		db_rollback(ctl->db);
	else if (!account->is_verified)
		err = ctl_transaction(ctl, send_verification,
		    &(struct addressee){ id, account->email });
	return err ? ctl_result(ctl, err) : print_id(ctl, id);
}

/* What somebody who is there shall be. */
struct present {
	const char *who;
	enum user_role role; /* 0: stays */
	bool is_verified;    /* false: stays */
	struct user_id id;
};

static enum err
set_present(struct ctl *ctl, void *ctx)
{
	struct present *present = ctx;
	struct call call = ctl_call(ctl);
	struct q_operator_user_row user;
	int64_t n;
	enum err err = ctl_user_find(ctl, present->who, &user);

	present->id = user.id;
	if (!err && present->role)
		err = q_operator_user_set_role(ctl->db, .id = user.id,
		    .role = present->role, .now = call.now_us, NULL);
	if (!err && present->is_verified)
		err = app_account_set_verified(&call, user.id, &n);
	return err;
}

static int
add_if_missing(struct ctl *ctl, const struct ctl_args *args,
    struct app_account *account, bool *is_there)
{
	struct present present = { .who = account->email,
		.role = args->options[ROLE] ? account->role : 0,
		.is_verified = account->is_verified };
	enum err err = ctl_transaction(ctl, set_present, &present);

	*is_there = err != ERR_NOT_FOUND;
	if (!*is_there)
		return 0;
	return err ? ctl_result(ctl, err) : print_id(ctl, present.id);
}

static int
find_admin(struct ctl *ctl, bool *is_there)
{
	struct q_operator_admin_is_there_row row = { 0 };
	enum err err = q_operator_admin_is_there(ctl->db, &row);

	*is_there = row.is_there;
	return ctl_result(ctl, err);
}

static int
add_with_password(
    struct ctl *ctl, const struct ctl_args *args, struct app_account *account)
{
	char password[CTL_PASSWORD_SIZE] = "";
	struct rule_password_owner owner = { .email = account->email,
		.first_name = account->first_name,
		.last_name = account->last_name };
	int status = ctl_user_password_read(
	    ctl, args->options[ADD_STDIN] != NULL, &owner, password);

	account->password = password;
	if (!status)
		status = add_account(ctl, account);
	explicit_bzero(password, sizeof(password));
	return status;
}

static int
user_add(struct ctl *ctl, const struct ctl_args *args)
{
	struct app_account account = {
		.email = check_format_read(
		    CHECK_EMAIL, &ctl->arena, args->operands[0]),
		.first_name = args->options[FIRST_NAME],
		.last_name = args->options[LAST_NAME],
		.role = args->options[ROLE]
			    ? read_role(ctl, args->options[ROLE])
			    : USER_ROLE_ATTENDEE,
		.is_verified = args->options[VERIFIED] != NULL,
	};
	bool is_there = false;
	int status = account.role ? check_add(ctl, args, account.email)
				  : EX_USAGE;

	if (!status && args->options[IF_NONE] &&
	    account.role != USER_ROLE_ADMIN)
		status = ctl_complain(
		    ctl, EX_USAGE, "--if-none needs --role admin");
	if (!status)
		status = ctl_open(ctl, 0);
	if (!status && args->options[IF_NONE])
		status = find_admin(ctl, &is_there);
	if (!status && !is_there && args->options[IF_MISSING])
		status = add_if_missing(ctl, args, &account, &is_there);
	if (!status && !is_there)
		status = add_with_password(ctl, args, &account);
	return status;
}

/*
 * list
 */

static int
user_list(struct ctl *ctl, const struct ctl_args *args)
{
	const char *role = args->options[LIST_ROLE], *q = args->options[Q];
	struct ctl_shown shown = { .q = q,
		.limit = LIST_DEFAULT,
		.names = "id email first_name last_name role is_verified "
			 "is_suspended created_at",
		.json = args->options[LIST_JSON] != NULL };
	enum user_role only = role ? read_role(ctl, role) : 0;
	const char *hash = args->options[LIST_HASH];
	int status = role && !only ? EX_USAGE : 0;

	if (hash && !str_eq(hash, "bcrypt") && !str_eq(hash, "argon2id"))
		return ctl_complain(
		    ctl, EX_USAGE, "'%s' is neither bcrypt nor argon2id", hash);
	if (!status)
		status = ctl_read_limit(
		    ctl, args->options[LIMIT], LIST_MAX, &shown.limit);
	if (!status)
		status = ctl_open(ctl, 0);
	if (status)
		return status;
	return ctl_result(
	    ctl, ctl_print_list(ctl,
		     Q_operator_user_list(.role = only, .hash = hash,
			 .limit = q ? INT64_MAX : shown.limit),
		     &shown));
}

/*
 * show
 */

static int
user_show(struct ctl *ctl, const struct ctl_args *args)
{
	struct q_operator_user_row user;
	int status = ctl_user_open(ctl, args->operands[0], &user);

	if (status)
		return status;
	return ctl_result(
	    ctl, ctl_print_one(ctl,
		     Q_operator_user(.id = user.id, .email_key = NULL,
			 .now = clock_now_us()),
		     args->options[SHOW_JSON] != NULL));
}

/*
 * Changes of one user, each in one transaction.
 */

struct change {
	const char *who;
	/* Does it; *n is 0 when it was so before. */
	enum err (*run)(struct call *call, struct user_id id, int64_t *n);
	const char *done, *same;
	unsigned needs; /* of ctl_open */
	int64_t n;
	struct user_id id; /* who that is */
};

static enum err
run_verify(struct call *call, struct user_id id, int64_t *n)
{
	return app_account_set_verified(call, id, n);
}

static enum err
change_user(struct ctl *ctl, void *ctx)
{
	struct change *change = ctx;
	struct call call = ctl_call(ctl);
	struct q_operator_user_row user;
	enum err err = ctl_user_find(ctl, change->who, &user);

	if (err)
		return err;
	change->id = user.id;
	return change->run(&call, user.id, &change->n);
}

static int
apply(struct ctl *ctl, struct change *change)
{
	int status = ctl_open(ctl, change->needs);

	if (!status)
		status = ctl_result(
		    ctl, ctl_transaction(ctl, change_user, change));
	if (!status)
		fprintf(
		    ctl->out, "%s\n", change->n ? change->done : change->same);
	return status;
}

struct follow {
	struct user_id id;
	bool is_done;
};

static enum err
follow_once(struct ctl *ctl, void *ctx)
{
	struct follow *follow = ctx;
	struct call call = ctl_call(ctl);

	return app_suspension_follow(&call, follow->id, &follow->is_done);
}

/* The change, and at once what the worker would do after it. */
static int
apply_suspension(struct ctl *ctl, struct change *change)
{
	struct follow follow = { .is_done = false };
	int status = apply(ctl, change);

	follow.id = change->id;
	while (!status && !follow.is_done)
		status = ctl_result(
		    ctl, ctl_transaction(ctl, follow_once, &follow));
	return status;
}

static enum err
run_erase(struct call *call, struct user_id id, int64_t *n)
{
	*n = 1;
	return app_erasure_ask(call, id, call->now_us);
}

static enum err
erase_once(struct ctl *ctl, void *ctx)
{
	struct follow *follow = ctx;
	struct call call = ctl_call(ctl);

	return app_erasure_step(&call, follow->id, &follow->is_done);
}

/* All steps are done; the last one waits while they may be paying. */
static int
say_erased(struct ctl *ctl, struct user_id id)
{
	struct q_erasure_get_row row;
	enum err err = q_erasure_get(ctl->db, .id = id, &row);

	if (err && err != ERR_NOT_FOUND)
		return ctl_result(ctl, err);
	fprintf(ctl->out, "%s\n",
	    err ? "erased"
		: "not erased yet: the worker does it when it is known what "
		  "has become of where they may pay, within a week");
	return 0;
}

static int
user_delete(struct ctl *ctl, const struct ctl_args *args)
{
	struct change change = { .who = args->operands[0],
		.run = run_erase,
		.done = "out, and being erased",
		.same = "",
		.needs = CONF_NEED_SECRET };
	struct follow follow = { .is_done = false };
	int status = ctl_confirm(ctl, args->options[DELETE_YES] != NULL,
	    "Whoever is erased cannot be brought back.");

	if (!status)
		status = apply(ctl, &change);
	follow.id = change.id;
	while (!status && !follow.is_done)
		status = ctl_result(
		    ctl, ctl_transaction(ctl, erase_once, &follow));
	return status ? status : say_erased(ctl, follow.id);
}

static int
user_suspend(struct ctl *ctl, const struct ctl_args *args)
{
	return apply_suspension(
	    ctl, &(struct change){ .who = args->operands[0],
		     .run = app_suspension_begin,
		     .done = "suspended; all sessions have ended",
		     .same = "was suspended already" });
}

static int
user_restore(struct ctl *ctl, const struct ctl_args *args)
{
	return apply_suspension(ctl, &(struct change){ .who = args->operands[0],
					 .run = app_suspension_end,
					 .done = "restored",
					 .same = "was not suspended" });
}

static int
user_verify(struct ctl *ctl, const struct ctl_args *args)
{
	return apply(ctl, &(struct change){ .who = args->operands[0],
			      .run = run_verify,
			      .done = "the address counts as proved",
			      .same = "the address was proved already" });
}

static int
user_role(struct ctl *ctl, const struct ctl_args *args)
{
	struct present present = { .who = args->operands[0],
		.role = read_role(ctl, args->operands[1]) };
	int status = present.role ? ctl_open(ctl, 0) : EX_USAGE;

	if (!status)
		status = ctl_result(
		    ctl, ctl_transaction(ctl, set_present, &present));
	if (!status)
		fprintf(ctl->out, "the role is %s\n", args->operands[1]);
	return status;
}

static const struct ctl_option add_options[] = {
	[FIRST_NAME] = { "--first-name", "NAME", "needed" },
	[LAST_NAME] = { "--last-name", "NAME", "needed" },
	[ROLE] = { "--role", "ROLE",
	    "attendee (the default), organizer or admin" },
	[VERIFIED] = { "--verified", NULL,
	    "the address counts as proved; send no mail" },
	[IF_MISSING] = { "--if-missing", NULL,
	    "a user who is there only gets --role and --verified" },
	[IF_NONE] = { "--if-none", NULL,
	    "only if nobody is admin; with --role admin" },
	[ADD_STDIN] = { "--password-stdin", NULL,
	    "read the password from standard input" },
	{ 0 }
};

static const struct ctl_option list_options[] = {
	[Q] = { "--q", "TEXT",
	    "only whose address or names have TEXT in them" },
	[LIST_ROLE] = { "--role", "ROLE", "only these" },
	[LIST_HASH] = { "--hash", "KIND",
	    "only whose password is kept as bcrypt, or as argon2id" },
	[LIMIT] = { "--limit", "N", "at most N (50), the newest first" },
	[LIST_JSON] = { "--json", NULL, "print a JSON array" },
	{ 0 }
};

static const struct ctl_option show_options[] = {
	[SHOW_JSON] = { "--json", NULL, "print a JSON object" }, { 0 }
};

static const struct ctl_option delete_options[] = {
	[DELETE_YES] = { "--yes", NULL, "do not ask" }, { 0 }
};

const struct ctl_command ctl_user_commands[] = {
	{ .name = "add",
	    .operands = "EMAIL",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Add a user and print the id.",
	    .options = add_options,
	    .run = user_add },
	{ .name = "list",
	    .help = "List users, the newest first.",
	    .options = list_options,
	    .run = user_list },
	{ .name = "show",
	    .operands = "EMAIL|ID",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Show one user.",
	    .options = show_options,
	    .run = user_show },
	{ .name = "role",
	    .operands = "EMAIL|ID ROLE",
	    .n_min = 2,
	    .n_max = 2,
	    .help = "Make a user an attendee, organizer or admin.",
	    .run = user_role },
	{ .name = "suspend",
	    .operands = "EMAIL|ID",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Keep a user out; ends all their sessions.",
	    .run = user_suspend },
	{ .name = "restore",
	    .operands = "EMAIL|ID",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Let a suspended user in again.",
	    .run = user_restore },
	{ .name = "delete",
	    .operands = "EMAIL|ID",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Erase a user, with all that is theirs alone.",
	    .options = delete_options,
	    .run = user_delete },
	{ .name = "export",
	    .operands = "EMAIL|ID",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Print all that there is of a user, as JSON.",
	    .run = ctl_user_export },
	{ .name = "password",
	    .operands = "EMAIL|ID",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Set a new password; ends all sessions of the user.",
	    .options = ctl_user_password_options,
	    .run = ctl_user_password },
	{ .name = "verify",
	    .operands = "EMAIL|ID",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Count the address of a user as proved.",
	    .run = user_verify },
	{ 0 }
};
