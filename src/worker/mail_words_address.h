/*
 * Words of the mails about another address: rows of the table in
 * worker/mail_words.c.
 */
#ifndef WORKER_MAIL_WORDS_ADDRESS_H
#define WORKER_MAIL_WORDS_ADDRESS_H

#define MAIL_WORDS_ADDRESS                                                     \
	[RULE_NOTICE_EMAIL_OLD] = { "May your address change?",                \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY,                                                \
			"you want another e-mail address for your account. "   \
			"Confirm that here, at the address that it has; a "    \
			"mail to the other one asks the same there." },        \
		    { MAIL_BUTTON, "Let my address change" },                  \
		    { MAIL_SMALL, "The link works until {link_until}." },      \
		    { MAIL_SAY,                                                \
			"Were you asked for a code instead? Here it is, good " \
			"until {code_until}:" },                               \
		    { MAIL_CODE, "{code}" },                                   \
		    { MAIL_SMALL,                                              \
			"If it was not you, somebody else is signed in to "    \
			"your account: keep this mail to yourself, change "    \
			"your password, and end the sessions that you do "     \
			"not know." } } },                                     \
	[RULE_NOTICE_EMAIL_NEW] = { "Is this to be your address?",             \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY,                                                \
			"an account is to have this e-mail address. Confirm "  \
			"that it is yours; a mail to the address before asks " \
			"the same there." },                                   \
		    { MAIL_BUTTON, "Use this address" },                       \
		    { MAIL_SMALL, "The link works until {link_until}." },      \
		    { MAIL_SAY,                                                \
			"Were you asked for a code instead? Here it is, good " \
			"until {code_until}:" },                               \
		    { MAIL_CODE, "{code}" },                                   \
		    { MAIL_SMALL,                                              \
			"If it was not you, you need not do anything: "        \
			"somebody probably mistyped their own address, and "   \
			"without the confirmation it comes to "                \
			"nothing." } } },                                      \
	[RULE_NOTICE_EMAIL_UNDO] = { "Your address was changed",               \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY,                                                \
			"your account has another e-mail address from now "    \
			"on; this one is not used any more. If it was you, "   \
			"all is well." },                                      \
		    { MAIL_SAY,                                                \
			"If it was not, take it back: this address is your "   \
			"account's again, all that is signed in to it is "     \
			"ended, second steps are removed, and you choose "     \
			"a new password." },                                   \
		    { MAIL_BUTTON, "Take it back" },                           \
		    { MAIL_SMALL, "The link works until {link_until}. Keep "   \
				  "this mail to yourself." } } },              \
	[RULE_NOTICE_EMAIL_CHANGED] = { "This is your address now",            \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY,                                                \
			"your account has this e-mail address from now on: "   \
			"sign in with it. What we have to tell you comes "     \
			"here. All other sessions were ended." } } },          \
	[RULE_NOTICE_EMAIL_IN_USE] = { "Your address has an account already",  \
		{                                                              \
		    { MAIL_SAY, "Hello{name}," },                              \
		    { MAIL_SAY, "somebody wants this address for another "     \
				"account, but it has one already: yours." },   \
		    { MAIL_SAY,                                                \
			"If it was you: sign in to this one, and give it "     \
			"another address or delete it first." },               \
		    { MAIL_SMALL,                                              \
			"If it was not you, there is nothing to do. Your "     \
			"account was not touched, and whoever tried was "      \
			"not told that it exists." },                          \
		} }

#endif
