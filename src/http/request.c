/*
 * The request line: method and URI. Only the raw REQUEST_URI is looked at; the
 * decoded variables of a web server (SCRIPT_NAME, PATH_INFO, DOCUMENT_URI) have
 * lost the difference between '/' and "%2f".
 */
#include "http/request.h"

#include <ctype.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "base/uuid.h"

#include "base/banned.h"

static const char *const method_names[] = {
#define METHOD_NAME(name) [HTTP_##name] = #name,
	HTTP_METHODS(METHOD_NAME)
#undef METHOD_NAME
};

enum http_method
http_method_parse(const char *name)
{
	for (size_t i = 0; i < N_OF(method_names); i++)
		if (strcmp(method_names[i], name) == 0)
			return (enum http_method)i;
	return HTTP_UNKNOWN_METHOD;
}

const char *
http_method_name(enum http_method method)
{
	return (size_t)method < N_OF(method_names) ? method_names[method] : "-";
}

void
http_request_init(struct http_request *r, struct arena *arena, struct fault *f)
{
	*r = (struct http_request){
		.arena = arena,
		.fault = f,
		.uri = "",
		.path = "",
		.query = "",
		.body = "",
		.remote_address = "",
	};
	fault_clear(f);
}

static bool
is_id_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

static bool
is_sane_id(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len >= HTTP_REQUEST_ID_SIZE)
		return false;
	while (*text)
		if (!is_id_char(*text++))
			return false;
	return true;
}

void
http_request_set_id(struct http_request *r, const char *text)
{
	if (text && is_sane_id(text))
		str_copy(r->id, sizeof(r->id), text);
	else
		uuid_format(uuid_new(), r->id);
}

/* Decodes one segment of len raw bytes to *to, which moves past it. */
static enum err
add_segment(struct http_request *r, const char *raw, size_t len, char **to,
    struct fault *f)
{
	char *s = *to;
	size_t n;

	if (!str_percent_decode(raw, len, false, s, &n))
		return fault(f, ERR_BAD_REQUEST,
		    "The path has a malformed percent escape.");
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f || s[i] == '/' ||
		    s[i] == '\\')
			return fault(f, ERR_BAD_REQUEST,
			    "The path has a character that is not allowed.");
	if (!str_is_utf8(s, n))
		return fault(f, ERR_BAD_REQUEST, "The path is not UTF-8.");
	if (n == 0 || strcmp(s, ".") == 0 || strcmp(s, "..") == 0 ||
	    r->n_segments == HTTP_SEGMENTS_MAX)
		return fault(f, ERR_NOT_FOUND, "There is no such path.");
	r->segments[r->n_segments++] = s;
	*to = s + n + 1;
	return ERR_OK;
}

static enum err
split_path(struct http_request *r, struct fault *f)
{
	const char *p = r->path + 1, *slash;
	char *to = arena_alloc(r->arena, strlen(r->path) + 1);
	enum err err;

	r->n_segments = 0;
	for (; *p; p = slash + 1) {
		slash = strchr(p, '/');
		if (!slash)
			return add_segment(r, p, strlen(p), &to, f);
		err = add_segment(r, p, (size_t)(slash - p), &to, f);
		if (err)
			return err;
	}
	return ERR_OK;
}

/* The value of a parameter "HTTP_X_APP_VERSION=..." if it is that of the header
 * X-App-Version, else NULL. */
static const char *
value_of(const char *param, const char *name)
{
	static const char prefix[] = "HTTP_";

	if (!str_has_prefix(param, prefix))
		return NULL;
	for (param += strlen(prefix); *name; name++, param++)
		if (*param != (*name == '-' ? '_' : toupper(*name)))
			return NULL;
	return *param == '=' ? param + 1 : NULL;
}

enum err
http_request_header(
    const struct http_request *r, const char *name, const char **value)
{
	const char *found;

	*value = NULL;
	for (char *const *p = r->params; p && *p; p++) {
		found = value_of(*p, name);
		if (!found)
			continue;
		if (*value)
			return fault(r->fault, ERR_BAD_REQUEST,
			    "%s was sent more than once.", name);
		if (str_has_control(found) ||
		    !str_is_utf8(found, strlen(found)))
			return fault(r->fault, ERR_BAD_REQUEST,
			    "%s has a character that is not allowed.", name);
		*value = found;
	}
	if (*value && !**value)
		*value = NULL; /* nginx sends an absent one as an empty one */
	return ERR_OK;
}

enum err
http_request_set_uri(struct http_request *r, const char *uri, struct fault *f)
{
	size_t len = strlen(uri), path_len = strcspn(uri, "?#");

	r->uri = uri;
	if (len > HTTP_URI_MAX)
		return fault(f, ERR_BAD_REQUEST, "The URI is too long.");
	if (uri[0] != '/')
		return fault(
		    f, ERR_BAD_REQUEST, "The request target is not a path.");
	r->path = arena_strndup(r->arena, uri, path_len);
	r->query = uri[path_len] == '?' ? uri + path_len + 1 : "";
	return split_path(r, f);
}
