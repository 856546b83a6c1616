/*
 * Threads that ask until they are told to stop.
 */
#include "t/lib/load.h"

#include "base/bug.h"
#include "t/lib/e2e.h"

#include "base/banned.h"

static void *
run(void *arg)
{
	struct load_client *c = arg;

	while (!atomic_load(&c->load->stop)) {
		c->load->ask(c);
		c->asked++;
		atomic_fetch_add(&c->load->total, 1);
	}
	return NULL;
}

void
load_start(struct load *l, const char *socket, int n)
{
	int i;

	bug_if(n > LOAD_CLIENTS_MAX);
	l->n = n;
	atomic_store(&l->stop, false);
	atomic_store(&l->total, 0);
	for (i = 0; i < n; i++) {
		struct load_client *c = &l->clients[i];

		*c = (struct load_client){
			.load = l, .index = i, .seed = (unsigned)i + 1
		};
		web_open(&c->web, socket);
		bug_if(pthread_create(&c->thread, NULL, run, c) != 0);
	}
}

struct goal {
	struct load *load;
	long total;
};

static bool
is_reached(void *ctx)
{
	struct goal *g = ctx;

	return atomic_load(&g->load->total) >= g->total;
}

void
load_wait(struct load *l, long more, int ms)
{
	struct goal g = { .load = l, .total = atomic_load(&l->total) + more };

	wait_until(is_reached, &g, ms, "requests");
}

void
load_stop(struct load *l)
{
	int i;

	atomic_store(&l->stop, true);
	for (i = 0; i < l->n; i++) {
		pthread_join(l->clients[i].thread, NULL);
		web_close(&l->clients[i].web);
	}
}
