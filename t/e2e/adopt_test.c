/*
 * hearth-adopt, which makes a body of nginx's readable for Hearth, and nothing
 * else for anybody.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "store/adopt.h"
#include "store/body.h"
#include "t/lib/e2e.h"
#include "t/lib/files.h"

#include "base/banned.h"

#define ADOPT TOP_BUILDDIR "/hearth-adopt"

enum { WAIT_MS = 10000 };

static struct process adopt;
static const char *socket_path;

static bool
is_there(void *ctx)
{
	(void)ctx;
	return access(socket_path, F_OK) == 0;
}

static void
start_adopt(void)
{
	process_start(&adopt, text("%s/log", files_dir()),
	    (const char *const[]){
		ADOPT, text("%s/incoming", files_dir()), socket_path, NULL });
	wait_until(is_there, NULL, WAIT_MS, "hearth-adopt listens");
}

/* Users that every Debian has: nobody and daemon. */
enum { NGINX = 65534, HEARTH = 1, STRANGER = 2 };

/* Root makes what it makes nginx's, as nginx does. */
static void
hand_to_nginx(const char *path)
{
	if (geteuid() == 0)
		cr_assert(lchown(path, NGINX, NGINX) == 0);
}

static void
start(void)
{
	const char *tmp = getenv("TMPDIR");

	files_open(tmp ? tmp : "/tmp");
	hand_to_nginx(text("%s/incoming", files_dir()));
	socket_path = text("%s/adopt.sock", files_dir());
	start_adopt();
}

static void
stop(void)
{
	process_stop(&adopt, WAIT_MS);
	files_close();
}

TestSuite(e2e_adopt, .init = start, .fini = stop, .timeout = 60);

static const char *
spool(const char *name)
{
	const char *path = text("%s/incoming/%s", files_dir(), name);
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	cr_assert(fd >= 0);
	close(fd);
	hand_to_nginx(path);
	return path;
}

static mode_t
mode_of(const char *path)
{
	struct stat st;

	cr_assert(lstat(path, &st) == 0);
	return st.st_mode & 07777;
}

static bool
asks_for(const char *name)
{
	struct fault f = { .err = ERR_OK };

	return store_adopt(socket_path, name, &f);
}

Test(e2e_adopt, a_body_becomes_readable)
{
	const char *path = spool("0000000001");

	cr_expect(asks_for("0000000001"));
	cr_expect(mode_of(path) == 0640);
	cr_expect(asks_for("0000000001"), "once more");
	cr_expect(!asks_for("0000000002"), "it is not there");
}

Test(e2e_adopt, nothing_else_does)
{
	const char *other = spool("0000000001"), *link_to;

	link_to = text("%s/incoming/0000000002", files_dir());
	cr_assert(symlink(other, link_to) == 0);
	cr_expect(!asks_for("0000000002"), "a symbolic link");
	cr_assert(unlink(link_to) == 0 && link(other, link_to) == 0);
	cr_expect(!asks_for("0000000001"), "it has a second name");
	cr_assert(unlink(link_to) == 0 && mkdir(link_to, 0700) == 0);
	cr_expect(!asks_for("0000000002"), "a directory");
	cr_assert(rmdir(link_to) == 0 && mkfifo(link_to, 0600) == 0);
	cr_expect(!asks_for("0000000002"), "a pipe");
	cr_expect(mode_of(link_to) == 0600);
	cr_expect(mode_of(other) == 0600);
}

Test(e2e_adopt, a_file_of_somebody_else_stays_theirs)
{
	const char *path = spool("0000000001");

	if (geteuid() != 0)
		return; /* nobody else can own one */
	cr_assert(chown(path, STRANGER, STRANGER) == 0);
	cr_expect(!asks_for("0000000001"));
	cr_expect(mode_of(path) == 0600);
}

/* What hearth-adopt says to a message; 0 when it says nothing. */
static char
answer_to(const char *message, size_t len)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	char answer = 0;

	snprintf(a.sun_path, sizeof(a.sun_path), "%s", socket_path);
	cr_assert(connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0);
	cr_assert(send(fd, message, len, 0) == (ssize_t)len);
	if (recv(fd, &answer, 1, 0) < 0)
		answer = 0;
	close(fd);
	return answer;
}

