/*
 * Written under another name, synced, renamed, and the directory synced: a
 * reader of *.eml never sees half a message, and a crash loses none that was
 * reported as sent.
 */
#include "net/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/clock.h"

#include "base/banned.h"

struct net_file {
	int dir; /* descriptor */
};

enum err
net_file_new(const char *dir, struct fault *f, struct net_file **out)
{
	struct net_file *d;
	int fd;

	if (!*dir)
		return fault(
		    f, ERR_CONFIG, "MAIL_URL: file: needs a directory");
	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return fault(f, ERR_CONFIG, "MAIL_URL: cannot make %s: %s", dir,
		    strerror(errno));
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || faccessat(fd, ".", W_OK | X_OK, AT_EACCESS) < 0) {
		int reason = errno;

		if (fd >= 0)
			close(fd);
		return fault(f, ERR_CONFIG, "MAIL_URL: cannot write in %s: %s",
		    dir, strerror(reason));
	}
	d = calloc(1, sizeof(*d));
	bug_if(!d);
	d->dir = fd;
	*out = d;
	return ERR_OK;
}

void
net_file_free(struct net_file *d)
{
	if (!d)
		return;
	close(d->dir);
	free(d);
}

static bool
write_all(int fd, const char *p, size_t len)
{
	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

/* The whole message under a name, on the disk. */
static bool
write_file(int dir, const char *name, const struct net_mail *mail)
{
	int fd = openat(
	    dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool good;

	if (fd < 0)
		return false;
	good = write_all(fd, mail->message, mail->len) && fsync(fd) == 0;
	return close(fd) == 0 && good;
}

/* 20261120T104034.123456Z */
static void
format_stamp(int64_t us, char out[32])
{
	int64_t year;
	unsigned month, day;
	int second = (int)(us % CLOCK_DAY_US / CLOCK_SECOND_US);

	clock_civil_from_days(us / CLOCK_DAY_US, &year, &month, &day);
	snprintf(out, 32, "%04u%02u%02uT%02d%02d%02d.%06dZ",
	    (unsigned)year % 10000, month, day, second / 3600 % 24,
	    second / 60 % 60, second % 60, (int)(us % CLOCK_SECOND_US));
}

enum net_outcome
net_file_send(
    struct net_file *d, const struct net_mail *mail, struct net_report *r)
{
	char stamp[32], name[160], unfinished[sizeof(name) + 1];

	bug_if(strchr(mail->id, '/') || mail->date_us < 0);
	format_stamp(mail->date_us, stamp);
	snprintf(name, sizeof(name), "%s-%.100s.eml", stamp, mail->id);
	snprintf(unfinished, sizeof(unfinished), ".%s", name);
	if (write_file(d->dir, unfinished, mail) &&
	    renameat(d->dir, unfinished, d->dir, name) == 0 &&
	    fsync(d->dir) == 0)
		return net_report_set(r, NET_SENT, "%s", "");
	net_report_set(
	    r, NET_FAILED, "cannot write %s: %s", name, strerror(errno));
	unlinkat(d->dir, unfinished, 0);
	return r->outcome;
}
