#include "app/recovery.h"

#include <string.h>

#include "app/audit.h"
#include "app/notice.h"
#include "base/rand.h"
#include "crypt/digest.h"
#include "crypt/seal.h"
#include "generated/query/recovery_code.h"

#include "base/banned.h"

enum { DIGITS = APP_RECOVERY_SIZE - 2, HALF = DIGITS / 2 };

/* Crockford's base 32: none looks like another. */
static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

static struct crypt_seal_place
place_of(const struct recovery_code_id *id)
{
	return (struct crypt_seal_place){ "recovery_code.code",
		{ id, sizeof(*id) } };
}

static enum err
add(struct call *call, char out[APP_RECOVERY_SIZE])
{
	unsigned char sealed[DIGITS + CRYPT_SEAL_MORE];
	struct bytes bytes = { sealed, sizeof(sealed) };
	struct recovery_code_id id = { uuid_new() };
	const struct crypt_seal_place place = place_of(&id);
	char code[DIGITS];

	for (size_t i = 0; i < DIGITS; i++)
		code[i] = digits[rand_below(32)];
	memcpy(out, code, HALF);
	out[HALF] = '-';
	memcpy(out + HALF + 1, code + HALF, HALF);
	out[APP_RECOVERY_SIZE - 1] = '\0';
	crypt_seal(call->keys, &place, code, DIGITS, sealed);
	return q_recovery_code_add(
	    call->db, .id = id, .user = call->user, .code = bytes, NULL);
}

enum err
app_recovery_renew(struct call *call, char (**codes)[APP_RECOVERY_SIZE])
{
	enum err err = q_recovery_code_remove_all(
	    call->db, .user = call->user, NULL);

	*codes = arena_array(call->arena, APP_RECOVERY_CODES, sizeof(**codes));
	for (size_t i = 0; !err && i < APP_RECOVERY_CODES; i++)
		err = add(call, (*codes)[i]);
	return err;
}

/* As people copy it: in capitals, with an O for a 0, an I or L for a 1, and
 * something between. False when it is none. */
static bool
read(const char *text, char code[DIGITS])
{
	size_t n = 0;

	for (; *text; text++) {
		char c = *text;

		if (c == '-' || c == ' ')
			continue;
		c = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
		c = c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c;
		if (n == DIGITS || !strchr(digits, c))
			return false;
		code[n++] = c;
	}
	return n == DIGITS;
}

static bool
is_same(struct call *call, const struct q_recovery_code_left_row *row,
    const char code[DIGITS])
{
	const struct crypt_seal_place place = place_of(&row->id);
	char kept[DIGITS];

	return row->code.len == DIGITS + CRYPT_SEAL_MORE &&
	       crypt_seal_open(call->keys, &place, row->code, kept) &&
	       crypt_is_equal(kept, code, DIGITS);
}

static enum err
use(struct call *call, struct user_id user,
    const struct q_recovery_code_left_row *row, bool is_last)
{
	struct call theirs = app_call_as(call, user);
	enum err err = q_recovery_code_use(
	    call->db, .id = row->id, .now = call->now_us, NULL);

	if (!err)
		err = app_audit_add(&theirs, &(struct app_audit){
						 .action = "recovery_code.use",
						 .subject = user,
					     });
	return err || !is_last ? err
			       : app_notice_account(
				     call, RULE_NOTICE_RECOVERY_USED_UP, user);
}

enum err
app_recovery_use(
    struct call *call, struct user_id user, const char *code, bool *is_used)
{
	struct q_recovery_code_left_row *rows;
	char wanted[DIGITS];
	size_t n, found;
	enum err err;

	*is_used = false;
	if (!read(code, wanted))
		return ERR_OK;
	err = q_recovery_code_left(call->db, .user = user, &rows, &n);
	if (err)
		return err;
	found = n;
	for (size_t i = 0; i < n; i++)
		if (is_same(call, &rows[i], wanted))
			found = i;
	*is_used = found < n;
	return *is_used ? use(call, user, &rows[found], n == 1) : ERR_OK;
}
