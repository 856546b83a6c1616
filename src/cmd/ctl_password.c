/*
 * Passwords come from a terminal without echo or from standard input, never
 * from the command line, where every user of the machine could read them.
 */
#include "cmd/ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include "base/str.h"
#include "rule/password.h"

#include "base/banned.h"

/* Cuts the line end; false when the line is empty or did not fit. */
static bool
trim_line(char *line)
{
	size_t len = strcspn(line, "\r\n");
	bool fits = line[len] != '\0' || len < CTL_PASSWORD_SIZE - 1;

	line[len] = '\0';
	return fits && len > 0;
}

static int
read_line(struct ctl *ctl, FILE *from, char password[CTL_PASSWORD_SIZE])
{
	if (!fgets(password, CTL_PASSWORD_SIZE, from)) {
		password[0] = '\0';
		return ctl_complain(ctl, EX_DATAERR, "no password given");
	}
	if (!trim_line(password))
		return ctl_complain(ctl, EX_DATAERR,
		    "the password is empty or longer than %d bytes",
		    CTL_PASSWORD_SIZE - 2);
	/* nothing else could be sent to the API */
	if (!str_is_utf8(password, strlen(password)))
		return ctl_complain(ctl, EX_DATAERR,
		    "the password is not UTF-8: set the terminal to it");
	return 0;
}

/* Asks once. Signals that would leave the terminal mute wait until the echo
 * is back. */
static int
ask(struct ctl *ctl, FILE *tty, const char *prompt,
    char password[CTL_PASSWORD_SIZE])
{
	struct termios shown, hidden;
	sigset_t stop, before;
	int status;

	if (tcgetattr(fileno(tty), &shown) != 0)
		return ctl_complain(
		    ctl, EX_NOINPUT, "terminal: %s", strerror(errno));
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	hidden.c_lflag |= ECHONL;
	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGTSTP);
	sigprocmask(SIG_BLOCK, &stop, &before);
	tcsetattr(fileno(tty), TCSAFLUSH, &hidden);
	fprintf(tty, "%s: ", prompt);
	fflush(tty);
	status = read_line(ctl, tty, password);
	tcsetattr(fileno(tty), TCSAFLUSH, &shown);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}

static int
ask_twice(struct ctl *ctl, FILE *tty, char password[CTL_PASSWORD_SIZE])
{
	char again[CTL_PASSWORD_SIZE] = "";
	int status;

	status = ask(ctl, tty, "Password", password);
	if (!status)
		status = ask(ctl, tty, "The same again", again);
	if (!status && !rule_password_is_same(&ctl->arena, password, again))
		status = ctl_complain(
		    ctl, EX_DATAERR, "the two passwords differ");
	explicit_bzero(again, sizeof(again));
	return status;
}

int
ctl_password_read(
    struct ctl *ctl, bool from_stdin, char password[CTL_PASSWORD_SIZE])
{
	FILE *tty;
	int status;

	password[0] = '\0';
	if (from_stdin)
		return read_line(ctl, ctl->in, password);
	tty = fopen("/dev/tty", "r+e");
	if (!tty)
		return ctl_complain(ctl, EX_USAGE,
		    "no terminal to ask at; use --password-stdin");
	setvbuf(tty, NULL, _IONBF, 0); /* no copy of the password stays */
	status = ask_twice(ctl, tty, password);
	fclose(tty);
	return status;
}
