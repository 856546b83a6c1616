/*
 * Checksums are kept in databases: they never change. The values are those of
 * the draft's test vectors.
 */
#include "base/checksum.h"

#include <criterion/criterion.h>

#include "base/str.h"

#include "base/banned.h"

Test(base_checksum, it_is_fnv_1a)
{
	char sum[CHECKSUM_SIZE];

	checksum_text("", sum);
	cr_expect(str_eq(sum, "6c62272e07bb014262b821756295c58d"));
	checksum_text("a", sum);
	cr_expect(str_eq(sum, "d228cb696f1a8caf78912b704e4a8964"));
}
