/*
 * What a process tells systemd, and when it keeps silent.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/notify.h"
#include "t/lib/notified.h"

#include "base/banned.h"

enum { WAIT_MS = 5000 };

static char dir[] = "/tmp/hearth-notify-XXXXXX";
static struct notify notify;
static char text[NOTIFIED_SIZE];
static int heard;

static void
listen_in(void)
{
	cr_assert(mkdtemp(dir) != NULL);
	heard = notified_open(dir, 30);
}

static void
clean(void)
{
	char path[64];

	notify_close(&notify);
	snprintf(path, sizeof(path), "%s/notify", dir);
	unlink(path);
	rmdir(dir);
}

TestSuite(base_notify, .init = listen_in, .fini = clean, .timeout = 30);

Test(base_notify, ready_is_said_at_once_and_alive_once_a_second)
{
	notify_open(&notify);
	notify_ready(&notify);
	for (int i = 0; i < 100; i++)
		notify_alive(&notify);
	notified_read(heard, WAIT_MS, text);
	cr_expect(eq(str, text, "READY=1\n"));
	notified_read(heard, WAIT_MS, text);
	cr_expect(eq(str, text, "WATCHDOG=1\n"));
	notified_read(heard, 0, text);
	cr_expect(eq(str, text, ""));
	do /* the suite's time-out ends it */
		notify_alive(&notify);
	while (notified_read(heard, 10, text), !*text);
	cr_expect(eq(str, text, "WATCHDOG=1\n"));
}

Test(base_notify, watchdog_of_another_process_is_none)
{
	char parent[16];

	snprintf(parent, sizeof(parent), "%d", (int)getppid());
	setenv("WATCHDOG_PID", parent, 1);
	notify_open(&notify);
	notify_alive(&notify);
	notified_read(heard, 0, text);
	cr_expect(eq(str, text, ""));
	notify_ready(&notify);
	notified_read(heard, WAIT_MS, text);
	cr_expect(eq(str, text, "READY=1\n"));
}

/* Abstract, not there, no path at all, too long. */
Test(base_notify, names_that_lead_nowhere_do_no_harm)
{
	static char endless[512];
	const char *const names[] = { "@hearth-nobody", "/nonexistent/notify",
		"relative", "", endless };

	memset(endless, '/', sizeof(endless) - 1);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		setenv("NOTIFY_SOCKET", names[i], 1);
		notify_open(&notify);
		cr_expect(eq(int, notify.fd, -1), "%.20s", names[i]);
		notify_ready(&notify);
		notify_alive(&notify);
		notify_close(&notify);
	}
}
