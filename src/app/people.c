#include "app/people.h"

#include "app/job.h"
#include "generated/query/people.h"
#include "rule/words.h"

#include "base/banned.h"

enum { PAGE = 100, PRIORITY = 2 * APP_JOB_PRIORITY /* mail comes first */ };

const char *
app_people_words(
    struct arena *arena, const char *first_name, const char *last_name)
{
	const char *const names[] = { first_name, last_name };

	return rule_words_of(arena, names, N_OF(names));
}

enum err
app_people_rename(struct call *call, struct user_id user, const char *words)
{
	enum err err = q_people_forget(call->db, .user = user, NULL);

	if (!err)
		err = q_people_set_words(
		    call->db, .user = user, .words = words, NULL);
	return err ? err : q_people_index(call->db, .user = user, NULL);
}

static enum err
add_page(struct call *call, struct user_id after)
{
	const char *payload = app_job_payload_id(
	    call->arena, "after_id", after.v);

	return app_job_add(call, APP_PEOPLE_JOB, payload,
	    &(struct app_job_options){
		.priority = PRIORITY, .dedupe_key = payload });
}

enum err
app_people_run(struct call *call, const char *payload)
{
	struct q_people_names_row *rows;
	struct user_id after;
	size_t n;
	enum err err;

	err = app_job_read_id(call, payload, "after_id", &after.v);
	if (!err)
		err = q_people_names(
		    call->db, .after_id = after, .limit = PAGE, &rows, &n);
	if (err)
		return err;
	for (size_t i = 0; !err && i < n; i++)
		err = app_people_rename(call, rows[i].id,
		    app_people_words(
			call->arena, rows[i].first_name, rows[i].last_name));
	if (!err && n == PAGE)
		err = add_page(call, rows[n - 1].id);
	return err;
}
