"""The commands that are disturbed, in the order in which a working folder sees them. Each begins with
what the one before it left. To disturb another command, add a line."""
from place import APPROVER, FIRST_DAY, SECOND_DAY, THIRD_DAY, begin, go_on, propose


class Scene:
    """prepare: what happens before; command; weight: its share of the points; stands_still: does
    the clock? Where what is written has the time in it, histories can be compared only so."""

    def __init__(self, name, command, prepare=lambda place: None, weight=1, stands_still=False):
        self.name, self.command, self.prepare = name, command, prepare
        self.weight, self.stands_still = weight, stands_still


SCENES = [
    Scene("first", ["cashback", "run", "--as-of", FIRST_DAY], begin, 2),
    Scene("second", ["cashback", "run", "--as-of", SECOND_DAY], go_on, 6),
    Scene("close", ["cashback", "statement", "close", "2026-09"], stands_still=True),
    Scene("approve", ["cashback", "statement", "approve", "2026-09", *APPROVER], stands_still=True),
    Scene("export", ["cashback", "statement", "export", "2026-09", *APPROVER], stands_still=True),
    Scene("adjust", ["cashback", "adjust", "approve", "1", *APPROVER], propose),
    Scene("retract", ["cashback", "retract", "invoices",
                      "fixtures/demo/inbox/invoices/2026-07-09.csv.gz"]),
    Scene("third", ["cashback", "run", "--as-of", THIRD_DAY], weight=2),
]
