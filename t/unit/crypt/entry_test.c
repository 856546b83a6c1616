/*
 * Codes of tickets: ours hold, others do not, and what is said of them to
 * phones is so, by python3-cryptography.
 */
#include "crypt/entry.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define OLD "the secret of yesterday, long enough"
#define NEW "the secret of today, which is long enough"

static const struct uuid event = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
			     14, 15, 16 } },
			 other = { { 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
			     14, 15, 16 } };

static const struct crypt_entry entry = { .kind = CRYPT_ENTRY_TICKET,
	.id = { { 200, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 255 } },
	.serial = 7 };

Test(crypt_entry, a_code_holds_for_its_event_alone)
{
	struct crypt_keys *k = crypt_keys_new(NEW, OLD);
	char code[CRYPT_ENTRY_SIZE], again[CRYPT_ENTRY_SIZE];
	struct crypt_entry read;

	crypt_entry_seal(k, event, &entry, code);
	crypt_entry_seal(k, event, &entry, again);
	cr_expect(strlen(code) == CRYPT_ENTRY_SIZE - 1);
	cr_expect(strcmp(code, again) == 0);
	cr_expect(crypt_entry_open(k, event, code, &read));
	cr_expect(memcmp(&read.id, &entry.id, sizeof(read.id)) == 0);
	cr_expect(read.serial == 7);
	cr_expect(crypt_entry_open(k, other, code, &read) == false);
	crypt_keys_free(k);
}

Test(crypt_entry, each_character_matters)
{
	struct crypt_keys *k = crypt_keys_new(NEW, NULL);
	char code[CRYPT_ENTRY_SIZE];
	struct crypt_entry read;

	crypt_entry_seal(k, event, &entry, code);
	for (char *p = code; *p; p++) {
		char was = *p;

		*p = was == 'A' ? 'B' : 'A';
		cr_expect(crypt_entry_open(k, event, code, &read) == false,
		    "%zd", p - code);
		*p = was;
	}
	code[CRYPT_ENTRY_SIZE - 2] = '\0';
	cr_expect(crypt_entry_open(k, event, code, &read) == false);
	cr_expect(crypt_entry_open(k, event, "", &read) == false);
	crypt_keys_free(k);
}

Test(crypt_entry, both_sets_of_keys_verify)
{
	struct crypt_keys *old = crypt_keys_new(OLD, NULL);
	struct crypt_keys *both = crypt_keys_new(NEW, OLD);
	struct crypt_keys *only = crypt_keys_new(NEW, NULL);
	char code[CRYPT_ENTRY_SIZE];
	struct crypt_entry read;

	crypt_entry_seal(old, event, &entry, code);
	cr_expect(crypt_entry_open(both, event, code, &read));
	cr_expect(crypt_entry_open(only, event, code, &read) == false);
	crypt_keys_free(old);
	crypt_keys_free(both);
	crypt_keys_free(only);
}

/* What a phone does, written anew: its exit status. */
static const char phone[] =
    "import sys\n"
    "from cryptography.hazmat.primitives.asymmetric.ed25519 import "
    "Ed25519PublicKey as Key\n"
    "a = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'\n"
    "code, key, event = sys.argv[1:]\n"
    "assert code[:5] == 'HTH1:'\n"
    "b = b''\n"
    "for i in range(5, len(code), 3):\n"
    "    g = code[i:i + 3]\n"
    "    n = sum(a.index(c) * 45 ** k for k, c in enumerate(g))\n"
    "    b += n.to_bytes(len(g) - 1, 'big')\n"
    "event = bytes.fromhex(event)\n"
    "assert len(b) == 89 and b[0] == 1 and b[24] == 7\n"
    "assert b[1:17].hex() == 'c80102030405060708090000000000ff' and b[17:24] "
    "== event[9:]\n"
    "Key.from_public_bytes(bytes.fromhex(key)).verify(\n"
    "    b[25:], b'hearth ticket\\0' + event + b[:25])\n";

static void
write_hex(const unsigned char *p, size_t n, char *out)
{
	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", p[i]);
}

static int
run_phone(const char *code, const char *key, const char *of)
{
	char command[4096];
	FILE *p;

	setenv("PHONE", phone, 1);
	snprintf(command, sizeof(command),
	    "python3 -c \"$PHONE\" '%s' %s %s >/dev/null 2>&1", code, key, of);
	p = popen(command, "r");
	return p ? pclose(p) : -1;
}

Test(crypt_entry, a_phone_verifies_it_by_the_public_key)
{
	struct crypt_keys *k = crypt_keys_new(NEW, NULL);
	unsigned char key[CRYPT_ENTRY_KEY_SIZE];
	char code[CRYPT_ENTRY_SIZE], key_hex[65], event_hex[33];

	crypt_entry_seal(k, event, &entry, code);
	crypt_entry_public(k, 0, event, key);
	write_hex(key, sizeof(key), key_hex);
	write_hex(event.b, sizeof(event.b), event_hex);
	cr_expect(run_phone(code, key_hex, event_hex) == 0, "%s", code);
	code[CRYPT_ENTRY_SIZE - 5] ^= 1;
	cr_expect(run_phone(code, key_hex, event_hex) != 0, "%s", code);
	crypt_keys_free(k);
}
