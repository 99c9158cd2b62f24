/*
 * Files in PostgreSQL's binary COPY format: of any bytes the reader gives the rows that a plain
 * reading gives, looks at nothing outside of the file, and says where it is damaged; and what the
 * writer writes it reads back.
 *
 * Input: fields of a row; whether it is a file as it stands (0), its rows alone (1), or values to
 * be written (2); then the bytes.
 */
#include "tests/fuzz/fuzz.h"

#include "pipeline/base/mem.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/pgcopy.h"

#define SIGNATURE "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0"
#define SIGNATURE_LENGTH 19
#define ROWS_MAX 100000

typedef __int128 wide;

/* The file, read from front to back. */
struct plain {
	const unsigned char *at;
	size_t left;
};

static bool take(struct plain *plain, size_t count, uint64_t *ret_value)
{
	*ret_value = 0;
	if (plain->left < count)
		return false;
	for (size_t i = 0; i < count; i++)
		*ret_value = *ret_value * 256 + plain->at[i];
	plain->at += count;
	plain->left -= count;
	return true;
}

/* The sum of its digits x 10000^place, in 1/10000. False where it is not such an amount. */
static bool money_of(struct span field, int64_t *ret_value)
{
	struct plain plain = {(const unsigned char *)field.at, field.len};
	uint64_t count, weight, sign, scale, digit;
	wide value = 0;

	if (!take(&plain, 2, &count) || !take(&plain, 2, &weight) || !take(&plain, 2, &sign) ||
		!take(&plain, 2, &scale) || (sign != 0 && sign != 0x4000) || plain.left != count * 2)
		return false;
	int power = (int16_t)weight + 1; /* of the first digit, in 1/10000 */
	for (; take(&plain, 2, &digit); power--) {
		wide part = (wide)digit;
		if (power < 0)
			return false;
		for (int i = 0; i < power && part > 0 && part <= INT64_MAX; i++)
			part *= 10000;
		value += part;
		if (value > INT64_MAX)
			return false;
	}
	*ret_value = (int64_t)(sign ? -value : value);
	return true;
}

/* As PostgreSQL has it: begins with a digit that is not 0, or is 0 without any. */
static bool is_usual(struct span field)
{
	if (field.len == 8)
		return field.at[2] == 0 && field.at[3] == 0;
	return field.len > 8 && (field.at[8] != 0 || field.at[9] != 0);
}

static void check_decoded(struct span field)
{
	struct plain plain = {(const unsigned char *)field.at, field.len};
	struct money money;
	uint64_t bytes;
	int64_t number, e4 = 0;
	date_t date;

	bool is_int = pgcopy_to_int(field, &number);
	bool is_date = pgcopy_to_date(field, &date);
	bool is_money = pgcopy_to_money(field, &money);
	if (!field.at) {
		MUST(is_int && is_date && is_money, "NULL has every type");
		MUST(number == INT_NONE && date == DATE_NONE && money_is_none(money), "NULL is no value");
		return;
	}
	MUST(is_int == (field.len == 8), "a bigint has 8 bytes");
	if (is_int)
		MUST(take(&plain, 8, &bytes) && number == (int64_t)bytes, "a bigint is as it stands");
	MUST(!is_date || field.len == 4, "a date has 4 bytes");
	if (is_date)
		MUST(take(&plain, 4, &bytes) && date == (int64_t)(int32_t)(uint32_t)bytes + 10957,
			"a date counts from 2000");
	bool plain_money = money_of(field, &e4);
	if (is_money)
		MUST(plain_money && money.e4 == e4, "a numeric is the sum of its digits");
	else
		MUST(!plain_money || !is_usual(field), "a numeric as PostgreSQL writes it is read");
}

/* The next row; what is left of the file is in `plain`. 1; 0: the end; -1: damaged. */
static int next_plainly(struct plain *plain, int fields, struct span *ret_fields)
{
	uint64_t count, length;

	if (!take(plain, 2, &count))
		return -1;
	if (count == 0xFFFF)
		return plain->left == 0 ? 0 : -1;
	if (count != (uint64_t)fields)
		return -1;
	for (int i = 0; i < fields; i++) {
		ret_fields[i] = SPAN_NONE;
		if (!take(plain, 4, &length))
			return -1;
		if (length == 0xFFFFFFFF)
			continue;
		if (length > plain->left)
			return -1;
		ret_fields[i] = (struct span){(const char *)plain->at, length};
		plain->at += length;
		plain->left -= length;
	}
	return 1;
}

