/*
 * The other end of base/notify.h: a socket on which a test hears what a process
 * tells of itself.
 */
#ifndef T_LIB_NOTIFIED_H
#define T_LIB_NOTIFIED_H

enum { NOTIFIED_SIZE = 64 };

/* Makes the socket dir/notify and puts it into NOTIFY_SOCKET and, as a watchdog
 * of that many seconds, WATCHDOG_USEC. The descriptor, open until the test
 * ends. */
int notified_open(const char *dir, int watchdog_s);
/* Waits up to timeout_ms for the next message; "" when none came. */
void notified_read(int fd, int timeout_ms, char text[NOTIFIED_SIZE]);

#endif
