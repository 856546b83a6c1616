/*
 * Words of the mails about coming in: rows of the table in worker/mail_words.c.
 */
#ifndef WORKER_MAIL_WORDS_SIGN_IN_H
#define WORKER_MAIL_WORDS_SIGN_IN_H

#define MAIL_WORDS_SIGN_IN                                                     \
	[RULE_NOTICE_SET_PASSWORD] = { "An account was made for you",          \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY, "whoever runs this server has made an "        \
				"account for you. One step is left: choose a " \
				"password." },                                 \
		    { MAIL_BUTTON, "Choose a password" },                      \
		    { MAIL_SMALL, "The link works once, until {link_until}. "  \
				  "After that you get another where you sign " \
				  "in, as for a forgotten password." },        \
		    { MAIL_SAY, "Were you asked for a code instead? Here it "  \
				"is, good until {code_until}:" },              \
		    { MAIL_CODE, "{code}" },                                   \
		    { MAIL_SMALL, "For programs, the token of the link is:" }, \
		    { MAIL_CODE, "{token}" },                                  \
		    { MAIL_SMALL,                                              \
			"You do not want it? Then you need not do "            \
			"anything: nobody can use the account." } } }

#endif
