/*
 * Counting against abuse: how often something happened under a key within a
 * window of time. Whatever keys are made up, the table stays as small: a key is
 * counted in one of a fixed number of slots, and takes it over from another. So
 * a count may be forgotten early, by chance or by many thousand requests that
 * aim at nothing; what may never be forgotten is not counted here.
 */
#ifndef APP_THROTTLE_H
#define APP_THROTTLE_H

#include "app/call.h"
#include "crypt/keys.h"

/* What is counted. */
enum app_throttle_kind {
	APP_THROTTLE_LOGIN,   /* wrong passwords; 15 minutes */
	APP_THROTTLE_CODE,    /* tries of mailed codes; a day */
	APP_THROTTLE_MAIL,    /* requests that a mail be sent; a day */
	APP_THROTTLE_JOIN,    /* spaces joined; an hour */
	APP_THROTTLE_INVITE,  /* codes of invites that there are not; an hour */
	APP_THROTTLE_REQUEST, /* requests to join; a day */
	APP_THROTTLE_REPORT,  /* reports filed; a day */
	APP_THROTTLE_INVITES, /* addresses that somebody invites; a day */
	APP_THROTTLE_INVITED, /* invites of a space to an address; a week */
	APP_THROTTLE_DOMAIN,  /* looks at a domain; a minute */
	APP_THROTTLE_PROOF,   /* codes to prove a membership; a day */
	APP_THROTTLE_PROVEN,  /* such codes to an address; a day */
	APP_THROTTLE_GUEST,   /* answers without an account, of a network; an
				 hour */
	APP_THROTTLE_GUESTS,  /* the same to an address; an hour */
	APP_THROTTLE_NAMED,   /* people named in an event, or by one; a day */
	APP_THROTTLE_WORDS,   /* mails to who runs an event, by one whom it
				 names; a day */
	APP_THROTTLE_SPARK,   /* sparks made; a day */
	APP_THROTTLE_ALERT,   /* sparks that somebody is told of; a day */
	APP_THROTTLE_POLL,    /* polls made; a day */
	APP_THROTTLE_PICTURE, /* pictures sent; an hour */
	APP_THROTTLE_EVENT,   /* events made; a day */
	APP_THROTTLE_CLUSTER, /* clusters made; a day */
	APP_THROTTLE_GROUP,   /* groups made; a day */
	APP_THROTTLE_LIKES,   /* times that somebody says what they like; a day
			       */
	APP_THROTTLE_ADDRESS, /* mails to an address that nobody has shown to be
				 theirs; a day */
	APP_THROTTLE_IMPORT,  /* calendars brought; an hour */
	APP_THROTTLE_SCAN,    /* codes at a door that there are not; a minute */
	APP_THROTTLE_RESERVATION, /* times that somebody holds seats; an hour */
	APP_THROTTLE_OAUTH,	  /* ways to providers begun, of a network; an
				     hour */
	APP_THROTTLE_EMAIL,	  /* times that somebody wants another address;
				     a day */
	APP_THROTTLE_FETCH	  /* times that calendars elsewhere are asked
				     because somebody wants it; an hour */
};

struct app_throttle {
	unsigned char key[CRYPT_MAC_SIZE];
	int64_t slot, window_s;
};

/* The counter of a kind under a name, which is not stored. */
struct app_throttle app_throttle_of(
    const struct call *call, enum app_throttle_kind kind, const char *name);

/* One more, in the caller's transaction if there is one; *n: how many are in
 * the window now. */
MUST_CHECK enum err app_throttle_count(
    struct call *call, const struct app_throttle *t, int64_t *n);
/* One more of the caller's, in a transaction: ERR_RATE_LIMITED beyond max, with
 * this detail. It holds up what else of this kind they do meanwhile. */
MUST_CHECK enum err app_throttle_by_user(struct call *call,
    enum app_throttle_kind kind, int64_t max, const char *detail);
/* One more mail to such an address (rule_email_key); *may: it is none of more
 * than MAIL_PER_DAY. */
MUST_CHECK enum err app_throttle_address(
    struct call *call, const char *email_key, bool *may);
/* How many are in the window. */
MUST_CHECK enum err app_throttle_get(
    struct call *call, const struct app_throttle *t, int64_t *n);
/* From zero again. */
MUST_CHECK enum err app_throttle_clear(
    struct call *call, const struct app_throttle *t);

/* Counts where nobody looks: as much work as counting is. */
MUST_CHECK enum err app_throttle_in_vain(struct call *call);
/* The same, where two of a kind by one name wait for each other. */
MUST_CHECK enum err app_throttle_in_vain_by(
    struct call *call, enum app_throttle_kind kind, const char *name);

/* Records ERR_RATE_LIMITED and returns it. */
enum err app_throttle_refuse(
    struct call *call, const struct app_throttle *t, const char *detail);

#endif
