/*
 * RFC 9562, section 5.7; monotonic by method 1 of section 6.2 (a counter in
 * rand_a, seeded low so that it has room to grow within a millisecond).
 */
#include "base/uuid.h"

#include <string.h>

#include "base/clock.h"
#include "base/rand.h"

#include "base/banned.h"

static void
put_ms(struct uuid *u, int64_t ms)
{
	for (int i = 0; i < 6; i++)
		u->b[i] = (uint8_t)(ms >> (40 - 8 * i));
}

struct uuid
uuid_at(int64_t us)
{
	struct uuid u = { .b = { [6] = 0x70, [8] = 0x80 } };

	put_ms(&u, us / 1000);
	return u;
}

struct uuid
uuid_named(int64_t us, const unsigned char name[UUID_NAME_SIZE])
{
	struct uuid u = uuid_at(us);

	memcpy(u.b + sizeof(u.b) - UUID_NAME_SIZE, name, UUID_NAME_SIZE);
	u.b[6] = (uint8_t)(0x70 | (u.b[6] & 0x0f));
	u.b[8] = (uint8_t)(0x80 | (u.b[8] & 0x3f));
	return u;
}

struct uuid
uuid_new(void)
{
	static int64_t last_ms;
	static unsigned counter;
	int64_t ms = clock_now_us() / 1000;
	struct uuid u;

	rand_bytes(u.b, sizeof(u.b));
	if (ms > last_ms) {
		last_ms = ms;
		counter = u.b[6] & 0x7fu;
	} else if (++counter > 0xfff) {
		last_ms++; /* borrow from the next millisecond */
		counter = 0;
	}
	put_ms(&u, last_ms);
	u.b[6] = (uint8_t)(0x70 | counter >> 8);
	u.b[7] = (uint8_t)counter;
	u.b[8] = (uint8_t)(0x80 | (u.b[8] & 0x3f));
	return u;
}

bool
uuid_eq(struct uuid a, struct uuid b)
{
	return memcmp(a.b, b.b, sizeof(a.b)) == 0;
}

bool
uuid_is_nil(struct uuid u)
{
	static const struct uuid nil;

	return uuid_eq(u, nil);
}

void
uuid_format(struct uuid u, char text[UUID_TEXT_SIZE])
{
	static const char hex[] = "0123456789abcdef";
	char *p = text;

	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*p++ = '-';
		*p++ = hex[u.b[i] >> 4];
		*p++ = hex[u.b[i] & 15];
	}
	*p = '\0';
}

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool
uuid_parse(const char *text, struct uuid *out)
{
	struct uuid u;

	for (int i = 0; i < 16; i++) {
		int hi, lo;

		if ((i == 4 || i == 6 || i == 8 || i == 10) && *text++ != '-')
			return false;
		hi = digit(text[0]);
		lo = hi < 0 ? -1 : digit(text[1]);
		if (lo < 0)
			return false;
		u.b[i] = (uint8_t)(hi << 4 | lo);
		text += 2;
	}
	if (*text)
		return false;
	*out = u;
	return true;
}
