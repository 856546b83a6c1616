/*
 * What every call can do.
 */
#include "app/call.h"

#include "base/banned.h"

enum err
app_begin(struct call *call)
{
	return call->begin ? call->begin(call) : db_begin(call->db);
}
