/*
 * What the table of settings cannot say: words from a list, URLs, and settings
 * that depend on each other. Used by conf.c only.
 */
#ifndef CONF_CHECK_H
#define CONF_CHECK_H

#include "conf/conf.h"

/* Checks the filled *conf and brings its texts into the forms that conf_load
 * promises. ERR_CONFIG. */
MUST_CHECK enum err conf_check(
    struct conf *conf, unsigned needs, struct arena *arena, struct fault *f);

#endif
