#!/bin/sh
# The corpus of every harness holds, with the bytes cut at every place where the harness cuts them;
# so do all texts of a few characters, of those that mean something to the reader. And each harness can fail: a mistake that is planted in its reader is noticed.
set -u
cd "$(dirname "$0")/../.." || exit 1
fuzz=$CASHBACK_BUILD/fuzz
number=0
status=0
report() {
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		tail -20 "$CASHBACK_TMP/output"
		status=1
	fi
}

holds() {
	"$fuzz/replay_$1" "tests/fuzz/corpus/$1" > "$CASHBACK_TMP/output" 2>&1
	report $? "$2"
}

every() {
	"$fuzz/replay_$1" --every "$2" "$3" "$4" > "$CASHBACK_TMP/output" 2>&1
	report $? "$5"
}

notices() {
	PLANTED=$2 "$fuzz/planted_$1" "tests/fuzz/corpus/$1" > "$CASHBACK_TMP/output" 2>&1
	grep -q 'property violated' "$CASHBACK_TMP/output"
	report $? "the harness of $1 notices: $(echo "$2" | tr _ ' ')"
}

ulimit -c 0
holds records "the corpus of records holds in every split"
holds gzip "the corpus of gzip holds in pieces of every size"
holds rows "the corpus of rows holds in every split"
holds ini "the corpus of ini holds"
holds campaigns "the corpus of campaign folders holds"
holds numbers "the corpus of numbers holds"
holds dates "the corpus of dates holds"
holds charset "the corpus of encodings holds"
holds copies "the corpus of COPY files holds"

marks=$(printf 'a,"\n\r ')
every records 000000 5 "$marks" "every text of up to 5 characters is cut the same in every split"
every records 010100 5 "$marks" "so it is without a header, in a buffer of one byte"
every records 003100 5 "$marks" "and where a record has room for two characters"
every ini "" 5 "$(printf '[]=k"\n ')" "every small INI file holds"
every numbers 0100000000000000000000000000 5 '10,.-' "every small number is read as it is written"
every numbers 1220000000000000000000000000 5 '1,.()' "so it is with other marks"

notices records the_last_record_is_lost
notices records a_cell_is_lost_where_a_piece_ends
notices records a_stray_quote_is_taken
notices records a_cell_is_written_without_quotes
notices gzip a_file_that_is_cut_off_is_taken
notices gzip a_damaged_file_is_taken
notices gzip a_byte_changes_in_pieces_of_three
notices rows a_cell_is_lost_where_a_piece_ends
notices rows a_required_cell_may_be_blank
notices rows a_text_may_have_any_length
notices ini a_value_ends_at_a_quote
notices ini a_line_is_counted_twice
notices ini problems_are_passed_over
notices campaigns a_problem_names_no_file
notices campaigns an_entry_is_never_in_force
notices campaigns more_pays_less
notices numbers an_amount_saturates
notices numbers a_plus_sign_is_read
notices numbers half_a_cent_is_rounded_up
notices dates every_fourth_year_is_a_leap_year
notices dates blanks_around_a_date
notices charset surrogates_are_text
notices copies a_field_is_a_byte_too_long
notices copies an_amount_loses_its_places
exit $status
