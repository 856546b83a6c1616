/*
 * What engines.h calls around each test that takes the real thing as
 * e2e_start makes it. A file that wants other processes says so before:
 * #define E2E_OPTIONS .fast = 3
 * One that needs something beside Hearth says what begins and ends it:
 * #define E2E_BEFORE http_server_start(&server)
 * #define E2E_AFTER  http_server_stop(&server)
 */
#ifndef T_LIB_E2E_ENGINE_H
#define T_LIB_E2E_ENGINE_H

#include "t/lib/e2e.h"

#ifndef E2E_OPTIONS
#define E2E_OPTIONS
#endif
#ifndef E2E_BEFORE
#define E2E_BEFORE (void)0
#endif
#ifndef E2E_AFTER
#define E2E_AFTER (void)0
#endif

static inline void
engine_open(enum db_engine engine)
{
	E2E_BEFORE;
	e2e_start(engine, &(struct e2e_options){ E2E_OPTIONS });
}

static inline void
engine_close(void)
{
	e2e_stop();
	E2E_AFTER;
}

static inline void
engine_pass(void)
{
	e2e_pass();
}

#include "t/lib/engines.h"

#endif
