"""The mutation operators: every mutant that they make of a source file. A mutant is one small
change that a person could have made by mistake; none looks at what the code means."""
import collections

from ctokens import closing, next_at_level, parts, tokens_of

Mutant = collections.namedtuple("Mutant", "file line operator start end replacement")

BOUNDARY = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
LOGIC = {"&&": "||", "||": "&&"}
SUMS = {"+": "-", "-": "+", "+=": "-=", "-=": "+=", "++": "--", "--": "++"}
TRUTH = {"true": "false", "false": "true"}

# It makes no difference which of two arguments comes first: of this one and the next.
COMMUTATIVE = {"money_add": 0, "lesser": 0, "least": 0, "later": 0, "same": 0, "span_equal": 0,
               "strcmp": 0, "mem_resize": 1}
# What looks like a call and is none, or takes types.
NO_CALLS = {"if", "for", "while", "switch", "return", "sizeof", "AUTOFREE", "CLEANUP"}
# A statement that begins so is no expression.
NO_EXPRESSION = {"if", "for", "while", "switch", "do", "else", "case", "default", "static", "const",
                 "struct", "enum", "char", "int", "bool", "void", "return", "typedef"}


class File:
    def __init__(self, name, text):
        self.name, self.text, self.tokens = name, text, tokens_of(text)
        self.mutants = []

    def source(self, first, end):
        """The text of tokens[first:end]."""
        return self.text[self.tokens[first].start:self.tokens[end - 1].end]

    def add(self, operator, first, end, replacement):
        """tokens[first:end] become the replacement."""
        begin = self.tokens[first]
        self.mutants.append(Mutant(self.name, begin.line, operator, begin.start,
                                   self.tokens[end - 1].end, replacement))


def is_binary(file, at):
    before = file.tokens[at - 1]
    return before.kind in ("name", "number") and before.text != "return" or before.text in ")]"


def signs(file, at):
    text = file.tokens[at].text
    if text in BOUNDARY:
        file.add("boundary", at, at + 1, BOUNDARY[text])
    if text in OPPOSITE:
        file.add("negated comparison", at, at + 1, OPPOSITE[text])
    if text in LOGIC:
        file.add("and/or", at, at + 1, LOGIC[text])
    if text in SUMS and (text not in "+-" or is_binary(file, at)):
        file.add("plus/minus", at, at + 1, SUMS[text])
    if text in TRUTH:
        file.add("true/false", at, at + 1, TRUTH[text])
    if text == "!":
        file.add("negation dropped", at, at + 1, "")


def constants(file, at):
    """Off by one. {0} is a way to write nothing, and a -1 is a failure (see returns)."""
    token, before = file.tokens[at], file.tokens[at - 1]
    if token.kind != "number" or not token.text.isdigit():
        return
    if before.text == "{" and file.tokens[at + 1].text == "}" and token.text == "0":
        return
    if before.text == "-" and not is_binary(file, at - 1):
        return
    value = int(token.text)
    file.add("off by one", at, at + 1, str(value + 1))
    if value > 0:
        file.add("off by one", at, at + 1, str(value - 1))


def conditions(file, at):
    text = file.tokens[at].text
    if text in ("if", "while"):
        negate(file, at + 2, closing(file.tokens, at + 1))
    elif text == "for":
        first = next_at_level(file.tokens, at + 2, {";"}) + 1
        negate(file, first, next_at_level(file.tokens, first, {";"}))


def negate(file, first, end):
    """A condition of one comparison, or that is negated already, is left to signs()."""
    decisive = [token for token in file.tokens[first:end]
                if token.text in OPPOSITE or token.text in LOGIC or token.text == "!"]
    if end > first and len(decisive) != 1:
        file.add("negated condition", first, end, f"!({file.source(first, end)})")


def choices(file, at):
    """a ? b : c becomes a ? c : b."""
    if file.tokens[at].text != "?":
        return
    colon = next_at_level(file.tokens, at + 1, {":"})
    end = next_at_level(file.tokens, colon + 1, {",", ";", ":"})
    file.add("negated condition", at + 1, end,
             f"{file.source(colon + 1, end)} : {file.source(at + 1, colon)}")


