/*
 * Notices as the payloads of jobs: JSON with ids, and the texts that a notice
 * about an event will show.
 */
#ifndef APP_NOTICE_PAYLOAD_H
#define APP_NOTICE_PAYLOAD_H

#include "app/notice.h"

/* The text lives in the arena. What is not of the notice's topic is left out,
 * and so is whether it is one of many. */
const char *app_notice_payload(struct arena *arena, const struct app_notice *n);

/* Reads what app_notice_payload wrote; it lives in the call's arena.
 * ERR_BAD_REQUEST when it is anything else. */
MUST_CHECK enum err app_notice_read(
    struct call *call, const char *payload, struct app_notice *out);

/* Whether this version knows the notice that it is of; true as well of what is
 * no payload, which app_notice_read refuses. */
bool app_notice_is_known(struct call *call, const char *payload);

#endif
