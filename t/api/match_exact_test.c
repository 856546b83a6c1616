/*
 * Who suits whom, and how well to the last bit, against the rule told once more
 * by what people have said: every pair, every minute of a week.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/match.h"
#include "app/match_search.h"
#include "t/lib/api.h"
#include "t/lib/own.h"
#include "t/lib/process.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum {
	PEOPLE = 14,
	TAGS = 9,
	GROUPS = 4,
	SLOTS = 7 * 48,
	ROUNDS = 3,
	MANY = 150,
	WAIT_MS = 60000,
	A_PAGE = 5
};

/* What somebody has said; a weight of 0: not that they like it. */
static struct person {
	int likes[TAGS];
	bool free[SLOTS]; /* in UTC */
	bool groups[GROUPS];
	bool is_on;
} people[MANY];

static char *
name_of(int i)
{
	return text("p%d", i);
}

static void
say_likes(int i)
{
	char *list = text("%s", "");

	for (int t = 0; t < TAGS; t++) {
		int w = random() % 3 ? 0 : (int)(random() % 100) + 1;

		people[i].likes[t] = w;
		if (w)
			list = text("%s%s{\"tag\": \"t%d\", \"weight\": %d}",
			    list, *list ? ", " : "", t, w);
	}
	expect(200, as(name_of(i), PUT,
			"/users/me/interests {'interests': [%s]}", list));
}

/* Each from a zone whose clocks are a whole half hour off, and stay so. */
static void
say_free(int i)
{
	static const struct {
		const char *name;
		int half_hours;
	} zones[] = { { "UTC", 0 }, { "Asia/Kolkata", 11 },
		{ "America/Caracas", -8 }, { "Asia/Tokyo", 18 } };
	static const char *const days[] = { "monday", "tuesday", "wednesday",
		"thursday", "friday", "saturday", "sunday" };
	int z = (int)(random() % 4), day = (int)(random() % 7);
	int from = (int)(random() % 48), n = (int)(random() % 48) + 1;
	int to = (from + n) % 48;

	memset(people[i].free, 0, sizeof(people[i].free));
	for (int j = 0; j < n; j++)
		people[i]
		    .free[(day * 48 + from + j - zones[z].half_hours + SLOTS) %
			  SLOTS] = true;
	expect(200,
	    as(name_of(i), PUT,
		"/users/me/availability {'timezone': '%s', 'windows': "
		"[{'days': ['%s'], 'from': '%02d:%02d', 'to': '%02d:%02d'}]}",
		zones[z].name, days[day], from / 2, from % 2 * 30, to / 2,
		to % 2 * 30));
}

static void
turn(int i, bool is_on)
{
	people[i].is_on = is_on;
	expect(
	    200, as(name_of(i), PUT, "/users/me/match-settings {'is_on': %s}",
		     is_on ? "true" : "false"));
}

static void
given_people(int n)
{
	given(
	    "c", "dan", "/clusters {'name': 'Rowers', 'join_policy': 'open'}");
	for (int g = 0; g < GROUPS; g++)
		given(text("g%d", g), "dan",
		    "/groups {'name': 'g%d', 'cluster_id': '%s', "
		    "'join_policy': 'open'}",
		    g, id("c"));
	for (int i = 0; i < n; i++) {
		expect(200, as(name_of(i), POST, "/clusters/%s/join", id("c")));
		for (int g = 0; g < GROUPS; g++)
			if ((people[i].groups[g] = random() % 2))
				expect(
				    200, as(name_of(i), POST, "/groups/%s/join",
					     id(text("g%d", g))));
		say_likes(i);
		say_free(i);
		turn(i, true);
	}
}

/* 0: not at all. */
static double
suits(const struct person *a, const struct person *b)
{
	double dot = 0, n2_a = 0, n2_b = 0, common = 0, shared = 0;

	for (int t = 0; t < TAGS; t++) {
		dot += a->likes[t] * b->likes[t];
		n2_a += a->likes[t] * a->likes[t];
		n2_b += b->likes[t] * b->likes[t];
	}
	for (int s = 0; s < SLOTS; s++)
		common += a->free[s] && b->free[s];
	for (int g = 0; g < GROUPS; g++)
		shared += a->groups[g] && b->groups[g];
	if (dot == 0 || !a->is_on || !b->is_on)
		return 0;
	return 0.6 * (dot / sqrt(n2_a * n2_b)) +
	       0.3 * (fmin(common, 20) / 20.0) + 0.1 * (fmin(shared, 3) / 3.0);
}

