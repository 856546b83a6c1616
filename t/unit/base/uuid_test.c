/*
 * UUIDs: text both ways, and version 7 that only ever grows.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"

#include "base/banned.h"

Test(base_uuid, text_goes_both_ways)
{
	struct uuid u;
	char text[UUID_TEXT_SIZE];

	cr_assert(uuid_parse("017F22E2-79b0-7cc3-98C4-dc0c0c07398f", &u));
	uuid_format(u, text);
	cr_expect(eq(str, text, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"));
}

Test(base_uuid, malformed_text_is_refused)
{
	static const char cases[][48] = { "",
		"017f22e2-79b0-7cc3-98c4-dc0c0c07398",
		"017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
		"017f22e279b07cc398c4dc0c0c07398f",
		"017f22e2-79b07-cc3-98c4-dc0c0c07398f",
		"{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
		"017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
		"017f22e2-79b0-7cc3-98c4-dc0c0c07398f ",
		" 17f22e2-79b0-7cc3-98c4-dc0c0c07398f",
		"017f22e2_79b0_7cc3_98c4_dc0c0c07398f",
		"017f22e2-79b0-7cc3-98c4-", "-", "0" };

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct uuid u = { { 1 } };

		cr_expect(not(uuid_parse(cases[i], &u)), "%s", cases[i]);
		cr_expect(eq(int, u.b[0], 1));
	}
}

Test(base_uuid, new_ones_are_version_7_of_now)
{
	int64_t before = clock_now_us() / 1000, ms = 0;
	struct uuid u = uuid_new();

	for (int i = 0; i < 6; i++)
		ms = ms << 8 | u.b[i];
	cr_expect(eq(int, u.b[6] >> 4, 7));
	cr_expect(eq(int, u.b[8] >> 6, 2));
	cr_expect(ms >= before && ms <= clock_now_us() / 1000 + 1);
}

Test(base_uuid, new_ones_strictly_increase)
{
	struct uuid last = uuid_new();

	/* far more in a millisecond than its counter has room for */
	for (int i = 0; i < 200000; i++) {
		struct uuid u = uuid_new();

		cr_assert(memcmp(&u, &last, sizeof(u)) > 0, "round %d", i);
		last = u;
	}
}

/* All but the six bits that say which kind of UUID it is. */
Test(base_uuid, a_named_one_is_of_its_time_and_name)
{
	unsigned char name[UUID_NAME_SIZE];
	struct uuid u, all;

	memset(name, 0xff, sizeof(name));
	all = uuid_named(1000 * CLOCK_SECOND_US, name);
	u = uuid_at(1000 * CLOCK_SECOND_US);
	cr_expect(memcmp(&all, &u, 6) == 0 && memcmp(&all, &u, 16) > 0);
	cr_expect(uuid_eq(all, uuid_named(1000 * CLOCK_SECOND_US, name)));
	for (unsigned bit = 0; bit < 8 * UUID_NAME_SIZE; bit++) {
		unsigned char *byte = &name[bit / 8],
			      one = (unsigned char)(1 << bit % 8);

		*byte ^= one;
		u = uuid_named(1000 * CLOCK_SECOND_US, name);
		*byte ^= one;
		cr_expect(eq(int, u.b[6] >> 4, 7));
		cr_expect(eq(int, u.b[8] >> 6, 2));
		cr_expect(
		    uuid_eq(u, all) == ((bit / 8 == 0 && bit % 8 > 3) ||
					   (bit / 8 == 2 && bit % 8 > 5)));
	}
}

Test(base_uuid, nil_stands_alone)
{
	struct uuid nil = { { 0 } }, other = { { [15] = 1 } };

	cr_expect(uuid_is_nil(nil));
	cr_expect(not(uuid_is_nil(other)));
	cr_expect(uuid_eq(other, other));
	cr_expect(not(uuid_eq(nil, other)));
}
