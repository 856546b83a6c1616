/*
 * application/x-www-form-urlencoded, as the WHATWG's URL standard writes it.
 */
#ifndef PAY_FORM_H
#define PAY_FORM_H

#include "base/attr.h"
#include "base/buf.h"

/* Appends one more pair, whose name the format makes; both are escaped. */
void pay_form_add(struct buf *form, const char *value, const char *name, ...)
    FORMAT_LIKE(3, 4);

#endif
