/*
 * The parts of doctor that judge without looking at this machine.
 */
#include "cmd/ctl_doctor.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "ctl_fixture.h"

#include "base/banned.h"

Test(cmd_ctl_doctor, secrets_are_graded_by_how_they_look)
{
	static const struct {
		char secret[80];
		enum doctor_grade grade;
	} cases[] = {
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", DOCTOR_FAIL },
		{ "1212121212121212121212121212121212121212", DOCTOR_FAIL },
		{ "please-ChangeMe-to-something-else-2a8f91", DOCTOR_FAIL },
		{ "0123456789abcdef0123456789abcdef", DOCTOR_FAIL },
		{ "the cat sat on the mat, the cat sat", DOCTOR_WARN },
		{ "6f1d0c2b9a8e7745c3d2e1f0a9b8c7d66f1e0c2b9a8e7745",
		    DOCTOR_OK },
		{ "m0Vt9ZcXQ2r8sLw5yJpKd3nFhGb7uTeA1xRq4iWo", DOCTOR_OK },
	};
	const char *why;

	for (size_t i = 0; i < N_OF(cases); i++) {
		why = NULL;
		cr_expect(
		    eq(int, (int)doctor_grade_secret(cases[i].secret, &why),
			(int)cases[i].grade),
		    "%s", cases[i].secret);
		cr_expect(why != NULL);
	}
}

Test(cmd_ctl_doctor, mail_urls_are_split_into_host_and_port)
{
	static const struct {
		char url[64], host[32], port[8];
	} cases[] = {
		{ "smtp://mail.example.org", "mail.example.org", "25" },
		{ "smtps://mail.example.org", "mail.example.org", "465" },
		{ "smtp://127.0.0.1:2525", "127.0.0.1", "2525" },
		{ "smtps://user:p%40ss@mail:587/x?y", "mail", "587" },
		{ "smtp://a@b:c@mail", "mail", "25" },
		{ "smtp://[::1]:26", "::1", "26" },
		{ "smtp://[::1]", "::1", "25" },
		{ "sendgrid://api.sendgrid.com", "api.sendgrid.com", "443" },
	};
	static const char *const bad[] = { "smtp://", "smtp://:25",
		"smtp://mail:", "http://mail", "smtp://[::1", "file:/tmp", "" };
	const char *host, *port;
	struct arena arena;

	arena_init(&arena, 1 << 16);
	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_assert(
		    doctor_mail_server(&arena, cases[i].url, &host, &port),
		    "%s", cases[i].url);
		cr_expect(eq(str, (char *)host, (char *)cases[i].host));
		cr_expect(eq(str, (char *)port, (char *)cases[i].port));
	}
	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(not(doctor_mail_server(&arena, bad[i], &host, &port)),
		    "%s", bad[i]);
	arena_release(&arena);
}

Test(cmd_ctl_doctor, only_sqlite_urls_have_a_path)
{
	cr_expect(
	    eq(str, (char *)doctor_sqlite_path("sqlite:///a/b.db"), "/a/b.db"));
	cr_expect(zero(ptr, (void *)doctor_sqlite_path("postgresql://h/d")));
}

/* What doctor_sockets says about dir. */
static const char *
say_sockets(struct ctl_fixture *f, const char *dir)
{
	struct doctor d = { .ctl = &f->ctl, .run_dir = dir };

	doctor_sockets(&d);
	ctl_fixture_read(f);
	return f->out;
}

/* Responders listen with one type, hearth-adopt with the other. */
static void
expect_sockets_judged(int type)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	char dir[] = "/tmp/hearth-doctor-XXXXXX";
	int fd = socket(AF_UNIX, type, 0);
	struct ctl_fixture f;

	cr_assert(mkdtemp(dir) != NULL);
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/api.sock", dir);

	ctl_fixture_init(&f, "");
	cr_expect(
	    ne(ptr, strstr(say_sockets(&f, dir), "warn  socket: none"), NULL));
	cr_assert(zero(int, bind(fd, (struct sockaddr *)&addr, sizeof(addr))));
	chmod(addr.sun_path, 0660);
	cr_expect(ne(ptr, strstr(say_sockets(&f, dir), "fail  socket: "), NULL),
	    "nobody listens");
	ctl_fixture_release(&f);

	cr_assert(zero(int, listen(fd, 4)));
	ctl_fixture_init(&f, "");
	cr_expect(ne(ptr, strstr(say_sockets(&f, dir), "ok    socket: "), NULL),
	    "%s", f.out);
	chmod(addr.sun_path, 0666);
	cr_expect(
	    ne(ptr, strstr(say_sockets(&f, dir), "open to every user"), NULL),
	    "%s", f.out);
	ctl_fixture_release(&f);

	close(fd);
	unlink(addr.sun_path);
	rmdir(dir);
}

Test(cmd_ctl_doctor, sockets_must_answer_and_be_closed_to_others)
{
	expect_sockets_judged(SOCK_STREAM);
	expect_sockets_judged(SOCK_SEQPACKET);
}

