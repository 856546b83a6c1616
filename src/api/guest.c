/*
 * Guests and hosts of events.
 */
#include "app/guest.h"

#include "api/reply.h"
#include "generated/api.h"

#include "base/banned.h"

enum err
api_event_guest_put(struct call *call, const struct api_event_guest_put_in *in)
{
	enum err err = app_guest_put(call, in->id, in->user_id);

	return err ? err : reply_none(call);
}

enum err
api_event_guest_remove(
    struct call *call, const struct api_event_guest_remove_in *in)
{
	enum err err = app_guest_remove(call, in->id, in->user_id);

	return err ? err : reply_none(call);
}

enum err
api_event_host_put(struct call *call, const struct api_event_host_put_in *in)
{
	enum err err = app_guest_put_host(call, in->id, in->user_id);

	return err ? err : reply_none(call);
}

enum err
api_event_host_remove(
    struct call *call, const struct api_event_host_remove_in *in)
{
	enum err err = app_guest_remove_host(call, in->id, in->user_id);

	return err ? err : reply_none(call);
}
