/*
 * What engines.h calls around each test by the programs themselves that are
 * paid through Stripe (t/lib/stripe.h); no worker but a test's own.
 */
#ifndef T_E2E_STRIPE_ENGINE_H
#define T_E2E_STRIPE_ENGINE_H

#include <stdlib.h>

#include "t/lib/stripe.h"

static inline void
set_in_environment(const char *name, const char *value)
{
	setenv(name, value, 1);
}

#define E2E_OPTIONS .no_worker = true
#define E2E_BEFORE  stripe_start(set_in_environment)
#define E2E_AFTER   stripe_stop()
#include "t/lib/e2e_engine.h"

#endif
