#include "t/api/clerk_say.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/clock.h"
#include "crypt/hmac.h"
#include "t/lib/api.h"

#include "base/banned.h"

#define KEY    "0123456789abcdef01234567"
#define SECRET "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"

void
clerk_start(void)
{
	api_set("CLERK_WEBHOOK_SECRET", CLERK_OLDER "," SECRET);
}

/* Sends a body as a message of a name, signed so many seconds off. */
int
clerk_send(const char *message, const char *json, long off_s)
{
	long at = (long)(clock_now_us() / CLOCK_SECOND_US) + off_s;
	char *signed_text = text("%s.%ld.%s", message, at, json);
	struct crypt_hmac *hmac = crypt_hmac_new(KEY, strlen(KEY));
	unsigned char mac[CRYPT_MAC_SIZE], base64[45];

	crypt_hmac_compute(hmac, signed_text, strlen(signed_text), mac);
	crypt_hmac_free(hmac);
	EVP_EncodeBlock(base64, mac, sizeof(mac));
	with("svix-id", message);
	with("svix-timestamp", text("%ld", at));
	with("svix-signature", text("v1,x v1,%s", (char *)base64));
	with_body("application/json", json, strlen(json));
	return anonymous(POST, "/webhooks/clerk");
}

int
clerk_deliver_as(const char *message, const char *type, const char *data)
{
	return clerk_send(message,
	    quoted(text(
		"{'object': 'event', 'type': '%s', 'data': %s}", type, data)),
	    0);
}

/* Each time another message. */
int
clerk_deliver(const char *type, const char *data)
{
	static int n;

	return clerk_deliver_as(text("msg_%d", ++n), type, data);
}

/* Somebody, whose address is name@example.org, at a second. */
char *
clerk_person(const char *name, const char *status, int at_s, const char *more)
{
	return text("{'id': 'user_%s', 'primary_email_address_id': 'b', "
		    "'email_addresses': [{'id': 'a', 'email_address': "
		    "'other@example.org', 'verification': {'status': "
		    "'verified'}}, {'id': 'b', 'email_address': "
		    "'%s@example.org', 'verification': {'status': '%s'}}], "
		    "'first_name': 'Zoë', 'last_name': null, 'updated_at': "
		    "%d000%s}",
	    name, name, status, at_s, more);
}
