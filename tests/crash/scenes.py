"""The commands that are disturbed, in the order in which a working folder sees them. Each begins with
what the one before it left. To disturb another command, add a line."""
from place import FIRST_DAY, SECOND_DAY, begin, go_on

RUN = "build/demo/var/runs"


class Scene:
    """prepare: what happens before; command; fine: its exit statuses when it is given again after
    it was done, 0 included."""

    def __init__(self, name, command, prepare=lambda place: None, fine=(0,)):
        self.name, self.command, self.prepare, self.fine = name, command, prepare, fine


SCENES = [
    Scene("first", ["cashback", "run", "--as-of", FIRST_DAY], begin),
    Scene("second", ["cashback", "run", "--as-of", SECOND_DAY], go_on),
]
