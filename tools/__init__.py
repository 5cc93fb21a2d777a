"""What the maintainer runs: the lessons' normal form, their rules, the table of seconds."""
