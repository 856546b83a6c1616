/*
 * Words of the mails about sparks: rows of the table in worker/mail_words.c.
 */
#ifndef WORKER_MAIL_WORDS_SPARK_H
#define WORKER_MAIL_WORDS_SPARK_H

#define MAIL_WORDS_SPARK                                                       \
	[RULE_NOTICE_SPARK_ON] = { "It takes place: {title}",                  \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY,                                                \
			"there are people enough, and it takes place:" },      \
		    { MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },     \
		    { MAIL_SAY, "Where: {where}" },                            \
		    { MAIL_SMALL, "You cannot make it after all? Please "      \
				  "leave it, so that "                         \
				  "somebody else gets the spot." } } },        \
	[RULE_NOTICE_SPARK_CALLED_OFF] = { "Called off: {title}",              \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY, "we are sorry: this does not take place." },   \
		    { MAIL_SAY, "{title}" }, { MAIL_SAY, "Why: {reason}" },    \
		    { MAIL_SAY, "It was planned for: {when}" },                \
		    { MAIL_SAY, "Where: {where}" },                            \
		    { MAIL_SMALL,                                              \
			"You get this mail because you were in it, or "        \
			"had asked to be. You need not do "                    \
			"anything." } } },                                     \
	[RULE_NOTICE_SPARK_HANDED_OVER] = { "It is yours now: {title}",        \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY, "whoever made this has left it. You were the " \
				"first to "                                    \
				"join, so it is yours from now on:" },         \
		    { MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },     \
		    { MAIL_SAY, "Where: {where}" },                            \
		    { MAIL_SMALL,                                              \
			"You do not want it? Leave it, and it passes to "      \
			"the next, or is called off." } } },                   \
	[RULE_NOTICE_SPARK_REMOVED] = { "You are not in it any more: {title}", \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY,                                                \
			"whoever looks after this has taken you out of "       \
			"it, so it goes on without you:" },                    \
		    { MAIL_SAY, "{title}" },                                   \
		    { MAIL_SAY, "It is planned for: {when}" },                 \
		    { MAIL_SMALL, "You cannot join it again. You need not do " \
				  "anything." } } },                           \
	[RULE_NOTICE_SPARK_NEARBY] = { "You may like this: {title}",           \
		{ { MAIL_SAY, "Hello{name}," },                                \
		    { MAIL_SAY,                                                \
			"somebody in one of your clusters plans what you "     \
			"like, at a time at which you are usually free:" },    \
		    { MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },     \
		    { MAIL_SAY, "Where: {where}" },                            \
		    { MAIL_SMALL,                                              \
			"You get this mail because you asked to be told of "   \
			"sparks that suit you, about three a day. You can "    \
			"end that in your settings for matching." } } }

#endif