Test(e2e_adopt, only_ten_digits_are_a_name)
{
	spool("0000000001");
	cr_expect(answer_to("0000000001", 10) == 'y');
	cr_expect(answer_to("0000000001\0", 11) == 'n');
	cr_expect(answer_to("00000000011", 11) == 'n');
	cr_expect(answer_to("000000001", 9) == 'n');
	cr_expect(answer_to("../../etc/", 10) == 'n');
	cr_expect(asks_for("0000000001"), "it lives on");
}

/* Root starts hearth-adopt for a directory of nginx's that Hearth may enter. */
static void
start_for_two_users(void)
{
	const char *incoming = text("%s/incoming", files_dir());

	process_stop(&adopt, WAIT_MS);
	cr_assert(unlink(socket_path) == 0);
	cr_assert(chmod(files_dir(), 0711) == 0);
	cr_assert(chown(incoming, NGINX, HEARTH) == 0);
	cr_assert(chmod(incoming, 02770) == 0);
	start_adopt();
}

/* What a process of that user and group gets when it takes a body. */
static enum err
take_as(id_t user, const struct store *store, const char *path)
{
	struct store_body body;
	struct fault f = { .err = ERR_OK };
	int status;
	pid_t pid = fork();

	cr_assert(pid >= 0);
	if (pid == 0) {
		if (setgroups(0, NULL) < 0 || setgid(user) < 0 ||
		    setuid(user) < 0)
			_exit(ERR_COUNT);
		_exit(store_body_take(store, path, &f, &body));
	}
	cr_assert(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	return (enum err)WEXITSTATUS(status);
}

/* Where the checkout lies, only root may go: names lead from what is open. */
static struct store *
open_store(void)
{
	int fd = open(files_dir(), O_PATH | O_CLOEXEC);
	struct fault f = { .err = ERR_OK };
	struct store *store;

	cr_assert(fd >= 0);
	cr_assert(
	    store_open(files_dir(), text("/proc/self/fd/%d/adopt.sock", fd), &f,
		&store) == ERR_OK);
	return store;
}

/* It listens a moment before. */
static bool
is_handed_over(void *ctx)
{
	struct stat st;

	(void)ctx;
	return lstat(socket_path, &st) == 0 && st.st_uid == NGINX &&
	       st.st_gid == HEARTH;
}

Test(e2e_adopt, of_two_users_hearth_takes_what_nginx_has_written)
{
	struct store *store;
	const char *path;
	struct stat st;

	if (geteuid() != 0)
		return; /* nobody else can be two */
	start_for_two_users();
	wait_until(is_handed_over, NULL, WAIT_MS, "the socket of two users");
	cr_assert(lstat(socket_path, &st) == 0);
	cr_expect((st.st_mode & 07777) == 0660);
	store = open_store();
	path = spool("0000000001");
	cr_assert(chown(path, NGINX, HEARTH) == 0);
	cr_expect(take_as(STRANGER, store, path) == ERR_STORAGE);
	cr_expect(mode_of(path) == 0600);
	cr_expect(take_as(HEARTH, store, path) == ERR_OK);
	cr_expect(mode_of(path) == 0640);
	path = spool("0000000002");
	cr_assert(chown(path, 0, 0) == 0);
	cr_expect(take_as(HEARTH, store, path) == ERR_STORAGE,
	    "root's: hearth-adopt is root no more");
	store_close(store);
}

Test(e2e_adopt, root_becomes_somebody_or_does_not_run)
{
	static struct process another;
	const char *incoming = text("%s/incoming", files_dir());

	if (geteuid() != 0)
		return; /* nobody else can start it so */
	cr_assert(chown(incoming, 0, 0) == 0);
	process_start(&another, text("%s/log", files_dir()),
	    (const char *const[]){
		ADOPT, incoming, text("%s/another.sock", files_dir()), NULL });
	expect_int(EX_NOPERM, process_wait(&another, WAIT_MS));
}
