/*
 * The words of the mails in one table: whoever adds a notice (rule/notice.h)
 * writes them here. Each mail is a list of parts, written once, that becomes
 * plain text and HTML (worker/mail_text.h).
 */
#ifndef WORKER_MAIL_WORDS_H
#define WORKER_MAIL_WORDS_H

#include "generated/words.h"
#include "rule/notice.h"

enum mail_part_kind {
	MAIL_END,    /* no more of them */
	MAIL_SAY,    /* a paragraph */
	MAIL_BUTTON, /* the link, with these words on it */
	MAIL_CODE,   /* something to copy */
	MAIL_LETTER, /* what somebody has written, line by line */
	MAIL_SMALL   /* a paragraph of the small print */
};

enum { MAIL_PARTS_MAX = 10 };

/* {fact} is replaced; a part whose fact is missing is left out. */
struct mail_part {
	enum mail_part_kind kind;
	const char *words;
};

struct mail_words {
	const char *subject;
	struct mail_part parts[MAIL_PARTS_MAX];
};

/* Those of a kind of notice; static. */
const struct mail_words *mail_words_of(enum rule_notice kind);

/* What somebody has answered, as a mail to them says it; NULL of none, and of
 * one that is not theirs to give. */
const char *mail_answer(enum rsvp_status status);

#endif
