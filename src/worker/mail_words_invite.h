/*
 * Words of the mails to who has no account yet, and of a session from what is
 * new: rows of the table in worker/mail_words.c.
 */
#ifndef WORKER_MAIL_WORDS_INVITE_H
#define WORKER_MAIL_WORDS_INVITE_H

#define MAIL_WORDS_INVITE                                                      \
	[RULE_NOTICE_ACCOUNT_INVITED] = { "You are invited to make an "        \
					  "account",                           \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY, "whoever runs {site} invites you to make an "  \
				"account there." },                            \
		    { MAIL_BUTTON, "Make an account" },                        \
		    { MAIL_SMALL, "The link works until {link_until}, for "    \
				  "this address alone." },                     \
		    { MAIL_SMALL,                                              \
			"For programs, the code of the invite is:" },          \
		    { MAIL_CODE, "{token}" },                                  \
		    { MAIL_SMALL, "You do not want it? Then you need not do "  \
				  "anything." } } },                           \
	[RULE_NOTICE_OAUTH_EMAIL] = { "Your code to go on",                    \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY, "somebody signs in to {site} with an account " \
				"elsewhere that has this address. If it is "   \
				"you, this code goes on:" },                   \
		    { MAIL_CODE, "{code}" },                                   \
		    { MAIL_SMALL, "It works once, until {code_until}." },      \
		    { MAIL_SMALL, "If it is not you, tell nobody the code: "   \
				  "without it nothing happens." } } },         \
	[RULE_NOTICE_NEW_LOGIN] = { "A new sign-in to your account",           \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY, "somebody has signed in to your account, for " \
				"the first time with {device} from near the "  \
				"address {address}: {when}." },                \
		    { MAIL_SAY, "If it was you, you need not do anything." },  \
		    { MAIL_SAY, "If not, end that session among your "         \
				"sessions, and choose another password." } } }

#endif