def arguments(file, at):
    """Of every call, each two neighbours swapped."""
    name = file.tokens[at]
    if (name.kind != "name" or name.text in NO_CALLS or file.tokens[at + 1].text != "("
            or not is_statement_part(file, at)):
        return
    given = parts(file.tokens, at + 2, closing(file.tokens, at + 1))
    for i in range(len(given) - 1):
        left, right = file.source(*given[i]), file.source(*given[i + 1])
        if left != right and COMMUTATIVE.get(name.text) != i:
            file.add("swapped arguments", given[i][0], given[i + 1][1], f"{right}, {left}")


def is_statement_part(file, at):
    """Not the name of a function that is being defined: those stand outside of bodies."""
    return file.tokens[at].body


def begins_statement(file, at):
    before = file.tokens[at - 1].text
    if before in (";", "{", "}", "else"):
        return True
    return before == ")" and header_ends(file, at - 1)


def header_ends(file, at):
    """Is this the closing bracket of if (...), for (...) or while (...)?"""
    level = 0
    for i in range(at, 0, -1):
        level += (file.tokens[i].text in ")]}") - (file.tokens[i].text in "([{")
        if level == 0:
            return file.tokens[i - 1].text in ("if", "for", "while")
    return False


def is_declaration(file, at):
    first, second, third = (token.text for token in file.tokens[at:at + 3])
    if first in NO_EXPRESSION:
        return True
    names = [token.kind == "name" for token in file.tokens[at:at + 3]]
    return names[0] and (names[1] or (second == "*" and names[2]))


def statements(file, at):
    """A statement less."""
    if not begins_statement(file, at) or inside_brackets(file, at):
        return
    text = file.tokens[at].text
    if text not in ("return", "break", "continue") and (
            is_declaration(file, at) or text in "{};" or file.tokens[at + 1].text == "void"):
        return
    end = next_at_level(file.tokens, at, {";"})
    if end < len(file.tokens) and file.tokens[end].text == ";":
        file.add("dropped statement", at, end, "")


def inside_brackets(file, at):
    """Within the brackets of for (a; b; c), or of an initialiser."""
    level = 0
    for i in range(at - 1, 0, -1):
        text = file.tokens[i].text
        level += (text in ")]}") - (text in "([{")
        if level < 0:
            return text != "{" or file.tokens[i - 1].text not in (")", "else", ";", "{", "}", ":")
    return False


def returns(file, at):
    if file.tokens[at].text != "return" or file.tokens[at + 1].text == ";":
        return
    end = next_at_level(file.tokens, at + 1, {";"})
    given = file.source(at + 1, end)
    for other in ("0", "1") if given != "-1" else ("0",):
        if given not in (other, "NULL", "0", "1", "true", "false"):
            file.add("return value", at + 1, end, other)


def rows(file, at):
    """A row of a table less."""
    if file.tokens[at].text != "{" or file.tokens[at - 1].text != "=":
        return
    for first, end in parts(file.tokens, at + 1, closing(file.tokens, at)):
        if end > first and file.tokens[first].text in ("[", "{"):
            file.add("dropped rule", first, end + (file.tokens[end].text == ","), "")


IN_BODIES = (signs, constants, conditions, choices, arguments, statements, returns)


def mutants_of(name, text):
    """All mutants of one file, in the order of its text."""
    file = File(name, text)
    for at, token in enumerate(file.tokens):
        if at == 0 or at + 3 > len(file.tokens):
            continue
        rows(file, at)
        for operator in IN_BODIES if token.body else (signs,) if token.depth else ():
            operator(file, at)
    return sorted(set(file.mutants), key=lambda m: (m.start, m.end, m.operator, m.replacement))


def mutated(text, mutant):
    return text[:mutant.start] + mutant.replacement + text[mutant.end:]
