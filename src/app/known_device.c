#include "app/known_device.h"

#include <string.h>

#include "app/client.h"
#include "app/notice.h"
#include "generated/query/known_device.h"
#include "rule/agent.h"

#include "base/banned.h"

/* What it is told by: a part that is missing is empty. */
static const char *
name_of(struct call *call, struct user_id user, const char *user_agent)
{
	struct rule_agent agent;
	char id[UUID_TEXT_SIZE];

	rule_agent_read(user_agent, &agent);
	uuid_format(user.v, id);
	return arena_printf(call->arena, "%s\n%s\n%s\n%s", id,
	    agent.browser ? agent.browser : agent.program,
	    agent.system ? agent.system : "", app_client_surroundings(call));
}

static struct bytes
hash_of(struct call *call, unsigned set, const char *name)
{
	unsigned char *hash = arena_alloc(call->arena, CRYPT_MAC_SIZE);

	crypt_mac_with(call->keys, set, CRYPT_DEVICE, name, strlen(name), hash);
	return (struct bytes){ hash, CRYPT_MAC_SIZE };
}

/* By the key before, too: a new secret makes nothing unknown. */
static enum err
see(struct call *call, struct user_id user, const char *name, int64_t *n)
{
	struct bytes hash = hash_of(call, 0, name);
	enum err err = ERR_OK;

	*n = 0;
	for (unsigned set = 0;
	     !err && !*n && set < crypt_keys_count(call->keys); set++)
		err = q_known_device_see(call->db, .user = user,
		    .was = hash_of(call, set, name), .hash = hash,
		    .now = call->now_us, n);
	return err;
}

enum err
app_known_device_see(struct call *call, struct user_id user,
    struct session_id session, const char *user_agent)
{
	const char *name = name_of(call, user, user_agent);
	struct q_known_device_has_row had;
	int64_t n;
	enum err err = see(call, user, name, &n);

	if (err || n)
		return err;
	err = q_known_device_has(
	    call->db, .user = user, .session = session, &had);
	if (!err)
		err = q_known_device_add(call->db, .user = user,
		    .hash = hash_of(call, 0, name), .now = call->now_us, &n);
	return err || !n || !had.has_any
		   ? err
		   : app_notice_new_login(call, user, session);
}
