/*
 * The words of the mails (worker/mail_words.h) as plain text and as HTML.
 */
#ifndef WORKER_MAIL_TEXT_H
#define WORKER_MAIL_TEXT_H

#include "base/buf.h"
#include "rule/notice.h"

/* What a mail may tell; NULL is missing. Anything that people typed is taken
 * as it is: it is cleaned and escaped here. */
struct mail_facts {
	const char *first_name;
	const char *site; /* PUBLIC_URL */
	const char *link, *link_until;
	const char *token;
	const char *code, *code_until;
	const char *title, *when, *where; /* of the event */
	const char *subject, *letter;	  /* what those who run it write */
	const char *answer;		  /* theirs to it */
	const char *reason;		  /* that it is cancelled */
	const char *cancelled, *next;	  /* days of it that are, or come */
	const char *changed;		  /* what of it is */
	const char *until;		  /* when an answer is wanted */
	const char *answer_link;	  /* to it, for who cannot sign in */
	const char *before;		  /* it was moved: when it was to be */
	const char *space;		  /* the name of a cluster or group */
	const char *device, *address;	  /* from which somebody signed in */
	/* the same, and who invites, for people who may know neither */
	const char *invited_to, *by;
};

enum { MAIL_TEXT_MAX = 64 * 1024, MAIL_WHEN_SIZE = 128 };

struct mail_text {
	struct buf subject, text, html;
};

/* Empty; ends with mail_text_release. */
void mail_text_init(struct mail_text *t);
/* Frees the three texts. */
void mail_text_release(struct mail_text *t);
/* Replaces *t by the words of a mail of that kind. False when they do not fit.
 */
MUST_CHECK bool mail_text_write(
    struct mail_text *t, enum rule_notice kind, const struct mail_facts *facts);

/* "Friday, 20 November 2026 at 18:30 (Europe/Berlin)"; with the offset, as in
 * "(Europe/Berlin, UTC+02:00)", in an hour that comes twice; in UTC when the
 * zone is not known. */
void mail_text_when(int64_t us, const char *zone_name, char *out, size_t size);
/* The same, in out. */
const char *mail_when(
    int64_t us, const char *zone_name, char out[MAIL_WHEN_SIZE]);

#endif
