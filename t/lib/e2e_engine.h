/*
 * What engines.h calls around each test that takes the real thing as
 * e2e_start makes it. A file that wants other processes says so before:
 * #define E2E_OPTIONS .fast = 3
 */
#ifndef T_LIB_E2E_ENGINE_H
#define T_LIB_E2E_ENGINE_H

#include "t/lib/e2e.h"

#ifndef E2E_OPTIONS
#define E2E_OPTIONS
#endif

static inline void
engine_open(enum db_engine engine)
{
	e2e_start(engine, &(struct e2e_options){ E2E_OPTIONS });
}

static inline void
engine_close(void)
{
	e2e_stop();
}

static inline void
engine_pass(void)
{
	e2e_pass();
}

#include "t/lib/engines.h"

#endif
