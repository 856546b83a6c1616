/*
 * The entry that libFuzzer calls; FUZZ_NAME is the target's function.
 */
#include "t/fuzz/fuzz.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	FUZZ_NAME(data, len);
	return 0;
}
