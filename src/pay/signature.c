/*
 * Every v1 is held against every secret, whichever fits.
 */
#include "pay/signature.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "crypt/digest.h"
#include "crypt/hmac.h"

#include "base/banned.h"

enum { HEX_LEN = 2 * CRYPT_MAC_SIZE, HEADER_MAX = 1024, SIGNED_MAX = 1 << 20 };

/* What a header says. */
struct stamp {
	char time[24]; /* as it is written */
	int64_t seconds;
	int n_times;
	const char *v1[HEADER_MAX / HEX_LEN];
	size_t n_v1;
};

static bool
read_time(struct stamp *s, const char *value, size_t len)
{
	if (len == 0 || len >= sizeof(s->time))
		return false;
	memcpy(s->time, value, len);
	s->time[len] = '\0';
	return ++s->n_times == 1 &&
	       str_to_int(s->time, 0, INT64_MAX / 2, &s->seconds);
}

/* One "name=value"; others than these two are for whoever knows them. */
static bool
read_part(struct stamp *s, const char *part, size_t len)
{
	if (len >= 2 && memcmp(part, "t=", 2) == 0)
		return read_time(s, part + 2, len - 2);
	if (len == 3 + HEX_LEN && memcmp(part, "v1=", 3) == 0)
		s->v1[s->n_v1++] = part + 3;
	return true;
}

static bool
read(struct stamp *s, const char *header)
{
	if (strlen(header) > HEADER_MAX)
		return false;
	for (;;) {
		size_t len = strcspn(header, ",");

		if (!read_part(s, header, len))
			return false;
		if (!header[len])
			return s->n_times == 1;
		header += len + 1;
	}
}

static void
sign(const char *secret, size_t len, const struct buf *text,
    char hex[HEX_LEN + 1])
{
	unsigned char mac[CRYPT_MAC_SIZE];
	struct crypt_hmac *hmac = crypt_hmac_new(secret, len);

	crypt_hmac_compute(hmac, text->p, text->len, mac);
	crypt_hmac_free(hmac);
	for (size_t i = 0; i < sizeof(mac); i++)
		snprintf(hex + 2 * i, 3, "%02x", mac[i]);
}

static bool
has_made_one(const struct stamp *s, const struct buf *text, const char *secret,
    size_t len)
{
	char hex[HEX_LEN + 1];
	bool is_made = false;

	sign(secret, len, text, hex);
	for (size_t i = 0; i < s->n_v1; i++)
		is_made |= crypt_is_equal(s->v1[i], hex, HEX_LEN);
	return is_made;
}

static bool
is_made_by_one(const struct stamp *s, struct bytes body, const char *secrets)
{
	struct buf text;
	bool is_made = false;

	buf_init(&text, SIGNED_MAX);
	buf_printf(&text, "%s.", s->time);
	buf_put(&text, body.p, body.len);
	while (!text.failed && *secrets) {
		size_t len = strcspn(secrets, ",");

		if (len)
			is_made |= has_made_one(s, &text, secrets, len);
		secrets += len + (secrets[len] == ',');
	}
	buf_release(&text);
	return is_made;
}

bool
pay_signature_is_valid(
    const char *header, struct bytes body, const char *secrets, int64_t now_s)
{
	struct stamp s = { .n_times = 0 };

	return header && read(&s, header) &&
	       s.seconds >= now_s - PAY_SIGNATURE_S &&
	       s.seconds <= now_s + PAY_SIGNATURE_S &&
	       is_made_by_one(&s, body, secrets);
}
