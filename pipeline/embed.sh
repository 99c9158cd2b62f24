#!/bin/sh
# Writes an assembler file that holds the given files of schemas/ and a table of them
# (struct embedded_file of pipeline/edge/embedded.h). usage: embed.sh FILE... > embedded.S
set -eu
export LC_ALL=C
printf '#if defined(__linux__) && defined(__ELF__)\n.section .note.GNU-stack,"",%%progbits\n#endif\n'
printf '.section .rodata\n'
n=0
for file in "$@"; do
	n=$((n + 1))
	printf 'name_%d: .asciz "%s"\n' "$n" "${file#schemas/}"
	printf 'text_%d: .incbin "%s"\nend_%d: .byte 0\n' "$n" "$file" "$n"
done
printf '.section .data.rel.ro,"aw"\n.balign 8\n.global embedded_files\nembedded_files:\n'
i=0
while [ "$i" -lt "$n" ]; do
	i=$((i + 1))
	printf '.quad name_%d, text_%d, end_%d - text_%d\n' "$i" "$i" "$i" "$i"
done
printf '.quad 0, 0, 0\n'
