#include "app/routine_notice.h"

#include "generated/query/rotation.h"

#include "base/banned.h"

static enum err
tell(struct call *call, enum rule_notice kind, const app_routine_row *routine,
    int64_t starts_us, const struct user_id *users, size_t n)
{
	return app_notice(call, &(struct app_notice){ .kind = kind,
				    .users = users,
				    .n_users = n,
				    .routine = { .id = routine->id,
					.name = routine->name,
					.timezone = routine->timezone,
					.start_time = starts_us } });
}

enum err
app_routine_notice(struct call *call, enum rule_notice kind,
    const app_routine_row *routine, int64_t starts_us, struct user_id user)
{
	return tell(call, kind, routine, starts_us, &user, 1);
}

enum err
app_routine_notice_run(struct call *call, enum rule_notice kind,
    const app_routine_row *routine, const char *on, int64_t starts_us)
{
	struct q_run_assignee_list_row *rows;
	struct user_id *users;
	size_t n;
	enum err err = q_run_assignee_list(
	    call->db, .routine = routine->id, .run_on = on, &rows, &n);

	if (err)
		return err;
	users = arena_array(call->arena, n + 1, sizeof(*users));
	for (size_t i = 0; i < n; i++)
		users[i] = rows[i].user_id;
	if (!n)
		users[n++] = routine->created_by;
	return tell(call, kind, routine, starts_us, users, n);
}
