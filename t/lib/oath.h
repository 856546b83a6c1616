/*
 * The phone of somebody: codes as oathtool makes them, another program.
 */
#ifndef T_LIB_OATH_H
#define T_LIB_OATH_H

#include <stdio.h>
#include <string.h>

#include "t/lib/given.h"

/* The code of a secret so many steps of 30 seconds from now. */
static inline char *
oath(const char *secret, int steps)
{
	char code[16] = "";
	FILE *out = popen(text("oathtool --totp --base32 "
			       "--now='%d seconds' %s",
			      30 * steps, secret),
	    "r");

	cr_assert(out && fgets(code, sizeof(code), out) && pclose(out) == 0,
	    "oathtool");
	code[strcspn(code, "\n")] = '\0';
	return text("%s", code);
}

/* The user adds a second step and confirms it by the code of the step before
 * now, so that those of now and after are still good; its secret. The recovery
 * codes are in the body then. */
static inline char *
given_factor(const char *name)
{
	char *secret;

	given(
	    "factor", name, "/users/me/factors {'kind': 'totp', 'name': 'x'}");
	secret = body("/secret");
	expect(200, as(name, POST, "/users/me/factors/%s/verify {'code': '%s'}",
			id("factor"), oath(secret, -1)));
	return secret;
}

#endif