/* The reader's next row: every field as `expected`, where that row is whole. */
static int next_row(struct pgcopy_reader *reader, int fields, int expected,
	const struct span *expected_fields, struct error *err)
{
	int result = pgcopy_next(reader, fields, err);
	struct span field;

	for (int i = 0; i < fields && result == 1; i++) {
		if (!pgcopy_field(reader, &field))
			return pgcopy_damaged(reader, err);
		if (expected < 1)
			continue;
		MUST(!field.at == !expected_fields[i].at && span_equal(field, expected_fields[i]),
			"field %d is as it stands in the file", i);
		check_decoded(field);
	}
	return result;
}

static void read_rows(struct pgcopy_reader *reader, int fields, struct span bytes)
{
	struct plain plain = {(const unsigned char *)bytes.at + SIGNATURE_LENGTH,
		bytes.len - SIGNATURE_LENGTH};
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct span expected_fields[8];
	int expected, result, rows = 0;

	do {
		expected = next_plainly(&plain, fields, expected_fields);
		result = next_row(reader, fields, expected, expected_fields, &err);
		MUST(result == expected, "row %d: %d, and not %d", rows, result, expected);
		rows++;
	} while (result == 1 && rows < ROWS_MAX);
	MUST((result < 0) == (err.count == 1), "a damaged file is reported");
	MUST(result >= 0 || (err.code == EXIT_DATA && err.items[0].hint), "with what to do");
}

static void read_file(struct span bytes, int fields)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct pgcopy_reader reader;
	bool begins = bytes.len >= SIGNATURE_LENGTH &&
		memcmp(bytes.at, SIGNATURE, SIGNATURE_LENGTH) == 0;

	MUST((pgcopy_open(&reader, fuzz_file(bytes), &err) == 0) == begins,
		"a file is opened by its signature");
	if (!begins)
		return;
	read_rows(&reader, fields, bytes);
	pgcopy_close(&reader);
}

/* A value of the writer, made of bytes of the input. */
struct value {
	enum { TEXT, INT, DATE, MONEY, BLANK } type;
	struct span text;
	int64_t number;
	int places;
};

static struct value next_value(struct fuzz_input *input)
{
	struct value value = {.type = fuzz_byte(input) % (BLANK + 1)};

	value.places = fuzz_byte(input) % (MONEY_PLACES + 1);
	if (value.type != TEXT) {
		value.number = fuzz_number(input);
		return value;
	}
	value.text = fuzz_rest(input);
	size_t length = fuzz_byte(input);
	value.text.len = length < value.text.len ? length : value.text.len;
	input->at += value.text.len < input->left ? value.text.len : input->left;
	input->left -= value.text.len < input->left ? value.text.len : input->left;
	return value;
}

/* Dates that any calendar of ours has: far from the ends of 32 bits. */
static date_t date_of(const struct value *value)
{
	return (date_t)(value->number % 10000000);
}

static void write_value(struct pgcopy_writer *writer, const struct value *value)
{
	switch (value->type) {
	case TEXT:
		pgcopy_text(writer, value->text);
		break;
	case INT:
		pgcopy_int(writer, value->number);
		break;
	case DATE:
		pgcopy_date(writer, date_of(value));
		break;
	case MONEY:
		pgcopy_money(writer, (struct money){value->number}, value->places);
		break;
	default:
		pgcopy_null(writer);
	}
}

static void check_value(struct span field, const struct value *value)
{
	struct money money = MONEY_ZERO;
	int64_t number = 0;
	date_t date = 0;

	switch (value->type) {
	case TEXT:
		MUST(field.at && span_equal(field, value->text), "a written text is read back");
		break;
	case INT:
		MUST(pgcopy_to_int(field, &number) && number == value->number, "so is an integer");
		break;
	case DATE:
		MUST(pgcopy_to_date(field, &date) && date == date_of(value), "so is a date");
		break;
	case MONEY:
		MUST(pgcopy_to_money(field, &money) && money.e4 == value->number, "so is an amount");
		break;
	default:
		MUST(!field.at, "so is no value");
	}
}

