/*
 * epoll over the listening socket, a signalfd and the kept connections.
 *
 * Signals stay blocked for the whole life of the process and are read from the
 * signalfd between two requests: an interrupted read would look to libfcgi like
 * the end of a body. Sibling processes share the listening socket, so accept
 * must not wait (accept_at_once), and EAGAIN after a wake-up is normal.
 */
#include "http/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/notify.h"
#include "base/process.h"
#include "base/rand.h"
#include "http/cgi.h"
#include "http/fastcgi.h"

#include "base/banned.h"

enum {
	LISTENER = STDIN_FILENO,
	EVENTS = 64,
	IO_TIMEOUT_S = 5, /* libfcgi has no time-outs of its own */
	TICK_MS = 1000,
	RSS_EVERY = 256 /* requests between two looks */
};

struct loop {
	const struct http_serve_options *options;
	struct http_exchange exchange;
	struct http_connections connections;
	struct notify notify;
	int epoll, signals;
	bool listening, draining;
	int64_t n_served, n_most; /* n_most 0: no limit */
	int64_t deadline_us;	  /* of the drain */
};

static sigset_t
loop_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGUSR1);
	return set;
}

void
http_block_signals(void)
{
	sigset_t set = loop_signals();

	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN); /* the log needs none (base/logfile.h) */
}

static bool
is_listening_socket(int fd)
{
	int yes = 0;
	socklen_t len = sizeof(yes);

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &len) == 0 &&
	       yes;
}

static void
listen_on(struct loop *l)
{
	struct epoll_event e = { .events = EPOLLIN | EPOLLEXCLUSIVE,
		.data.ptr = l };

	l->listening = epoll_ctl(l->epoll, EPOLL_CTL_ADD, LISTENER, &e) == 0;
}

static void
listen_off(struct loop *l)
{
	if (l->listening)
		epoll_ctl(l->epoll, EPOLL_CTL_DEL, LISTENER, NULL);
	l->listening = false;
}

/*
 * Nothing in the queue must not make accept wait. O_NONBLOCK alone does not see
 * to that: systemd clears it, for all who share the socket, whenever it hands
 * it to one more. The time-out, which is rounded up to a tick of the kernel, is
 * the socket's own and stays.
 */
static bool
accept_at_once(void)
{
	struct timeval least = { .tv_usec = 1 };

	return setsockopt(LISTENER, SOL_SOCKET, SO_RCVTIMEO, &least,
		   sizeof(least)) == 0 &&
	       fcntl(LISTENER, F_SETFL, O_NONBLOCK) == 0;
}

/* Takes fd over, or closes it. */
static bool
add_connection(struct loop *l, int fd)
{
	struct timeval timeout = { .tv_sec = IO_TIMEOUT_S };
	struct http_connection *c = http_connection_open(&l->connections, fd);
	struct epoll_event e = { .events = EPOLLIN | EPOLLRDHUP,
		.data.ptr = c };

	if (!c) {
		close(fd);
		return false;
	}
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) <
		0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) <
		0 ||
	    epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &e) < 0) {
		http_connection_close(&l->connections, c);
		return false;
	}
	return true;
}

/* True when a connection was there, and there is room for another. */
static bool
accept_one(struct loop *l)
{
	int fd = accept4(LISTENER, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0) {
		/* out of descriptors or memory: the tick tries again, the
		 * siblings go on; an error of the connection is no error */
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
		    errno == ENOMEM)
			listen_off(l);
		return false;
	}
	if (!add_connection(l, fd) ||
	    l->connections.n_open == HTTP_CONNECTIONS_MAX) {
		listen_off(l);
		return false;
	}
	return true;
}

static void
accept_event(struct loop *l)
{
	if (!accept_one(l) || !l->listening)
		return;
	/* To the end of the kernel's queue of waiters: else the first process
	 * that is idle gets every connection, and keeps it. */
	listen_off(l);
	listen_on(l);
}

static void
drain(struct loop *l, const char *why)
{
	if (l->draining)
		return;
	log_info("%s after %lld requests: serving %zu kept connections, then "
		 "leaving",
	    why, (long long)l->n_served, l->connections.n_open);
	l->draining = true;
	l->deadline_us = clock_monotonic_us() + l->options->idle_ms * 1000;
	listen_off(l);
	/* A connection may have woken this process and no other. */
	while (accept_one(l))
		continue;
}

