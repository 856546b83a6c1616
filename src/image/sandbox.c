/*
 * Limits first, then the filter: it would not let them be set. Written for
 * seccomp by hand, since it is a list of a dozen calls.
 */
#include "image/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/process.h"

#include "base/banned.h"

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__i386__)
#define ARCHITECTURE AUDIT_ARCH_I386
#elif defined(__arm__)
#define ARCHITECTURE AUDIT_ARCH_ARM
#elif defined(__riscv)
#define ARCHITECTURE AUDIT_ARCH_RISCV64
#else
#error "the number of this architecture is missing (linux/audit.h)"
#endif

#ifdef SYS_mmap
#define MAPPING SYS_mmap
#else
#define MAPPING SYS_mmap2
#endif

#define LOAD(member)                       \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, \
	    (unsigned)offsetof(struct seccomp_data, member))
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, what)
#define ALLOW(number)                                        \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), \
	    RETURN(SECCOMP_RET_ALLOW)

static bool
set_filter(void)
{
	struct sock_filter calls[] = {
		LOAD(arch),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
		RETURN(SECCOMP_RET_KILL_PROCESS),
		LOAD(nr),
		ALLOW(SYS_read),
		ALLOW(SYS_write),
		ALLOW(SYS_munmap),
		ALLOW(SYS_mremap),
		ALLOW(SYS_madvise),
		ALLOW(SYS_brk),
		ALLOW(SYS_futex),
		ALLOW(SYS_rt_sigreturn),
		ALLOW(SYS_exit),
		ALLOW(SYS_exit_group),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MAPPING, 1, 0),
		RETURN(SECCOMP_RET_KILL_PROCESS),
		/* memory, but none that is run */
		LOAD(args[2]),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
		RETURN(SECCOMP_RET_KILL_PROCESS),
		RETURN(SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = sizeof(calls) / sizeof(calls[0]),
		.filter = calls };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static bool
limit(unsigned resource, rlim_t most)
{
	return setrlimit(resource, &(struct rlimit){ most, most }) == 0;
}

/* When memory is short, this is what the kernel ends first; where it cannot be
 * told, the limits still hold. */
static void
volunteer(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, "1000", 4) < 0)
		errno = 0;
	close(fd);
}

bool
image_sandbox_enter(void)
{
	volunteer();
	process_end_in(IMAGE_WAIT_S);
	/* a sanitizer reserves terabytes, and calls what no picture needs */
	if (!IS_SANITIZED && !limit(RLIMIT_AS, IMAGE_MEMORY_MAX))
		return false;
	return limit(RLIMIT_CPU, IMAGE_CPU_S) &&
	       limit(RLIMIT_FSIZE, IMAGE_OUTPUT_MAX) && limit(RLIMIT_CORE, 0) &&
	       (IS_SANITIZED || (limit(RLIMIT_NOFILE, 3) && set_filter()));
}
