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
#include "base/io.h"

#include "base/banned.h"

struct folder {
	int dir; /* descriptor */
};

static enum err
open_folder(const struct net_options *options, struct fault *f, void **state)
{
	const char *dir = options->url + strlen("file:");
	struct folder *d;
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
	d = malloc(sizeof(*d));
	bug_if(!d);
	d->dir = fd;
	*state = d;
	return ERR_OK;
}

static void
close_folder(void *state)
{
	struct folder *d = state;

	close(d->dir);
	free(d);
}

/* As base/file.h: what root writes belongs to whoever works in the directory.
 */
static bool
give_away(int fd, int dir)
{
	struct stat st;

	return geteuid() != 0 ||
	       (fstat(dir, &st) == 0 && fchown(fd, st.st_uid, st.st_gid) == 0);
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
	good = give_away(fd, dir) &&
	       io_write_all(fd, mail->message, mail->len) && fsync(fd) == 0;
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

static enum net_outcome
send_message(void *state, const struct net_mail *mail, struct net_report *r)
{
	const struct folder *d = state;
	char stamp[32], name[160], unfinished[sizeof(name) + 1];

	bug_if(strchr(mail->id, '/') || mail->date_us < 0);
	format_stamp(mail->date_us, stamp);
	snprintf(name, sizeof(name), "%s-%.100s.eml", stamp, mail->id);
	snprintf(unfinished, sizeof(unfinished), ".%s", name);
	if (write_file(d->dir, unfinished, mail) &&
	    renameat(d->dir, unfinished, d->dir, name) == 0 &&
	    fsync(d->dir) == 0)
		return net_report_set(r, NET_SENT, "%s", name);
	net_report_set(
	    r, NET_FAILED, "cannot write %s: %s", name, strerror(errno));
	unlinkat(d->dir, unfinished, 0);
	return r->outcome;
}

const struct net_transport net_file = {
	.open = open_folder,
	.send = send_message,
	.close = close_folder,
};
