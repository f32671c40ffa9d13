"""Reads a CSV of dues and makes the checks that every import needs: code, amount, date, repeated due."""
import csv
import sys

from rows import check

seen, good = set(), 0
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    rows = csv.reader(file, delimiter=";")
    next(rows)
    for row in rows:
        good += check(row, seen)
assert good == 200_000, good
