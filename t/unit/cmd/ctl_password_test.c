/*
 * Passwords from standard input and from a terminal.
 */
#include "cmd/ctl.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pty.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "ctl_fixture.h"

#include "base/banned.h"

/* The status, and the password in text. */
static int
read_stdin(const char *input, char text[CTL_PASSWORD_SIZE])
{
	struct ctl_fixture f;
	int status;

	ctl_fixture_init(&f, input);
	status = ctl_password_read(&f.ctl, true, text);
	ctl_fixture_release(&f);
	return status;
}

Test(cmd_ctl_password, the_first_line_of_standard_input_is_the_password)
{
	static const struct {
		char input[32], password[16];
	} cases[] = {
		{ "Secret-1\n", "Secret-1" },
		{ "Secret-1\r\n", "Secret-1" },
		{ "Secret-1", "Secret-1" },
		{ " with space \nsecond", " with space " },
	};
	char text[CTL_PASSWORD_SIZE];

	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_expect(zero(int, read_stdin(cases[i].input, text)));
		cr_expect(eq(str, text, (char *)cases[i].password));
	}
}

Test(cmd_ctl_password, nothing_and_too_much_are_refused)
{
	char text[CTL_PASSWORD_SIZE], input[CTL_PASSWORD_SIZE + 8];

	cr_expect(eq(int, read_stdin("", text), EX_DATAERR));
	cr_expect(eq(int, read_stdin("\n", text), EX_DATAERR));
	memset(input, 'x', sizeof(input));
	input[CTL_PASSWORD_SIZE - 2] = '\n';
	input[CTL_PASSWORD_SIZE - 1] = '\0';
	cr_expect(eq(int, read_stdin(input, text), 0));
	cr_expect(eq(sz, strlen(text), CTL_PASSWORD_SIZE - 2));
	input[CTL_PASSWORD_SIZE - 2] = 'x';
	input[CTL_PASSWORD_SIZE] = '\n';
	input[CTL_PASSWORD_SIZE - 1] = 'x';
	input[CTL_PASSWORD_SIZE + 1] = '\0';
	cr_expect(eq(int, read_stdin(input, text), EX_DATAERR));
}

/* Reads from the terminal until text has come, and keeps everything. */
static void
expect(int tty, char *all, size_t size, const char *text)
{
	size_t len = strlen(all);

	while (!strstr(all, text)) {
		ssize_t n = read(tty, all + len, size - 1 - len);

		cr_assert(n > 0, "'%s' did not come; so far: %s", text, all);
		len += (size_t)n;
		all[len] = '\0';
	}
}

/* What the child does: asks, and says what it was told. */
static void
ask_in_child(void)
{
	char text[CTL_PASSWORD_SIZE];
	struct ctl ctl;
	int status;

	ctl_init(&ctl, "");
	status = ctl_password_read(&ctl, false, text);
	_exit(status ? status : strcmp(text, "Secret-1") ? 1 : 0);
}

/* Types two lines at the terminal; the exit status of the child. */
static int
type_lines(const char *first, const char *second, char *all, size_t size)
{
	int tty, status;
	pid_t pid = forkpty(&tty, NULL, NULL, NULL);

	cr_assert(pid >= 0);
	if (pid == 0)
		ask_in_child();
	all[0] = '\0';
	expect(tty, all, size, "Password: ");
	cr_assert(
	    eq(sz, (size_t)write(tty, first, strlen(first)), strlen(first)));
	expect(tty, all, size, "The same again: ");
	cr_assert(
	    eq(sz, (size_t)write(tty, second, strlen(second)), strlen(second)));
	waitpid(pid, &status, 0);
	close(tty);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Test(cmd_ctl_password, the_terminal_shows_nothing_of_it, .timeout = 20)
{
	char all[4096];

	cr_expect(zero(
	    int, type_lines("Secret-1\n", "Secret-1\n", all, sizeof(all))));
	cr_expect(zero(ptr, strstr(all, "Secret-1")), "%s", all);
}

Test(cmd_ctl_password, two_different_ones_are_refused, .timeout = 20)
{
	char all[4096];

	cr_expect(
	    eq(int, type_lines("Secret-1\n", "Secret-2\n", all, sizeof(all)),
		EX_DATAERR));
}

Test(cmd_ctl_password, without_a_terminal_it_says_what_to_do, .timeout = 20)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		setsid(); /* no controlling terminal */
		ask_in_child();
	}
	waitpid(pid, &status, 0);
	cr_expect(eq(int, WEXITSTATUS(status), EX_USAGE));
}
