/*
 * Asking hearth-adopt, which runs as nginx's user, to let Hearth read a body.
 */
#ifndef STORE_ADOPT_H
#define STORE_ADOPT_H

#include <stdbool.h>

#include "base/fault.h"

enum { STORE_ADOPT_NAME = 10 }; /* digits that nginx's names have */

/* Whether it is a name that nginx gives to a body. */
bool store_adopt_is_name(const char *name);
/* Whether it answers within two seconds; else errno says why not. Nothing is
 * handed out. */
MUST_CHECK bool store_adopt_answers(const char *socket_path);
/* False, with ERR_STORAGE recorded, when nobody answers within two seconds or
 * says no. */
MUST_CHECK bool store_adopt(
    const char *socket_path, const char *name, struct fault *f);

#endif
