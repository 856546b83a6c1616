/*
 * The parameters of FastCGI and the environment of CGI (RFC 3875): "NAME=value"
 * strings. Internal to http/.
 */
#ifndef HTTP_PARAM_H
#define HTTP_PARAM_H

#include "http/request.h"

/*
 * Fills r from envp, a list that NULL ends, in one pass; the strings are not
 * copied and must live as long as r. Repeated parameters that would let two
 * readers of the request disagree, more than a hundred headers, control
 * characters in them and a bad URI are recorded in r->fault. *content_length is
 * the text of CONTENT_LENGTH, NULL when absent.
 */
void http_params_read(
    struct http_request *r, char *const *envp, const char **content_length);

#endif
