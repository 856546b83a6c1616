#include "app/poll_notice.h"

#include "base/banned.h"

static enum err
tell(struct call *call, enum rule_notice kind, const app_poll_row *poll,
    int64_t time_us, const struct user_id *users, size_t n)
{
	return app_notice(call, &(struct app_notice){ .kind = kind,
				    .users = users,
				    .n_users = n,
				    .poll = { .id = poll->id,
					.title = poll->title,
					.timezone = poll->timezone,
					.time = time_us } });
}

enum err
app_poll_notice_open(struct call *call, const app_poll_row *poll,
    const struct user_id *users, size_t n)
{
	return tell(call, RULE_NOTICE_POLL_OPEN, poll,
	    poll->deadline.set ? poll->deadline.v : 0, users, n);
}

enum err
app_poll_notice_closed(struct call *call, const app_poll_row *poll)
{
	return tell(
	    call, RULE_NOTICE_POLL_CLOSED, poll, 0, &poll->created_by, 1);
}

enum err
app_poll_notice_finalized(
    struct call *call, const app_poll_row *poll, int64_t start_us)
{
	struct q_poll_asked_row *rows;
	struct user_id *users;
	size_t n;
	enum err err = q_poll_asked(call->db, .poll = poll->id, &rows, &n);

	if (err)
		return err;
	users = arena_array(call->arena, n, sizeof(*users));
	for (size_t i = 0; i < n; i++)
		users[i] = rows[i].user_id;
	return tell(call, RULE_NOTICE_POLL_FINALIZED, poll, start_us, users, n);
}
