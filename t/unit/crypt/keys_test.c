/*
 * Derived keys: purposes apart, rotation in both directions.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "crypt/keys.h"

#include "base/banned.h"

#define OLD "an old secret of thirty-two bytes."
#define NEW "a new secret of thirty-two bytes.."

Test(crypt_keys, purposes_have_different_keys)
{
	struct crypt_keys *k = crypt_keys_new(NEW, NULL);
	unsigned char macs[CRYPT_PURPOSES][CRYPT_MAC_SIZE];

	for (int i = 0; i < CRYPT_PURPOSES; i++) {
		crypt_mac(k, (enum crypt_purpose)i, "x", 1, macs[i]);
		for (int j = 0; j < i; j++)
			cr_expect(
			    memcmp(macs[i], macs[j], 32) != 0, "%d %d", i, j);
		for (int j = 0; j < CRYPT_PURPOSES; j++)
			cr_expect(crypt_mac_is_valid(k, (enum crypt_purpose)j,
				      "x", 1, macs[i], 32) == (i == j));
	}
	crypt_keys_free(k);
}

Test(crypt_keys, the_same_secret_gives_the_same_keys_everywhere)
{
	struct crypt_keys *a = crypt_keys_new(NEW, NULL);
	struct crypt_keys *b = crypt_keys_new(NEW, "");
	unsigned char mac[CRYPT_MAC_SIZE];

	cr_expect(eq(int, (int)crypt_keys_count(a), 1));
	cr_expect(eq(int, (int)crypt_keys_count(b), 1));
	cr_expect(
	    eq(str, (char *)crypt_keys_id(a, 0), (char *)crypt_keys_id(b, 0)));
	cr_expect(eq(sz, strlen(crypt_keys_id(a, 0)), 8));
	crypt_mac(a, CRYPT_CURSOR, "x", 1, mac);
	cr_expect(crypt_mac_is_valid(b, CRYPT_CURSOR, "x", 1, mac, 16));
	crypt_keys_free(a);
	crypt_keys_free(b);
}

Test(crypt_keys, rotation_verifies_both_and_signs_with_the_new)
{
	struct crypt_keys *before = crypt_keys_new(OLD, NULL);
	struct crypt_keys *during = crypt_keys_new(NEW, OLD);
	struct crypt_keys *after = crypt_keys_new(NEW, NULL);
	unsigned char old[CRYPT_MAC_SIZE], new[CRYPT_MAC_SIZE];

	crypt_mac(before, CRYPT_MAIL_TOKEN, "x", 1, old);
	crypt_mac(during, CRYPT_MAIL_TOKEN, "x", 1, new);
	cr_expect(
	    crypt_mac_is_valid(during, CRYPT_MAIL_TOKEN, "x", 1, old, 32));
	cr_expect(
	    crypt_mac_is_valid(during, CRYPT_MAIL_TOKEN, "x", 1, new, 32));
	cr_expect(crypt_mac_is_valid(after, CRYPT_MAIL_TOKEN, "x", 1, new, 32));
	cr_expect(
	    not(crypt_mac_is_valid(after, CRYPT_MAIL_TOKEN, "x", 1, old, 32)));
	cr_expect(
	    not(crypt_mac_is_valid(before, CRYPT_MAIL_TOKEN, "x", 1, new, 32)));
	cr_expect(ne(str, (char *)crypt_keys_id(during, 0),
	    (char *)crypt_keys_id(during, 1)));
	crypt_keys_free(before);
	crypt_keys_free(during);
	crypt_keys_free(after);
	crypt_keys_free(NULL);
}

Test(crypt_keys, the_same_secret_twice_is_one_set)
{
	struct crypt_keys *k = crypt_keys_new(NEW, NEW);

	cr_expect(eq(int, (int)crypt_keys_count(k), 1));
	crypt_keys_free(k);
}

Test(crypt_keys, a_mac_is_checked_to_its_last_byte)
{
	struct crypt_keys *k = crypt_keys_new(NEW, OLD);
	unsigned char mac[CRYPT_MAC_SIZE];

	crypt_mac(k, CRYPT_CURSOR, "data", 4, mac);
	for (int i = 0; i < CRYPT_MAC_SIZE; i++) {
		mac[i] ^= 0x80;
		cr_expect(not(
		    crypt_mac_is_valid(k, CRYPT_CURSOR, "data", 4, mac, 32)));
		mac[i] ^= 0x80;
	}
	cr_expect(not(crypt_mac_is_valid(k, CRYPT_CURSOR, "data", 3, mac, 32)));
	crypt_keys_free(k);
}
