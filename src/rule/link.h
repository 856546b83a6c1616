/*
 * Whose an account elsewhere is, when somebody comes with it. What another
 * service says of an address is believed only where that service is trusted
 * with it: else whoever has an account there could take one here.
 */
#ifndef RULE_LINK_H
#define RULE_LINK_H

#include <stdbool.h>

struct rule_link_facts {
	bool is_linking; /* who is signed in adds it to theirs */
	bool is_known;	 /* it is somebody's already, */
	bool is_mine;	 /* and that is who is signed in */
	/* the provider has verified the address, and is trusted to */
	bool is_trusted;
	bool has_owner;	  /* somebody here has the address */
	bool is_verified; /* and has proved it */
};

enum rule_link {
	RULE_LINK_SIGN_IN,   /* its person comes in, what is known is renewed */
	RULE_LINK_RENEW,     /* it is theirs already */
	RULE_LINK_IN_USE,    /* it is another's */
	RULE_LINK_ADD,	     /* it is theirs from now on */
	RULE_LINK_SIGN_UP,   /* a new person, whose address is verified */
	RULE_LINK_JOIN,	     /* whoever has the address has it, and comes in */
	RULE_LINK_TAKE_OVER, /* the same, but nobody else who ever could */
	RULE_LINK_ASK	     /* they have to show first who they are here */
};

/* What becomes of it; facts that do not matter may be anything. */
enum rule_link rule_link_decide(const struct rule_link_facts *facts);

#endif