static void read_values(const char *path, int fields, const struct value *values, int count)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct pgcopy_reader reader;
	struct span field;

	MUST(pgcopy_open(&reader, path, &err) == 0, "a written file can be opened");
	for (int i = 0; i < count; i++) {
		if (i % fields == 0)
			MUST(pgcopy_next(&reader, fields, &err) == 1, "a written row begins");
		MUST(pgcopy_field(&reader, &field), "a written field is there");
		check_value(field, &values[i]);
	}
	MUST(pgcopy_next(&reader, fields, &err) == 0, "a written file ends behind its last row");
	pgcopy_close(&reader);
}

/* What is written: the values of the rows that stay, and the bytes that the file must have. */
struct written {
	struct value values[64];
	int count;
	struct str bytes;
};

/* The row as it is asked for by place and by front, before it is handed over. */
static void check_row(const struct pgcopy_writer *writer, int fields, const struct written *written)
{
	struct span row = pgcopy_written(writer);
	struct plain plain = {(const unsigned char *)row.at, row.len};
	struct span cells[8];

	MUST(pgcopy_place(writer) == written->bytes.len, "a row stands behind those before it");
	MUST(next_plainly(&plain, fields, cells) == 1 && plain.left == 0, "a row has its fields");
	MUST(pgcopy_row_front(row, fields) == row.len, "all fields are the whole row");
	for (int i = 0; i < fields; i++)
		MUST(!cells[i].at || row.at + pgcopy_row_front(row, i) + 4 == cells[i].at,
			"a front has its fields");
}

static void write_row(struct pgcopy_writer *writer, struct fuzz_input *input, int fields,
	struct written *written)
{
	bool stays = !(fuzz_byte(input) & 1);
	struct value *values = written->values + written->count;

	pgcopy_row(writer, fields);
	for (int i = 0; i < fields; i++) {
		values[i] = next_value(input);
		write_value(writer, &values[i]);
	}
	check_row(writer, fields, written);
	if (stays) {
		written->count += fields;
		str_add_span(&written->bytes, pgcopy_written(writer));
	} else {
		pgcopy_take_back(writer);
	}
}

static void check_file(const char *path, struct written *written)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct str text AUTOSTR = STR_INIT;

	str_add_span(&written->bytes, pgcopy_trailer());
	MUST(file_read(path, SIZE_MAX, &text, &err) == 0, "a written file can be read");
	bool same = text.len == written->bytes.len && !memcmp(text.s, written->bytes.s, text.len);
	MUST(same, "a written file has the rows that were not taken back");
}

static void write_and_read(struct fuzz_input *input, int fields)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	char *path AUTOFREE = path_join(fuzz_folder(), "written.copy");
	struct written written = {.count = 0};
	struct pgcopy_writer writer;

	str_add_span(&written.bytes, pgcopy_header());
	MUST(pgcopy_create(&writer, path, &err) == 0, "a file can be written");
	while (fields > 0 && input->left > 0 &&
		   written.count + fields <= (int)ARRAY_LEN(written.values))
		write_row(&writer, input, fields, &written);
	MUST(pgcopy_commit(&writer, &err) == 0, "a file is written");
	check_file(path, &written);
	read_values(path, fields, written.values, written.count);
	str_release(&written.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = {data, size};
	struct str bytes AUTOSTR = STR_INIT;
	int fields = fuzz_byte(&input) % 8;
	int form = fuzz_byte(&input) % 3;

	if (form == 2) {
		write_and_read(&input, fields);
		return 0;
	}
	if (form == 1)
		str_add_bytes(&bytes, SIGNATURE, SIGNATURE_LENGTH);
	str_add_span(&bytes, fuzz_rest(&input));
	read_file((struct span){str_text(&bytes), bytes.len}, fields);
	return 0;
}
