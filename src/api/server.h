/*
 * The API as one handler for the loop: everything between a complete request
 * and its answer.
 */
#ifndef API_SERVER_H
#define API_SERVER_H

#include "conf/conf.h"
#include "http/serve.h"

struct api_server;

/* A server with its keys and its one connection, not yet made. conf is
 * borrowed. ERR_CONFIG. */
MUST_CHECK enum err api_server_new(
    const struct conf *conf, struct fault *f, struct api_server **out);
void api_server_free(struct api_server *s);

/* The functions of a struct http_handler whose ctx is s. The first connects to
 * the database; when it cannot, the log says so and the first request tries
 * again. */
void api_server_prepare(void *s);
void api_server_handle(
    void *s, struct http_request *request, struct http_response *response);
void api_server_done(void *s, const struct http_request *request,
    const struct http_response *response);

#endif
