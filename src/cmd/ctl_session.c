/*
 * hearthctl session: where people are signed in.
 */
#include "cmd/ctl.h"

#include <sysexits.h>

#include "base/clock.h"
#include "cmd/ctl_user_find.h"
#include "db/page.h"
#include "generated/query/session.h"

#include "base/banned.h"

/* Places in the option tables. */
enum { LIST_JSON };
enum { END_ALL };

enum { SESSIONS_MAX = 10000 };

static int
session_list(struct ctl *ctl, const struct ctl_args *args)
{
	struct session_id none = { 0 };
	struct q_operator_user_row user;
	struct db_list sessions;
	struct db_keys start;
	int status = ctl_user_open(ctl, args->operands[0], &user);

	if (status)
		return status;
	sessions = Q_session_list(.user = user.id, .current = none,
	    .now = clock_now_us());
	start = db_page_start(sessions.query);
	return ctl_result(ctl,
	    ctl_print_list(ctl, db_page_call(sessions, &start, SESSIONS_MAX),
		&(struct ctl_shown){
		    .names = "id last_seen_at created_at expires_at "
			     "ip_address user_agent",
		    .json = args->options[LIST_JSON] != NULL }));
}

struct ending {
	struct user_id user;
	struct session_id session; /* nil: all of them */
	int64_t n;
};

static enum err
end_sessions(struct ctl *ctl, void *ctx)
{
	struct session_id none = { 0 };
	struct ending *ending = ctx;
	int64_t now = clock_now_us();

	return uuid_is_nil(ending->session.v)
		   ? q_session_end_others(ctl->db, .user = ending->user,
			 .kept = none, .now = now, &ending->n)
		   : q_session_end(ctl->db, .id = ending->session,
			 .user = ending->user, .now = now, &ending->n);
}

static int
session_end(struct ctl *ctl, const struct ctl_args *args)
{
	const char *id = args->operands[1];
	struct q_operator_user_row user;
	struct ending ending = { 0 };
	int status;

	if (!id == !args->options[END_ALL])
		return ctl_complain(
		    ctl, EX_USAGE, "either a SESSION or --all is needed");
	if (id && !uuid_parse(id, &ending.session.v))
		return ctl_complain(
		    ctl, EX_USAGE, "'%s' is not the id of a session", id);
	status = ctl_user_open(ctl, args->operands[0], &user);
	if (status)
		return status;
	ending.user = user.id;
	status = ctl_result(ctl, ctl_transaction(ctl, end_sessions, &ending));
	if (!status && id && !ending.n)
		return ctl_complain(
		    ctl, EX_DATAERR, "the user has no such live session");
	if (!status)
		fprintf(ctl->out, "ended: %lld\n", (long long)ending.n);
	return status;
}

static const struct ctl_option list_options[] = {
	[LIST_JSON] = { "--json", NULL, "print a JSON array" }, { 0 }
};

static const struct ctl_option end_options[] = {
	[END_ALL] = { "--all", NULL, "all sessions of the user" }, { 0 }
};

const struct ctl_command ctl_session_commands[] = {
	{ .name = "list",
	    .operands = "EMAIL|ID",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "List the live sessions of a user, the latest used first.",
	    .options = list_options,
	    .run = session_list },
	{ .name = "end",
	    .operands = "EMAIL|ID [SESSION]",
	    .n_min = 1,
	    .n_max = 2,
	    .help = "End one session of a user, or all: its tokens work no "
		    "longer.",
	    .options = end_options,
	    .run = session_end },
	{ 0 }
};
