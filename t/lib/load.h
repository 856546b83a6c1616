/*
 * Clients that ask as fast as they are answered, one thread each.
 */
#ifndef T_LIB_LOAD_H
#define T_LIB_LOAD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "t/lib/web.h"

enum { LOAD_CLIENTS_MAX = 64 };

struct load;

struct load_client {
	struct load *load;
	pthread_t thread;
	struct web web;
	int index;
	unsigned seed; /* for rand_r */
	long asked;    /* requests answered or failed so far */
	void *own;     /* whatever the test keeps per client */
};

struct load {
	struct load_client clients[LOAD_CLIENTS_MAX];
	int n;
	atomic_bool stop;
	atomic_long total; /* of asked */
	/* One request; called again and again until load_stop. */
	void (*ask)(struct load_client *c);
};

/* Starts n clients of the socket. Set ask (and nothing else) before. */
void load_start(struct load *l, const char *socket, int n);
/* Waits until so many more requests have been made; fails the test when that
 * takes longer than ms. */
void load_wait(struct load *l, long more, int ms);
/* Waits for the requests in flight and ends the clients. */
void load_stop(struct load *l);

#endif
