/*
 * Codes that let people in: what stands on a ticket, signed, so that a phone at
 * the door can tell without the network that it is one (Ed25519, RFC 8032).
 *
 * Each event has a key of its own, which follows from SECRET_KEY: nothing is
 * stored, and a code is the same each time until the keys change.
 */
#ifndef CRYPT_ENTRY_H
#define CRYPT_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/uuid.h"
#include "crypt/base45.h"
#include "crypt/keys.h"

enum {
	/* kind, id, the end of the event's id, serial; and the signature */
	CRYPT_ENTRY_SAID = 1 + 16 + 7 + 1,
	CRYPT_ENTRY_BYTES = CRYPT_ENTRY_SAID + 64,
	/* "HTH1:", the bytes in Base45, terminated */
	CRYPT_ENTRY_SIZE = 5 + CRYPT_BASE45_LEN(CRYPT_ENTRY_BYTES) + 1,
	CRYPT_ENTRY_KEY_SIZE = 32
};

/* Whose code it is. */
enum crypt_entry_kind { CRYPT_ENTRY_TICKET = 1, CRYPT_ENTRY_ANSWER = 2 };

struct crypt_entry {
	enum crypt_entry_kind kind;
	struct uuid id; /* of the ticket, or of who has answered */
	uint8_t serial; /* of its codes; 1 of an answer */
};

/* The code of an event's entry. */
void crypt_entry_seal(const struct crypt_keys *k, struct uuid event,
    const struct crypt_entry *entry, char out[CRYPT_ENTRY_SIZE]);
/* What a code says, whoever made it; false for what is none. */
MUST_CHECK bool crypt_entry_read(const char *code, struct crypt_entry *entry);
/* Reads a code that was sealed for the event by one of the keys; false for
 * anything else. */
MUST_CHECK bool crypt_entry_open(const struct crypt_keys *k, struct uuid event,
    const char *code, struct crypt_entry *entry);

/* What verifies the codes of an event that one set of keys has sealed: the
 * signature is of "hearth ticket", a zero byte, the event's id, and what stands
 * before the signature. */
void crypt_entry_public(const struct crypt_keys *k, unsigned set,
    struct uuid event, unsigned char key[CRYPT_ENTRY_KEY_SIZE]);

#endif