/* How many suit i better than j does, or as well with a lower id. */
static int
rank_of(int i, int j)
{
	double score = suits(&people[i], &people[j]);
	int n = 0;

	for (int k = 0; k < PEOPLE; k++) {
		double other = suits(&people[i], &people[k]);

		if (k != i && k != j &&
		    (other > score ||
			(other == score &&
			    strcmp(id(name_of(k)), id(name_of(j))) < 0)))
			n++;
	}
	return n;
}

static void
expect_found(int i, const struct app_match_found *found, size_t n)
{
	size_t expected = 0;

	for (int j = 0; j < PEOPLE; j++) {
		double score = suits(&people[i], &people[j]);
		int at = rank_of(i, j);
		char it[UUID_TEXT_SIZE];

		if (j == i || score == 0)
			continue;
		expected++;
		cr_assert((size_t)at < n, "%d: %d of %zu", i, at, n);
		uuid_format(found[at].id.v, it);
		expect_text(id(name_of(j)), it);
		cr_assert(memcmp(&score, &found[at].score, sizeof(score)) == 0,
		    "%d, %d: %a, not %a", i, j, found[at].score, score);
	}
	cr_assert(n == expected, "%d: %zu of %zu", i, n, expected);
}

/* A process that keeps what it has read. */
static void
open_searcher(struct own *own)
{
	static const struct conf conf = { .rss_max_mib = 128 };

	own_open(own);
	own->call.conf = &conf;
	own->call.matches = app_matches_new();
}

static void
close_searcher(struct own *own)
{
	app_matches_free(own->call.matches);
	own_close(own);
}

/* As such a process finds them. */
static void
expect_exact(struct own *own, int i)
{
	struct app_match_found found[PEOPLE];
	struct app_match_search search;
	size_t n;

	own->call.user = given_user_id(name_of(i));
	cr_assert(app_match_search(
		      &own->call, (struct space_id){ 0 }, &search) == ERR_OK);
	n = app_match_search_next(&search, NULL, found, PEOPLE);
	expect_found(i, found, n);
	for (size_t k = 1; k < n; k++) {
		struct app_match_found next;

		cr_assert(app_match_search_next(
			      &search, &found[k - 1], &next, 1) == 1);
		cr_assert(uuid_eq(next.id.v, found[k].id.v));
	}
}

/* And page by page, as the API answers. */
static void
expect_pages(int i)
{
	int n = 0;
	char *next = text(
	    "/matches/users?cluster_id=%s&limit=%d", id("c"), A_PAGE);

	for (; next; next = next_page() ? text("/%s", next_page()) : NULL) {
		expect(200, as(name_of(i), GET, "%s", next));
		for (int k = 0; k < body_count(""); k++, n++)
			for (int j = 0; j < PEOPLE; j++)
				if (str_eq(body(text("/%d/user/id", k)),
					id(name_of(j))))
					expect_int(n, rank_of(i, j));
	}
	for (int j = 0; j < PEOPLE; j++)
		n -= j != i && suits(&people[i], &people[j]) > 0;
	expect_int(0, n);
}

/* Entries that are no more go, and whoever has read some of them learns of it
 * all the same. */
static void
expect_cleared(struct own *own)
{
	struct own late;
	size_t n;

	open_searcher(&late);
	expect_exact(&late, 0);
	for (int i = 1; i < PEOPLE; i++)
		if (people[i].is_on && i % 2)
			turn(i, false);
	expect_exact(own, 0);
	cr_assert(app_match_tend(&own->call, own->call.now_us, &n) == ERR_OK);
	cr_expect(n >= PEOPLE / 2 - 1, "%zu", n);
	expect_exact(own, 0);
	expect_exact(&late, 0);
	cr_assert(app_match_tend(&own->call, own->call.now_us, &n) == ERR_OK);
	expect_int(0, (int)n);
	close_searcher(&late);
	for (int i = 1; i < PEOPLE; i += 2)
		turn(i, true);
}

/* Of somebody who was erased nothing stays, not in memory either. */
static void
expect_forgotten(struct own *own, int i)
{
	struct app_match_search search;
	struct user_id gone = given_user_id(name_of(i));

	work_sql(text("DELETE FROM users WHERE id = '%s'", id(name_of(i))),
	    text("DELETE FROM users WHERE uuid_text(id) = '%s'",
		id(name_of(i))));
	people[i].is_on = false;
	for (int j = 0; j < i; j++)
		if (people[j].is_on)
			expect_exact(own, j);
	own->call.user = given_user_id(name_of(0));
	cr_assert(app_match_search(
		      &own->call, (struct space_id){ 0 }, &search) == ERR_OK);
	cr_assert(search.n == 1);
	for (size_t j = 0; j < search.sides[0].in->n_people; j++)
		cr_expect(!uuid_eq(search.sides[0].in->people[j].id.v, gone.v));
}

