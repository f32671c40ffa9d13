"""The checks of one row of dues, as a script of a body's office makes them."""
import re
from datetime import datetime
from decimal import Decimal

CODE = re.compile(r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]")
ODD = dict(zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", (
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10,
    22, 25, 24, 23)))
EVEN = {c: i if i < 10 else i - 10 for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}


def check(row, seen):
    code, name, amount, description, due, email, street, number, postcode, city, province, iud = row
    if not CODE.fullmatch(code):
        return 0
    total = sum(ODD[c] for c in code[0:15:2]) + sum(EVEN[c] for c in code[1:15:2])
    if "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[total % 26] != code[15]:
        return 0
    cents = Decimal(str(amount).replace(",", ".")) * 100
    if cents <= 0 or not 0 < len(name) <= 70 or len(description) > 140 or "@" not in email:
        return 0
    datetime.strptime(due, "%d/%m/%Y")
    if iud in seen:
        return 0
    seen.add(iud)
    return 1
