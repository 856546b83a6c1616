/*
 * Words of the mails about ways into an account: rows of the table in
 * worker/mail_words.c.
 */
#ifndef WORKER_MAIL_WORDS_LINKED_H
#define WORKER_MAIL_WORDS_LINKED_H

#define MAIL_WORDS_LINKED                                                      \
	[RULE_NOTICE_ACCOUNT_LINKED] = { "Another way into your account",      \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY,                                                \
			"from now on you can sign in with an account of "      \
			"another service, "                                    \
			"which was added to yours." },                         \
		    { MAIL_SMALL, "If it was not you, remove it among your "   \
				  "accounts, change your "                     \
				  "password, and end the sessions that you "   \
				  "do not know." } } },                        \
	[RULE_NOTICE_ACCOUNT_UNLINKED] = { "A way into your account is gone",  \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY,                                                \
			"you do not sign in any more with an account of "      \
			"another service, "                                    \
			"which was just removed from yours." },                \
		    { MAIL_SMALL, "If it was not you, change your password, "  \
				  "end the sessions that you do not know, "    \
				  "and add that account again." } } },         \
	[RULE_NOTICE_ACCOUNT_STALE] = { "An account is not connected any "     \
					"more",                                \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY,                                                \
			"the other service does not let us use your "          \
			"account there any "                                   \
			"more. To connect it again, sign in with it." } } },   \
	[RULE_NOTICE_FACTOR_ADDED] = { "A second step protects your account",  \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY,                                                \
			"from now on a second step is asked for when "         \
			"somebody "                                            \
			"signs in to your account. All other sessions were "   \
			"ended." },                                            \
		    { MAIL_SAY, "Keep your recovery codes where you find "     \
				"them without "                                \
				"your phone." },                               \
		    { MAIL_SMALL, "If it was not you, ask for a new password " \
				  "at once where "                             \
				  "you sign in, and tell whoever runs this "   \
				  "server." } } }

#endif