Test_engines(api_match_exact, order_and_score_are_those_of_all_pairs)
{
	struct own own;

	open_searcher(&own);
	given_people(PEOPLE);
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < PEOPLE; i++)
			if (people[i].is_on)
				expect_exact(&own, i);
		expect_pages(round);
		/* and after some have said something else */
		for (int i = ROUNDS; i < PEOPLE; i += 2) {
			if (random() % 2)
				turn(i, !people[i].is_on);
			say_likes(i);
			say_free(i);
		}
	}
	turn(0, true);
	expect_cleared(&own);
	expect_forgotten(&own, PEOPLE - 1);
	close_searcher(&own);
}

/*
 * Many people, as the program that MATCH_COUNTERPART names finds them
 * (contrib/counterparts).
 */

static void
write_numbers(FILE *f, const char *key, int n, int (*get)(int i, int k), int i)
{
	fprintf(f, ", \"%s\": [", key);
	for (int k = 0; k < n; k++)
		fprintf(f, "%s%d", k ? ", " : "", get(i, k));
	fprintf(f, "]");
}

static int
likes(int i, int k)
{
	return people[i].likes[k];
}

static int
is_free(int i, int k)
{
	return people[i].free[k];
}

static int
is_in(int i, int k)
{
	return people[i].groups[k];
}

static void
write_person(FILE *f, int i)
{
	fprintf(f, "{\"id\": \"%s\"", id(name_of(i)));
	write_numbers(f, "likes", TAGS, likes, i);
	write_numbers(f, "free", SLOTS, is_free, i);
	write_numbers(f, "groups", GROUPS, is_in, i);
	fprintf(f, "}\n");
}

static void
write_found(FILE *f, struct own *own, int i)
{
	struct app_match_found found[MANY];
	struct app_match_search search;
	struct space_id all = { 0 };
	size_t n;

	own->call.user = given_user_id(name_of(i));
	cr_assert(app_match_search(&own->call, all, &search) == ERR_OK);
	n = app_match_search_next(&search, NULL, found, MANY);
	fprintf(f, "{\"viewer\": \"%s\", \"found\": [", id(name_of(i)));
	for (size_t k = 0; k < n; k++) {
		char other[UUID_TEXT_SIZE];
		uint64_t bits;

		uuid_format(found[k].id.v, other);
		memcpy(&bits, &found[k].score, sizeof(bits));
		fprintf(f, "%s[\"%s\", \"%016llx\"]", k ? ", " : "", other,
		    (unsigned long long)bits);
	}
	fprintf(f, "]}\n");
	arena_reset(&own->arena);
}

static void
expect_alike(struct own *own)
{
	char path[] = "/tmp/hearth-match-XXXXXX";
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	cr_assert(f);
	for (int i = 0; i < MANY; i++)
		if (people[i].is_on)
			write_person(f, i);
	for (int i = 0; i < MANY; i++)
		if (people[i].is_on)
			write_found(f, own, i);
	cr_assert(fclose(f) == 0);
	expect_int(0, process_run("/dev/stdout", WAIT_MS,
			  (const char *const[]){ "/bin/sh", "-c",
			      "$MATCH_COUNTERPART \"$@\"", "sh", path, NULL }));
	unlink(path);
}

Test_engines(api_match_exact, another_program_finds_the_same)
{
	struct own own;

	if (!getenv("MATCH_COUNTERPART"))
		return;
	api_set("JOINS_PER_HOUR", "1000000");
	open_searcher(&own);
	given_people(MANY);
	for (int round = 0; round < ROUNDS; round++) {
		expect_alike(&own);
		for (int i = ROUNDS; i < MANY; i += 3) {
			turn(i, random() % 4 > 0);
			say_likes(i);
			say_free(i);
		}
	}
	close_searcher(&own);
}

/*
 * Groups: of all that there could be the first one, for each in turn.
 */

