/*
 * Lists as tables for spreadsheets: CSV (RFC 4180), UTF-8.
 *
 * A spreadsheet takes a cell that begins with =, +, -, @, a tab or the end of a
 * line, or one of the first four in full width, for a formula, and what people
 * write of themselves must be none: such a text stands behind an apostrophe
 * (OWASP, CSV Injection). Texts are quoted, whatever they hold, since some
 * programs take a semicolon for the end of a cell.
 */
#ifndef API_REPLY_CSV_H
#define API_REPLY_CSV_H

#include "api/reply.h"

/* A table ends with the row that makes it longer than this. */
enum { REPLY_CSV_BYTES = 4 << 20 };

/*
 * 200 with at most limit rows, fewer when they are large, from where the cursor
 * points (NULL: from the first one), and a Link to what follows when there are
 * more. A column has the name of the query's; one whose name begins with '_' is
 * left out. What begins at a cursor has no line of names, and no byte order
 * mark, without which Excel reads no UTF-8: all parts, one behind the other,
 * are one file. ERR_CURSOR_INVALID.
 */
MUST_CHECK enum err reply_csv(
    struct call *call, struct db_list list, int64_t limit, const char *cursor);

#endif