static void
check_limits(struct loop *l)
{
	if (l->n_most && l->n_served >= l->n_most)
		drain(l, "as many requests as intended");
	if (l->options->rss_max && l->n_served % RSS_EVERY == 0 &&
	    process_resident_bytes() > l->options->rss_max)
		drain(l, "more memory than intended");
}

static void
connection_event(struct loop *l, struct http_connection *c, uint32_t events)
{
	bool open;

	/* only a peer that hung up makes it worth asking whether there is
	 * still a request */
	if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR) &&
	    http_connection_has_ended(c)) {
		http_connection_close(&l->connections, c);
		open = false;
	} else {
		open = http_connection_serve(&l->connections, c, &l->exchange);
		l->n_served++;
		check_limits(l);
	}
	if (!open && !l->listening && !l->draining)
		listen_on(l); /* there is room again */
}

static void
signal_event(struct loop *l)
{
	struct signalfd_siginfo info;

	while (read(l->signals, &info, sizeof(info)) == sizeof(info))
		drain(l, "signal");
}

static void
dispatch(struct loop *l, const struct epoll_event *e)
{
	if (e->data.ptr == l)
		accept_event(l);
	else if (e->data.ptr == &l->signals)
		signal_event(l);
	else
		connection_event(l, e->data.ptr, e->events);
}

/*
 * A process that dies between its wake-up and its accept leaves a connection
 * of which the kernel tells nobody else; whoever is idle looks for it.
 */
static void
tick(struct loop *l)
{
	if (l->draining)
		return;
	if (!l->listening && l->connections.n_open < HTTP_CONNECTIONS_MAX)
		listen_on(l);
	if (l->listening)
		accept_one(l);
}

static int
wait_ms(const struct loop *l)
{
	int64_t left;

	if (!l->draining)
		return TICK_MS;
	left = (l->deadline_us - clock_monotonic_us()) / 1000 + 1;
	return left < TICK_MS ? (int)left : TICK_MS;
}

static bool
is_finished(const struct loop *l)
{
	return l->draining && (l->connections.n_open == 0 ||
				  clock_monotonic_us() >= l->deadline_us);
}

static int
run(struct loop *l)
{
	struct epoll_event events[EVENTS];
	int n;

	notify_ready(&l->notify);
	while (!is_finished(l)) {
		n = epoll_wait(l->epoll, events, EVENTS, wait_ms(l));
		if (n < 0 && errno != EINTR) {
			log_error("epoll_wait: %s", strerror(errno));
			return EX_OSERR;
		}
		for (int i = 0; i < n; i++)
			dispatch(l, &events[i]);
		if (n == 0)
			tick(l);
		notify_alive(&l->notify);
	}
	return EX_OK;
}

static bool
start(struct loop *l)
{
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = &l->signals };
	sigset_t set = loop_signals();

	notify_open(&l->notify);
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (l->epoll < 0 || l->signals < 0 || !accept_at_once() ||
	    epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->signals, &e) < 0)
		return false;
	listen_on(l);
	return l->listening && http_connections_init();
}

static void
stop(struct loop *l)
{
	http_connections_release(&l->connections);
	notify_close(&l->notify);
	close(l->signals);
	close(l->epoll);
}

/* The siblings of a pool must not all leave at the same moment. */
static int64_t
with_jitter(int64_t requests_max)
{
	int64_t spread = requests_max / 8;

	if (spread > UINT32_MAX - 1)
		spread = UINT32_MAX - 1;
	return requests_max - (int64_t)rand_below((uint32_t)spread + 1);
}

static int
serve_fastcgi(struct loop *l)
{
	const struct http_handler *handler = l->exchange.handler;
	int status = EX_OSERR;

	l->n_most = with_jitter(l->options->requests_max);
	if (handler->prepare)
		handler->prepare(handler->ctx);
	if (start(l))
		status = run(l);
	else
		log_error("the loop cannot start: %s", strerror(errno));
	stop(l);
	return status;
}

int
http_serve(const struct http_serve_options *options,
    const struct http_handler *handler)
{
	struct loop l = { .options = options };
	int status;

	http_exchange_init(&l.exchange, options, handler);
	if (is_listening_socket(LISTENER))
		status = serve_fastcgi(&l);
	else
		status = http_cgi_serve(&l.exchange);
	http_exchange_release(&l.exchange);
	return status;
}
