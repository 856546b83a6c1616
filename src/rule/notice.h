/*
 * The notices that people get, in one table: what each is about, how urgent it
 * is, and what a second one about the same thing does. Whoever adds one adds a
 * row here and its words in worker/mail_words.c.
 */
#ifndef RULE_NOTICE_H
#define RULE_NOTICE_H

#include <stdbool.h>

/* What a notice is about. */
enum rule_notice_topic {
	RULE_NOTICE_VERIFICATION,
	RULE_NOTICE_ACCOUNT,
	RULE_NOTICE_SESSION,
	RULE_NOTICE_ACCOUNT_INVITE,
	RULE_NOTICE_TICKET,
	RULE_NOTICE_EVENT,
	RULE_NOTICE_SPACE,
	RULE_NOTICE_SPARK,
	RULE_NOTICE_ROUTINE,
	RULE_NOTICE_POLL,
	RULE_NOTICE_INVITE,
	RULE_NOTICE_GUEST_REQUEST,
	RULE_NOTICE_EVENT_INVITATION
};

enum rule_notice_urgency {
	/* somebody waits for it, or must know it whatever else they get */
	RULE_NOTICE_TRANSACTIONAL,
	RULE_NOTICE_URGENT
};

/* What another one to the same person about the same thing does. */
enum rule_notice_repeat {
	RULE_NOTICE_EACH,   /* it is one more */
	RULE_NOTICE_NEWEST, /* it replaces the one that waits */
	RULE_NOTICE_HOURLY  /* the same, and waits for an hour after the last */
};

