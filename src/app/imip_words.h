/*
 * What somebody writes who answers a mail about an event by hand.
 */
#ifndef APP_IMIP_WORDS_H
#define APP_IMIP_WORDS_H

#include "app/imip_read.h"

/*
 * Their own words: without the mail that they answer, which holds the link that
 * opens their answer; "" when that cannot be told from them. In the arena, and
 * not many.
 */
const char *app_imip_words(struct call *call, const struct app_imip_mail *mail);

#endif