Test(cmd_ctl_doctor, nginx_needs_room_for_many_connections)
{
	static const struct {
		char conf[96], said[32];
	} cases[] = {
		{ "events {\n\tworker_connections 768;\n}\n", "warn  nginx: " },
		{ "events { multi_accept on; }\n", "worker_connections 512" },
		{ "events {\n\tworker_connections 8192;\n}\n",
		    "ok    nginx: " },
		{ "# worker_connections 768;\nworker_connections\t8192;\n",
		    "ok    nginx: " },
	};
	char path[] = "/tmp/hearth-doctor-XXXXXX";
	int fd = mkstemp(path);

	cr_assert(ge(int, fd, 0));
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct ctl_fixture f;
		struct doctor d = { .ctl = &f.ctl };

		ctl_fixture_init(&f, "");
		cr_assert(zero(int, ftruncate(fd, 0)));
		cr_assert(gt(int,
		    (int)pwrite(fd, cases[i].conf, strlen(cases[i].conf), 0),
		    0));
		doctor_web_server(&d, path);
		ctl_fixture_read(&f);
		cr_expect(strstr(f.out, cases[i].said) != NULL, "%s", f.out);
		ctl_fixture_release(&f);
	}
	close(fd);
	unlink(path);
}

Test(cmd_ctl_doctor, a_certificate_is_told_two_weeks_before_its_end)
{
	static const struct {
		int64_t left_us;
		enum doctor_grade grade;
	} cases[] = {
		{ 90 * CLOCK_DAY_US, DOCTOR_OK },
		{ 14 * CLOCK_DAY_US, DOCTOR_OK },
		{ 14 * CLOCK_DAY_US - 1, DOCTOR_WARN },
		{ 1, DOCTOR_WARN },
		{ 0, DOCTOR_FAIL },
		{ -CLOCK_DAY_US, DOCTOR_FAIL },
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(
		    eq(int, (int)doctor_grade_certificate(cases[i].left_us),
			(int)cases[i].grade));
}

Test(cmd_ctl_doctor, a_disk_needs_room_for_twice_the_database)
{
	static const struct {
		uint64_t free_mib, needed_mib;
		enum doctor_grade grade;
	} cases[] = {
		{ 63, 0, DOCTOR_FAIL },
		{ 64, 0, DOCTOR_WARN },
		{ 1023, 0, DOCTOR_WARN },
		{ 1024, 0, DOCTOR_OK },
		{ 1024, 512, DOCTOR_OK },
		{ 1024, 513, DOCTOR_WARN },
		{ 4000000, 1500000, DOCTOR_OK },
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(eq(int,
		    (int)doctor_grade_space(
			cases[i].free_mib << 20, cases[i].needed_mib << 20),
		    (int)cases[i].grade));
}

Test(cmd_ctl_doctor, a_copy_is_late_after_a_night_without_one)
{
	static const struct {
		int64_t age_us;
		enum doctor_grade grade;
	} cases[] = {
		{ -1, DOCTOR_WARN },
		{ 0, DOCTOR_OK },
		{ 36 * CLOCK_HOUR_US, DOCTOR_OK },
		{ 36 * CLOCK_HOUR_US + 1, DOCTOR_WARN },
	};
	const char *why;

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(
		    eq(int, (int)doctor_grade_backup(cases[i].age_us, &why),
			(int)cases[i].grade));
}

Test(cmd_ctl_doctor, mail_comes_from_a_domain_that_leads_somewhere)
{
	static const struct {
		char from[48], url[40], why[32];
		enum doctor_grade grade;
	} cases[] = {
		{ "Hearth <hearth@localhost>", "https://a.de", "nobody",
		    DOCTOR_WARN },
		{ "x@Mail.Example.ORG", "https://a.de", "nobody", DOCTOR_WARN },
		{ "x@box.local", "https://box.local", "nobody", DOCTOR_WARN },
		{ "x@myexample.org", "https://myexample.org", "of the domain",
		    DOCTOR_OK },
		{ "Club <x@a.de>", "https://hearth.a.de:8443/x",
		    "of the domain", DOCTOR_OK },
		{ "x@mail.a.de", "https://A.de", "of the domain", DOCTOR_OK },
		{ "x@ba.de", "https://a.de", "of another", DOCTOR_OK },
		{ "x@a.de", "https://b.de", "of another", DOCTOR_OK },
	};
	const char *why;

	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_expect(eq(int,
			      (int)doctor_grade_sender(
				  cases[i].from, cases[i].url, &why),
			      (int)cases[i].grade),
		    "%s", cases[i].from);
		cr_expect(strncmp(why, cases[i].why, strlen(cases[i].why)) == 0,
		    "%s: %s", cases[i].from, why);
	}
}

Test(cmd_ctl_doctor, a_unit_that_has_failed_is_named)
{
	static const struct {
		char list[200], said[72];
	} cases[] = {
		{ "hearth-api.socket  loaded active   running a socket\n"
		  "hearth-worker.service loaded active running mail\n",
		    "ok    unit: 2 active, none has failed\n" },
		{ "hearth-api@1.service loaded active running a lane\n"
		  "hearth-backup.service loaded failed failed a copy\n",
		    "fail  unit: hearth-backup.service has failed: " },
		{ "hearth-backup.service loaded inactive dead a copy\n",
		    "warn  unit: systemd runs, but no unit of Hearth\n" },
		{ "", "warn  unit: systemd runs, but no unit of Hearth\n" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct ctl_fixture f;
		struct doctor d = { .ctl = &f.ctl };
		char list[200];

		memcpy(list, cases[i].list, sizeof(list));
		ctl_fixture_init(&f, "");
		doctor_read_units(&d, list);
		ctl_fixture_read(&f);
		cr_expect(
		    strncmp(f.out, cases[i].said, strlen(cases[i].said)) == 0,
		    "%s", f.out);
		ctl_fixture_release(&f);
	}
}
