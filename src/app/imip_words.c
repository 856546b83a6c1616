#include "app/imip_words.h"

#include <string.h>

#include "app/event_invitation.h"
#include "crypt/token.h"
#include "text/shown.h"

#include "base/banned.h"

enum {
	WORDS_MAX = 2000, /* characters */
	BORDER_MIN = 5	  /* of the same, in a line that parts two mails */
};

/* As it is in the mail, and as programs write it that lead links through a
 * check of theirs. */
static bool
has_link(const char *line)
{
	return strcasestr(line, "guest/#") || strcasestr(line, "guest%2F%23");
}

/* "-----Original Message-----", in any language, or a line that is drawn. */
static bool
is_border(const char *line)
{
	size_t len = strlen(line);

	while (len && strchr(" \t\r", line[len - 1]))
		len--;
	return strspn(line, "_") >= BORDER_MIN ||
	       (strspn(line, "-") >= BORDER_MIN && line[len - 1] == '-');
}

/* Until the mail that they answer begins, if it is not marked line by line. */
static char *
without_quote(struct arena *arena, const char *words)
{
	char *out = arena_alloc(arena, strlen(words) + 2), *to = out;

	for (const char *p = words; *p;) {
		size_t len = strcspn(p, "\n");
		const char *line = arena_strndup(arena, p, len);

		if (has_link(line) || is_border(line))
			break;
		if (*p != '>') {
			memcpy(to, p, len);
			to += len;
			*to++ = '\n';
		}
		p += len + (p[len] == '\n');
	}
	if (to > out)
		to--;
	*to = '\0';
	return out;
}

/* However its lines were broken, and in whatever it was put. */
static bool
has_secret(struct call *call, const char *words, struct event_invitation_id id)
{
	char *joined = arena_strndup(call->arena, words, strlen(words));
	char *to = joined, address[CRYPT_IMIP_SIZE];

	for (const char *p = words; *p; p++)
		if (!strchr(" \t\r\n>", *p))
			*to++ = *p;
	*to = '\0';
	crypt_imip_seal(call->keys, id.v, address);
	return strcasestr(joined, address) ||
	       strstr(joined, app_event_invitation_token(call, id));
}

const char *
app_imip_words(struct call *call, const struct app_imip_mail *mail)
{
	char *words = without_quote(call->arena, mail->words);

	if (has_secret(call, words, mail->invitation))
		return "";
	return arena_strndup(call->arena, words, text_cut(words, WORDS_MAX));
}
