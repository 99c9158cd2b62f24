/* Errors as values. Messages live on the heap, so that none is ever cut off. */
#include "pipeline/base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"

/* Takes ownership of message. */
static int append(struct error *err, int code, char *message)
{
	if (err->count == 0)
		err->code = code;
	err->items = mem_resize(err->items, err->count + 1, sizeof(*err->items));
	err->items[err->count++] = (struct problem){.message = message};
	return -1;
}

int error_set(struct error *err, int code, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	char *message = mem_vprintf(fmt, args);
	va_end(args);
	error_release(err);
	return append(err, code, message);
}

int error_also(struct error *err, int code, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	char *message = mem_vprintf(fmt, args);
	va_end(args);
	return append(err, code, message);
}

int error_absorb(struct error *err, struct error *from)
{
	for (size_t i = 0; i < from->count; i++) {
		append(err, from->code, from->items[i].message);
		err->items[err->count - 1].hint = from->items[i].hint;
	}
	free(from->items);
	*from = (struct error)ERROR_INIT;
	return -1;
}

static int code_of(int reason, int code)
{
	switch (reason) {
	case EACCES:
	case EPERM:
		return EXIT_NOPERM;
	case ENOENT:
		return EXIT_NOINPUT;
	case ENOMEM:
	case EMFILE:
	case ENFILE:
	case EAGAIN:
		return EXIT_OSERR;
	case EIO:
	case ENOSPC:
	case EDQUOT:
		return code == EXIT_CANTCREAT ? EXIT_CANTCREAT : EXIT_IOERR;
	default:
		return code;
	}
}

int error_errno(struct error *err, int code, const char *fmt, ...)
{
	int reason = errno;
	va_list args;

	va_start(args, fmt);
	char *what = mem_vprintf(fmt, args);
	va_end(args);
	error_set(err, code_of(reason, code), "%s: %s", what, strerror(reason));
	free(what);
	return -1;
}

int error_wrap(struct error *err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	char *context = mem_vprintf(fmt, args);
	va_end(args);
	for (size_t i = 0; i < err->count; i++) {
		char *longer = mem_printf("%s: %s", context, err->items[i].message);
		free(err->items[i].message);
		err->items[i].message = longer;
	}
	free(context);
	return -1;
}

int error_hint(struct error *err, const char *fmt, ...)
{
	va_list args;

	if (err->count == 0)
		return -1;
	va_start(args, fmt);
	char *hint = mem_vprintf(fmt, args);
	va_end(args);
	free(err->items[err->count - 1].hint);
	err->items[err->count - 1].hint = hint;
	return -1;
}

const char *error_text(const struct error *err)
{
	return err->count ? err->items[0].message : "";
}

void error_release(struct error *err)
{
	for (size_t i = 0; i < err->count; i++) {
		free(err->items[i].message);
		free(err->items[i].hint);
	}
	free(err->items);
	*err = (struct error)ERROR_INIT;
}
