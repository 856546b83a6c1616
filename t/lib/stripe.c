#include "t/lib/stripe.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "crypt/hmac.h"
#include "t/lib/talk.h"

#include "base/banned.h"

#define SECRET "whsec_test"

struct http_server stripe;
static int n_delivered;
static char *delivered;

void
stripe_start(void (*set)(const char *name, const char *value))
{
	char url[64];

	http_server_start_stripe(&stripe);
	snprintf(url, sizeof(url), "http://%s", stripe.host);
	set("STRIPE_WEBHOOK_SECRET", "whsec_older," SECRET);
	set("STRIPE_SECRET_KEY", "sk_test_1");
	set("STRIPE_API_URL", url);
	set("OUTBOUND_ALLOW", stripe.host);
}

void
stripe_stop(void)
{
	http_server_stop(&stripe);
}

void
stripe_mode(const char *mode)
{
	http_server_set(&stripe, "mode", "%s", mode);
}

int
stripe_made(const char *kind)
{
	char line[64], path[96];
	int n = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/made", stripe.dir);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		n += strncmp(line, kind, strlen(kind)) == 0;
	if (file)
		fclose(file);
	return n;
}

const char *
stripe_asked(void)
{
	static char line[4096];

	http_server_asked(&stripe, line, sizeof(line));
	return line;
}

char *
stripe_signature(const char *body, const char *secret, long off_s)
{
	unsigned char mac[CRYPT_MAC_SIZE];
	struct crypt_hmac *hmac = crypt_hmac_new(secret, strlen(secret));
	long now = (long)(clock_now_us() / CLOCK_SECOND_US) + off_s;
	char *stamped = text("%ld.%s", now, body);
	char hex[2 * CRYPT_MAC_SIZE + 1];

	crypt_hmac_compute(hmac, stamped, strlen(stamped), mac);
	crypt_hmac_free(hmac);
	for (size_t i = 0; i < sizeof(mac); i++)
		snprintf(hex + 2 * i, 3, "%02x", mac[i]);
	return text("t=%ld,v1=%s,v0=%s", now, hex, hex);
}

int
stripe_deliver_again(void)
{
	with("Stripe-Signature", stripe_signature(delivered, SECRET, 0));
	with_body(
	    "application/json; charset=utf-8", delivered, strlen(delivered));
	return anonymous(POST, "/webhooks/payments/stripe");
}

int
stripe_deliver(const char *type, const char *object)
{
	delivered = quoted(
	    text("{'object': 'event', 'id': 'evt_%d', 'type': '%s', "
		 "'data': {'object': %s}}",
		++n_delivered, type, object));
	return stripe_deliver_again();
}

char *
stripe_paid(const char *session, const char *reservation, const char *charge,
    long amount)
{
	return text("{'object': 'checkout.session', 'id': '%s', "
		    "'client_reference_id': '%s', 'status': 'complete', "
		    "'payment_status': 'paid', 'payment_intent': '%s', "
		    "'amount_total': %ld, 'currency': 'eur'}",
	    session, reservation, charge, amount);
}
