/*
 * Functions that Hearth does not call, because each has a bounded or
 * reentrant sibling. Included last, after the system's headers, by every .c
 * file through base/base.h.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#undef strcpy
#undef strcat
#undef sprintf
#undef vsprintf
#undef strncpy
#undef strtok
#undef gmtime
#undef localtime
#undef asctime
#undef ctime
#undef atoi
#undef system
#define strcpy(a, b)	 use_str_copy_instead_of_strcpy
#define strcat(a, b)	 use_struct_buf_instead_of_strcat
#define sprintf(...)	 use_buf_printf_instead_of_sprintf
#define vsprintf(...)	 use_buf_vprintf_instead_of_vsprintf
#define strncpy(a, b, n) use_str_copy_instead_of_strncpy
#define strtok(a, b)	 use_strtok_r_instead_of_strtok
#define gmtime(a)	 use_clock_format_instead_of_gmtime
#define localtime(a)	 use_clock_format_instead_of_localtime
#define asctime(a)	 use_clock_format_instead_of_asctime
#define ctime(a)	 use_clock_format_instead_of_ctime
#define atoi(a)		 use_str_to_int_instead_of_atoi
#define system(a)	 use_posix_spawn_instead_of_system

#endif
