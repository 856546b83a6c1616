/*
 * Categories: a list that everybody may read.
 */
#include "t/lib/api.h"

#include <string.h>

#include "base/banned.h"

Test_engines(api_category, everybody_reads_them_by_name)
{
	int i, n;

	expect(200, anonymous(GET, "/categories"));
	n = body_count("");
	cr_expect(n >= 10);
	for (i = 1; i < n; i++)
		cr_expect(strcmp(body(text("/%d/name", i - 1)),
			      body(text("/%d/name", i))) < 0);
	cr_expect(!next_page());
}

Test_engines(api_category, pages_follow_each_other_without_gap)
{
	char *all, *paged = text("%s", ""), *next;
	int pages = 1;

	expect(200, anonymous(GET, "/categories"));
	all = body("");
	expect(200, anonymous(GET, "/categories?limit=5"));
	expect_int(5, body_count(""));
	paged = text("%s", body(""));
	while ((next = next_page()) && pages++ < 20) {
		expect(200, anonymous(GET, "/%s", next));
		/* joins "[a,b]" and "[c]" */
		paged[strlen(paged) - 1] = '\0';
		paged = text("%s,%s", paged, body("") + 1);
	}
	cr_expect(pages > 2);
	cr_expect(strlen(paged) == strlen(all), "%s\n%s", paged, all);
}
