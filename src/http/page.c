/*
 * The one style stands in each page and is allowed by its digest.
 */
#include "http/page.h"

#include <string.h>

#include "base/attr.h"
#include "base/err.h"
#include "http/text.h"

#include "base/banned.h"

#define STYLE                                                       \
	"body{font:1rem/1.5 system-ui,sans-serif;margin:4rem auto;" \
	"max-width:36rem;padding:0 1rem}"

/* SHA-256 of STYLE in base64; a test computes it. */
#define STYLE_DIGEST "oO/WiJ2zIYtYAgo5H562ZAEoNWWFA7q+fUJk8DPY9cE="

static const char policy[] =
    "default-src 'none'; style-src 'sha256-" STYLE_DIGEST
    "'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

bool
http_page_is_wanted(const struct http_request *r)
{
	const char *accept = NULL;

	/* a header that is not sound is as good as none */
	if (http_request_header(r, "Accept", &accept) || !accept)
		return false;
	return strstr(accept, "text/html") != NULL;
}

static void
put_escaped(struct buf *out, const char *text)
{
	char clean[FAULT_TEXT];

	for (const char *p = http_text_clean(clean, sizeof(clean), text); *p;
	     p++) {
		if (*p == '<')
			buf_lit(out, "&lt;");
		else if (*p == '&')
			buf_lit(out, "&amp;");
		else if (*p == '"')
			buf_lit(out, "&quot;");
		else
			buf_char(out, *p);
	}
}

static void
put_links(struct buf *out, const struct http_page *page)
{
	buf_lit(out, "<ul>\n");
	for (size_t i = 0; i < page->n_links; i++) {
		buf_lit(out, "<li><a href=\"");
		put_escaped(out, page->links[i].to);
		buf_lit(out, "\">");
		put_escaped(out, page->links[i].label);
		buf_lit(out, "</a>\n");
	}
	buf_lit(out, "</ul>\n");
}

void
http_page_write(struct http_response *r, const struct http_page *page)
{
	struct buf *out = &r->body;

	r->status = page->status;
	r->content_type = "text/html; charset=utf-8";
	http_response_header(r, "Content-Security-Policy", policy);
	http_response_header(r, "Referrer-Policy", "no-referrer");
	http_response_header(r, "Vary", "Accept");
	buf_clear(out);
	buf_lit(out,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	put_escaped(out, page->title);
	buf_lit(out, "</title>\n<style>" STYLE "</style>\n<h1>");
	put_escaped(out, page->title);
	buf_lit(out, "</h1>\n<p>");
	put_escaped(out, page->text);
	buf_lit(out, "</p>\n");
	put_links(out, page);
}

void
http_page_write_fault(struct http_response *r, const struct fault *f)
{
	static const struct http_page_link links[] = {
		{ "/", "To the start" },
	};

	http_page_write(r, &(struct http_page){
			       .status = err_status(f->err),
			       .title = err_title(f->err),
			       .text = f->detail,
			       .links = links,
			       .n_links = N_OF(links),
			   });
}