/* X(kind, word, topic, urgency, repeat) */
#define RULE_NOTICE_TABLE(X)                                                   \
	X(VERIFY_EMAIL, "verify_email", VERIFICATION, TRANSACTIONAL, NEWEST)   \
	X(RESET_PASSWORD, "reset_password", VERIFICATION, TRANSACTIONAL,       \
	    NEWEST)                                                            \
	X(SET_PASSWORD, "set_password", VERIFICATION, TRANSACTIONAL, NEWEST)   \
	X(MEMBERSHIP, "membership", VERIFICATION, TRANSACTIONAL, NEWEST)       \
	X(MAGIC_CODE, "magic_code", VERIFICATION, TRANSACTIONAL, NEWEST)       \
	X(REAUTHENTICATE, "reauthenticate", VERIFICATION, TRANSACTIONAL,       \
	    NEWEST)                                                            \
	X(EMAIL_OLD, "email_old", VERIFICATION, TRANSACTIONAL, NEWEST)         \
	X(EMAIL_NEW, "email_new", VERIFICATION, TRANSACTIONAL, NEWEST)         \
	X(EMAIL_UNDO, "email_undo", VERIFICATION, TRANSACTIONAL, EACH)         \
	X(EMAIL_CHANGED, "email_changed", ACCOUNT, TRANSACTIONAL, EACH)        \
	X(EMAIL_IN_USE, "email_in_use", ACCOUNT, TRANSACTIONAL, EACH)          \
	X(FACTOR_ADDED, "factor_added", ACCOUNT, TRANSACTIONAL, EACH)          \
	X(FACTOR_REMOVED, "factor_removed", ACCOUNT, TRANSACTIONAL, EACH)      \
	X(TOKEN_ADDED, "token_added", ACCOUNT, TRANSACTIONAL, EACH)            \
	X(NEW_LOGIN, "new_login", SESSION, TRANSACTIONAL, EACH)                \
	X(ACCOUNT_INVITED, "account_invite", ACCOUNT_INVITE, TRANSACTIONAL,    \
	    EACH)                                                              \
	X(OAUTH_EMAIL, "oauth_email", TICKET, TRANSACTIONAL, EACH)             \
	X(ACCOUNT_LINKED, "account_linked", ACCOUNT, TRANSACTIONAL, EACH)      \
	X(ACCOUNT_UNLINKED, "account_unlinked", ACCOUNT, TRANSACTIONAL, EACH)  \
	X(ACCOUNT_STALE, "account_stale", ACCOUNT, TRANSACTIONAL, EACH)        \
	X(RECOVERY_USED_UP, "recovery_used_up", ACCOUNT, TRANSACTIONAL, EACH)  \
	X(ALREADY_REGISTERED, "already_registered", ACCOUNT, TRANSACTIONAL,    \
	    EACH)                                                              \
	X(PASSWORD_CHANGED, "password_changed", ACCOUNT, TRANSACTIONAL, EACH)  \
	X(REFRESH_REUSED, "refresh_reused", ACCOUNT, TRANSACTIONAL, EACH)      \
	X(SUSPENDED, "suspended", ACCOUNT, TRANSACTIONAL, EACH)                \
	X(ERASE_UNDO, "erase_undo", ACCOUNT, TRANSACTIONAL, NEWEST)            \
	X(EXPORT_READY, "export_ready", ACCOUNT, TRANSACTIONAL, NEWEST)        \
	X(PROMOTED_FROM_WAITLIST, "promoted_from_waitlist", EVENT, URGENT,     \
	    HOURLY)                                                            \
	X(SEAT_OFFERED, "seat_offered", EVENT, URGENT, NEWEST)                 \
	X(SEAT_OFFER_ENDED, "seat_offer_ended", EVENT, URGENT, NEWEST)         \
	X(TICKETS_PAID, "tickets_paid", EVENT, TRANSACTIONAL, EACH)            \
	X(REFUND_DUE, "refund_due", EVENT, TRANSACTIONAL, EACH)                \
	X(REFUNDED, "refunded", EVENT, TRANSACTIONAL, EACH)                    \
	X(TICKET_CANCELLED, "ticket_cancelled", EVENT, TRANSACTIONAL, EACH)    \
	X(RSVP_SET, "rsvp_set", EVENT, URGENT, HOURLY)                         \
	X(RSVP_REMOVED, "rsvp_removed", EVENT, URGENT, HOURLY)                 \
	X(EVENT_CANCELLED, "event_cancelled", EVENT, URGENT, NEWEST)           \
	X(EVENT_REINSTATED, "event_reinstated", EVENT, URGENT, NEWEST)         \
	X(EVENT_CHANGED, "event_changed", EVENT, URGENT, NEWEST)               \
	X(EVENT_REMINDER, "event_reminder", EVENT, URGENT, NEWEST)             \
	X(STILL_COMING, "still_coming", EVENT, URGENT, NEWEST)                 \
	X(SEAT_RELEASED, "seat_released", EVENT, URGENT, NEWEST)               \
	X(FEEDBACK_ASKED, "feedback_asked", EVENT, URGENT, NEWEST)             \
	X(EVENT_GONE, "event_gone", EVENT, URGENT, NEWEST)                     \
	X(EVENT_SPLIT, "event_split", EVENT, URGENT, NEWEST)                   \
	X(JOIN_REQUESTED, "join_requested", SPACE, URGENT, HOURLY)             \
	X(JOIN_APPROVED, "join_approved", SPACE, URGENT, NEWEST)               \
	X(MEMBER_REMOVED, "member_removed", SPACE, TRANSACTIONAL, NEWEST)      \
	X(MEMBER_BANNED, "member_banned", SPACE, TRANSACTIONAL, NEWEST)        \
	X(SPACE_CLOSING, "space_closing", SPACE, TRANSACTIONAL, NEWEST)        \
	X(SPACE_HANDED_OVER, "space_handed_over", SPACE, URGENT, NEWEST)       \
	X(INVITED, "invited", INVITE, URGENT, EACH)                            \
	X(EVENT_HIDDEN, "event_hidden", EVENT, URGENT, NEWEST)                 \
	X(EVENT_HANDED_OVER, "event_handed_over", EVENT, URGENT, NEWEST)       \
	X(EVENT_NOTICE, "event_notice", EVENT, URGENT, EACH)                   \
	X(MEMBERSHIP_ENDS, "membership_ends", SPACE, TRANSACTIONAL, NEWEST)    \
	X(MEMBERSHIP_ENDED, "membership_ended", SPACE, TRANSACTIONAL, NEWEST)  \
	X(DOMAIN_LAPSED, "domain_lapsed", SPACE, URGENT, NEWEST)               \
	X(GUEST_CONFIRM, "guest_confirm", GUEST_REQUEST, TRANSACTIONAL, EACH)  \
	X(GUEST_ANSWERED, "guest_answered", EVENT_INVITATION, URGENT, NEWEST)  \
	X(EVENT_INVITED, "event_invited", EVENT_INVITATION, URGENT, NEWEST)    \
	X(RSVP_RESULT, "rsvp_result", EVENT_INVITATION, TRANSACTIONAL, HOURLY) \
	X(EVENT_WRITTEN, "event_written", EVENT, URGENT, EACH)                 \
	X(SPARK_ON, "spark_on", SPARK, URGENT, NEWEST)                         \
	X(SPARK_CALLED_OFF, "spark_called_off", SPARK, URGENT, NEWEST)         \
	X(SPARK_HANDED_OVER, "spark_handed_over", SPARK, URGENT, NEWEST)       \
	X(SPARK_REMOVED, "spark_removed", SPARK, TRANSACTIONAL, NEWEST)        \
	X(SPARK_NEARBY, "spark_nearby", SPARK, URGENT, NEWEST)                 \
	X(RUN_REMINDER, "run_reminder", ROUTINE, URGENT, NEWEST)               \
	X(RUN_OVERDUE, "run_overdue", ROUTINE, URGENT, NEWEST)                 \
	X(RUN_CONFLICT, "run_conflict", ROUTINE, URGENT, HOURLY)               \
	X(STEP_FAILED, "step_failed", ROUTINE, URGENT, EACH)                   \
	X(SWAP_ASKED, "swap_asked", ROUTINE, URGENT, EACH)                     \
	X(SWAP_ACCEPTED, "swap_accepted", ROUTINE, URGENT, EACH)               \
	X(SWAP_DECLINED, "swap_declined", ROUTINE, URGENT, EACH)               \
	X(POLL_OPEN, "poll_open", POLL, URGENT, HOURLY)                        \
	X(POLL_CLOSED, "poll_closed", POLL, URGENT, NEWEST)                    \
	X(POLL_FINALIZED, "poll_finalized", POLL, URGENT, NEWEST)

enum rule_notice {
#define RULE_NOTICE_ENUM(kind, word, topic, urgency, repeat) RULE_NOTICE_##kind,
	RULE_NOTICE_TABLE(RULE_NOTICE_ENUM)
#undef RULE_NOTICE_ENUM
	    RULE_NOTICE_KINDS
};

/* One row of the table. */
struct rule_notice_row {
	const char *word; /* a static string */
	enum rule_notice_topic topic;
	enum rule_notice_urgency urgency;
	enum rule_notice_repeat repeat;
};

/* The row of a kind; a static table. */
const struct rule_notice_row *rule_notice_row(enum rule_notice kind);
/* Finds a kind by its word; false when there is none. */
bool rule_notice_find(const char *word, enum rule_notice *kind);

#endif
