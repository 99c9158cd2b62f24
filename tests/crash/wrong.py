"""What a check found."""


class Wrong(Exception):
    """What is not as it should be, as lines for a person."""
