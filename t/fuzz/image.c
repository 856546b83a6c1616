/*
 * The beginning of a picture. What is taken has a size, and one orientation.
 */
#include "base/bug.h"
#include "image/head.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

void
fuzz_image(const uint8_t *data, size_t len)
{
	struct image_head head;

	if (!image_head_read((struct bytes){ data, len }, &head))
		return;
	bug_if(!head.width || !head.height);
	bug_if(head.orientation < 1 || head.orientation > 8);
	bug_if(head.orientation != 1 && head.kind != IMAGE_JPEG);
	bug_if(image_head_is_small(&head) && head.width > IMAGE_SIDE_MAX);
}
