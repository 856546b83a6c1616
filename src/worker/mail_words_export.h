/*
 * Words of the mail that an export is ready: a row of the table in
 * worker/mail_words.c.
 */
#ifndef WORKER_MAIL_WORDS_EXPORT_H
#define WORKER_MAIL_WORDS_EXPORT_H

#define MAIL_WORDS_EXPORT                                                     \
	[RULE_NOTICE_EXPORT_READY] = { "Your data is ready",                  \
		{ { MAIL_SAY, "Hello{name}," },                               \
		    { MAIL_SAY,                                               \
			"you asked for all that there is of you here. It is " \
			"one file, which you can fetch when you have signed " \
			"in." },                                              \
		    { MAIL_BUTTON, "Fetch it" },                              \
		    { MAIL_SMALL, "It is kept until {link_until}." },         \
		    { MAIL_SMALL,                                             \
			"If it was not you, somebody else is signed in to "   \
			"your account: change your password, and end the "    \
			"sessions that you do not know." } } }

#endif
