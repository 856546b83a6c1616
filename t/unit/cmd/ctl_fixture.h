/*
 * A struct ctl whose streams are memory.
 */
#ifndef T_UNIT_CMD_CTL_FIXTURE_H
#define T_UNIT_CMD_CTL_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "cmd/ctl.h"

struct ctl_fixture {
	struct ctl ctl;
	char *out, *err; /* valid after ctl_fixture_read */
	size_t out_len, err_len;
};

static inline void
ctl_fixture_init(struct ctl_fixture *f, const char *input)
{
	memset(f, 0, sizeof(*f));
	ctl_init(&f->ctl, "1.2.3");
	f->ctl.out = open_memstream(&f->out, &f->out_len);
	f->ctl.err = open_memstream(&f->err, &f->err_len);
	if (*input)
		f->ctl.in = fmemopen(
		    (char *)(uintptr_t)input, strlen(input), "r");
	else
		f->ctl.in = fopen("/dev/null", "r");
}

/* Makes out and err current. */
static inline void
ctl_fixture_read(struct ctl_fixture *f)
{
	fflush(f->ctl.out);
	fflush(f->ctl.err);
}

static inline void
ctl_fixture_release(struct ctl_fixture *f)
{
	fclose(f->ctl.in);
	fclose(f->ctl.out);
	fclose(f->ctl.err);
	free(f->out);
	free(f->err);
	ctl_release(&f->ctl);
}

#endif
