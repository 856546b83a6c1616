/*
 * A parser by hand, because what passes here is written into SMTP commands
 * and headers: it accepts little, and nothing by accident.
 */
#include "net/address.h"

#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* atext of RFC 5322. */
static bool
is_atext(char c)
{
	return is_alnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

/* dot-atom: no dot first, last or twice. */
static bool
is_local_part(const char *p, size_t len)
{
	if (len == 0 || len > NET_LOCAL_MAX || p[0] == '.' || p[len - 1] == '.')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_atext(p[i]) && !(p[i] == '.' && p[i - 1] != '.'))
			return false;
	return true;
}

static bool
is_label(const char *p, size_t len)
{
	if (len == 0 || len > 63 || p[0] == '-' || p[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_alnum(p[i]) && p[i] != '-')
			return false;
	return true;
}

static bool
is_domain(const char *p)
{
	for (;;) {
		size_t len = strcspn(p, ".");

		if (!is_label(p, len))
			return false;
		if (!p[len])
			return true;
		p += len + 1;
	}
}

bool
net_addr_spec_is_valid(const char *spec)
{
	const char *at = strchr(spec, '@');

	return at && strlen(spec) <= NET_ADDR_SPEC_MAX &&
	       is_local_part(spec, (size_t)(at - spec)) && is_domain(at + 1);
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* Cuts white space off both ends of the len bytes at *p. */
static void
trim(const char **p, size_t *len)
{
	while (*len && is_space(**p)) {
		(*p)++;
		(*len)--;
	}
	while (*len && is_space((*p)[*len - 1]))
		(*len)--;
}

/* A quoted-string, quotes included, into its content. */
static bool
unquote(const char *p, size_t len, char *out)
{
	size_t n = 0;

	if (len < 2 || p[0] != '"' || p[len - 1] != '"')
		return false;
	for (size_t i = 1; i < len - 1; i++) {
		if (p[i] == '"' || (p[i] == '\\' && ++i == len - 1))
			return false;
		out[n++] = p[i];
	}
	out[n] = '\0';
	return true;
}

static bool
set_name(struct net_address *out, const char *p, size_t len)
{
	trim(&p, &len);
	if (len > NET_NAME_MAX || !str_is_utf8(p, len))
		return false;
	if (len && p[0] == '"') {
		if (!unquote(p, len, out->name))
			return false;
	} else {
		memcpy(out->name, p, len);
		out->name[len] = '\0';
		if (strpbrk(out->name, "\"<>()[]:;@\\,"))
			return false; /* must be quoted */
	}
	return !str_has_control(out->name);
}

static bool
set_spec(struct net_address *out, const char *p, size_t len)
{
	if (len > NET_ADDR_SPEC_MAX)
		return false;
	memcpy(out->spec, p, len);
	out->spec[len] = '\0';
	return strlen(out->spec) == len && net_addr_spec_is_valid(out->spec);
}

bool
net_address_parse(const char *text, struct net_address *out)
{
	size_t len = strlen(text);
	const char *open;

	*out = (struct net_address){ .name = "" };
	trim(&text, &len);
	if (len == 0 || text[len - 1] != '>')
		return set_spec(out, text, len);
	open = memrchr(text, '<', len);
	return open && set_name(out, text, (size_t)(open - text)) &&
	       set_spec(out, open + 1, (size_t)(text + len - 1 - (open + 1)));
}

bool
net_address_set(struct net_address *out, const char *spec)
{
	*out = (struct net_address){ .name = "" };
	return set_spec(out, spec, strlen(spec));
}

const char *
net_address_domain(const struct net_address *a)
{
	return strchr(a->spec, '@') + 1;
}
