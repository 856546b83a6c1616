/*
 * Small pages for people who point a browser at Hearth. A program never gets
 * one: it does not ask for text/html.
 */
#ifndef HTTP_PAGE_H
#define HTTP_PAGE_H

#include "http/request.h"
#include "http/response.h"

struct http_page_link {
	const char *to, *label;
};

struct http_page {
	int status;
	const char *title, *text; /* plain text, escaped here */
	const struct http_page_link *links;
	size_t n_links;
};

/* Whether Accept names text/html, as a browser's does when it is pointed at an
 * address, and a program's does not. */
bool http_page_is_wanted(const struct http_request *r);

/* Replaces status and body by the page; headers added so far stay. The page
 * may load nothing. */
void http_page_write(struct http_response *r, const struct http_page *page);

/* The same for what f tells, with a way back to the start. */
void http_page_write_fault(struct http_response *r, const struct fault *f);

#endif
