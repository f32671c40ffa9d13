"""A flow of a million rows against the receipts that are known: Python's streaming XML reader and a dictionary."""
import sys
from xml.etree.ElementTree import iterparse

NAMESPACE = "{http://www.digitpa.gov.it/schemas/2011/Pagamenti/}"
ROW, IUV = NAMESPACE + "datiSingoliPagamenti", NAMESPACE + "identificativoUnivocoVersamento"
AMOUNT, ID = NAMESPACE + "singoloImportoPagato", NAMESPACE + "identificativoUnivocoRiscossione"


def iuv(n):
    base = f"307{1000 + n * 7919:013d}"
    return f"{base[1:]}{int(base) % 93:02d}"


known = {(iuv(n), f"{n:032x}"): 3000 for n in range(1_000_000)}
wrong = rows = 0
events = iterparse(sys.argv[1], events=("start", "end"))
_, root = next(events)
for event, element in events:
    if event == "end" and element.tag == ROW:
        cents = int(element.findtext(AMOUNT).replace(".", ""))
        wrong += known.pop((element.findtext(IUV), element.findtext(ID)), None) != cents
        rows += 1
        root.clear()
assert (rows, wrong, len(known)) == (1_000_000, 100, 0), (rows, wrong, len(known))
