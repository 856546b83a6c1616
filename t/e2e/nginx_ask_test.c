/*
 * What nginx asks before a file comes or goes, and makes of the answer.
 */
#include "t/lib/e2e_engine.h"

#include "base/attr.h"

#include "base/banned.h"

#define NOBODYS "01890a5d-ac96-774b-bcce-b302099a8057"

/* nginx asks about the path as it has tidied it up, and Hearth reads the one
 * that was sent, at which there is nothing: else browsers are shown a page. */
Test_engines(e2e_nginx_ask, a_path_that_nginx_reads_otherwise_is_none)
{
	static const char *const paths[] = {
		"/api/v1//files/" NOBODYS "/content",
		"/api/v1/./files/" NOBODYS "/content",
		"/api/v1/x/../files/" NOBODYS "/content",
		"/api/v1/files/" NOBODYS "//content",
		"//api/v1/files/" NOBODYS "/content",
		"/api/v1//events/" NOBODYS "/files",
	};

	for (size_t i = 0; i < N_OF(paths); i++) {
		const char *method = i + 1 < N_OF(paths) ? GET : POST;

		with("Accept", "text/html");
		expect_problem(
		    404, "not_found", anonymous(method, "/%s", paths[i]));
	}
}
