/*
 * What holds for every program of Hearth from its first moment.
 */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stddef.h>

/*
 * To be called first in main, before anything is opened. Descriptors 0, 1 and 2
 * are open afterwards, on /dev/null if whoever started the program closed them:
 * else a connection to the database could become standard error, and get the
 * lines of the log. And the memory, which has keys and passwords in it, is
 * neither dumped when the process dies nor readable for others of the same user
 * (ptrace, /proc/PID/mem); processes that are forked inherit that.
 */
void process_begin(void);

/* The process ends by SIGALRM after so many seconds, whoever started it has
 * blocked or ignored that. Replaces an alarm that was set before. */
void process_end_in(unsigned seconds);

/* How much memory the process has in RAM, in bytes; 0 when the system does not
 * say. */
size_t process_resident_bytes(void);

#endif
