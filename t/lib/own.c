#include "t/lib/own.h"

#include "base/bug.h"
#include "base/clock.h"
#include "t/lib/api.h"

#include "base/banned.h"

void
own_open(struct own *own)
{
	*own = (struct own){ .call = { .now_us = clock_now_us() } };
	arena_init(&own->arena, 1 << 20);
	bug_if(db_open(&(struct db_options){ .url = api_database_url(),
			   .prepare = true,
			   .connect_ms = 10000,
			   .statement_ms = 10000,
			   .program = "test" },
	    &own->fault, &own->call.db));
	db_bind(own->call.db, &own->arena, &own->fault);
	own->call.arena = &own->arena;
	own->call.fault = &own->fault;
}

void
own_close(struct own *own)
{
	db_close(own->call.db);
	arena_release(&own->arena);
}
