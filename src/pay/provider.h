/*
 * Who takes people's money, as a table of functions: from what is to be done to
 * the request that asks for it, and from what the provider says to facts.
 * Nothing here speaks to anybody (pay/ask.h) or decides what follows.
 *
 * Texts live in the arena that is given, or in what they are read from.
 */
#ifndef PAY_PROVIDER_H
#define PAY_PROVIDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/opt.h"
#include "json/read.h"

enum {
	PAY_REF_MAX = 255, /* bytes of what a provider names something by */
	PAY_URL_MAX = 2048,
	PAY_SESSION_M = 31, /* so long somebody has to pay */
	PAY_REFUNDS_MAX = 100
};

/* Some of what is paid for. */
struct pay_item {
	const char *name;
	int64_t quantity, each_minor;
};

/* What somebody is to pay. Amounts are in the smallest unit of the currency by
 * ISO 4217. */
struct pay_order {
	const char *reservation; /* which the provider gives back */
	const char *title;	 /* of what it is for */
	const char *currency;
	const struct pay_item *items;
	size_t n;
	const char *email;
	int64_t ends_us;		      /* until when */
	const char *success_url, *cancel_url; /* where people go then */
};

/* What is paid back, of a charge that the provider has named. */
struct pay_refund {
	const char *charge, *currency;
	int64_t amount_minor;
	const char *ours; /* our id of it, which the provider gives back */
};

/* An HTTP request. */
struct pay_request {
	const char *path; /* below the provider's URL */
	const char *form; /* a POST of that; NULL: a GET */
	const char *key;  /* however often it is sent, it has one effect */
};

enum pay_kind {
	PAY_NOTHING, /* that matters */
	PAY_OPEN,    /* somebody may pay */
	PAY_PAID,
	PAY_PENDING, /* promised, and not there yet */
	PAY_FAILED,  /* it was promised, and does not come */
	PAY_EXPIRED, /* nobody can pay any more */
	PAY_REFUND,  /* what became of one stands in refund_status */
	PAY_LOOK     /* something of a charge has changed: look at it */
};

enum pay_refund_status {
	PAY_REFUND_PENDING,
	PAY_REFUND_SUCCEEDED,
	PAY_REFUND_FAILED
};

/* What a provider says. */
struct pay_fact {
	enum pay_kind kind;
	enum pay_refund_status refund_status;
	const char *event;	   /* names the delivery; NULL: it is none */
	const char *reservation;   /* NULL: it does not say */
	const char *session;	   /* NULL: it is of none */
	const char *url;	   /* where somebody pays; NULL: nowhere */
	const char *charge;	   /* NULL: nothing was paid */
	const char *refund, *ours; /* NULL: it is none, or not one of ours */
	int64_t amount_minor;	   /* -1: not in whole units of that */
	char currency[4];	   /* in capitals; "": it does not say */
};

struct pay_provider {
	const char *name;
	/* The rest is NULL where people say themselves what was paid. */

	/* The header that asks for the version of its API by which it is
	 * understood here. */
	const char *version_header, *version;

	/* Writes down what is to be paid, which is then sent as often as need
	 * be. False when the provider cannot take such amounts. */
	bool (*order)(const struct pay_order *order, struct arena *arena,
	    const char **form);
	/* key: the same for each time that it is sent. */
	struct pay_request (*open)(const char *form, const char *key);
	struct pay_request (*look)(struct arena *arena, const char *session);
	/* Nobody shall pay any more. */
	struct pay_request (*expire)(struct arena *arena, const char *session);
	/* False as of order. */
	bool (*refund)(const struct pay_refund *refund, struct arena *arena,
	    struct pay_request *out);
	/* What was paid back of a charge. */
	struct pay_request (*refunds)(struct arena *arena, const char *charge);

	/* What an answer to those says; to the last one read_refunds, at most
	 * PAY_REFUNDS_MAX. False when it is not understood. */
	bool (*read)(const struct json_value *answer, struct pay_fact *out);
	bool (*read_refunds)(
	    const struct json_value *answer, struct pay_fact *out, size_t *n);

	/* Whether a delivery is the provider's, by any of the secrets, which
	 * commas separate; signature: its header, or NULL. */
	bool (*is_signed)(const char *signature, struct bytes body,
	    const char *secrets, int64_t now_s);
	/* What one says that is signed. False when it is not understood. */
	bool (*read_event)(
	    const struct json_value *event, struct pay_fact *out);
};

/* The one of a name, which lives for ever; NULL: there is none. */
const struct pay_provider *pay_provider_find(const char *name);

/* Whether it is asked by HTTP; else people say what was paid. */
bool pay_provider_is_remote(const struct pay_provider *p);

#endif
