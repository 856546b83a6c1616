#include "app/freebusy.h"

#include <string.h>

#include "app/space.h"
#include "generated/query/freebusy.h"
#include "json/ids.h"

#include "base/banned.h"

/* So much may be read for one request, of all people together. */
enum { TIMES_MAX = 100000 };

static struct app_freebusy *
find(struct app_freebusy *v, size_t n, struct user_id user)
{
	for (size_t i = 0; i < n; i++)
		if (uuid_eq(v[i].user.v, user.v))
			return &v[i];
	return NULL;
}

static enum err
find_known(struct call *call, struct app_freebusy *v, size_t n)
{
	struct q_freebusy_people_row *rows;
	size_t n_rows;
	enum err err = q_freebusy_people(call->db,
	    .ids = JSON_IDS(call->arena, v, user.v, n), .viewer = call->user,
	    &rows, &n_rows);

	for (size_t i = 0; !err && i < n_rows; i++)
		find(v, n, rows[i].id)->is_known = true;
	return err;
}

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static const char *
ids_of_known(struct call *call, const struct app_freebusy *v, size_t n)
{
	struct user_id *ids = arena_array(call->arena, n, sizeof(*ids));
	size_t n_ids = 0;

	for (size_t i = 0; i < n; i++)
		if (v[i].is_known)
			ids[n_ids++] = v[i].user;
	return JSON_IDS(call->arena, ids, v, n_ids);
}

/* A time that was read, and whose it is. */
struct taken {
	struct rule_busy busy;
	struct app_freebusy *of;
};

/* Most come behind others of the same person. */
static struct taken *
find_owners(struct call *call, struct app_freebusy *v, size_t n,
    const struct q_freebusy_times_row *rows, size_t n_rows, int64_t from_us,
    int64_t to_us)
{
	struct taken *taken = arena_array(call->arena, n_rows, sizeof(*taken));
	struct app_freebusy *of = v;

	for (size_t i = 0; i < n_rows; i++) {
		if (!uuid_eq(of->user.v, rows[i].user_id.v))
			of = find(v, n, rows[i].user_id);
		taken[i].of = of;
		taken[i].busy = (struct rule_busy){
			later(rows[i].start_time, from_us),
			-later(-rows[i].end_time, -to_us), rows[i].is_tentative
		};
	}
	return taken;
}

/* To each person those of theirs. */
static void
share_out(struct call *call, struct app_freebusy *v, size_t n,
    const struct taken *taken, size_t n_taken)
{
	for (size_t i = 0; i < n; i++)
		v[i].n = 0;
	for (size_t i = 0; i < n_taken; i++)
		taken[i].of->n++;
	for (size_t i = 0; i < n; i++) {
		v[i].v = arena_array(call->arena, v[i].n, sizeof(*v[i].v));
		v[i].n = 0;
	}
	for (size_t i = 0; i < n_taken; i++)
		taken[i].of->v[taken[i].of->n++] = taken[i].busy;
	for (size_t i = 0; i < n; i++)
		v[i].n = rule_busy_unite(call->arena, v[i].v, v[i].n, &v[i].v);
}

enum err
app_freebusy_read(struct call *call, struct app_freebusy *v, size_t n,
    int64_t from_us, int64_t to_us)
{
	struct q_freebusy_times_row *rows;
	size_t n_rows;
	enum err err = q_freebusy_times(call->db,
	    .ids = ids_of_known(call, v, n), .from = from_us, .to = to_us,
	    .most = TIMES_MAX, &rows, &n_rows);

	if (err)
		return err;
	if (n_rows == TIMES_MAX)
		return fault(call->fault, ERR_VALIDATION_FAILED,
		    "There is too much between these times.");
	share_out(call, v, n,
	    find_owners(call, v, n, rows, n_rows, from_us, to_us), n_rows);
	return ERR_OK;
}

enum err
app_freebusy_own(
    struct call *call, int64_t from_us, int64_t to_us, struct app_freebusy *out)
{
	*out = (struct app_freebusy){ .user = call->user, .is_known = true };
	return app_freebusy_read(call, out, 1, from_us, to_us);
}

enum err
app_freebusy_members(
    struct call *call, struct space_id group, struct uuid **people, size_t *n)
{
	struct app_space space;
	struct q_freebusy_members_row *rows;
	enum err err = app_space_find(call, group, true, &space);

	if (!err && !space.is_active)
		err = fault(call->fault, ERR_FORBIDDEN,
		    "Its members may ask each other.");
	if (!err)
		err = q_freebusy_members(call->db, .space = group,
		    .most = APP_FREEBUSY_PEOPLE_MAX + 1, &rows, n);
	if (err)
		return err;
	if (*n > APP_FREEBUSY_PEOPLE_MAX)
		return fault_item(call->fault, ERR_VALIDATION_FAILED,
		    "/group_id", "too_large",
		    "More than %d are in it; name those who are asked.",
		    APP_FREEBUSY_PEOPLE_MAX);
	*people = arena_array(call->arena, *n, sizeof(**people));
	for (size_t i = 0; i < *n; i++)
		(*people)[i] = rows[i].id.v;
	return ERR_OK;
}

enum err
app_freebusy(struct call *call, const struct uuid *people, size_t n,
    int64_t from_us, int64_t to_us, struct app_freebusy **out, size_t *n_out)
{
	struct app_freebusy *v = arena_array(call->arena, n, sizeof(*v));
	enum err err;

	*n_out = 0;
	for (size_t i = 0; i < n; i++)
		if (!find(v, *n_out, (struct user_id){ people[i] }))
			v[(*n_out)++].user = (struct user_id){ people[i] };
	err = find_known(call, v, *n_out);
	*out = v;
	return err ? err : app_freebusy_read(call, v, *n_out, from_us, to_us);
}
