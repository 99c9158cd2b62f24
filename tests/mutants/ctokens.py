"""C as tokens, as far as operators.py needs it: no preprocessing, no types."""
import collections
import re

# depth: of braces; body: inside a function's braces.
Token = collections.namedtuple("Token", "kind text start end line depth body")

PATTERN = re.compile(r"""
    (?P<skip>\s+|/\*.*?\*/|^[ \t]*\#(?:\\\n|[^\n])*)
  | (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
  | (?P<number>\d\w*)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<sign><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)
""", re.VERBOSE | re.DOTALL | re.MULTILINE)

OPENING, CLOSING = {"(": ")", "[": "]", "{": "}"}, {")", "]", "}"}


def tokens_of(text):
    found, depth, body_depth, line, at = [], 0, 0, 1, 0
    for match in PATTERN.finditer(text):
        kind, content = match.lastgroup, match.group()
        line += text.count("\n", at, match.start())
        at = match.start()
        if kind == "skip":
            continue
        if content == "{" and depth == 0 and found and found[-1].text == ")":
            body_depth = 1
        if content == "}":
            depth -= 1
            body_depth = body_depth if depth else 0
        found.append(Token(kind, content, match.start(), match.end(), line, depth,
                           body_depth > 0))
        if content == "{":
            depth += 1
    return found


def closing(tokens, at):
    """The index of the bracket that closes the one at index `at`."""
    open_brackets = 0
    for i in range(at, len(tokens)):
        if tokens[i].text in OPENING:
            open_brackets += 1
        elif tokens[i].text in CLOSING:
            open_brackets -= 1
            if open_brackets == 0:
                return i
    raise ValueError(f"line {tokens[at].line}: {tokens[at].text} is never closed")


def next_at_level(tokens, at, wanted):
    """The index of the first token from `at` on, outside of brackets that open after it, that is
    one of `wanted` or closes the surrounding bracket."""
    i = at
    while i < len(tokens):
        if tokens[i].text in OPENING and tokens[i].text not in wanted:
            i = closing(tokens, i)
        elif tokens[i].text in wanted or tokens[i].text in CLOSING:
            return i
        i += 1
    return i


def parts(tokens, first, last):
    """(from, to) of the parts between commas of tokens[first:last]; `to` is behind the part."""
    found, begin = [], first
    while begin < last:
        end = min(next_at_level(tokens, begin, {","}), last)
        found.append((begin, end))
        begin = end + 1
    return found
