#include "app/imip_read.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "crypt/token.h"

#include "base/banned.h"

/* Whether the first address in a text that was made here is somebody's. */
static bool
find_token(struct call *call, const char *text, struct event_invitation_id *id)
{
	while ((text = strchr(text, '+'))) {
		size_t len = strcspn(++text, "@");

		if (text[len] == '@' &&
		    crypt_imip_open(call->keys, text, len, &id->v))
			return true;
	}
	return false;
}

/* All programs keep the address that they answer to; some leave out who
 * organizes. */
static bool
find_invitation(
    struct call *call, const char *recipient, struct app_imip_mail *out)
{
	const struct mail_message *m = &out->message;

	if (recipient)
		return find_token(call, recipient, &out->invitation);
	for (size_t i = 0; i < m->n_recipients; i++)
		if (find_token(call, m->recipients[i], &out->invitation))
			return true;
	return out->reply.organizer &&
	       find_token(call, out->reply.organizer, &out->invitation);
}

static bool
is_calendar(const struct mail_part *part)
{
	static const char *const types[] = { "text/calendar", "application/ics",
		"text/x-vcalendar" };
	size_t len = part->filename ? strlen(part->filename) : 0;

	for (size_t i = 0; i < N_OF(types); i++)
		if (str_eq(part->type, types[i]))
			return true;
	return len > 4 && strcasecmp(part->filename + len - 4, ".ics") == 0;
}

/* One that says what it wants goes before others. */
static const struct mail_part *
find_calendar(const struct mail_message *m)
{
	const struct mail_part *found = NULL;

	for (size_t i = 0; i < m->n_parts; i++) {
		if (!is_calendar(&m->parts[i]))
			continue;
		if (m->parts[i].method)
			return &m->parts[i];
		if (!found)
			found = &m->parts[i];
	}
	return found;
}

static void
read_calendar(struct call *call, struct app_imip_mail *out)
{
	const struct mail_part *part = find_calendar(&out->message);

	out->method = "";
	out->has_calendar = part != NULL;
	if (!part)
		return;
	out->reply = ical_reply_read(
	    mail_part_lines(part, call->arena), call->arena);
	if (out->reply.method)
		out->method = out->reply.method;
	else if (part->method)
		out->method = part->method;
}

static void
read_words(struct call *call, struct app_imip_mail *out)
{
	const struct mail_message *m = &out->message;

	out->words = "";
	for (size_t i = 0; i < m->n_parts; i++)
		if (str_eq(m->parts[i].type, "text/plain") &&
		    !is_calendar(&m->parts[i])) {
			out->words = mail_part_text(&m->parts[i], call->arena);
			return;
		}
}

bool
app_imip_read(struct call *call, struct bytes bytes, const char *recipient,
    struct app_imip_mail *out, const char **why)
{
	*out = (struct app_imip_mail){ 0 };
	if (!mail_message_read(bytes, call->arena, &out->message)) {
		*why = "it is too large";
		return false;
	}
	read_calendar(call, out);
	read_words(call, out);
	*why = "it went to nobody";
	return find_invitation(call, recipient, out);
}