/* What everybody of a kind likes, with a little of their own. */
static void
say_alike(int i)
{
	static const int kinds[2][TAGS] = { { 90, 70, 50, 10, 0, 0, 0, 0, 0 },
		{ 0, 60, 60, 60, 60, 0, 0, 0, 5 } };
	char *list = text("%s", "");

	for (int t = 0; t < TAGS; t++) {
		int w = kinds[i % 2][t] + (int)(random() % 45) - 5;

		people[i].likes[t] = w = w < 1 ? 0 : w > 100 ? 100 : w;
		if (w)
			list = text("%s%s{\"tag\": \"t%d\", \"weight\": %d}",
			    list, *list ? ", " : "", t, w);
	}
	expect(200, as(name_of(i), PUT,
			"/users/me/interests {'interests': [%s]}", list));
}

/* One of them has blocked the other. */
static bool parted[PEOPLE][PEOPLE];

static void
part_some(void)
{
	for (int i = 0; i < PEOPLE; i++)
		for (int j = 0; j < i; j++) {
			bool by_i = random() % 2;

			if (random() % 6)
				continue;
			parted[i][j] = parted[j][i] = true;
			expect(204, as(name_of(by_i ? i : j), PUT,
					"/users/me/blocks/%s",
					id(name_of(by_i ? j : i))));
		}
}

static double
alike(int i, int j)
{
	double dot = 0, n2_i = 0, n2_j = 0;

	for (int t = 0; t < TAGS; t++) {
		dot += people[i].likes[t] * people[j].likes[t];
		n2_i += people[i].likes[t] * people[i].likes[t];
		n2_j += people[j].likes[t] * people[j].likes[t];
	}
	return dot == 0 ? 0 : dot / sqrt(n2_i * n2_j);
}

/* Those alike to i, whoever suits best first. */
static int
candidates_of(int i, int out[PEOPLE])
{
	int n = 0;

	for (int rank = 0; rank < PEOPLE; rank++)
		for (int j = 0; j < PEOPLE; j++)
			if (j != i && people[j].is_on && !parted[i][j] &&
			    alike(i, j) > 0.8 && rank_of(i, j) == rank)
				out[n++] = j;
	return n;
}

static bool
is_group(const int *them, int n, unsigned set)
{
	for (int a = 0; a < n; a++)
		for (int b = 0; b < a; b++)
			if (set >> a & set >> b & 1 &&
			    (parted[them[a]][them[b]] ||
				alike(them[a], them[b]) <= 0.8))
				return false;
	return __builtin_popcount(set) <= 7;
}

/* The first of all in which one of them is. */
static unsigned
first_with(const int *them, int n, int one)
{
	unsigned first = 1u << one;

	for (unsigned set = 1; set < 1u << n; set++) {
		unsigned differ = set ^ first;

		if (set >> one & 1 && set & (differ & -differ) &&
		    is_group(them, n, set))
			first = set;
	}
	return first;
}

static void
expect_group(int at, int i, const int *them, int n, unsigned set)
{
	double sum = 0;
	int size = __builtin_popcount(set), k = 0;

	expect_int(size, body_count(text("/%d/members", at)));
	for (int a = 0; a < n; a++) {
		if (!(set >> a & 1))
			continue;
		expect_text(id(name_of(them[a])),
		    body(text("/%d/members/%d/id", at, k++)));
		sum += alike(i, them[a]);
		for (int b = 0; b < a; b++)
			if (set >> b & 1)
				sum += alike(them[a], them[b]);
	}
	cr_expect(fabs(strtod(body(text("/%d/score", at)), NULL) -
		       sum / (size * (size + 1) / 2)) < 0.00006);
}

/* Returns how many there are. */
static int
expect_groups(int i)
{
	int them[PEOPLE], n = candidates_of(i, them), at = 0;
	unsigned seen = 0;

	expect(
	    200, as(name_of(i), GET, "/matches/groups?cluster_id=%s", id("c")));
	for (int a = 0; a < n; a++) {
		unsigned first = first_with(them, n, a);

		if (seen >> a & 1 || __builtin_popcount(first) < 2)
			continue;
		expect_group(at++, i, them, n, first);
		seen |= first;
	}
	expect_int(at, body_count(""));
	return at;
}

Test_engines(api_match_exact, groups_are_the_first_that_there_could_be)
{
	int n = 0;

	given_people(PEOPLE);
	for (int i = 0; i < PEOPLE; i++)
		say_alike(i);
	part_some();
	turn(5, false);
	for (int i = 0; i < PEOPLE; i++)
		if (people[i].is_on)
			n += expect_groups(i);
	/* most people are in more than one */
	cr_expect(n > PEOPLE, "%d", n);
	expect_problem(403, "matching_off",
	    as(name_of(5), GET, "/matches/groups?cluster_id=%s", id("c")));
}
