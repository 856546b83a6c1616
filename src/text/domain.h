/*
 * Names of domains: in the one form that is stored and compared, and what of
 * them belongs to the public.
 */
#ifndef TEXT_DOMAIN_H
#define TEXT_DOMAIN_H

#include <stdbool.h>

#include "base/arena.h"

enum { TEXT_DOMAIN_MAX = 253 }; /* bytes, RFC 1035, section 2.3.4 */

/*
 * A domain as people type it: trimmed, without a dot at its end, in the ASCII
 * form that travels (IDNA 2008) and in lower case. Lives in arena. NULL when it
 * is none that hosts and mail can have: letters, digits and hyphens in at least
 * two labels, no address of a machine.
 */
const char *text_domain(struct arena *arena, const char *s);

/* What follows is given what text_domain returns. */

/* Whether anybody can register names directly below it, as they can below
 * co.uk and github.io: it is nobody's (publicsuffix.org, both of its parts). */
bool text_domain_is_public(const char *domain);
/* The part of it that somebody has registered: one label below what is public.
 * Points into domain; NULL when it is public itself. */
const char *text_domain_registered(const char *domain);

#endif
