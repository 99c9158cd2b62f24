/* Reading a file takes no more memory for a longer one, but for 16 bytes a key. Each file is read
 * in a process of its own, whose peak is asked for afterwards. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "pipeline/core/conf.h"
#include "pipeline/edge/files.h"
#include "stages/extract/feeds.h"
#include "stages/extract/reading.h"
#include "tests/support/test.h"

#define KEYS 100000L
#define KEY_BYTES 16
#define CONSTANT (768L * 1024)
#define NUMBERED "invoice_number,line_number,invoice_date,sku,quantity\n"
#define UNNUMBERED "invoice_number,invoice_date,sku,quantity\n"

/* The sanitizers keep what is freed: under them the files are read, and that is all. */
#if defined(__SANITIZE_ADDRESS__)
#define MEASURED false
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MEASURED false
#endif
#endif
#ifndef MEASURED
#define MEASURED true
#endif

typedef void (*write_file)(FILE *file, long keys);

static void three_lines_an_invoice(FILE *file, long keys)
{
	fputs(NUMBERED, file);
	for (long i = 0; i < keys; i++)
		fprintf(file, "I%07ld,%ld,2026-07-01,A,1\n", i / 3, i % 3 + 1);
}

/* Every other line has no number. */
static void an_invoice_a_line(FILE *file, long keys)
{
	fputs(NUMBERED, file);
	for (long i = 0; i < keys; i++)
		fprintf(file, "I%07ld,%s,2026-07-01,A,1\n", i, i % 2 ? "" : "1");
}

static void no_numbers(FILE *file, long keys)
{
	fputs(UNNUMBERED, file);
	for (long i = 0; i < keys; i++)
		fprintf(file, "I%07ld,2026-07-01,A,1\n", i / 2);
}

/* The second line of each invoice comes when the first ones of all have come. */
static void scattered_invoices(FILE *file, long keys)
{
	fputs(UNNUMBERED, file);
	for (long i = 0; i < keys; i++)
		fprintf(file, "I%07ld,2026-07-01,A,1\n", i % (keys / 2));
}

static void every_row_twice(FILE *file, long keys)
{
	fputs(NUMBERED, file);
	for (long i = 0; i < 2 * keys; i++)
		fprintf(file, "I%07ld,1,2026-07-01,A,1\n", i % keys);
}

static void every_key_with_two_values(FILE *file, long keys)
{
	fputs(NUMBERED, file);
	for (long i = 0; i < 2 * keys; i++)
		fprintf(file, "I%07ld,1,2026-07-01,A,%d\n", i % keys, i < keys ? 1 : 2);
}

static int read_file(const char *dir, const char *name)
{
	char *conf_path AUTOFREE = path_join(dir, "pipeline.conf");
	char *path AUTOFREE = path_join(dir, name), *folder AUTOFREE = path_join(dir, "staged");
	struct conf conf CLEANUP(conf_release) = {0};
	struct extract_feeds feeds CLEANUP(extract_feeds_release) = {0};
	struct error err CLEANUP(error_release) = ERROR_INIT;

	if (conf_load(&conf, conf_path, &err) < 0 || extract_feeds_open(&feeds, &conf, &err) < 0)
		return EXIT_CONFIG;
	struct reading reading = {.dialect = &feeds.items[FEED_INVOICES].dialect, .path = path,
		.name = name, .form = reading_form(name), .folder = folder};
	reading_stage(&reading, &err);
	return err.code;
}

/* The peak of a process that reads the file, in bytes. */
static long peak_of(const char *dir, const char *name, int expected)
{
	struct rusage usage;
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(read_file(dir, name));
	assert_int_equal(wait4(child, &status, 0, &usage), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), expected);
	return usage.ru_maxrss * 1024;
}

static void check_grown(long bytes, long allowed)
{
	if (MEASURED && bytes > allowed + CONSTANT)
		fail_msg("%ld bytes more, and not at most %ld", bytes, allowed + CONSTANT);
}

static char *folder(void)
{
	char *dir = scratch_folder();
	struct str text AUTOSTR = STR_INIT;

	for (int id = 0; id < FEED_COUNT; id++)
		str_addf(&text, "[feed %s]\nfiles = inbox/*\n", feed_names[id]);
	scratch_write(dir, "pipeline.conf", str_text(&text));
	return dir;
}

static long peak(write_file write, long keys)
{
	char *dir AUTOFREE = folder(), *path AUTOFREE = path_join(dir, "file.csv");
	FILE *file = fopen(path, "we");

	write(file, keys);
	assert_int_equal(fclose(file), 0);
	return peak_of(dir, "file.csv", EXIT_DONE);
}

static void four_times_the_keys_take_16_bytes_each(void **state)
{
	static const struct {
		write_file write;
		const char *name;
	} files[] = {
		{three_lines_an_invoice, "three lines an invoice"},
		{an_invoice_a_line, "an invoice a line, half of them without a number"},
		{no_numbers, "no numbers"},
		{scattered_invoices, "invoices whose lines do not stand together"},
		{every_row_twice, "every row twice"},
		{every_key_with_two_values, "every key with two values"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		long grown = peak(files[i].write, 4 * KEYS) - peak(files[i].write, KEYS);
		print_message("# %.1f bytes a key: %s\n", (double)grown / (3 * KEYS), files[i].name);
		check_grown(grown, 3 * KEYS * KEY_BYTES);
	}
}

/* Gzipped: a header, and a line of that many bytes. */
static long peak_of_line(long length, int expected)
{
	static char x[64 * 1024];
	char *dir AUTOFREE = folder(), *path AUTOFREE = path_join(dir, "file.csv.gz");
	gzFile file = gzopen(path, "wb1");

	memset(x, 'x', sizeof(x));
	gzputs(file, NUMBERED);
	for (long done = 0; done < length; done += (long)sizeof(x))
		gzwrite(file, x, sizeof(x));
	assert_int_equal(gzclose(file), Z_OK);
	return peak_of(dir, "file.csv.gz", expected);
}

static void a_line_of_any_length_takes_no_more_memory_than_the_longest_row(void **state)
{
	(void)state;
	check_grown(peak_of_line(64L << 20, EXIT_DONE) - peak_of_line(2L << 20, EXIT_DONE), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_times_the_keys_take_16_bytes_each),
		cmocka_unit_test(a_line_of_any_length_takes_no_more_memory_than_the_longest_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
