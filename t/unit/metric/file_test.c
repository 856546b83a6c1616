/*
 * The file: made once, another's left alone, and what a process does that
 * cannot have it.
 */
#include "t/unit/metric/fixture.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/banned.h"

TestSuite(metric_file, .init = begin, .fini = end);

static void
write_file(const char *text)
{
	FILE *f = fopen(path, "w");

	cr_assert(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

/* A process counts although it has no file, for itself. */
static void
expect_alone(struct metric *m)
{
	cr_expect(not(metric_is_shared(m)));
	count(m, "x", 7);
	cr_expect(eq(u64, total(m, "x"), 7));
	cr_expect(eq(sz, n_processes(m), 1));
	metric_close(m);
}

static void
join_and_wait(void)
{
	struct metric *m = open_as("us");

	count(m, "x", 1);
	say(metric_is_shared(m) ? 's' : 'a');
	pause();
}

Test(metric_file, processes_that_make_it_at_once_share_it, .timeout = 60)
{
	pid_t pids[24];
	struct metric *m;

	for (size_t i = 0; i < N_OF(pids); i++)
		pids[i] = start(join_and_wait);
	for (size_t i = 0; i < N_OF(pids); i++)
		cr_expect(eq(chr, hear(), 's'));
	m = open_as("us");
	cr_expect(eq(u64, total(m, "x"), N_OF(pids)));
	cr_expect(eq(sz, n_processes(m), N_OF(pids) + 1));
	for (size_t i = 0; i < N_OF(pids); i++)
		kill_and_wait(pids[i]);
	cr_expect(eq(sz, n_processes(m), 1));
	metric_close(m);
}

Test(metric_file, is_for_nobody_else_to_read)
{
	struct metric *m = open_as("us");
	struct stat st;

	cr_assert(stat(path, &st) == 0);
	cr_expect(eq(u32, st.st_mode & 0777, 0600));
	metric_close(m);
}

Test(metric_file, nothing_is_left_beside_it)
{
	struct metric *m = open_as("us");
	DIR *d = opendir(dir);
	int n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	cr_expect(eq(int, n, 3), "., .. and the file");
	metric_close(m);
}

Test(metric_file, off_is_no_file)
{
	snprintf(path, sizeof(path), "off");
	expect_alone(open_as("us"));
}

Test(metric_file, a_directory_that_is_missing_leaves_one_alone)
{
	snprintf(path, sizeof(path), "%s/none/counters", dir);
	expect_alone(open_as("us"));
}

Test(metric_file, with_every_slot_taken_one_is_alone)
{
	struct metric *all[METRIC_SLOTS], *m;

	for (size_t i = 0; i < METRIC_SLOTS; i++) {
		all[i] = open_as("us");
		cr_assert(metric_is_shared(all[i]), "%zu", i);
	}
	expect_alone(open_as("us"));
	metric_close(all[5]);
	m = open_as("us");
	cr_expect(metric_is_shared(m), "a slot that is given up is free");
	metric_close(m);
	for (size_t i = 0; i < METRIC_SLOTS; i++)
		if (i != 5)
			metric_close(all[i]);
}

Test(metric_file, without_leave_to_make_it_one_is_alone)
{
	struct rlimit little = { METRIC_HEAD_SIZE, RLIM_INFINITY };
	struct stat st;
	char beside[128];

	signal(SIGXFSZ, SIG_IGN);
	cr_assert(setrlimit(RLIMIT_FSIZE, &little) == 0);
	expect_alone(open_as("us"));
	snprintf(beside, sizeof(beside), "%s.%d", path, (int)getpid());
	cr_expect(eq(int, stat(beside, &st), -1), "nothing half made is left");
}

static bool
write_to(const char *file, const char *text)
{
	FILE *f = fopen(file, "w");
	bool ok = f && fputs(text, f) >= 0;

	return f && fclose(f) == 0 && ok;
}

/* Becomes the root of a namespace in which a disk can be mounted. */
static bool
be_alone(void)
{
	char users[32], groups[32];

	snprintf(users, sizeof(users), "0 %u 1", getuid());
	snprintf(groups, sizeof(groups), "0 %u 1", getgid());
	return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
	       write_to("/proc/self/uid_map", users) &&
	       write_to("/proc/self/setgroups", "deny") &&
	       write_to("/proc/self/gid_map", groups);
}

/* On a disk of its own with room for one slot and a half. */
static void
fill_a_disk(void)
{
	struct metric *first, *second;

	if (!be_alone() || mount("none", dir, "tmpfs", 0, "size=160k") < 0) {
		say('-');
		return;
	}
	first = open_as("us");
	second = open_as("us");
	count(second, "x", 1);
	say(metric_is_shared(first) && !metric_is_shared(second) &&
		    total(second, "x") == 1
		? 'y'
		: 'n');
}

Test(metric_file, without_room_for_a_slot_one_is_alone)
{
	pid_t pid = start(fill_a_disk);
	char told = hear();

	waitpid(pid, NULL, 0);
	if (told == '-')
		cr_skip_test("this machine lets nobody mount a disk");
	cr_expect(eq(chr, told, 'y'));
}

Test(metric_file, another_hearths_is_left_alone_while_it_runs)
{
	struct metric *theirs = open_as("them"), *m;

	count(theirs, "x", 1);
	expect_alone(open_as("us"));
	cr_expect(eq(u64, total(theirs, "x"), 1));
	metric_close(theirs);
	m = open_as("us");
	cr_expect(metric_is_shared(m), "nobody uses it any more");
	cr_expect(eq(u64, total(m, "x"), 0));
	metric_close(m);
}

/* As another version would have left it. */
static void
change_format(void)
{
	int fd = open(path, O_RDWR);

	cr_assert(pwrite(fd, "hearth metrics 999", 19, 0) == 19);
	close(fd);
}

Test(metric_file, another_versions_is_left_alone_while_it_is_used)
{
	struct metric *theirs = open_as("us"), *m;

	change_format();
	expect_alone(open_as("us"));
	metric_close(theirs);
	m = open_as("us");
	cr_expect(metric_is_shared(m));
	metric_close(m);
}

Test(metric_file, one_of_another_size_is_made_anew)
{
	struct metric *m;

	metric_close(open_as("us"));
	cr_assert(truncate(path, METRIC_HEAD_SIZE) == 0);
	m = open_as("us");
	cr_expect(metric_is_shared(m));
	metric_close(m);
}

Test(metric_file, what_is_no_file_of_counters_is_not_touched)
{
	static const char text[] = "SECRET_KEY=0123456789abcdef\n";
	char now[64] = "";
	FILE *f;

	write_file(text);
	expect_alone(open_as("us"));
	f = fopen(path, "r");
	cr_assert(f && fgets(now, sizeof(now), f));
	fclose(f);
	cr_expect(eq(str, now, (char *)text));
	write_file("");
	expect_alone(open_as("us"));
	unlink(path);
	cr_assert(mkdir(path, 0700) == 0);
	expect_alone(open_as("us"));
	rmdir(path);
}

Test(metric_file, a_link_is_not_followed)
{
	char target[128];
	struct stat st;

	snprintf(target, sizeof(target), "%s/elsewhere", dir);
	cr_assert(symlink(target, path) == 0);
	expect_alone(open_as("us"));
	cr_expect(eq(int, stat(target, &st), -1));
}

Test(metric_file, one_that_was_deleted_is_made_again_by_the_next)
{
	struct metric *before = open_as("us"), *after;

	count(before, "x", 1);
	unlink(path);
	after = open_as("us");
	cr_expect(metric_is_shared(after));
	count(after, "x", 1);
	cr_expect(eq(u64, total(after, "x"), 1));
	cr_expect(eq(u64, total(before, "x"), 1));
	metric_close(before);
	metric_close(after);
}

/* Rows whose lengths lie must lead nowhere. */
Test(metric_file, rubbish_in_a_slot_ends_its_rows)
{
	struct metric *m = open_as("us");
	struct metric_row *row = metric_slot_next(m->slot, NULL);

	count(m, "x", 1);
	row->n_cells = UINT32_MAX;
	cr_expect(eq(u64, total(m, "x"), 0));
	metric_close(m);
	m = open_as("us");
	count(m, "x", 1);
	cr_expect(eq(u64, total(m, "x"), 1));
	m->slot->used = UINT64_MAX;
	cr_expect(eq(u64, total(m, "x"), 0));
	metric_close(m);
}

Test(metric_file, readers_take_no_slot)
{
	struct metric_sum *sum = arena_new(&arena, struct metric_sum);
	struct metric *m = open_as("us");
	struct fault f = { 0 };

	count(m, "x", 2);
	metric_sum_init(sum, &arena);
	cr_assert(metric_sum_read_file(sum, path, "us", &f) == ERR_OK);
	cr_expect(eq(u64, metric_sum_row(sum, METRIC_JOB, "x")->cells[0], 2));
	cr_expect(sum->processes && !sum->processes->next);
	cr_expect(metric_sum_read_file(sum, path, "them", &f) == ERR_CONFIG);
	fault_clear(&f);
	unlink(path);
	cr_expect(metric_sum_read_file(sum, path, "us", &f) == ERR_CONFIG);
	metric_close(m);
}
