/*
 * Who may make an event where it is made, and let others see it.
 */
#include "api/event.h"
#include "app/home.h"
#include "app/user.h"

#include "base/banned.h"

static struct app_home
home_of(const api_event_row *e)
{
	return (struct app_home){ e->cluster_id, e->group_id };
}

/* Whether a space says who may make it and let others see it. */
static bool
is_in_space(const api_event_row *e)
{
	return !uuid_is_nil(e->cluster_id.v) || !uuid_is_nil(e->group_id.v);
}

enum err
api_event_check_home(struct call *call, api_event_row *e)
{
	struct app_home home = home_of(e);
	enum err err = app_home_fill(call, &home);

	e->cluster_id = home.cluster;
	if (!err)
		err = app_home_check(call, &home, e->visibility);
	return err || is_in_space(e) ? err : app_user_become_organizer(call);
}

enum err
api_event_check_seen(struct call *call, const api_event_row *e)
{
	struct app_home home = home_of(e);

	return is_in_space(e) && e->visibility != EVENT_VISIBILITY_PRIVATE
		   ? app_home_check(call, &home, e->visibility)
		   : ERR_OK;
}

/* A change may say where the event was made, and nothing else. */
static enum err
check_fixed(struct call *call, const struct space_id *was, struct space_id *is,
    const char *pointer)
{
	bool is_same = uuid_is_nil(is->v) || uuid_eq(is->v, was->v);

	*is = *was;
	if (is_same)
		return ERR_OK;
	fault_item(call->fault, ERR_VALIDATION_FAILED, pointer, "fixed",
	    "An event stays where it was made.");
	return fault(call->fault, ERR_VALIDATION_FAILED,
	    "An event stays where it was made.");
}

/* Whether others see an event than before, of which the space that it is in has
 * to allow it. */
static bool
is_opened(const api_event_row *was, const api_event_row *is)
{
	return is->visibility != was->visibility &&
	       is->visibility != EVENT_VISIBILITY_PRIVATE &&
	       (is_in_space(is) || is->visibility != EVENT_VISIBILITY_PUBLIC);
}

enum err
api_event_check_change(
    struct call *call, const api_event_row *was, api_event_row *is)
{
	struct app_home home;
	enum err err = check_fixed(
	    call, &was->cluster_id, &is->cluster_id, "/cluster_id");

	if (!err)
		err = check_fixed(
		    call, &was->group_id, &is->group_id, "/group_id");
	home = home_of(is);
	return err || !is_opened(was, is)
		   ? err
		   : app_home_check(call, &home, is->visibility);
}
