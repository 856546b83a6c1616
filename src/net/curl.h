/*
 * What holds for whatever libcurl carries for Hearth, whichever protocol.
 */
#ifndef NET_CURL_H
#define NET_CURL_H

#include <curl/curl.h>
#include <stdint.h>

/* Only the schemes, such as "http,https", without the environment's proxy,
 * without signals, led nowhere else; TLS from 1.2 on with the certificate
 * checked by ca_file, PEM; NULL or "": by the system's. connect_ms and total_ms
 * bound the wait. Texts are copied. */
void net_curl_restrict(CURL *curl, const char *schemes, const char *ca_file,
    int64_t connect_ms, int64_t total_ms);

#endif
