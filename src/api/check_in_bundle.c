/*
 * What phones at doors have to know without a network.
 */
#include "app/check_in.h"

#include <stdio.h>

#include "api/reply.h"
#include "crypt/entry.h"
#include "generated/api.h"
#include "generated/query/check_in.h"
#include "qr/svg.h"

#include "base/banned.h"

enum { MOST = 10000, ETAG_SIZE = 160, KEYS = 2 };

/* The keys that verify codes of the event, as an array of hexadecimal texts. */
static const char *
keys_of(struct call *call, struct event_id event)
{
	unsigned char key[CRYPT_ENTRY_KEY_SIZE];
	const char *all = "";

	for (unsigned set = 0; set < crypt_keys_count(call->keys); set++) {
		char hex[2 * CRYPT_ENTRY_KEY_SIZE + 1];

		crypt_entry_public(call->keys, set, event.v, key);
		for (size_t i = 0; i < sizeof(key); i++)
			snprintf(hex + 2 * i, 3, "%02x", key[i]);
		all = arena_printf(
		    call->arena, "%s%s\"%s\"", all, set ? "," : "", hex);
	}
	return arena_printf(call->arena, "[%s]", all);
}

/* Whether the caller has it as it is. */
static bool
is_known(struct call *call, const char *keys,
    const struct q_check_in_bundle_mark_row *mark)
{
	char etag[ETAG_SIZE];

	snprintf(etag, sizeof(etag), "\"%.8s-%lld-%lld-%lld-%lld-%lld\"",
	    keys + 2, (long long)mark->version, (long long)mark->tickets,
	    (long long)mark->tickets_mark, (long long)mark->answers,
	    (long long)mark->answers_mark);
	return reply_is_known(call, etag);
}

enum err
api_check_in_bundle(struct call *call, const struct api_check_in_bundle_in *in)
{
	struct q_check_in_bundle_mark_row mark;
	const char *keys;
	bool is_host;
	enum err err = app_check_in_see(call, in->id, &is_host);

	if (!err)
		err = q_check_in_bundle_mark(call->db, .event = in->id, &mark);
	if (err)
		return err;
	keys = keys_of(call, in->id);
	if (is_known(call, keys, &mark))
		return ERR_OK;
	return reply_one_with(call, 200,
	    Q_check_in_bundle(.event = in->id, .keys = keys,
		.is_complete = mark.tickets <= MOST && mark.answers <= MOST),
	    (struct reply_array[]){
		{ "tickets", db_call_copy(call->arena,
				 Q_check_in_bundle_tickets(.event = in->id,
				     .limit = MOST)) },
		{ "answers", db_call_copy(call->arena,
				 Q_check_in_bundle_answers(.event = in->id,
				     .limit = MOST)) },
	    },
	    2);
}

enum err
api_rsvp_qr(struct call *call, const struct api_rsvp_qr_in *in)
{
	struct q_rsvp_is_attending_row row;
	char code[CRYPT_ENTRY_SIZE];
	enum err err = q_rsvp_is_attending(
	    call->db, .event = in->id, .user = call->user, &row);

	if (!err && !row.is_attending)
		err = fault(call->fault, ERR_INVALID_TRANSITION,
		    "You do not come, as you said.");
	if (err)
		return err;
	crypt_entry_seal(call->keys, in->id.v,
	    &(struct crypt_entry){
		.kind = CRYPT_ENTRY_ANSWER, .id = call->user.v, .serial = 1 },
	    code);
	qr_svg_write(code, reply_text(call, "image/svg+xml"));
	return ERR_OK;
}
