/*
 * A mail that came in: whatever it is, what is found lies in it, within the
 * bounds, and is text.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/str.h"
#include "mail/message.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

static void
check_text(const char *text)
{
	bug_if(text && !str_is_utf8(text, strlen(text)));
}

static void
check_part(const struct mail_part *part, const uint8_t *data, size_t len,
    struct arena *arena)
{
	const uint8_t *p = part->body.p;

	bug_if(p < data || p > data + len);
	bug_if(part->body.len > (size_t)(data + len - p));
	check_text(part->type);
	check_text(part->method);
	check_text(part->filename);
	check_text(mail_part_text(part, arena));
	check_text(mail_part_lines(part, arena));
}

void
fuzz_mail(const uint8_t *data, size_t len)
{
	static struct mail_message m;
	struct arena arena;

	arena_init(&arena, 64 << 20);
	if (len && mail_message_read((struct bytes){ data, len }, &arena, &m)) {
		bug_if(m.n_parts > MAIL_PARTS_MAX);
		check_text(m.id);
		check_text(m.from);
		for (size_t i = 0; i < m.n_recipients; i++)
			check_text(m.recipients[i]);
		for (size_t i = 0; i < m.n_parts; i++)
			check_part(&m.parts[i], data, len, &arena);
	}
	arena_release(&arena);
}
