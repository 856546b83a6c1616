/*
 * The table.
 */
#include "pay/provider.h"

#include "base/str.h"
#include "pay/stripe.h"

#include "base/banned.h"

static const struct pay_provider offline = { .name = "offline" };

static const struct pay_provider *const providers[] = { &offline, &pay_stripe };

const struct pay_provider *
pay_provider_find(const char *name)
{
	for (size_t i = 0; i < N_OF(providers); i++)
		if (str_eq(providers[i]->name, name))
			return providers[i];
	return NULL;
}

bool
pay_provider_is_remote(const struct pay_provider *p)
{
	return p->open != NULL;
}
