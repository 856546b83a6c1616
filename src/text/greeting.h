/*
 * What people typed, in mails to people who may not know them: it must not
 * speak in Hearth's name.
 */
#ifndef TEXT_GREETING_H
#define TEXT_GREETING_H

#include <stdbool.h>

/* Whether somebody can be greeted, or named, by it. Names are typed by whoever
 * signs up, also with the address of somebody else: one that looks like a link
 * or a message is none. NULL and "" are none. */
bool text_is_greetable(const char *name);

/* A dot with no space behind it, or what a browser makes an address of; also
 * NULL. */
bool text_looks_like_link(const char *text);

#endif
