/*
 * One list of what is to be freed when a test ends.
 */
#include "t/lib/memory.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#include "base/banned.h"

/* There when the program is built with the sanitizer. */
void __lsan_do_leak_check(void) __attribute__((weak));

static struct {
	pthread_mutex_t lock;
	void **v;
	size_t n, size;
} kept = { .lock = PTHREAD_MUTEX_INITIALIZER };

void *
memory_keep(void *p)
{
	bug_if(!p);
	pthread_mutex_lock(&kept.lock);
	if (kept.n == kept.size) {
		kept.size = kept.size ? 2 * kept.size : 256;
		kept.v = reallocarray(kept.v, kept.size, sizeof(*kept.v));
		bug_if(!kept.v);
	}
	kept.v[kept.n++] = p;
	pthread_mutex_unlock(&kept.lock);
	return p;
}

char *
memory_copy(const char *p, size_t len)
{
	char *s = malloc(len + 1);

	bug_if(!s);
	if (len)
		memcpy(s, p, len);
	s[len] = '\0';
	return memory_keep(s);
}

void
memory_release(void)
{
	while (kept.n)
		free(kept.v[--kept.n]);
	free(kept.v);
	kept.v = NULL;
	kept.size = 0;
}

void
memory_end_if_leaked(void)
{
	if (__lsan_do_leak_check)
		__lsan_do_leak_check();
}
