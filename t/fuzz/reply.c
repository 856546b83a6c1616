/*
 * An answer of a calendar program: what is found is text.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/str.h"
#include "ical/reply.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

static void
check_text(const char *text)
{
	bug_if(text && !str_is_utf8(text, strlen(text)));
}

void
fuzz_reply(const uint8_t *data, size_t len)
{
	struct ical_reply reply;
	struct arena arena;
	char *text;

	arena_init(&arena, 64 << 20);
	text = arena_strndup(&arena, (const char *)data, len);
	if (str_is_utf8(text, strlen(text))) {
		reply = ical_reply_read(text, &arena);
		check_text(reply.uid);
		check_text(reply.comment);
		check_text(reply.organizer);
		check_text(reply.attendee.address);
		check_text(reply.attendee.name);
		check_text(reply.attendee.answer);
		bug_if(reply.n_attendees && !reply.has_event);
	}
	arena_release(&arena);
}
