/*
 * What a web server is told that asks whether a body may come, or which file to
 * send. nginx's auth_request understands 2xx, 401 and 403 alone, and keeps the
 * connection of an answer without a body (nginx/hearth-question.conf): so a
 * file is 204, and every refusal is a 403 with the response that the client
 * shall get in headers:
 *
 *	X-Hearth-Status: 404
 *	X-Hearth-Problem: {"type":...}		the body, in ASCII
 */
#ifndef API_ASK_H
#define API_ASK_H

#include "http/response.h"

/* Shortens f, so that its problem fits in a header. */
void api_ask_shorten(struct fault *f);
/* Makes of the response that the client shall get the one that the web server
 * wants. */
void api_ask_answer(struct http_response *r);

#endif
